"""Figures of a study: what is on them, and what their captions say."""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank, score
from difference_finder.drawing.tones import choose_tones
from difference_finder.errors import (
    InputError,
    MissingDependencyError,
    ReadError,
    UnknownNameError,
)
from difference_finder.study.figure._content import letter, row_title, value_runs
from difference_finder.study.figure._scale import coloured, shared_scale
from difference_finder.study.images import Place, measure_crops
from difference_finder.study.metric_labels import MetricLabel, metric_labels
from difference_finder.study.study import Study
from difference_finder.text import format_decimal
from folders import method_folders

matplotlib = pytest.importorskip("matplotlib")

METHODS = ("ours", "edsr", "bicubic")
PSNR = MetricLabel("psnr", "PSNR", "dB", True, False)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("figure")
    method_folders(folder, ["a/cat", "b_2"], METHODS, size=88)
    # A place where the rival is better.
    for name in ("a/cat", "b_2"):
        truth = np.array(Image.open(folder / "GT" / f"{name}.png"))
        ours = np.array(Image.open(folder / "ours" / f"{name}.png"))
        ours[10:40, 50:80] = np.clip(truth[10:40, 50:80].astype(int) + 30, 0, 255)
        Image.fromarray(ours).save(folder / "ours" / f"{name}.png")
    return folder


def studied(root: Path, **options) -> Study:
    folders = {name: root / name for name in METHODS}
    return rank(root / "GT", folders, ["psnr", "ssim"], workers=1, crop_sizes=[24, 32], **options)


@pytest.fixture(scope="module")
def study(root) -> Study:
    return studied(root)


def pixels(root: Path, role: str, place: Place) -> np.ndarray:
    whole = np.array(Image.open(root / ("GT" if role == "reference" else role) / f"{place.image}.png"))
    return whole[place.y : place.y + place.size, place.x : place.x + place.size]


def texts(figure) -> list[str]:
    return [label.text for label in figure.sheet.labels]


# Which places


def test_rows_are_ours_best_the_rivals_best_and_the_median_by_turns(study) -> None:
    kinds = [place.kind for place in study.figure(crops=5).places]
    assert kinds == ["best", "rival_best", "median", "best", "rival_best"]
    figure = study.figure()
    assert [place.crop for place in figure.places] == [
        getattr(study.crops, name)[0] for name in ("best", "rival_best", "median")
    ]
    assert {"ours best", "Rival best", "Median"} <= set(texts(figure))


@pytest.mark.parametrize(
    ("kind", "margin", "title"),
    [
        ("best", 0.1, "ours best"),
        ("best", 0.0, "Equal errors"),
        ("best", -0.1, "ours least behind"),
        ("rival_best", -0.1, "Rival best"),
        ("rival_best", 0.0, "Equal errors"),
        ("rival_best", 0.1, "ours least ahead"),
        ("median", -0.1, "Median"),
    ],
)
def test_titles_do_not_say_more_than_the_margin(study, kind, margin, title) -> None:
    crop = study.crops.best[0]
    crop = dataclasses.replace(crop, gaps=dataclasses.replace(crop.gaps, crop=margin))
    found, end = row_title(Place.of(kind, crop), "ours")
    assert found == title
    assert found.endswith(end)


def test_our_best_crop_alone_is_refused(study) -> None:
    with pytest.raises(InputError, match="pass crops=2 or more"):
        study.figure(crops=1)


def test_a_place_chosen_by_hand_is_drawn_and_disclosed(study) -> None:
    figure = study.figure(crops=0, places=["a/cat:3,5,20"])
    assert [(p.kind, p.image, p.x, p.y, p.size) for p in figure.places] == [("hand", "a/cat", 3, 5, 20)]
    assert "20x20 at (3, 5) in a/cat, chosen by hand." in figure.caption
    assert "Chosen by hand" in texts(figure)
    assert "percentile 9" not in figure.caption


def test_a_caption_of_places_chosen_by_hand_speaks_of_no_selection_and_of_no_remedy(study) -> None:
    for caption in ("full", "short"):
        figure = study.figure(crops=0, places=["b_2:0,0,8"], caption=caption)
        assert any("\u2013" in text for text in texts(figure))  # ssim needs larger crops
        assert "use " not in figure.caption and "window_size" not in figure.caption
        for word in ("selected", "candidates", " windows in ", "percentile of", "seed"):
            assert word not in figure.caption.replace("99.5th percentile of all errors", "")
    strip = study.figure(crops=0, places=["b_2:0,0,32"], random=True).caption
    assert study.crops.random_disclosure() in strip
    assert "selected by" not in strip


def test_a_place_that_the_study_selected_is_not_shown_again_by_hand(study) -> None:
    best = study.crops.best[0]
    with pytest.raises(InputError, match="is shown already, as a crop of the study; leave it out"):
        study.figure(places=[(best.image, best.x, best.y, best.size)])


