"""The layouts of figures: nothing covers another, and all texts are legible in print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.study.figure._choice import page_height
from difference_finder.study.figure._content import Content, Row, box_colours
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._inset_grid import inset_grids
from difference_finder.study.figure._layout import sheet_of
from difference_finder.study.figure._overview_grid import overview_grids
from difference_finder.study.figure._render import best_dpi
from difference_finder.study.figure._scale import ErrorScale
from difference_finder.study.figure._sheet import Label, Outline, Picture, Run, Sheet
from difference_finder.study.images import Place
from difference_finder.study.metric_labels import MetricLabel

pytest.importorskip("matplotlib")

LETTERS = ("(a)", "(b)", "(c)")

SQUARE, WIDE, TALL, PORTRAIT = (256, 256), (120, 640), (640, 120), (300, 200)


def content(
    methods: int,
    size: tuple[int, int],
    metrics: int,
    name: str = "m",
    images: int = 1,
    errors: bool = True,
    place: int = 32,
) -> Content:
    rng = np.random.default_rng(methods)

    def picture(height: int, width: int) -> np.ndarray:
        return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)

    names = [f"{name}{number}" for number in range(methods)]
    measures = [MetricLabel("psnr", "PSNR", "dB", True, False), MetricLabel("ssim", "SSIM", "", True, True)][
        :metrics
    ]
    values = {n: [Run("27.31", bold=True), Run("0.812", underlined=True)][:metrics] for n in names}
    whole = picture(*size)
    roles = {"reference": "Reference", **{n: n for n in names}}
    rows = [
        Row(
            "ours best",
            " best",
            Place("best", f"folder/image{number % images}", 5 + 30 * number, 5, place),
            dict.fromkeys(roles, whole),
            {n: picture(32, 32) for n in roles},
            {n: picture(32, 32) for n in names},
            values,
            colour,
            letter,
        )
        for number, (colour, letter) in enumerate(zip(box_colours(["best"] * 3), LETTERS, strict=True))
    ]
    bar = picture(1, 256) if errors else None
    return Content(rows, [rows[0]] * 5, roles, measures, "A title", "Random", ErrorScale(5, 0), bar)


def boxes_of(sheet: Sheet, face: Typeface) -> Iterator[tuple[float, float, float, float]]:
    """Yield where the pictures and the texts beside them are, but not the letters on whole images."""
    for item in sheet.items:
        if isinstance(item, Picture):
            yield item.x, item.y, item.x + item.width, item.y + item.height
        elif isinstance(item, Label) and not on_a_tag(item, sheet):
            # Texts count from a tenth beneath their baseline to the height of small letters.
            left, wide = extent(item, face)
            yield left, item.y - 0.55 * item.size, left + wide, item.y


def on_a_tag(label: Label, sheet: Sheet) -> bool:
    tags = [o for o in sheet.outlines if not o.line]
    return any(o.x <= label.x <= o.x + o.width and o.y <= label.y <= o.y + o.height for o in tags)


def extent(label: Label, face: Typeface) -> tuple[float, float]:
    wide = face.width(label.runs, label.size)
    return label.x - {"left": 0, "center": 0.5, "right": 1}[label.align] * wide, wide


def check_page(sheet: Sheet, face: Typeface) -> None:
    """Check that all is on the page, all texts are legible, no number is cut, and nothing covers another."""
    slack = 1e-6
    for box in [(i.x, i.y, i.x + i.width, i.y + i.height) for i in (*sheet.pictures, *sheet.outlines)]:
        assert box[0] >= -slack and box[1] >= -slack
        assert box[2] <= sheet.width + slack and box[3] <= sheet.height + slack
    boxes = list(boxes_of(sheet, face))
    for label in sheet.labels:
        left, wide = extent(label, face)
        assert left >= -0.5 and left + wide <= sheet.width + 0.5, label
        assert label.size >= 7 - slack, label  # at the final width
        assert not (label.text[0].isdigit() and label.text.endswith("\u2026")), label  # part of a number
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert min(across, down) <= 0.3, (one, other)


@pytest.mark.parametrize("size", [SQUARE, WIDE, TALL], ids=["square", "wide", "tall"])
@pytest.mark.parametrize("width", [3.5, 7.0])
@pytest.mark.parametrize(
    "methods", [1, pytest.param(2, marks=pytest.mark.slow), 4, pytest.param(6, marks=pytest.mark.slow), 9]
)
@pytest.mark.parametrize(
    ("layout", "errors"),
    [
        ("grid", "auto"),
        ("grid", "below"),
        ("grid", "none"),
        ("overview", "below"),
        ("overview", "none"),
        ("inset", "below"),
        ("inset", "none"),
    ],
)
def test_all_is_on_the_page_and_nothing_covers_another(methods, width, size, layout, errors) -> None:
    name = "method_with_a_rather_long_name " if methods == 4 else "m"
    images = 2 if methods == 6 else 1
    face = Typeface()
    shown = content(methods, size, 1 + methods % 2, name, images, errors=errors != "none")
    sheet = sheet_of(shown, 72 * width, face, errors, layout)
    check_page(sheet, face)
    panels = {round(i.width, 6) for i in sheet.pictures if i.kind == "error"}
    assert bool(panels) == (errors != "none")
    assert min(i.width for i in sheet.pictures if i.kind == "crop") > 8


@pytest.mark.parametrize("methods", [2, 5])
@pytest.mark.parametrize("size", [SQUARE, WIDE, PORTRAIT], ids=["square", "wide", "portrait"])
@pytest.mark.parametrize("width", [3.5, 7.0])
@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
def test_crops_of_several_images_fit_a_page(methods, size, width, layout) -> None:
    face = Typeface()
    shown = replace(content(methods, size, 2, images=3, errors=False), strip=[])
    sheet = sheet_of(shown, 72 * width, face, "none", layout, 72 * 9.0)
    assert sheet.height <= 72 * 9
    assert sheet.width == pytest.approx(72 * width)
    check_page(sheet, face)
    titles = [label.text for label in sheet.labels if label.text.endswith("ours best")]
    assert sorted(titles) == [f"{letter} ours best" for letter in LETTERS]


def test_titles_beneath_narrow_images_are_not_cut() -> None:
    face = Typeface()
    shown = content(3, TALL, 2, errors=False)
    rows = [replace(row, title="ours least behind", title_end=" least behind") for row in shown.rows]
    sheet = sheet_of(replace(shown, rows=rows, strip=[]), 72 * 7.0, face, "none", "overview")
    check_page(sheet, face)
    assert sum(label.text.endswith(" ours least behind") for label in sheet.labels) == 3


def test_images_stand_side_by_side_where_they_would_be_higher_than_a_page() -> None:
    face = Typeface()
    for layout, methods in (("grid", 1), ("overview", 5), ("inset", 5)):
        shown = replace(content(methods, SQUARE, 2, images=3, errors=False), strip=[])
        high = sheet_of(shown, 72 * 3.5, face, "none", layout)
        low = sheet_of(shown, 72 * 3.5, face, "none", layout, 0.8 * high.height)
        assert low.height <= 0.8 * high.height
        assert low.width == pytest.approx(high.width)


def test_a_grid_of_few_methods_is_narrower_than_its_page_where_it_would_be_too_high() -> None:
    face = Typeface()
    shown = replace(content(1, SQUARE, 1), strip=[])
    shown = replace(shown, rows=shown.rows[:1])
    high = sheet_of(shown, 72 * 7.0, face, "below")
    sheet = sheet_of(shown, 72 * 7.0, face, "below", most=0.7 * high.height)
    assert sheet.height <= 0.7 * high.height and sheet.width == high.width
    check_page(sheet, face)
    pictures = [item for item in sheet.pictures if item.kind != "bar"]
    left = min(item.x for item in pictures)
    right = sheet.width - max(item.x + item.width for item in pictures)
    assert left == pytest.approx(right, abs=2) and left > 20


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
def test_long_names_of_metrics_stay_different_and_need_no_wide_panels(layout) -> None:
    face = Typeface()
    names = [f"a_metric@a_protocol:crop_border={number},more=1" for number in (4, 8)]
    measures = [MetricLabel(name, name, "", True, False) for name in names]
    shown = replace(content(5, SQUARE, 2, errors=False), measures=measures, strip=[])
    sheet = sheet_of(shown, 72 * (7.0 if layout == "inset" else 3.5), face, "none", layout, 72 * 9.0)
    check_page(sheet, face)
    texts = {label.text for label in sheet.labels if label.text.endswith("\u2191") or "=4" in label.text}
    assert len(texts) == 2
    assert all("\u2026" in text for text in texts)


def test_an_image_with_few_crops_stands_beneath_another_with_few() -> None:
    shown = content(2, SQUARE, 1, errors=False)
    images = ("a", "b", "b", "b", "c")
    rows = [
        replace(shown.rows[0], place=replace(shown.rows[0].place, image=name, x=20 * number))
        for number, name in enumerate(images)
    ]
    grids = overview_grids(replace(shown, rows=rows, strip=[]), 72 * 7.0, Typeface(), "none")
    stacks = next(grid for grid in grids if grid.abreast == 2).stacks
    assert [[one[0].place.image for one in stack] for stack in stacks] == [["a", "c"], ["b"]]


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
def test_a_figure_that_cannot_fit_a_page_is_an_error_that_states_its_height(layout) -> None:
    face = Typeface()
    shown = content(5, SQUARE, 2, errors=False)
    with pytest.raises(InputError, match="with 3 crops and 5 methods, and a page has 1; show") as error:
        sheet_of(shown, 72 * 3.5, face, "none", layout, 72.0)
    height = float(re.search(r"would be ([0-9.]+) inches", str(error.value))[1])
    assert sheet_of(shown, 72 * 3.5, face, "none", layout, 72 * height).height <= 72 * height


def test_wide_figures_may_be_higher() -> None:
    assert [page_height(width) for width in (3.5, 7, 14)] == [9, 9, 18]


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
@pytest.mark.parametrize("width", [3.5, pytest.param(7.0, marks=pytest.mark.slow)])
@pytest.mark.parametrize("end", ["", "_and_a_rather_long_tail_which_all_of_them_share"])
def test_long_names_stay_different(layout, width, end) -> None:
    face = Typeface()
    shown = content(5, SQUARE, 1, errors=False)
    names = [f"a_network_with_a_rather_long_head_trained_in_2024_step_{letter}{end}" for letter in "abcde"]
    roles = {"reference": "Reference", **dict(zip(list(shown.roles)[1:], names, strict=True))}
    sheet = sheet_of(replace(shown, roles=roles), 72 * width, face, "none", layout)
    check_page(sheet, face)
    columns: dict[float, list[str]] = {}
    first = min(item.y for item in sheet.pictures if item.kind == "crop")
    for label in sheet.labels:
        if label.align == "center" and label.y < first and not label.runs[0].bold:
            columns.setdefault(round(label.x, 2), []).append(label.text)
    texts = ["".join(lines) for lines in columns.values()]
    assert len(set(texts)) == len(texts) >= 2
    for room in (20.0, 45.0):
        lines = face.in_lines(names, room)
        assert len({tuple(own) for own in lines.values()}) == 5
        assert all(len(own) <= 3 for own in lines.values())


def test_long_titles_and_names_of_images_stay_different() -> None:
    face = Typeface()
    shown = content(2, SQUARE, 1, errors=False)
    heads = [f"the wing of the butterfly beside the leaf, {side}" for side in ("left", "right", "top")]
    images = [f"folder_{number}/a_rather_long_name_of_an_image_0001" for number in range(3)]
    rows = [
        replace(row, title=head, title_end="", letter="", place=replace(row.place, image=image))
        for row, head, image in zip(shown.rows, heads, images, strict=True)
    ]
    for layout in ("grid", "overview", "inset"):
        sheet = sheet_of(replace(shown, rows=rows, strip=[]), 72 * 2.0, face, "none", layout)
        texts = [label.text for label in sheet.labels if "\u2026" in label.text]
        assert len(set(texts)) == len(texts) >= (3 if layout == "grid" else 1)


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
def test_numbers_are_never_cut(layout) -> None:
    shown = content(9, SQUARE, 2, errors=False)
    long = [
        replace(row, values={n: [Run("123456.78"), Run("0.8")] for n in row.values}) for row in shown.rows
    ]
    with pytest.raises(InputError, match=r"do not fit into 0\.4 inches"):
        sheet_of(replace(shown, rows=long, strip=[]), 28.8, Typeface(), "none", layout)
    sheet = sheet_of(replace(shown, rows=long, strip=[]), 72 * 3.5, Typeface(), "none", layout)
    assert sum("123456.78" in label.text for label in sheet.labels) == 27


def test_a_long_title_is_broken_into_lines() -> None:
    words = "Crops of three photographs that were enlarged four times by two methods, with their errors"
    sheet = sheet_of(replace(content(2, SQUARE, 1), title=words), 72 * 3.5, Typeface())
    lines = [
        label.text for label in sheet.labels if label.text and label.text in words and label.runs[0].bold
    ]
    assert " ".join(lines) == words
    assert len(lines) == 2


@pytest.mark.parametrize("layout", ["overview", "inset"])
@pytest.mark.parametrize("width", [3.5, 7.0])
def test_errors_beside_crops_of_an_overview_have_names(layout, width) -> None:
    shown = content(2, SQUARE, 1)
    sheet = sheet_of(shown, 72 * width, Typeface(), "beside" if layout == "overview" else "below", layout)
    errors = [item for item in sheet.pictures if item.kind == "error"]
    assert len(errors) == 6
    assert any("error \u00d75" in label.text for label in sheet.labels)


def test_methods_that_do_not_fit_in_a_line_go_on_in_the_next() -> None:
    sheet = sheet_of(content(9, (200, 200), 2), 72 * 3.5, Typeface())
    tops = {round(item.y, 3) for item in sheet.pictures if item.kind == "error"}
    assert len(tops) == 6  # two lines in each of three rows
    assert sum(label.text == "m8" for label in sheet.labels) == 4  # above each row, and beside the strip


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
@pytest.mark.parametrize("methods", [2, 3, 5])
def test_random_crops_fill_the_width(methods, layout) -> None:
    width, shown = 72 * 7.0, content(methods, SQUARE, 2)
    sheet = sheet_of(replace(shown, strip=[*shown.strip, *shown.rows]), width, Typeface(), "none", layout)
    top = next(label.y for label in sheet.labels if label.text.startswith("Random"))
    panels = [item for item in sheet.pictures if item.kind == "crop" and item.y > top]
    assert max(item.x + item.width for item in panels) >= 0.9 * width
    assert min(item.x for item in panels) <= 0.25 * width
    assert max(item.y + item.height for item in panels) - top <= 280  # they remain a strip
    corners = [(item.x, item.y, item.x + item.width, item.y + item.height) for item in panels]
    for number, (left, upper, right, lower) in enumerate(corners):  # and no panel covers another
        for x, y, *_ in corners[:number]:
            assert not (left < x < right and upper <= y < lower)


def test_wide_images_stand_above_their_rows_and_square_ones_beside_them() -> None:
    face = Typeface()
    for size, above in ((WIDE, True), (SQUARE, False)):
        grid = overview_grids(content(5, size, 2, errors=False), 72 * 7.0, face, "none")[0]
        assert grid.above == above
        assert len(grid.lines) == 1


@pytest.mark.parametrize("place", [32, 64, 100])
@pytest.mark.parametrize("methods", [2, 3, 5])
def test_insets_stay_larger_than_their_boxes(methods, place) -> None:
    grid = inset_grids(content(methods, SQUARE, 1, errors=False, place=place), 72 * 7.0, Typeface())[0]
    assert grid.enlargement >= 1.6


def test_insets_in_a_line_are_in_the_order_of_their_boxes_so_that_lines_do_not_cross() -> None:
    face = Typeface()
    shown = content(5, WIDE, 1, errors=False)
    assert not inset_grids(shown, 72 * 7.0, face)[0].beside
    sheet = sheet_of(shown, 72 * 7.0, face, "none", "inset")
    rules = [rule for rule in sheet.rules if rule.colour != "#ffffff"][:6]
    starts, ends = [rule.start[0] for rule in rules[::2]], [rule.end[0] for rule in rules]
    assert starts == sorted(starts)
    assert ends == sorted(ends)


def test_boxes_of_one_kind_on_one_image_have_other_colours() -> None:
    assert box_colours(["best", "median"]) == ["#009e73", "#0072b2"]
    assert len(set(box_colours(["best"] * 9))) == 9
    assert box_colours(["best"] * 10)[9] == "#009e73"  # all colours are taken


def test_a_long_name_leaves_the_end_of_its_title() -> None:
    face = Typeface()
    ((run,), size) = face.fitted((Run("a very long name of a method best", True),), 60.0, " best")
    assert run.text.startswith("a very") and run.text.endswith("\u2026 best")
    assert face.width([run._replace(bold=True)], size) <= 60
    ((run,), _) = face.fitted((Run("name best", True),), 12.0, " best")
    assert run.text.endswith("\u2026")
    assert face.fitted((Run("name", True),), 100.0, " best") == ((Run("name", True),), 8.0)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("EDSR", ["EDSR"]),
        ("Real-ESRGAN", ["Real-", "ESRGAN"]),
        ("RealESRGAN", ["Real", "ESRGAN"]),
        ("one two three", ["one two", "three"]),
        ("abcdefghijklmnopq", ["abcdefghi", "jklmnopq"]),
    ],
)
def test_long_names_are_broken_where_they_can(name, lines) -> None:
    face = Typeface()
    assert face.wrapped(name, 35.0) == lines
    assert all(face.needed([Run(line)]) <= 35 for line in lines)


def test_names_and_values_have_one_size_each() -> None:
    face = Typeface()
    lines = [[Run("Reference")], [Run("m")]]
    room = 0.95 * face.width([Run("Reference")])
    assert face.common_size(lines, room) == pytest.approx(0.95 * 8)
    assert face.common_size(lines, 100.0) == 8
    assert face.common_size(lines, 1.0) == 7
    shown = replace(content(8, SQUARE, 2, "RealESRGAN_x4plus_"), strip=[])
    sheet = sheet_of(shown, 72 * 7.0, face, "none", "grid")
    for text in ("0.812", "RealESRGAN_"):
        assert len({label.size for label in sheet.labels if label.text == text}) == 1


def test_sizes_that_have_little_in_common_still_fill_their_panels() -> None:
    pictures = tuple(Picture(0, 0, 25.0, 25.0, np.zeros((n, n, 3), np.uint8), "crop") for n in (32, 96, 128))
    dpi = best_dpi(Sheet(100, 100, pictures), 300)
    side = int(25.0 * dpi / 72 + 1e-6)
    assert all(side // n * n / side >= 0.96 for n in (32, 96, 128))
    assert dpi <= 1200


@pytest.mark.parametrize("layout", ["grid", "overview", "inset"])
def test_a_tiny_place_in_a_large_image_has_a_box_that_is_seen(layout) -> None:
    sheet = sheet_of(content(2, (3000, 4000), 1), 72 * 3.5, Typeface(), "below", layout)
    whole = next(item for item in sheet.pictures if item.kind == "whole")
    box = next(o for o in sheet.outlines if isinstance(o, Outline) and o.line == 1.2)
    assert box.width == box.height == 4.0
    assert whole.x <= box.x and whole.y <= box.y


def test_large_whole_images_are_reduced_in_files() -> None:
    from difference_finder.study.figure._write import _ready

    sheet = sheet_of(content(2, (3000, 4000), 1), 72 * 3.5, Typeface())
    wholes = [item for item in _ready(sheet, "none").pictures if item.kind == "whole"]
    for item in wholes:
        assert item.pixels.shape[1] == pytest.approx(item.width / 72 * 600, abs=1)
