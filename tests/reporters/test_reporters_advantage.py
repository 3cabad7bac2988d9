# ruff: noqa: RUF001 - the signs are what is tested
"""Maps of the strategy ``advantage``: their unit, their colour bar, and the boxes of the better image."""

import math

import numpy as np
import pytest

from difference_finder.drawing.error_unit import ErrorUnit, error_unit
from difference_finder.drawing.scale import choose_scale, ticks
from difference_finder.page.document import comparison_entry
from drawn_pages import assert_tidy, drawn, noise

SQUARED, ABSOLUTE = ErrorUnit(2, 1 / 255), ErrorUnit(1, 1 / 255)


def squares_of(levels: float) -> float:
    return (levels / 255) ** 2


def flat(value: float) -> np.ndarray:
    return np.full((20, 20), value, np.float32)


@pytest.fixture
def advantage_of(record_of):
    """Return the function that makes the record of an advantage in regions."""

    def advantage(plane, metric="psnr", data_range=1.0, label="", each=(), regions=()):
        record = record_of(plane, signed=True, unit_range=None, regions=regions)
        record["map"] |= {"positive": "the first is better", "label": label or f"advantage of {metric}"}
        record["metric"] = {"name": f"{metric} gap", "higher_is_better": True, "gap": True}
        record["protocol"]["data_range"] = data_range
        record["advantage"] = {"text": "the first is better in 1 place", "each": list(each)}
        record["reference"] = {"name": "g/photo.png"}
        record["arrays"]["reference"] = record["arrays"]["first"]
        return record

    return advantage


@pytest.mark.parametrize(
    ("value", "unit", "end", "label"),
    [
        (squares_of(26), SQUARED, 30, "−30 … 30 levels"),
        (squares_of(20), SQUARED, 20, "−20 … 20 levels"),
        (-squares_of(1.2), SQUARED, 1.5, "−1.5 … 1.5 levels"),
        (7 / 255, ABSOLUTE, 8, "−8 … 8 levels"),
        (0.0, SQUARED, 1, "−1 … 1 levels, the map is zero"),
    ],
)
def test_the_scale_ends_at_a_round_number_of_levels(value, unit, end, label):
    scale = choose_scale(flat(value), True, None, errors=unit)
    assert scale.label == label
    assert scale.vmax == pytest.approx((end / 255) ** unit.power)
    assert scale.vmin == -scale.vmax


def test_a_scale_that_was_given_is_read_in_levels():
    scale = choose_scale(flat(0.1), True, None, vmax=0.01, errors=SQUARED)
    assert (scale.vmax, scale.label) == (0.01, "−25.5 … 25.5 levels")


@pytest.mark.parametrize(
    ("unit", "levels", "count", "expected"),
    [
        (SQUARED, 40, 5, [20, 30, 40]),
        (SQUARED, 25, 5, [10, 15, 20, 25]),
        (SQUARED, 25, 2, [20, 25]),
        (ABSOLUTE, 30, 5, [10, 20, 30]),
    ],
)
def test_ticks_stand_at_round_numbers_of_levels_apart_from_each_other(unit, levels, count, expected):
    scale = choose_scale(flat(0), True, None, vmax=unit.value_of(levels), errors=unit)
    found = ticks(scale, count)
    assert [scale.read(value) for value in found] == pytest.approx(
        [*(-level for level in reversed(expected)), 0, *expected]
    )
    assert min(np.diff(found)) >= 0.6 / count * scale.vmax


@pytest.mark.parametrize(
    ("metric", "data_range", "expected"),
    [
        ("psnr", 1.0, ErrorUnit(2, 1 / 255)),
        ("rmse", 255.0, ErrorUnit(2, 1.0)),
        ("mae", 2.0, ErrorUnit(1, 2 / 255)),
        ("ssim", 1.0, None),
        ("psnr", None, None),
        ("psnr", math.inf, None),
    ],
)
def test_the_unit_is_levels_where_the_metric_measures_errors(metric, data_range, expected, advantage_of):
    assert error_unit(advantage_of(flat(0.1), metric, data_range)) == expected


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("advantage of psnr, smoothed 2 px, clamped", True),
        ("advantage of psnr, absolute", True),
        ("advantage of psnr, normalized", False),
        ("advantage of psnr, my_own_function", False),
    ],
)
def test_a_post_processor_that_changes_the_values_removes_the_unit(label, kept, advantage_of):
    assert (error_unit(advantage_of(flat(0.1), label=label)) is not None) == kept


def test_maps_of_other_strategies_have_no_levels(record_of):
    assert error_unit(record_of(flat(0.1), signed=True, unit_range=None)) is None


@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_the_colour_bar_is_in_levels(name, advantage_of, placed):
    plane = noise(400, 500, signed=True) * 0 + np.float32(squares_of(26))
    drawn(name, advantage_of(plane))
    assert_tidy(placed)
    texts = [put.kind for _, put in placed]
    assert {"−30", "−20", "0", "20", "30 levels"} <= set(texts)
    assert any("levels of 255, roots of squared errors" in text for text in texts)
    placed.clear()
    drawn(name, advantage_of(plane, "mae"))
    assert not any("roots" in put.kind for _, put in placed)
    placed.clear()
    drawn(name, advantage_of(plane, "ssim"))
    assert not any("levels" in put.kind for _, put in placed)


@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_boxes_are_dashed_where_the_second_image_is_better(name, advantage_of, region_of, placed):
    each = [{"better": better, "text": f"the {better} is better by 2 dB"} for better in ("first", "second")]
    regions = [region_of(100, 50, 60, 40), region_of(100, 250, 60, 40)]
    plane = np.zeros((400, 500), np.float32)
    solid = drawn(name, advantage_of(plane, each=[each[0], each[0]], regions=regions))
    assert not any("dashed" in put.kind for _, put in placed)
    dashed = drawn(name, advantage_of(plane, each=each, regions=regions))
    assert any("dashed boxes: the second is better" in put.kind for _, put in placed)
    rows = np.nonzero((solid[: len(dashed)] != dashed[: len(solid)]).any(axis=(1, 2)))[0]
    left, top = next((put.left, put.top) for _, put in placed if put.kind == "picture")
    assert rows[0] >= top + 240  # the box of the first region is the same
    edge = dashed[top + 250 : top + 290, left - 3 + 100]  # along the left side of the second box
    black = (edge == 0).all(axis=-1)
    assert 0.3 < black.mean() < 0.9
    assert (solid[top + 250 : top + 290, left - 3 + 100] == 0).all()


def test_close_ups_tell_by_how_much_an_image_is_better(advantage_of, region_of, placed):
    each = [{"better": "second", "text": "the second is better by 2 dB"}]
    record = advantage_of(np.zeros((400, 500), np.float32), each=each, regions=[region_of(9, 9, 30, 30)])
    drawn("panel", record)
    assert any("the second is better by 2 dB  ·  shown at" in put.kind for _, put in placed)


def test_without_the_better_image_in_the_record_boxes_are_solid(advantage_of, region_of, placed):
    plane, regions = np.zeros((400, 500), np.float32), [region_of(100, 50, 60, 40)]
    record = advantage_of(plane, regions=regions)
    del record["advantage"]["each"]
    drawn("heatmap", record)
    assert not any("dashed" in put.kind for _, put in placed)


def test_the_layer_of_the_page_has_the_unit(advantage_of):
    [layer] = [
        layer for layer in comparison_entry(advantage_of(flat(0.1))).layers if layer.facts["kind"] == "map"
    ]
    assert layer.facts["errors"] == {"power": 2, "size": 1 / 255, "name": "levels"}