def with_lists(study: Study, best, rival_best, median) -> Study:
    crops = dataclasses.replace(study.crops, best=best, rival_best=rival_best, median=median)
    return dataclasses.replace(study, crops=crops)


def test_no_place_is_shown_twice(study) -> None:
    first, second, third, *_ = study.crops.random
    found = with_lists(study, (first, second), (first, third), (second, first)).figure(crops=6)
    assert [place.crop for place in found.places] == [first, third, second]
    assert [place.kind for place in found.places] == ["best", "rival_best", "median"]
    assert found.notes == ("3 rows, not 6: the study has no other crops",)
    assert study.figure(crops=2).notes == ()


def test_places_that_overlap_strongly_come_after_others(study) -> None:
    first = dataclasses.replace(study.crops.best[0], x=10, y=10, size=32)
    near, far = (dataclasses.replace(first, x=x) for x in (14, 50))
    found = with_lists(study, (first,), (near, far), ()).figure(crops=3)
    assert [place.crop for place in found.places] == [first, far, near]


def test_the_only_window_is_not_shown_as_ours_at_its_best(study) -> None:
    only = (study.crops.best[0],)
    found = with_lists(study, only, only, only).figure()
    assert [place.kind for place in found.places] == ["median"]
    assert found.titles == ("Median",)


def test_a_study_without_crops_draws_places_chosen_by_hand(study) -> None:
    bare = dataclasses.replace(study, crops=None)
    with pytest.raises(InputError, match=r"has no crops.*crops=0 and places=\['IMAGE:X,Y,SIZE'\]"):
        bare.figure()
    with pytest.raises(InputError, match="no random crops"):
        bare.figure(crops=0, places=["b_2:0,0,16"], random=True)
    assert len(bare.figure(crops=0, places=[("b_2", 0, 0, 16)]).places) == 1


def test_a_figure_has_a_short_repr(study) -> None:
    assert repr(study.figure(width=3.5, gain=5)) == "Figure(rows=3, width=3.5, gain=5)"


def test_random_crops_are_a_strip_with_all_methods(study) -> None:
    plain, figure = study.figure(), study.figure(random=True)
    count = len(study.crops.random)
    added = [item for item in figure.sheet.pictures if item.kind == "crop"]
    assert len(added) - sum(item.kind == "crop" for item in plain.sheet.pictures) == 4 * count
    assert "Random crops, in the order of reading: " in figure.caption
    first = study.crops.random[0]
    assert f"{first.size}x{first.size} at ({first.x}, {first.y}) in {first.image}" in figure.caption


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"methods": ["ours", "edrs"]}, UnknownNameError, "no method in this study 'edrs'; did you mean 'edsr'"),  # noqa: E501
        ({"methods": []}, InputError, "methods is empty"),
        ({"metrics": "psrn"}, UnknownNameError, "did you mean 'psnr'"),
        ({"metrics": "psnr", "values": "none"}, InputError, "values='none'"),
        ({"values": "all"}, InputError, "values must be one of crop, image, none"),
        ({"errors": "left"}, InputError, "errors must be one of auto, beside, below, none"),
        ({"errors": "none", "gain": 2}, InputError, "errors='none'"),
        ({"interpolation": "cubic"}, InputError, "interpolation must be one of"),
        ({"colormap": "jet"}, UnknownNameError, "no colormap 'jet'"),
        ({"gain": 0}, InputError, "gain must be a positive number such as 5, not 0"),
        ({"gain": float("nan")}, InputError, "gain must be a positive number such as 5, not nan"),
        ({"display": "1,0"}, InputError, "black first, and 1 is more than 0; pass display='0,1'"),
        ({"display": "1,1"}, InputError, "two different values, black and white, and both are 1"),
        ({"display": "nan,1"}, InputError, "display takes finite numbers, not 'nan,1'"),
        ({"display": 3}, InputError, "display takes two numbers.*such as display='0,0.6', not 3"),
        ({"max_height": 0}, InputError, "max_height must be a number of inches from 1 to 200, not 0"),
        ({"max_height": 2}, InputError, "inches high with 3 crops and 3 methods, and a page has 2"),
        ({"crops": 0, "crops_kind": "blocks"}, InputError, "crops_kind='blocks' selects.*crops=0 shows none"),
        ({"labels": {"ours": "A", "edsr": "A"}}, InputError, "'ours' and 'edsr' are both displayed as 'A'"),
        ({"labels": {"ours": "Reference"}}, InputError, "both displayed as 'Reference'"),
        ({"places": ["b_2:0,0,16"] * 2}, InputError, "b_2:0,0,16'] is given twice; leave it out"),
        ({"width": 0.2}, InputError, "width must be"),
        ({"width": 1.0, "errors": "beside"}, InputError, "do not fit into 1 inches"),
        ({"font_size": 100}, InputError, "font_size must be"),
        ({"layout": "list"}, InputError, "layout must be one of grid, overview, inset"),
        ({"letters": "both"}, InputError, "letters must be one of none, rows, columns"),
        ({"caption": "long"}, InputError, "caption must be one of full, short"),
        ({"layout": "inset", "errors": "beside"}, InputError, "'inset' has no room for errors='beside'"),
        ({"layout": "overview", "gain": 5}, InputError, "layout='overview' shows none.*pass errors='below'"),
        ({"layout": "overview", "width": 1.0, "errors": "beside"}, InputError, "do not fit into 1 inches"),
        ({"font": "DejaVu Sanz"}, UnknownNameError, "did you mean 'DejaVu Sans'"),
        ({"dpi": 10}, InputError, "dpi must be"),
        ({"crops": -1}, InputError, "crops must be"),
        ({"crops": 0}, InputError, "the figure has no row"),
        ({"labels": {"our": "Ours"}}, UnknownNameError, "did you mean 'ours'"),
        ({"row_labels": ["a"] * 4}, InputError, "4 row labels"),
        ({"places": ["a/cat"]}, InputError, "IMAGE:X,Y,SIZE"),
        ({"places": ["a/cat:1,2"]}, InputError, "IMAGE:X,Y,SIZE"),
        ({"places": ["a/cat:-1,2,8"]}, InputError, "IMAGE:X,Y,SIZE"),
        ({"places": ["cat:1,2,8"]}, UnknownNameError, "no image in this study 'cat'"),
        ({"places": ["a/cat:80,2,40"]}, InputError, "not inside 'a/cat', which is 96x88"),
        ({"output": "figure.jpg"}, InputError, r"\.pdf, \.png, \.svg, \.pgf or \.tex"),
        ({"output": "100%.pdf"}, InputError, "LaTeX cannot include"),
        ({"output": "nowhere/figure.pdf"}, InputError, "create it first"),
    ],
)  # fmt: skip
def test_invalid_options_are_errors(study, options, error, words) -> None:
    with pytest.raises(error, match=words):
        study.figure(**options)


