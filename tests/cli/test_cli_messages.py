"""Errors name keyword arguments in Python, and options in the command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder, rank
from difference_finder.errors import DifferenceFinderError
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.report import report
from difference_finder.text import option
from folders import method_folders

NOISE = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)


@pytest.fixture
def work(tmp_path, monkeypatch) -> None:
    """Small images and folders in the folder where the test runs."""
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b"):
        Path(folder).mkdir()
        for name in ("one.png", "one.bmp"):
            Image.fromarray(NOISE).save(Path(folder, name))
    Image.fromarray(NOISE).save("small.png")
    Image.fromarray(255 - NOISE).save("other.png")
    Image.fromarray(np.tile(NOISE, (1, 2, 1))).save("wide.png")
    np.save("int32.npy", NOISE.astype(np.int32))
    np.save("floats.npy", 900 * np.random.default_rng(1).random((40, 40)))
    np.save("deep.npy", NOISE.astype(np.uint16))
    method_folders(Path("study"), ["x"])


def compare(*paths: str, **options: Any) -> Callable[[], Any]:
    return lambda: Finder(**{"strategy": "difference", **options}).compare(*paths)


def ranked(**options: Any) -> Callable[[], Any]:
    return lambda: rank("study/GT", {"ours": "study/ours"}, crops=None, workers=None, **options)


DIFF = "diff small.png other.png --strategy difference"
GRADIENT = "diff small.png other.png --strategy gradient"
RANK = "rank --reference study/GT ours=study/ours --crops none"


class Case(NamedTuple):
    """An error as Python and the command meet it, and the words of its message in both."""

    python: Callable[[], Any]
    command: str
    python_words: str
    command_words: str


CASES = {
    "sizes": Case(
        compare("small.png", "wide.png"),
        "diff small.png wide.png",
        "crop or resize one (fit='crop' or fit='resize'), or pad both (fit='pad')",
        "crop or resize one (--fit crop or --fit resize), or pad both (--fit pad)",
    ),
    "integers without range": Case(
        compare("int32.npy", "int32.npy"),
        "diff int32.npy int32.npy",
        "pass data_range, for example data_range=255",
        "pass --data-range, for example --data-range 255",
    ),
    "floats without range": Case(
        compare("floats.npy", "floats.npy", strategy="local", metric="ssim"),
        "diff floats.npy floats.npy --strategy local --metric ssim",
        "pass data_range, the greatest minus the least possible value",
        "pass --data-range, the greatest minus the least possible value",
    ),
    "range too small": Case(
        compare("small.png", "other.png", data_range=1.0),
        f"{DIFF} --data-range 1",
        "more than data_range=1; pass its true range",
        "more than --data-range 1; pass its true range",
    ),
    "negative range": Case(
        compare("small.png", "other.png", data_range=-1.0),
        f"{DIFF} --data-range -1",
        "data_range must be a positive and finite number, not -1.0",
        "--data-range must be a positive and finite number, not -1.0",
    ),
    "too many pixels": Case(
        compare("small.png", "other.png", max_pixels=10),
        f"{DIFF} --max-pixels 10",
        "more than max_pixels=10; if you trust it, use max_pixels=48",
        "more than --max-pixels 10; if you trust it, use --max-pixels 48",
    ),
    "too many pixels, compare": Case(
        compare("small.png", "other.png", max_pixels=10),
        "compare small.png other.png --max-pixels 10",
        "use max_pixels=48",
        "use --max-pixels 48",
    ),
    "device": Case(
        compare("small.png", "other.png", device="meta"),
        f"{DIFF} --device meta",
        "use device='cpu'",
        "use --device cpu",
    ),
    "protocol and range": Case(
        compare("small.png", "other.png", protocol="seed-0.0.4", data_range=7),
        f"{DIFF} --protocol seed-0.0.4 --data-range 7",
        "leave data_range=7 out, or the protocol",
        "leave --data-range 7 out, or the protocol",
    ),
    "two ranges": Case(
        compare("small.png", "deep.npy", data_range=255),
        "diff small.png deep.npy --data-range 255",
        "data_range=255 cannot serve both; leave it out",
        "--data-range 255 cannot serve both; leave it out",
    ),
    "ambiguous names": Case(
        lambda: list(Finder(strategy="difference").stream("a", "b")),
        "diff a b",
        "keep one file for each name, or use pairing='order'",
        "keep one file for each name, or use --pairing order",
    ),
    "ignored rectangle": Case(
        compare("small.png", "other.png", ignore=["90,0,5,5"]),
        f"{DIFF} --ignore 90,0,5,5",
        "ignore='90,0,5,5' lies outside of the images, which are 8x6",
        "--ignore 90,0,5,5 lies outside of the images, which are 8x6",
    ),
    "background": Case(
        compare("small.png", "other.png", background="pink"),
        f"{DIFF} --background pink",
        "background must be 'white', 'black' or '#rrggbb', not 'pink'",
        "--background must be 'white', 'black' or '#rrggbb', not 'pink'",
    ),
    "no reference": Case(
        compare("small.png", "other.png", strategy="advantage"),
        "diff small.png other.png --strategy advantage --metric mse",
        "needs a reference; pass reference",
        "needs a reference; pass --reference",
    ),
    "limit": Case(
        lambda: Thresholds.of_score("psnr", True, 30.0, None),
        "diff small.png other.png --metric psnr --fail-above 30",
        "use fail_below instead of fail_above",
        "use --fail-below instead of --fail-above",
    ),
    "timeout": Case(
        ranked(timeout=-1.0),
        f"{RANK} --timeout -1",
        "timeout must be a positive and finite number of seconds, not -1.0",
        "--timeout must be a positive and finite number of seconds, not -1.0",
    ),
    "group": Case(
        ranked(group="[0-9]+$"),
        f"{RANK} --group [0-9]+$",
        "group='[0-9]+$' matches nothing in 1 of 1 names",
        "--group '[0-9]+$' matches nothing in 1 of 1 names",
    ),
    "window": Case(
        compare("small.png", "other.png", strategy="gradient", metric="ssim"),
        f"{GRADIENT} --metric ssim",
        "the window of 11x11; use window_size=5, or mse",
        "the window of 11x11; use ssim:window_size=5, or mse",
    ),
    "mirrored window": Case(
        compare("small.png", "other.png", strategy="gradient", metric="ssim:padding=reflect,window_size=15"),
        f"{GRADIENT} --metric ssim:padding=reflect,window_size=15",
        "reaches out; use window_size=11, or mse",
        "reaches out; use ssim:window_size=11, or mse",
    ),
    "window of one pixel": Case(
        compare("small.png", "other.png", strategy="gradient", metric="ssim:window_size=1,covariance=sample"),
        f"{GRADIENT} --metric ssim:window_size=1,covariance=sample",
        "use window_size=3 or more",
        "use ssim:window_size=3 or more",
    ),
    "scales": Case(
        compare("small.png", "other.png", strategy="gradient", metric="ms-ssim:window_size=3"),
        f"{GRADIENT} --metric ms-ssim:window_size=3",
        "sides of more than 32 pixels, the image is 8x6; use scales=2, or mse",
        "sides of more than 32 pixels, the image is 8x6; use ms-ssim:scales=2, or mse",
    ),
    "window at few scales": Case(
        compare("small.png", "other.png", strategy="gradient", metric="ms-ssim:scales=2"),
        f"{GRADIENT} --metric ms-ssim:scales=2",
        "the image is 8x6; use window_size=3, or mse",
        "the image is 8x6; use ms-ssim:window_size=3, or mse",
    ),
    "exposures": Case(
        compare("small.png", "other.png", strategy="gradient", metric="flip:mode=hdr,encoding=srgb"),
        f"{GRADIENT} --metric flip:mode=hdr,encoding=srgb",
        "encoding='srgb' has no meaning with mode='hdr', whose values are linear",
        "flip:encoding=srgb has no meaning with flip:mode=hdr, whose values are linear",
    ),
    "two numbers of workers": Case(
        lambda: rank("study/GT", {"ours": "study/ours"}, engine="local:workers=2", workers=3),
        f"{RANK} --engine local:workers=2 --workers 3",
        "and workers=3 both set workers",
        "and --workers 3 both set workers",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_remedy_is_in_the_words_of_its_reader(run, work, case) -> None:
    with pytest.raises(DifferenceFinderError) as error:
        case.python()
    assert case.python_words in str(error.value)
    assert "--" not in str(error.value)
    code, out, err = run(*case.command.split())
    assert code in (2, 3)
    assert case.command_words in out + err


def test_a_report_of_comparisons_has_no_crops(run, work) -> None:
    run(*DIFF.split(), "-o", "made")
    with pytest.raises(DifferenceFinderError, match=r"^images='crops' needs a study; pass 'all' or 'none'"):
        report("made", "page.html", images="crops")
    _, _, err = run("report", "made", "--images", "crops")
    assert "error: --images crops needs a study; pass 'all' or 'none'" in err


def test_processes_of_a_study_speak_as_their_command(run, work) -> None:
    Image.fromarray(np.tile(NOISE, (9, 9, 1))).save("study/ours/x.png")
    (error,) = ranked()().errors
    assert "(fit='crop' or fit='resize')" in error.cause
    code, _, err = run(*RANK.split())
    assert code == 3
    assert "(--fit crop or --fit resize)" in err


def test_python_has_its_words_again_after_the_command(run, work) -> None:
    run("diff", "small.png", "wide.png")
    assert option("fit", "crop") == "fit='crop'"
