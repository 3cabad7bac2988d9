"""Drafts of study files: layouts of folders, what is found in them, and what is asked for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import InputError, PairingError
from difference_finder.study.draft.draft import draft_study
from difference_finder.study.draft.text import study_text
from difference_finder.study.plan.data_sets import plan_data_sets
from difference_finder.study.plan.study_file import StudyFile
from known_answers import folder as shared_folder

NAMES = ("bird", "zebra")


def write(path: Path, size: tuple[int, int] = (24, 20), mode: str = "RGB") -> None:
    """Write a picture, whose pixels depend on its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(sum(path.name.encode()))
    if path.suffix == ".npy":
        np.save(path, rng.uniform(-0.1, 0.9, size[::-1]).astype(np.float32))
        return
    channels = (3,) if mode == "RGB" else ()
    values = rng.integers(0, 2**16 if mode == "16" else 256, (size[1], size[0], *channels))
    Image.fromarray(values.astype(np.uint16 if mode == "16" else np.uint8)).save(path)


def drafted(root: Path, *folders: str, reference: str | None = None) -> dict:
    """Return the study file that folders suggest, after planning its study."""
    text = study_text(draft_study([root / one for one in folders or ["."]], reference), root / "study.toml")
    (root / "study.toml").write_text(text, encoding="utf-8")
    plan_data_sets(StudyFile.read(root / "study.toml"))
    return {"text": text, **tomllib.loads(text)}