def test_a_file_that_moved_is_named(tmp_path) -> None:
    method_folders(tmp_path, ["cat"], METHODS, size=88)
    study = studied(tmp_path)
    (tmp_path / "edsr" / "cat.png").unlink()
    with pytest.raises(ReadError, match=r"edsr/cat\.png', the image of 'edsr' for 'cat', does not exist"):
        study.figure()
    assert study.figure(methods=["ours", "bicubic"]).places


def test_without_matplotlib_the_command_that_installs_it_is_named(study, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'matplotlib<4,>=3.8'"):
        study.figure()


# Pixels


def test_crops_have_the_pixels_of_their_files(study, root) -> None:
    figure = study.figure(methods=["edsr", "ours"])
    drawn = [item.pixels for item in figure.sheet.pictures if item.kind == "crop"]
    expected = [pixels(root, r, place) for place in figure.places for r in ("reference", "edsr", "ours")]
    assert len(drawn) == len(expected) == 9
    for one, other in zip(drawn, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    wholes = [item.pixels for item in figure.sheet.pictures if item.kind == "whole"]
    np.testing.assert_array_equal(
        wholes[0], np.array(Image.open(study.path(figure.places[0].image, "reference")))
    )


def test_boxes_are_where_the_crops_are(study) -> None:
    figure = study.figure()
    wholes = [item for item in figure.sheet.pictures if item.kind == "whole"]
    boxes = [box for box in figure.sheet.outlines if box.line == 1.2]
    for place, whole, box in zip(figure.places, wholes, boxes, strict=True):
        scale = whole.width / whole.pixels.shape[1]
        assert box.x == pytest.approx(whole.x + place.x * scale)
        assert box.y == pytest.approx(whole.y + place.y * scale)
        assert (box.width, box.height) == pytest.approx((place.size * scale,) * 2)


@pytest.mark.parametrize(
    ("values", "gain"), [(0.9, 1), (0.5, 2), (0.3, 2), (0.2, 5), (0.1, 10), (0.05, 20), (1e-4, 20), (0, 20)]
)
def test_the_gain_is_the_greatest_round_one_that_shows_the_errors(values, gain) -> None:
    planes = [np.full((10, 10), values), np.zeros((10, 10))]
    planes[1][0, 0] = np.nan
    scale = shared_scale(planes)
    assert (scale.gain, scale.vmax, scale.saturated) == (gain, 1 / gain, 0)


def test_the_scale_is_that_of_all_panels_together() -> None:
    quiet, loud = np.full((20, 20), 0.01), np.full((20, 20), 0.3)
    assert shared_scale([quiet]).gain == 20
    both = shared_scale([quiet, loud])
    assert both.gain == 2
    few = np.full((20, 20), 0.01)
    few[0, 0] = 0.9  # a quarter of a per cent of 400
    assert (shared_scale([few]).gain, shared_scale([few]).saturated) == (20, 1 / 400)


def test_error_maps_are_absolute_differences_on_one_scale(study, root) -> None:
    figure = study.figure()
    drawn = [item.pixels for item in figure.sheet.pictures if item.kind == "error"]
    planes = []
    for place in figure.places:
        truth = pixels(root, "reference", place).astype(float)
        planes += [np.abs(pixels(root, m, place) - truth).mean(-1) / 255 for m in METHODS]
    usual = np.percentile(np.concatenate([plane.ravel() for plane in planes]), 99.5)
    gain = max(g for g in (1, 2, 5, 10, 20) if g * usual <= 1)
    assert figure.scale.gain == gain
    magma = matplotlib.colormaps["magma"]
    for pixels_drawn, plane in zip(drawn, planes, strict=True):
        expected = np.asarray(magma(np.rint(np.clip(plane * gain, 0, 1) * 255).astype(int), bytes=True))
        # float32 may round to the neighbouring one of 256 colours
        assert np.abs(pixels_drawn.astype(int) - expected[..., :3]).max() <= 6
    assert f"error \u00d7{gain}:  0" in texts(figure)
    assert f"from 0 to {format_decimal(1 / gain)} of the data range (error \u00d7{gain}," in figure.caption


def test_pixels_that_do_not_count_are_grey_in_error_maps(root) -> None:
    masked = studied(root, ignore="0,0,30,40")
    (crop,) = measure_crops(masked, [Place("hand", "b_2", 20, 0, 32)], ["ours"], ["psnr"])
    assert np.isnan(crop.errors["ours"][:, :10]).all()
    assert not np.isnan(crop.errors["ours"][:, 10:]).any()
    assert (coloured(crop.errors["ours"], shared_scale([]), "magma")[:, :10] == 128).all()
    truth, ours = (pixels(root, role, crop.place)[:, 10:] for role in ("reference", "ours"))
    assert crop.scores["psnr"]["ours"] == pytest.approx(score("psnr", truth, ours))


def test_interpolation_is_disclosed_and_does_not_change_error_maps(study) -> None:
    from difference_finder.study.figure._write import _ready

    figure = study.figure(interpolation="bicubic")
    assert "Crops are enlarged by bicubic interpolation." in figure.caption
    ready = _ready(figure.sheet, "bicubic").pictures
    for before, after in zip(figure.sheet.pictures, ready, strict=True):
        if before.kind == "crop":
            assert after.pixels.shape[0] > before.pixels.shape[0]
        elif before.kind == "error":
            assert after is before


# Tones


def test_every_8_bit_code_is_shown_as_it_is() -> None:
    codes = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    shown = choose_tones(codes / np.float32(255), 1.0, "png").levels(codes / np.float32(255))
    np.testing.assert_array_equal(shown, np.broadcast_to(codes[0][..., None], (16, 16, 3)))


@pytest.mark.parametrize(
    ("values", "data_range", "kind", "display", "expected", "words"),
    [
        ([0, 0.2], 1.0, "npy", None, (0, 1), ""),
        ([0, 3.0], 4.0, "npy", None, (0, 4), ""),
        ([-1.0, 1.0], 2.0, "npy", None, (-1, 1), "shown from \u22121 to 1"),
        ([0.0, 7.0], None, "npy", None, (0, 7), "shown from 0 to 7"),
        ([5.0, 5.0], None, "npy", None, (5, 6), "shown from 5 to 6"),
        ([0, 0.2], 1.0, "npy", (0, 0.5), (0, 0.5), "shown from 0 to 0.5"),
        ([0, 0.2], 1.0, "npy", (0.0, 1.0), (0, 1), ""),
        ([0, 9.0], None, "exr", None, (0, 9), "shown from 0 to 9 as light, with the curve of sRGB"),
    ],
)  # fmt: skip
def test_tones_are_the_data_range_or_disclosed(values, data_range, kind, display, expected, words) -> None:
    tones = choose_tones(np.repeat(np.array(values), 500).reshape(1, 20, 50), data_range, kind, display)
    assert (tones.black, tones.white) == pytest.approx(expected, rel=1e-2)
    assert tones.words == words


def test_shares_of_integers_are_named_and_levels_refused() -> None:
    values = np.full((1, 20, 50), 0.25)
    assert choose_tones(values, 1.0, "png", (0, 0.6), 255.0).words == "shown from 0 to 0.6 of the data range"
    with pytest.raises(
        InputError, match=r"display='0,128' goes .* pass display='0,0.502' for these levels of 255"
    ):
        choose_tones(values, 1.0, "png", (0, 128), 255.0)
    assert choose_tones(values, None, "npy", (0, 128)).words == "shown from 0 to 128"


def test_a_caption_has_the_unit_of_the_displayed_values(study) -> None:
    assert "shown from 0 to 0.6 of the data range." in study.figure(display="0,0.6", crops=2).caption
    with pytest.raises(InputError, match=r"display='0,128' goes beyond the range of the images"):
        study.figure(display=(0, 128), crops=2)


def test_light_is_shown_with_the_curve_of_srgb() -> None:
    tones = choose_tones(np.array([[[0.0, 0.5, 1.0]]]), 1.0, "exr")
    # IEC 61966-2-1: linear 0.5 is 187.5 of 255
    assert tones.levels(np.array([[[0.0, 0.5, 1.0]]]))[0, :, 0].tolist() == [0, 188, 255]


@pytest.mark.parametrize("kind", ["uint16", "grey", "float"])
def test_other_kinds_of_images_are_drawn(tmp_path, kind) -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 60000, (72, 80), dtype=np.uint16)
    for number, name in enumerate(("GT", "ours", "edsr")):
        image = np.clip(truth + 500.0 * number * rng.standard_normal(truth.shape), 0, 65535)
        (tmp_path / name).mkdir()
        if kind == "float":
            np.save(tmp_path / name / "a.npy", (image / 1000).astype(np.float32))
        else:
            stored = image.astype(np.uint16) if kind == "uint16" else (image / 257).astype(np.uint8)
            Image.fromarray(stored).save(tmp_path / name / "a.png")
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    data_range = 100.0 if kind == "float" else None
    study = rank(tmp_path / "GT", folders, "psnr", workers=1, crop_sizes=[32], data_range=data_range)
    figure = study.figure()
    shown = next(item.pixels for item in figure.sheet.pictures if item.kind == "crop")
    place = figure.places[0]
    inside = truth[place.y : place.y + 32, place.x : place.x + 32]
    expected = inside / {"uint16": 65535, "grey": 65535, "float": 100000}[kind] * 255
    assert np.abs(shown - expected[..., None]).max() <= 1
    assert "shown from" not in figure.caption


def test_the_range_does_not_depend_on_the_methods_that_are_shown(tmp_path) -> None:
    truth = np.random.default_rng(4).random((48, 48))
    for name, factor in {"GT": 1.0, "in": 0.9, "out": 1.2}.items():
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "a.npy", truth * factor)
    study = rank(tmp_path / "GT", {n: tmp_path / n for n in ("in", "out")}, "mse", workers=1, crop_sizes=[32])
    place = Place("hand", "a", 0, 0, 16)
    for methods in (["in", "out"], ["out", "in"], ["out"]):
        (crop,) = measure_crops(study, [place], methods, [])
        assert crop.range_known
        assert (crop.tones.black, crop.tones.white) == (0, 1)
        np.testing.assert_allclose(crop.errors["out"], 0.2 * truth[:16, :16], rtol=1e-6)


