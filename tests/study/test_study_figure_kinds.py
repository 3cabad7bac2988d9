"""Figures of the crops of one kind of change."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from difference_finder import rank
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.report.study_page import study_document
from difference_finder.study.study import Study
from planted_methods import planted_folders

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    root: Path = tmp_path_factory.mktemp("figure_kinds")
    folders = planted_folders(root, ("ours", "soft", "bright"), 4)
    return rank(root / "GT", folders, "psnr", workers=1, crop_sizes=[32, 48], kinds=True)


def titles(figure) -> list[str]:
    return [label.text for label in figure.sheet.labels]


def test_the_most_typical_place_of_a_kind_comes_first(study) -> None:
    figure = study.figure(crops_kind="brighter")
    crops = study.crops.of_kind("brighter")
    assert [place.crop for place in figure.places] == [crops.median[0], crops.best[0], crops.rival_best[0]]
    assert "Median: brighter" in titles(figure)
    assert {crop.kinds[0].name for crop in (place.crop for place in figure.places)} == {"brighter"}


def test_one_row_of_a_kind_is_its_median_and_not_ours_at_its_best(study) -> None:
    figure = study.figure(crops_kind="brighter", crops=1)
    assert [place.kind for place in figure.places] == ["median"]
    with pytest.raises(InputError, match="pass crops=2 or more"):
        study.figure(crops=1)
    with pytest.raises(InputError, match="a whole number of rows, 0 or at least 1, not -1"):
        study.figure(crops_kind="brighter", crops=-1)


def test_the_caption_says_what_the_crops_were_chosen_from_and_their_kind(study) -> None:
    figure = study.figure(crops_kind="brighter", labels={"ours": "A", "bright": "B"})
    crops = study.crops.of_kind("brighter")
    assert f"from {crops.candidates} windows" in figure.caption
    assert (
        "around the strong regions with the first kind brighter. A was better than the rival"
        in figure.caption
    )
    assert "Row 1 (Median: brighter): " in figure.caption
    assert "From A to B: " in figure.caption
    assert "brighter in B; A is nearer to the reference (brighter, confidence" in figure.caption
    assert "bright is" not in figure.caption


def test_crops_of_all_windows_say_their_kind_too(study) -> None:
    figure = study.figure()
    for place in figure.places:
        assert f"From ours to {place.crop.rival}: " in figure.caption
        assert place.crop.chosen_kind == ""


def test_the_random_strip_is_drawn_from_the_windows_of_the_kind(study) -> None:
    figure = study.figure(crops_kind="brighter", random=True)
    for crop in study.crops.of_kind("brighter").random:
        assert f"{crop.size}x{crop.size} at ({crop.x}, {crop.y}) in {crop.image}" in figure.caption


def test_a_kind_that_is_not_there_is_refused(study) -> None:
    with pytest.raises(UnknownNameError, match="no kind of change 'bright'"):
        study.figure(crops_kind="bright")
    with pytest.raises(InputError, match="no window has this first kind; the windows have brighter"):
        study.figure(crops_kind="banding")
    bare = dataclasses.replace(study, crops=None)
    with pytest.raises(InputError, match="has no crops, and crops_kind='brighter' selects among them"):
        bare.figure(crops_kind="brighter")


def test_the_page_says_the_kind_of_each_crop(study) -> None:
    crops = study_document(study)["crops"]
    for name, listed in study.crops.lists.items():
        assert [crop["disclosure"] for crop in crops[name]] == [crop.disclosure() for crop in listed]
    assert "From ours to " in crops["best"][0]["disclosure"]
    assert "of_kinds" not in crops
