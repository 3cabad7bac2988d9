"""References that are resized to smaller results."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder, rank, score
from difference_finder.errors import InputError
from folders import method_folders
from pictures import photograph

NAMES = ["a", "b"]


@pytest.fixture
def folders(tmp_path) -> dict[str, Path]:
    """References of 64x56 pixels, results of half that size (small) and of that size (ours)."""
    folders = method_folders(tmp_path, NAMES, ("ours", "small"), size=56)
    for path in sorted(folders["small"].iterdir()):
        with Image.open(path) as picture:
            half = picture.resize((32, 28), Image.Resampling.BICUBIC)
        half.save(path)
    return folders


def reduced(path: Path) -> np.ndarray:
    """Return an image of half the size, channel by channel in floats, as the note says."""
    planes = np.asarray(Image.open(path), np.float32).transpose(2, 0, 1) / 255
    half = [np.asarray(Image.fromarray(plane).resize((32, 28), Image.Resampling.BICUBIC)) for plane in planes]
    return np.asarray(half).transpose(1, 2, 0)


def test_the_reference_is_resized_to_smaller_results(tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", folders, "psnr", fit="resize-reference", workers=1)
    assert study.errors == ()
    for name, found in zip(NAMES, study.scores.of("psnr", "small"), strict=True):
        candidate = np.asarray(Image.open(folders["small"] / f"{name}.png")) / 255.0
        error = np.mean((reduced(tmp_path / "GT" / f"{name}.png") - candidate) ** 2)
        assert found == pytest.approx(-10 * np.log10(error), rel=1e-5)
    whole = [score("psnr", tmp_path / f"GT/{name}.png", folders["ours"] / f"{name}.png") for name in NAMES]
    assert study.scores.of("psnr", "ours").tolist() == whole
    notes = {row["note"]: (row["method"], row["images"]) for row in study.record["notes"]}
    [told] = [note for note in notes if "resized" in note]
    assert told == "the reference resized from 64x56 to 32x28 (bicubic), the size of the candidate"
    assert notes[told] == ("small", 2)
    assert f"note: {told} (small 2)" in " ".join(str(study).split())
    assert study.record["unequal"]["size"] == {"ours": 0, "small": 2}
    assert study.record["options"]["fit"] == "resize-reference"


def test_the_other_treatments_bring_results_to_the_reference(tmp_path, folders) -> None:
    resized = rank(tmp_path / "GT", folders, "psnr", fit="resize", workers=1)
    reference = rank(tmp_path / "GT", folders, "psnr", fit="resize-reference", workers=1)
    gap = reference.scores.of("psnr", "small") - resized.scores.of("psnr", "small")
    assert (np.abs(gap) > 0.5).all()


def test_larger_results_are_error_rows(tmp_path, folders) -> None:
    Image.fromarray(photograph(70, 40, 0)).save(folders["small"] / "a.png")
    study = rank(tmp_path / "GT", folders, "psnr", fit="resize-reference", workers=1)
    [error] = study.errors
    assert (error.name, error.method) == ("a", "small")
    assert "fit='resize-reference' makes the reference smaller, and candidate" in error.cause
    assert "is 40x70, reference" in error.cause
    assert error.cause.endswith("64x56; use fit='resize'")


def test_a_mask_belongs_to_one_size(tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", folders, "psnr", fit="resize-reference", ignore=["0,0,4,4"], workers=1)
    assert {error.method for error in study.errors} == {"small"}
    assert "a mask or rectangles belong to one size" in study.errors[0].cause


def test_only_studies_resize_the_reference(tmp_path) -> None:
    with pytest.raises(
        InputError, match="fit must be one of error, crop, resize, pad, not 'resize-reference'"
    ):
        Finder(fit="resize-reference")
    with pytest.raises(
        InputError, match="fit must be one of error, crop, resize, resize-reference, not 'squeeze'"
    ):
        rank(tmp_path, {"a": tmp_path}, fit="squeeze")