# Numbers


def test_values_are_the_scores_of_the_crops(study, root) -> None:
    figure = study.figure(errors="none")
    for place in figure.places:
        truth = pixels(root, "reference", place)
        for method in METHODS:
            psnr, ssim = (score(metric, truth, pixels(root, method, place)) for metric in ("psnr", "ssim"))
            assert f"{psnr:.2f} / {ssim:.3f}" in texts(figure)
    assert "PSNR (dB, higher is better) and SSIM (higher is better) of the crop" in figure.caption


def test_the_border_of_a_protocol_is_that_of_the_image(root) -> None:
    study = studied(root, protocol="basicsr-y:crop_border=4", crops=None)
    inner, corner = Place("hand", "b_2", 30, 20, 24), Place("hand", "b_2", 0, 2, 24)
    for place, part in ((inner, np.s_[:, :]), (corner, np.s_[2:, 4:])):
        (crop,) = measure_crops(study, [place], ["ours"], ["psnr", "ssim"])
        truth, ours = (pixels(root, role, place)[part] for role in ("reference", "ours"))
        for metric in ("psnr", "ssim"):
            expected = score(metric, truth, ours, protocol="basicsr-y")
            assert crop.scores[metric]["ours"] == pytest.approx(expected, rel=1e-12)


def test_values_of_whole_images_are_those_of_the_table(study) -> None:
    figure = study.figure(values="image", metrics="ssim")
    place = figure.places[0]
    number = study.scores.names.index(place.image)
    assert f"{study.scores.of('ssim', 'edsr')[number]:.3f}" in texts(figure)
    assert "SSIM (higher is better) of the whole image" in figure.caption
    assert "PSNR" not in " ".join(texts(figure))


