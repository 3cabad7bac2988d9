"""The view and the selection in Python, and pixels and scores of the selected part."""

import gc
import weakref

import numpy as np
import pytest

from difference_finder import Finder, rank, score
from difference_finder.errors import DifferenceFinderError, InputError, UnknownNameError
from difference_finder.notebook import widget, widget_view
from difference_finder.pipeline.comparison import FailedPair
from difference_finder.readers import open_image
from folders import method_folders

pytest.importorskip("anywidget")

BOX = (11, 7, 30, 25)
ROWS, COLUMNS = slice(7, 32), slice(11, 41)


def noise(seed: int, dtype: type = np.uint8) -> np.ndarray:
    """Return a smooth image with noise, (48, 64, 3), of a type."""
    values = np.linspace(0.2, 0.7, 64)[None, :, None] + np.random.default_rng(seed).uniform(
        0, 0.2, (48, 64, 3)
    )
    most = {np.uint8: 255, np.uint16: 65535}.get(dtype)
    return values.astype(dtype) if most is None else np.rint(values * most).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_the_score_of_a_part_is_the_score_of_the_crop(dtype) -> None:
    first, second = noise(1, dtype), noise(2, dtype)
    shown = widget(Finder(strategy="difference", metric="psnr").compare(first, second))
    shown.selection = BOX
    assert shown.selection.slices == (ROWS, COLUMNS)
    for metric in ("psnr", "ssim", "ssim:sigma=2", "mae"):
        found = score(metric, first[ROWS, COLUMNS], second[ROWS, COLUMNS])
        assert shown.score(metric) == {"second": pytest.approx(found, abs=1e-6)}
    crops = shown.crop()
    assert set(crops) == {"first", "second"}
    np.testing.assert_array_equal(crops["second"], second[ROWS, COLUMNS].transpose(2, 0, 1))
    assert crops["second"].dtype == dtype


def test_both_images_are_scored_against_the_reference() -> None:
    first, second, reference = (noise(seed) for seed in (1, 2, 3))
    shown = widget(Finder(strategy="advantage").compare(first, second, reference))
    shown.selection = BOX
    assert shown.score("ssim") == {
        name: pytest.approx(score("ssim", reference[ROWS, COLUMNS], image[ROWS, COLUMNS]), abs=1e-6)
        for name, image in (("first", first), ("second", second))
    }
    assert set(shown.crop()) == {"reference", "first", "second"}


def test_the_data_range_and_the_protocol_are_those_of_the_comparison() -> None:
    first, second = 100 * noise(1, np.float64), 100 * noise(2, np.float64)
    shown = widget(Finder(strategy="difference", data_range=400).compare(first, second))
    shown.selection = BOX
    crops = first[ROWS, COLUMNS], second[ROWS, COLUMNS]
    assert shown.score("psnr")["second"] == pytest.approx(score("psnr", *crops, data_range=400))
    first, second = noise(1), noise(2)
    shown = widget(Finder(strategy="difference", protocol="basicsr-y:crop_border=4").compare(first, second))
    shown.selection = BOX
    crops = first[ROWS, COLUMNS], second[ROWS, COLUMNS]
    assert shown.score("psnr")["second"] == pytest.approx(score("psnr", *crops, protocol="basicsr-y"))
    shown.selection = 0, 0, 20, 30  # 4 pixels of it are in the border
    crops = first[4:30, 4:20], second[4:30, 4:20]
    assert shown.score("psnr")["second"] == pytest.approx(score("psnr", *crops, protocol="basicsr-y"))
    shown.selection = 0, 0, 4, 48
    with pytest.raises(InputError, match="lies in the border"):
        shown.score("psnr")


def test_masked_pixels_do_not_count() -> None:
    first, second = noise(1), noise(2)
    mask = np.ones((48, 64), bool)
    mask[7:20] = False
    shown = widget(Finder(strategy="difference", mask=mask).compare(first, second))
    shown.selection = BOX
    assert shown.score("mae")["second"] == pytest.approx(
        score("mae", first[20:32, 11:41], second[20:32, 11:41])
    )


def test_of_a_batch_the_first_sample_is_scored() -> None:
    first = np.stack([noise(1), noise(3)]).transpose(0, 3, 1, 2)
    second = np.stack([noise(2), noise(4)]).transpose(0, 3, 1, 2)
    shown = widget(Finder(strategy="difference").compare(first, second))
    shown.selection = BOX
    assert shown.score("mae")["second"] == pytest.approx(
        score("mae", first[0][:, ROWS, COLUMNS], second[0][:, ROWS, COLUMNS])
    )


def test_methods_of_a_study_are_scored(study) -> None:
    shown = widget(study, images="all")
    shown.view = {"image": "dog"}
    shown.selection = 5, 9, 40, 36
    paths = {role: study.path("dog", role) for role in ("reference", *study.scores.methods)}
    crops = {role: open_image(path).pixels[0][:, 9:45, 5:45] for role, path in paths.items()}
    for role, pixels in shown.crop().items():
        np.testing.assert_array_equal(pixels, crops[role])
    for metric in ("psnr", "ssim"):
        found = shown.score(metric)
        assert list(found) == list(study.scores.methods)
        for method, value in found.items():
            assert value == pytest.approx(score(metric, crops["reference"], crops[method]), abs=1e-6)


