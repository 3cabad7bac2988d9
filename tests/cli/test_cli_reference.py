"""Two images, or two folders, measured against a third by the command."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.scoring import score
from pictures import photograph


@pytest.fixture
def three(save) -> list[Path]:
    """Two noisy copies of a photograph, the second much noisier, and the photograph."""
    truth = photograph(96, 128)
    noise = np.random.default_rng(0).normal(0, 1, truth.shape)
    noisy = [np.clip(truth + size * noise, 0, 255).astype(np.uint8) for size in (5, 20)]
    return [save(image, f"{name}/photo.png") for image, name in zip((*noisy, truth), "abg", strict=True)]


def test_without_a_strategy_it_shows_where_the_first_is_better(run, three, tmp_path) -> None:
    code, out, err = run("diff", *three[:2], "--reference", three[2])
    assert (code, err) == (0, "")
    assert out.startswith("photo: psnr of first 3")
    for words in (" dB, psnr of second 2", " dB, psnr gap 1", "ssim of first 0.", "ssim gap 0."):
        assert words in out
    record = json.loads((tmp_path / "differences" / "photo.json").read_text())
    assert record["options"]["strategy"] == {"name": "advantage", "sigma": 6.0}
    assert record["metric"]["name"] == "psnr gap"
    assert record["reference"]["name"] == str(three[2])
    assert (record["map"]["signed"], record["map"]["positive"]) == (True, "the first is better")
    assert record["scores"]["ssim of second"] == pytest.approx(score("ssim", three[2], three[1]), rel=1e-6)
    assert np.load(tmp_path / "differences" / "photo.map.npy").min() > 0
    # One column more than with two images.
    with Image.open(tmp_path / "differences" / "photo.panel.png") as panel:
        run("diff", *three[:2], "-o", "two")
        with Image.open(tmp_path / "two" / "photo.panel.png") as other:
            assert panel.width > 1.2 * other.width


def test_it_says_which_image_is_better_where(run, save, tmp_path) -> None:
    truth = photograph(96, 128)
    first, second = truth.copy(), truth.copy()
    first[10:30, 10:30] //= 2
    second[60:80, 90:110] //= 4
    images = (save(image, f"{name}.png") for image, name in zip((first, second, truth), "abg", strict=True))
    a, b, g = images
    code, out, _ = run("diff", a, b, "--reference", g, "-o", tmp_path / "out")
    assert code == 0
    assert (
        "\n  the first is better in 1 place, most at 1, where it is identical to the reference; the second"
        in out
    )
    record = json.loads((tmp_path / "out" / "a_vs_b.json").read_text())
    assert record["advantage"]["first"]["most"] == "Infinity"
    assert record["advantage"]["text"] in out


def test_strategies_settings_and_facts(run, three) -> None:
    options = ("--strategy", "integrated_gradient:steps=8", "--metric", "ssim", "--metric", "psnr")
    code, out, _ = run("diff", *three[:2], "--reference", three[2], *options)
    assert code == 0
    assert "  strategy: sum 0." in out
    assert "completeness error" in out
    record = json.loads(run("diff", *three[:2], "--reference", three[2], *options, "--json")[1])
    facts = record["map"]["facts"]
    assert facts["sum"] == pytest.approx(record["scores"]["ssim gap"], rel=0.005)
    assert list(record["scores"])[2] == record["metric"]["name"] == "ssim gap"
    assert record["options"]["reduce"] == "sum"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-below", "0"), 0),
        (("--fail-above", "1"), 1),
        (("--metric", "ssim", "--fail-below", "0"), 0),
        (("--metric", "ssim", "--fail-below", "0.9"), 1),
        (("--metric", "mse", "--fail-above", "0"), 0),
        (("--strategy", "difference"), 2),
        (("--strategy", "local"), 2),
        (("--strategy", "advantage:sigma=-1"), 3),
        (("--strategy", "integrated_gradient:steps=0"), 3),
        (("--gain", "5"), 2),
    ],
)
def test_thresholds_apply_to_the_gap(run, three, options: tuple[str, ...], code: int) -> None:
    if options[0].startswith("--fail"):
        options = ("--metric", "psnr", *options)
    got, out, err = run("diff", *three[:2], "--reference", three[2], *options, "--json")
    assert got == code, err
    assert "Traceback" not in err
    if code in (0, 1):
        verdict = json.loads(out)["threshold"]
        assert verdict["exceeded"] == bool(code)
        assert verdict["limits"][0]["score"] == f"{options[1]} gap"


def test_the_other_order_is_the_other_sign(run, three) -> None:
    gap = [
        json.loads(run("diff", *pair, "--reference", three[2], "--json")[1])["score"]
        for pair in (three[:2], three[1::-1])
    ]
    assert gap[0] == -gap[1] > 0
    assert (
        run("diff", *three[1::-1], "--reference", three[2], "--metric", "psnr", "--fail-below", "0")[0] == 1
    )


def test_a_strategy_that_needs_a_reference_says_so(run, three) -> None:
    code, _, err = run("diff", *three[:2], "--strategy", "advantage")
    assert code == 2
    assert "needs a reference; pass --reference" in err


def test_folders(run, three, save, tmp_path) -> None:
    for number, folder in enumerate("abg"):
        save(photograph(96, 128, number), f"{folder}/other.png")
    folders = [path.parent for path in three]
    code, out, _ = run("diff", *folders[:2], "--reference", folders[2], "-o", "out")
    assert code == 0
    assert "psnr gap: mean " in out
    rows = list(csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines()))
    assert [row["reference"] for row in rows] == [
        str(folders[2] / name) for name in ("other.png", "photo.png")
    ]
    for row in rows:
        assert float(row["ssim gap"]) == pytest.approx(
            float(row["ssim of first"]) - float(row["ssim of second"])
        )
    (folders[2] / "other.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    code, out, err = run("diff", *folders[:2], "--reference", folders[2], "--json", "--fail-above", "1")
    assert code == 3
    document = json.loads(out)
    assert [pair["ok"] for pair in document["pairs"]] == [False, True]
    assert document["pairs"][0]["reference"] == str(folders[2] / "other.png")
    assert document["summary"]["scores"]["psnr gap"]["count"] == 1
    assert "threshold: psnr gap is above 1, or has no value, in " in err


def test_an_image_equal_to_the_reference(run, three, save, tmp_path) -> None:
    folders = [path.parent for path in three]
    code, out, _ = run("diff", folders[0], folders[2], "--reference", folders[2], "-o", "out")
    assert code == 0
    assert "psnr gap: infinite for 1 pair, not in the mean" in out
    record = json.loads((tmp_path / "out" / "photo.json").read_text())
    assert record["score"] == "-Infinity"
    code, out, _ = run("diff", three[2], three[2], "--reference", three[2])
    assert "no difference: all pixels are equal" in out


def test_wrong_usage(run, three) -> None:
    folder = three[2].parent
    code, _, err = run("diff", *three[:2], "--reference", folder)
    assert code == 2
    assert f"'{three[0]}' is a file and '{folder}' is a folder" in err
    assert run("diff", *three[:2], "--reference", "nothing.png")[0] == 2
    folders = [path.parent for path in three]
    code, _, err = run("diff", *folders[:2], "--reference", folders[2], "-o", folders[2] / "out")
    assert code == 2
    assert "lies in the input folder" in err


def test_pages_that_only_the_reference_has_are_told(run, three, tmp_path) -> None:
    np.save(tmp_path / "many.npy", np.zeros((2, 3, 96, 128)))
    code, out, _ = run("diff", *three[:2], "--reference", "many.npy")
    assert code == 0
    assert "the numbers of frames differ: the first image has 1, the second image has 1, the reference" in out