@pytest.mark.parametrize(
    ("values", "higher", "bold"),
    [
        ({"a": 30.0, "b": 31.0}, True, {"b"}),
        ({"a": 30.0, "b": 31.0}, False, {"a"}),
        ({"a": 30.001, "b": 30.004, "c": 29.0}, True, {"b"}),  # in full precision; both read 30.00
        ({"a": 30.5, "b": 30.5, "c": 29.0}, True, {"a", "b"}),
        ({"a": 30.0, "b": None}, True, set()),  # nobody knows how good b is
        ({"a": float("inf"), "b": 40.0}, True, {"a"}),
        ({"a": None, "b": float("nan")}, True, set()),
        ({"a": 30.0, "b": 31.0}, None, set()),
    ],
)
def test_the_best_is_bold_and_so_are_ties(values, higher, bold) -> None:
    measure = dataclasses.replace(PSNR, higher_is_better=higher)
    runs = value_runs([measure], {"psnr": values}, list(values))
    assert {name for name, [run] in runs.items() if run.bold} == bold


@pytest.mark.parametrize(
    ("values", "higher", "underlined"),
    [
        ({"a": 30.0, "b": 31.0, "c": 29.0}, True, {"a"}),
        ({"a": 30.0, "b": 31.0, "c": 29.0}, False, {"a"}),
        ({"a": 30.0, "b": 31.0}, False, {"b"}),
        ({"a": 30.0, "b": 30.0, "c": 29.0, "d": 29.0}, True, {"c", "d"}),
        ({"a": 30.001, "b": 30.004, "c": 29.0}, True, {"a"}),
        ({"a": 30.0, "b": 31.0, "c": None}, True, set()),
        ({"a": 30.0, "b": 31.0}, None, set()),
    ],
)
def test_the_second_best_is_underlined(values, higher, underlined) -> None:
    measure = dataclasses.replace(PSNR, higher_is_better=higher)
    runs = value_runs([measure], {"psnr": values}, list(values))
    assert {name for name, [run] in runs.items() if run.underlined} == underlined