def test_a_metric_of_a_study_keeps_its_protocol(one_process, tmp_path) -> None:
    folders = method_folders(tmp_path, ["bird", "cat"], size=72)
    study = rank(tmp_path / "GT", folders, ["psnr@basicsr-y", "ssim"], output=tmp_path / "study", workers=1)
    shown = widget(study, images="all")
    shown.view = {"image": "cat"}
    shown.selection = 4, 4, 50, 40
    crops = shown.crop()
    method = study.scores.methods[0]
    found = score("psnr", crops["reference"], crops[method], protocol="basicsr-y")
    assert shown.score("psnr@basicsr-y")[method] == pytest.approx(found)
    assert shown.score("psnr")[method] != pytest.approx(found)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((1, 2, 3), r"\(x, y, width, height\) in whole pixels, a Region or None, not \(1, 2, 3\)"),
        ((1, 2, 3, 4.5), "whole pixels"),
        ((1, 2, 3, True), "whole pixels"),
        ("1234", "whole pixels.*not '1234'"),
        ((50, 0, 20, 3), r"20x3 at \(50, 0\) is not inside 'array', which is 60x40"),
        ((-1, 0, 20, 3), "not inside"),
        ((0, 0, 0, 3), "not inside"),
    ],
)
def test_impossible_selections_are_refused(comparison, value, said) -> None:
    shown = widget(comparison)
    shown.selection = comparison.regions[0]
    before = shown.selection
    with pytest.raises(InputError, match=said):
        shown.selection = value
    assert shown.selection == before


def test_arrays_and_regions_are_selections(comparison) -> None:
    shown = widget(comparison)
    shown.selection = np.array([1, 2, 3, 4])
    assert shown.selection == (1, 2, 3, 4)
    assert {type(number) for number in shown.selection} == {int}
    region = comparison.regions[0]
    shown.selection = region
    assert shown.selection == (region.x, region.y, region.width, region.height)
    assert shown.get_state("selection") == {"selection": list(shown.selection)}


def test_selections_need_an_image_with_pictures(comparison, study) -> None:
    with pytest.raises(InputError, match=r"which image is open.*view="):
        widget(study).selection = (0, 0, 4, 4)
    with pytest.raises(InputError, match="'array' has no pictures"):
        widget(comparison, images="none").selection = (0, 0, 4, 4)
    failed = widget(FailedPair("cat", "a/cat.png", "b/cat.png", "read", "ReadError", "damaged"))
    with pytest.raises(InputError, match="no part of the images is selected; drag"):
        failed.score("psnr")


def test_without_a_selection_nothing_is_scored(comparison) -> None:
    for act in (lambda shown: shown.crop(), lambda shown: shown.score("psnr")):
        with pytest.raises(InputError, match="no part of the images is selected; drag"):
            act(widget(comparison))
    shown = widget(comparison)
    shown.selection = (0, 0, 20, 20)
    with pytest.raises(UnknownNameError, match="did you mean 'psnr'"):
        shown.score("psrn")
    with pytest.raises(InputError, match="pass one metric, not 2"):
        shown.score(["psnr", "mae"])


@pytest.mark.parametrize(
    ("view", "error", "said"),
    [
        (3, InputError, "a dictionary of settings, not int"),
        ({"moode": "flip"}, UnknownNameError, "did you mean 'mode'"),
        ({"image": "arrray"}, UnknownNameError, "did you mean 'array'"),
        ({"image": 3}, InputError, "the name of an image, not 3"),
        ({"mode": "side by side"}, InputError, r"view\['mode'\] must be one of 'side', 'flip'"),
        ({"gain": 0}, InputError, "a number from 0.01 to 1000, not 0"),
        ({"gain": float("nan")}, InputError, "not nan"),
        ({"gain": True}, InputError, "not True"),
        ({"flip": 1.5}, InputError, "a whole number from 0 to 999999, not 1.5"),
        ({"errors": 1}, InputError, "True or False, not 1"),
        ({"shown": []}, InputError, "a list of numbers"),
        ({"shown": [0, -1]}, InputError, "a list of numbers"),
        ({"search": "s" * 201}, InputError, "at most 200 characters"),
        ({"frame": (0, 0, 0, 4)}, InputError, "x, y, width, height"),
        ({"zoom": 2}, InputError, "zoom alone; give zoom, and x and y"),
        ({"zoom": 2, "x": 1, "y": 1, "frame": None}, InputError, "both zoom and frame"),
        ({"filled": True}, InputError, "filled without zoom"),
        ({"white": 0}, InputError, r"above view\['black'\], not 0 and 0"),
        ({"image": "array", "flip": 3}, InputError, "is 3, but 'array' has 3 pictures, 0 to 2"),
        ({"image": "array", "shown": [0, 7]}, InputError, "is 7, but 'array' has 3 pictures"),
        ({"metric": 1}, InputError, "is 1, but there are 1 metrics"),
    ],
)
def test_impossible_views_are_refused(comparison, view, error, said) -> None:
    shown = widget(comparison)
    with pytest.raises(DifferenceFinderError, match=said) as caught:
        shown.view = view
    assert type(caught.value) is error
    assert shown.view == {}


def test_a_view_keeps_the_open_image_and_the_selection_of_it(study) -> None:
    shown = widget(study, images="all")
    shown.view = {"image": "cat", "gain": np.float32(2), "flip": np.int64(1), "frame": np.array([0, 0, 9, 9])}
    assert shown.view == {"image": "cat", "gain": 2.0, "flip": 1, "frame": [0, 0, 9, 9]}
    shown.selection = (0, 0, 4, 4)
    shown.view = {"mode": "flip"}
    assert shown.view == {"image": "cat", "mode": "flip"}
    assert shown.selection == (0, 0, 4, 4)
    shown.view = {"image": "dog"}
    assert shown.selection is None


def test_a_result_that_is_only_displayed_is_not_kept() -> None:
    shown = Finder(strategy="difference").compare(noise(1), noise(2))
    pytest.importorskip("IPython")
    if not widget_view(shown):
        pytest.skip("needs a front end of notebooks")
    seen = weakref.ref(shown)
    del shown
    gc.collect()
    assert seen() is None