LAYOUTS = {
    "roles then data sets": (
        ["GT/A/{}.png", "GT/B/{}.png", "ours/A/{}.png", "ours/B/{}.png", "edsr/A/{}.png", "edsr/B/{}.png"],
        {
            "reference": "GT/{dataset}",
            "A": None,
            "B": None,
            "ours": "ours/{dataset}",
            "edsr": "edsr/{dataset}",
        },
    ),
    "data sets then roles": (
        ["A/HR/{}.png", "B/HR/{}.png", "A/ours/{}_x4.png", "B/ours/{}_x4.png"],
        {"reference": "{dataset}/HR", "A": None, "B": None, "ours": "{dataset}/ours/{image}_x4.png"},
    ),
    "results elsewhere": (
        [
            "data/Set5/GTmod12/{}.png",
            "results/RCAN/visualization/Set5/{}_RCAN.png",
            "results/RDN/Set5/{}.png",
        ],
        {
            "reference": "data/Set5/GTmod12",
            "Set5": None,
            "RCAN": "results/RCAN/visualization/Set5/{image}_RCAN.png",
            "RDN": "results/RDN/Set5",
        },
    ),
    "one folder": (
        ["{}_gt.png", "{}_ours.png", "{}_bm3d.png"],
        {"reference": "{image}_gt.png", "root": None, "ours": "{image}_ours.png", "bm3d": "{image}_bm3d.png"},
    ),
    "one data set": (
        ["ground_truth/{}.png", "ours/{}.png", "mprnet/{}x2.png"],
        {"reference": "ground_truth", "root": None, "ours": "ours", "mprnet": "mprnet/{image}x2.png"},
    ),
    "names that a rule pairs": (
        ["target/r_{}.png", "ours/R_{}.png"],
        {"reference": "target", "root": None, "ours": "ours"},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_folders(tmp_path, layout) -> None:
    patterns, expected = LAYOUTS[layout]
    root = tmp_path / "root"
    for pattern in patterns:
        for name in NAMES:
            write(root / pattern.format(name))
    found = drafted(root)
    folders = {name: table["folder"] for name, table in found["methods"].items()}
    assert {"reference": found["reference"], **dict.fromkeys(found["data-sets"]), **folders} == expected
    assert (found["ours"], found["metrics"]) == (next(iter(folders)), ["psnr", "ssim"])
    assert found["ours"] == ("ours" if "ours" in folders else "RCAN")
    assert all(not table for table in found["data-sets"].values())


def test_the_draft_runs_and_measures_what_it_names(tmp_path) -> None:
    from difference_finder import rank_data_sets

    for pattern in LAYOUTS["data sets then roles"][0]:
        for name in NAMES:
            write(tmp_path / pattern.format(name))
    drafted(tmp_path)
    study = rank_data_sets(tmp_path / "study.toml", workers=1)
    assert study.scores.names == ("A/bird", "A/zebra", "B/bird", "B/zebra")
    assert not study.errors


def test_a_border_is_only_a_comment(tmp_path) -> None:
    for name in NAMES:
        write(tmp_path / f"Set5/HR/{name}.png")
        write(tmp_path / f"Set5/ours/{name}_x3.png")
    found = drafted(tmp_path)
    assert "# border = 3\n" in found["text"]
    assert "border" not in found
    assert "border" not in found["data-sets"]["Set5"]
    plan = plan_data_sets(StudyFile.read(tmp_path / "study.toml"))
    assert plan.manifests["Set5"].measurement.metrics == ("psnr", "ssim")


def test_inputs_of_super_resolution_are_a_comment_beside_results(tmp_path) -> None:
    for name in NAMES:
        write(tmp_path / f"HR/{name}.png", (48, 40))
        write(tmp_path / f"LRx4/{name}x4.png", (12, 10))
        write(tmp_path / f"ours/{name}.png", (48, 40))
    found = drafted(tmp_path)
    assert list(found["methods"]) == ["ours"]
    assert "# LRx4 holds images that are 4 times smaller than the references" in found["text"]
    assert "# [methods.LRx4]\n" in found["text"]
    for name in NAMES:
        (tmp_path / f"ours/{name}.png").unlink()
    alone = drafted(tmp_path)
    assert list(alone["methods"]) == ["LRx4"]
    (table,) = alone["data-sets"].values()
    assert table == {"fit": "resize"}
    assert "Sizes differ: LRx4 has an image of 12x10 for a reference of 48x40." in alone["text"]


def test_what_needs_a_decision_is_decided_aloud(tmp_path) -> None:
    for name in NAMES:
        write(tmp_path / f"GT/{name}.png")
        write(tmp_path / f"ours/{name}.png", (22, 20))
    write(tmp_path / "edsr/bird.png")
    found = drafted(tmp_path)
    (table,) = found["data-sets"].values()
    assert table == {"fit": "crop", "unmatched": "report"}
    assert "Files do not match: edsr lacks zebra." in found["text"]
    assert "Sizes differ: ours has an image of 22x20 for a reference of 24x20." in found["text"]


def test_the_range_of_floats_and_masks(tmp_path) -> None:
    for name in ("brain_r20_gt", "brain_r20_ours", "brain_r20_mask"):
        write(tmp_path / f"{name}.npy")
    np.save(tmp_path / "brain_r20_gt.npy", np.linspace(0, 1, 480, dtype=np.float32).reshape(20, 24))
    found = drafted(tmp_path)
    assert list(found["methods"]) == ["ours"]
    (table,) = found["data-sets"].values()
    assert table == {"data_range": 1}
    assert '# mask = "brain_r20_mask.npy"\n' in found["text"]
    assert "grey, float32" in found["text"]
    np.save(tmp_path / "brain_r20_gt.npy", np.linspace(-2, 6, 480, dtype=np.float32).reshape(20, 24))
    (table,) = drafted(tmp_path)["data-sets"].values()
    assert table == {"data_range": [-2.0, 6.0]}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("mode", "told"), [("16", "grey, 16 bits"), ("L", "grey, 8 bits"), ("RGB", "RGB, 8 bits")]
)
def test_kinds_of_images_are_told(tmp_path, mode, told) -> None:
    for folder in ("GT", "ours"):
        write(tmp_path / folder / "a.png", mode=mode)
    assert f"# 1 image, 24x20, {told}\n" in drafted(tmp_path)["text"]


def test_a_method_without_a_data_set_is_a_comment(tmp_path) -> None:
    for path in ("GT/A/a", "GT/B/b", "ours/A/a", "ours/B/b", "edsr/A/a"):
        write(tmp_path / f"{path}.png")
    found = drafted(tmp_path)
    assert list(found["methods"]) == ["ours"]
    assert "# edsr has no images of B, and so it is left out:" in found["text"]


def test_a_method_may_have_another_folder_on_each_data_set(tmp_path) -> None:
    for path in ("GT/A/a", "GT/B/b", "ours/A/a_x2", "ours/B/b_x4"):
        write(tmp_path / f"{path}.png")
    found = drafted(tmp_path)
    assert found["methods"]["ours"]["folder"] == {"A": "ours/A/{image}_x2.png", "B": "ours/B/{image}_x4.png"}
    assert "# border = 2" in found["text"]
    assert "# border = 4" in found["text"]


def test_names_that_toml_must_quote(tmp_path) -> None:
    for path in ("GT", "über uns (v1.2)"):
        write(tmp_path / path / 'a "b".png')
    found = drafted(tmp_path)
    assert list(found["methods"]) == ["über uns (v1.2)"]


@pytest.mark.parametrize("reference", ["original_frames", "data/original_frames"])
def test_the_reference_may_be_named(tmp_path, monkeypatch, reference) -> None:
    for folder in ("data/original_frames", "ours"):
        write(tmp_path / folder / "a.png")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"no folder or file is called like a reference .* pass reference, "):
        drafted(tmp_path)
    found = drafted(tmp_path, reference=reference)
    assert (found["reference"], list(found["methods"])) == ("data/original_frames", ["ours"])
    with pytest.raises(InputError, match="neither a folder nor a word in names of files is called 'HQ'"):
        drafted(tmp_path, reference="HQ")