def test_values_without_a_unit_have_equal_decimals() -> None:
    mse = MetricLabel("mse", "MSE", "", False, False)
    assert mse.texts([0.02004, 0.0259, None, 0.0004]) == ["0.0200", "0.0259", "\u2013", "0.0004"]
    assert mse.texts([float("inf"), 12.34, 1.0]) == ["\u221e", "12.3", "1.0"]
    assert mse.texts([1234.0, 1e-9]) == ["1234", "1e-9"]
    assert PSNR.texts([30.0, 9.999]) == ["30.00", "10.00"]


def test_rows_of_similar_size_have_common_decimals() -> None:
    lpips = MetricLabel("lpips", "LPIPS", "", False, False)
    assert lpips.decimals([[0.345, 0.1], [0.0726, None]]) == 4
    assert lpips.texts([0.345, 0.1], 4) == ["0.3450", "0.1000"]
    assert lpips.decimals([[12.0], [0.001]]) is None
    assert lpips.decimals([[0.0], [float("nan")]]) == 2
    assert PSNR.decimals([[30.0]]) is None


def test_scores_without_a_unit_have_one_number_of_decimals_in_a_figure(root) -> None:
    folders = {name: root / name for name in METHODS}
    study = rank(root / "GT", folders, ["mae"], workers=1, crop_sizes=[24])
    found = study.figure(crops=5)
    numbers = [text for text in texts(found) if re.fullmatch(r"0\.\d+", text)]
    assert len(numbers) == 15
    assert len({len(text) for text in numbers}) == 1


def test_numbers_read_as_in_papers() -> None:
    ssim = MetricLabel("ssim", "SSIM", "", True, True)
    mse = MetricLabel("mse", "MSE", "", False, False)
    assert [PSNR.text(v) for v in (27.309, float("inf"), None)] == ["27.31", "\u221e", "\u2013"]
    assert [ssim.text(v) for v in (0.81249, -0.25, 1.0)] == ["0.812", "\u22120.250", "1.000"]
    assert [mse.text(v) for v in (0.00123, 1234.0, 1e-9)] == ["0.00123", "1234", "1e-9"]
    assert (PSNR.heading, mse.heading) == ("PSNR (dB) \u2191", "MSE \u2193")
    same = [{"name": "ssim", "spec": s, "higher_is_better": True} for s in ("ssim", "ssim:sigma=2")]
    assert [m.name for m in metric_labels(same, {"ssim": "SSIM-w"})] == ["SSIM-w", "ssim:sigma=2"]
    luma = [
        {"name": "psnr", "spec": "psnr@basicsr-y", "higher_is_better": True, "protocol": {"colour": "luma"}},
        {"name": "psnr", "spec": "psnr", "higher_is_better": True},
    ]
    assert [m.name for m in metric_labels(luma, {})] == ["PSNR-Y", "PSNR"]


def test_a_metric_that_needs_larger_crops_is_a_dash(root) -> None:
    folders = {name: root / name for name in METHODS}
    study = rank(root / "GT", folders, ["psnr", "ms-ssim:scales=2"], workers=1, crop_sizes=[16])
    figure = study.figure()
    assert any("\u2013" in text for text in texts(figure))
    assert (
        "A dash marks a metric that cannot be computed on the crop, which is smaller than" in figure.caption
    )
    why = "ms-ssim at 2 scales needs sides of more than 20 pixels, the image is 16x16"
    assert why in figure.notes[0] and why not in figure.caption
    assert figure.notes[0].startswith("row 1 has no ms-ssim:scales=2: ")


# Layouts


@pytest.mark.parametrize("layout", ["overview", "inset"])
def test_boxes_on_one_image_have_different_colours_that_the_frames_share(study, layout) -> None:
    figure = study.figure(layout=layout, crops=5, errors="none", values="none")
    rows = figure.sheet.outlines
    frames = {round(o.width, 3): o.colour for o in rows if o.line == 0.9}
    assert frames
    boxes: dict[str, set[str]] = {}
    colours = [row.colour for row in rows if row.line == 1.2 and row.width != row.height * 2]
    assert set(colours) == {o.colour for o in rows if o.line == 0.9}
    for place in figure.places:
        boxes.setdefault(place.image, set())
    assert [p.image for p in figure.places] == sorted((p.image for p in figure.places), key=list(boxes).index)


def test_an_overview_shows_each_image_once_and_its_crops_beside_it(study, root) -> None:
    figure = study.figure(layout="overview", methods=["edsr", "ours"])
    images = list(dict.fromkeys(place.image for place in figure.places))
    wholes = [item for item in figure.sheet.pictures if item.kind == "whole"]
    assert len(wholes) == len(images)
    for whole, name in zip(wholes, images, strict=True):
        np.testing.assert_array_equal(whole.pixels, np.array(Image.open(root / "GT" / f"{name}.png")))
    drawn = [item.pixels for item in figure.sheet.pictures if item.kind == "crop"]
    expected = [pixels(root, r, place) for place in figure.places for r in ("reference", "edsr", "ours")]
    for one, other in zip(drawn, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not [item for item in figure.sheet.pictures if item.kind == "error"]
    assert "boxes in the colours of their frames mark them" in figure.caption


def test_insets_are_the_crops_of_the_whole_image_above_them(study, root) -> None:
    figure = study.figure(layout="inset", methods=["ours", "edsr"], crops=0, places=["a/cat:3,5,20"])
    wholes = [item for item in figure.sheet.pictures if item.kind == "whole"]
    crops = [item for item in figure.sheet.pictures if item.kind == "crop"]
    boxes = [box for box in figure.sheet.outlines if box.line == 1.2][:3]
    rules = [rule for rule in figure.sheet.rules if rule.colour != "#ffffff"]
    place = figure.places[0]
    ends = zip(rules[::2], rules[1::2], strict=True)
    for role, whole, crop, box, pair in zip(
        ("reference", "ours", "edsr"), wholes, crops, boxes, ends, strict=True
    ):
        stored = root / ("GT" if role == "reference" else role) / "a/cat.png"
        np.testing.assert_array_equal(whole.pixels, np.array(Image.open(stored)))
        np.testing.assert_array_equal(crop.pixels, pixels(root, role, place))
        scale = whole.width / whole.pixels.shape[1]
        assert (box.x, box.y, box.width) == pytest.approx(
            (whole.x + 3 * scale, whole.y + 5 * scale, 20 * scale)
        )
        for rule in pair:  # from corners of the box to corners of the inset
            assert rule.start[0] == pytest.approx(box.x) or rule.start[0] == pytest.approx(box.x + box.width)
            assert rule.end[0] == pytest.approx(crop.x, abs=1) or rule.end[0] == pytest.approx(
                crop.x + crop.width, abs=1
            )
        assert crop.width > 1.5 * box.width
    assert "which lines join to their boxes" in figure.caption


def test_insets_may_have_error_maps(study) -> None:
    figure = study.figure(layout="inset", errors="below", crops=2)
    errors = [item for item in figure.sheet.pictures if item.kind == "error"]
    assert len(errors) == 2 * len(METHODS)
    assert figure.caption.count("Error maps:") == 1
    assert any(text.startswith("error \u00d7") for text in texts(figure))


def test_whole_images_in_insets_have_one_value_each(study) -> None:
    figure = study.figure(layout="inset", values="image", metrics="ssim", crops=0, places=["b_2:0,0,16"])
    number = study.scores.names.index("b_2")
    shown = texts(figure)
    for method in METHODS:
        assert shown.count(f"{study.scores.of('ssim', method)[number]:.3f}") == 1


def test_row_labels_follow_their_places_through_the_layouts(study) -> None:
    labels = ["first", "second", "third"]
    places = ["b_2:60,0,16", "a/cat:3,5,20", "b_2:2,3,16"]
    for layout, order in (("grid", [0, 1, 2]), ("overview", [0, 2, 1]), ("inset", [2, 0, 1])):
        figure = study.figure(layout=layout, crops=0, places=places, row_labels=labels, letters="rows")
        given = [f"{p.image}:{p.x},{p.y},{p.size}" for p in figure.places]
        assert given == [places[n] for n in order]
        for head, number in zip(("(a)", "(b)", "(c)"), order, strict=True):
            assert f"{head} {labels[number]}" in texts(figure)
            assert f"{head} {labels[number]}: " in figure.caption


# Letters and fonts


def test_letters_name_columns(study) -> None:
    figure = study.figure(letters="columns", methods=["ours", "edsr"])
    assert {"(a) Reference", "(b) ours", "(c) edsr"} <= set(texts(figure))
    assert "Crops of (a) the reference, (b) ours and (c) edsr" in figure.caption


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 27, 701, 702)] == ["(a)", "(z)", "(aa)", "(ab)", "(zz)", "(aaa)"]