def test_a_word_in_names_of_files_may_name_the_reference(tmp_path) -> None:
    for stem in ("a_frame", "a_ours", "b_frame", "b_ours"):
        write(tmp_path / f"{stem}.png")
    found = drafted(tmp_path, reference="frame")
    assert (found["reference"], found["methods"]["ours"]["folder"]) == (
        "{image}_frame.png",
        "{image}_ours.png",
    )


@pytest.mark.parametrize(
    ("paths", "error", "message"),
    [
        (
            ["GT/a", "HR/a", "ours/a"],
            InputError,
            "look like references of .* pass reference='GT' or reference='HR'",
        ),
        (["GT/a"], InputError, "found references .* and no images of methods"),
        (["GT/a", "ours/q"], InputError, r"ours \(1 image: q\) fits no reference"),
        (
            ["GT/A/a", "GT/B/b", "x/A/a", "y/B/b"],
            InputError,
            "no method has images of all 2 data sets .*x on A, y on B",
        ),
        (["G{T}/a", "ours/a"], InputError, "contains a brace"),
    ],
)
def test_what_cannot_be_understood_is_an_error(tmp_path, paths, error, message) -> None:
    for path in paths:
        write(tmp_path / f"{path}.png")
    with pytest.raises(error, match=message):
        drafted(tmp_path)


def test_folders_without_images(tmp_path) -> None:
    with pytest.raises(PairingError, match="no image lies in"):
        draft_study([tmp_path])
    with pytest.raises(InputError, match="is not a folder"):
        draft_study([tmp_path / "nothing"])
    with pytest.raises(InputError, match=r"'d\{dataset\}' is a pattern, and not a folder\. Pass the folders"):
        draft_study(["d{dataset}"])
    with pytest.raises(InputError, match=r"not a folder; did you mean \{dataset\}\? Pass the folders"):
        draft_study(["results/{method}/{datset}"])
    write(tmp_path / "d{dataset}" / "GT" / "a.png")
    with pytest.raises(InputError, match="contains a brace or"):
        draft_study([tmp_path / "d{dataset}"])


@pytest.mark.parametrize(
    ("folder", "reference", "methods"),
    [
        ("sr/set5", None, ["LRx4"]),
        ("sr/realsrset", "LR", ["BSRGAN", "ESRGAN", "RealSR_JPEG"]),
        ("denoise", None, ["bm3d_2582", "dncnn_2683", "drunet_2731", "ffdnet_2692", "noisy_1478"]),
        ("mri", None, ["cs_tv", "cs_wavelet", "zero_filled"]),
    ],
)
def test_images_of_others(tmp_path, folder, reference, methods) -> None:
    text = study_text(draft_study([shared_folder() / folder], reference), tmp_path / "study.toml")
    (tmp_path / "study.toml").write_text(text)
    assert list(tomllib.loads(text)["methods"]) == methods
    plan = plan_data_sets(StudyFile.read(tmp_path / "study.toml"))
    assert plan.images == (2 if folder.startswith("sr") else 1)


@pytest.mark.parametrize(
    ("names", "ours"),
    [
        (("bicubic", "ours_x2"), "ours_x2"),
        (("our-net", "Ours"), "Ours"),
        (("bicubic", "oursin"), "bicubic"),
    ],
)
def test_a_name_that_starts_with_ours_is_ours(tmp_path, names, ours) -> None:
    for folder in ("GT", *names):
        for name in NAMES:
            write(tmp_path / "root" / folder / f"{name}.png")
    assert drafted(tmp_path / "root")["ours"] == ours