def test_a_missing_font_of_the_kind_of_times_has_a_stand_in(study, monkeypatch) -> None:
    with pytest.warns(UserWarning, match="no font 'Nimbus Roman'; STIXGeneral, of the same kind, is used"):
        figure = study.figure(font="Nimbus Roman", crops=2)
    assert "STIXGeneral" in figure.to_bytes("svg").decode()
    assert figure.to_bytes("svg") == study.figure(crops=2).to_bytes("svg")


# Words


def test_the_caption_discloses_how_crops_were_chosen(study) -> None:
    figure = study.figure(methods=["ours", "edsr"])
    assert study.crops.disclosure(random=False) in figure.caption
    for number, place in enumerate(figure.places, 1):
        assert place.crop.disclosure() in figure.caption
        assert f"Row {number} (" in figure.caption
        assert f"of {place.crop.candidates:,} windows" in figure.caption
    assert "Not shown: bicubic." in figure.caption
    assert "protocol default" in figure.caption


def test_the_caption_says_nothing_of_random_crops_that_are_not_shown(study) -> None:
    for options in ({}, {"caption": "short"}, {"layout": "overview"}, {"layout": "inset"}):
        assert "andom" not in study.figure(**options).caption
        assert "andom" in study.figure(random=True, **options).caption


def test_the_short_caption_still_discloses_the_choice(study) -> None:
    full = study.figure(places=["b_2:0,0,16"]).caption
    figure = study.figure(
        places=["b_2:0,0,16"], caption="short", methods=["ours", "edsr"], row_labels=["A"] * 4, letters="rows"
    )
    caption = figure.caption
    assert len(caption) < len(full) / 3
    assert study.crops.short_disclosure() in caption
    assert f"from {study.crops.candidates:,} windows in 2 images; a rival is better in " in caption
    assert (
        "(a) ours best, (b) rival best, (c) median, (d) chosen by hand (16x16 at (0, 0) in b_2)." in caption
    )
    assert "Not shown: bicubic." in caption
    assert "PSNR (dB) and SSIM of the crop; best in bold, second best underlined." in caption
    assert f"Error maps: absolute differences \u00d7{format_decimal(figure.scale.gain)}." in caption
    assert "Rows: ours best, rival best, median." in study.figure(caption="short").caption


def test_the_caption_says_that_equal_texts_may_differ(tmp_path) -> None:
    truth = np.random.default_rng(5).random((64, 64))
    for name, error in {"GT": 0.0, "ours": 0.1, "edsr": 0.1000001, "other": 0.2}.items():
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "a.npy", truth + error)
    folders = {name: tmp_path / name for name in ("ours", "edsr", "other")}
    study = rank(tmp_path / "GT", folders, "psnr", workers=1, crops=None, data_range=2.0)
    same = "Values that print the same, of which only some are marked, differ in further digits."
    for caption in ("full", "short"):
        figure = study.figure(crops=0, places=["a:0,0,32"], caption=caption)
        assert same in figure.caption
        assert (
            same
            not in study.figure(
                crops=0, places=["a:0,0,32"], caption=caption, methods=["ours", "other"]
            ).caption
        )


def test_every_label_can_be_changed(study) -> None:
    labels = {"ours": "Ours (full)", "reference": "GT", "psnr": "PSNR-RGB", "edsr": "EDSR"}
    figure = study.figure(labels=labels, row_labels=["A", "B"], title="Title", methods=["ours", "edsr"])
    shown = texts(figure)
    assert {"Ours (full)", "GT", "EDSR", "A", "B", "Median", "Title"} <= set(shown)
    assert any(text.startswith("PSNR-RGB \u2191") for text in shown)
    assert "Ours (full) was better than every rival" in figure.caption
    assert "ours" not in figure.caption
    assert not {"ours", "Reference", "edsr", "ours best"} & set(shown)


def test_ours_comes_first_and_names_are_given_once(study) -> None:
    last = dataclasses.replace(study, record={**study.record, "ours": "bicubic"})
    names = dict.fromkeys(text for text in texts(last.figure()) if text in METHODS)
    assert list(names) == ["bicubic", "ours", "edsr"]
    figure = study.figure(methods=["edsr", "ours", "edsr"])
    assert list(dict.fromkeys(text for text in texts(figure) if text in METHODS)) == ["edsr", "ours"]
