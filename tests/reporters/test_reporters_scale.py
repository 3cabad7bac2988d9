# ruff: noqa: RUF001 - the signs are what is tested
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from difference_finder.drawing.scale import (
    choose_scale,
    format_number,
    format_percent,
    fractions_outside,
    ticks,
)
from difference_finder.errors import InputError


def flat(value, size=20):
    return np.full((size, size), value, np.float32)


def sparse(value):
    plane = np.zeros((100, 100), np.float32)
    plane[50, 50] = value
    return plane


def mostly(value, few):
    """1 % of the pixels would move the 99.5th percentile, 0.1 % does not."""
    plane = flat(value, 100)
    plane[0, :10] = few
    return plane


# map, signed, unit_range, options -> vmin, vmax, gain, label
RULE = [
    (flat(1.0), False, 1.0, {}, 0, 1.0, 1, "0 … 1 (×1)"),
    (flat(0.6), False, 1.0, {}, 0, 1.0, 1, "0 … 1 (×1)"),
    (flat(0.5), False, 1.0, {}, 0, 0.5, 2, "0 … 0.5 (×2)"),
    (flat(0.3), False, 1.0, {}, 0, 0.5, 2, "0 … 0.5 (×2)"),
    (flat(0.2), False, 1.0, {}, 0, 0.2, 5, "0 … 0.2 (×5)"),
    # 0.1 as float32 is a little more than 0.1.
    (flat(0.1), False, 1.0, {}, 0, 0.1, 10, "0 … 0.1 (×10)"),
    (flat(0.05), False, 1.0, {}, 0, 0.05, 20, "0 … 0.05 (×20)"),
    (flat(0.02), False, 1.0, {}, 0, 0.02, 50, "0 … 0.02 (×50, strongly amplified)"),
    (flat(0.004), False, 1.0, {}, 0, 0.005, 200, "0 … 0.005 (×200, strongly amplified)"),
    (flat(1e-30), False, 1.0, {}, 0, 1e-30, 1e30, "0 … 1e-30 (×1e30, strongly amplified)"),
    (flat(20), False, 255, {}, 0, 25.5, 10, "0 … 25.5 (×10)"),
    (flat(3.0), False, 1.0, {}, 0, 5.0, 0.2, "0 … 5 (×0.2)"),
    (flat(-0.07), True, 1.0, {}, -0.1, 0.1, 10, "−0.1 … 0.1 (×10)"),
    (flat(0.07), True, 1.0, {}, -0.1, 0.1, 10, "−0.1 … 0.1 (×10)"),
    (flat(0.3), False, None, {}, 0, 0.5, None, "0 … 0.5"),
    (flat(0.5), False, None, {}, 0, 0.5, None, "0 … 0.5"),
    (flat(-7), True, None, {}, -10, 10, None, "−10 … 10"),
    (flat(1e30), False, None, {}, 0, 1e30, None, "0 … 1e30"),
    (flat(0.3), False, 0.0, {}, 0, 0.5, None, "0 … 0.5"),
    (flat(0.3), False, float("nan"), {}, 0, 0.5, None, "0 … 0.5"),
    (mostly(0.03, 0.9), False, 1.0, {}, 0, 0.05, 20, "0 … 0.05 (×20)"),
    (sparse(0.4), False, 1.0, {}, 0, 0.5, 2, "0 … 0.5 (×2)"),
    (sparse(-0.4), True, 1.0, {}, -0.5, 0.5, 2, "−0.5 … 0.5 (×2)"),
    (flat(0), False, 1.0, {}, 0, 1.0, 1, "0 … 1 (×1), the map is zero"),
    (flat(0), False, 255.0, {}, 0, 255.0, 1, "0 … 255 (×1), the map is zero"),
    (flat(0), True, None, {}, -1.0, 1.0, None, "−1 … 1, the map is zero"),
    (flat(0.3), False, 1.0, {"gain": 10}, 0, 0.1, 10, "0 … 0.1 (×10)"),
    (flat(0.3), False, 1.0, {"vmax": 0.25}, 0, 0.25, 4, "0 … 0.25 (×4)"),
    (flat(0.3), True, None, {"vmax": 3}, -3, 3, None, "−3 … 3"),
    (flat(0), False, 1.0, {"gain": 5}, 0, 0.2, 5, "0 … 0.2 (×5), the map is zero"),
    (flat(float("nan")), False, None, {}, 0, 1, None, "0 … 1, the map is zero"),
]


@pytest.mark.parametrize(("plane", "signed", "unit", "options", "vmin", "vmax", "gain", "label"), RULE)
def test_scale_rule(plane, signed, unit, options, vmin, vmax, gain, label):
    scale = choose_scale(plane, signed, unit, **options)
    # The division unit / gain rounds once.
    assert scale.vmin == pytest.approx(vmin, rel=1e-15)
    assert scale.vmax == pytest.approx(vmax, rel=1e-15)
    assert scale.gain == gain
    assert scale.label == label


@pytest.mark.parametrize(
    ("options", "unit", "words"),
    [
        ({"vmax": 0}, 1.0, "vmax must be a positive number, not 0"),
        ({"vmax": -1}, 1.0, "vmax must be a positive number, not -1"),
        ({"vmax": float("nan")}, 1.0, "vmax must be a positive number, not nan"),
        ({"vmax": "big"}, 1.0, "vmax must be a positive number, not 'big'"),
        ({"gain": True}, 1.0, "gain must be a positive number, not True"),
        ({"gain": float("inf")}, 1.0, "gain must be a positive number, not inf"),
        ({"gain": 5}, None, "gain=5 has no effect"),
        ({"gain": 5, "vmax": 1}, 1.0, "vmax=1 and gain=5 both fix the scale"),
    ],
)
def test_impossible_scales_are_refused(options, unit, words):
    with pytest.raises(InputError, match=words) as caught:
        choose_scale(flat(0.5), False, unit, **options)
    assert "\n" not in str(caught.value)


@given(
    value=st.floats(2.0**-99, 2.0**99, width=32),
    unit=st.one_of(st.none(), st.floats(1e-6, 1e6)),
)
def test_scale_fits_snugly_and_is_round(value, unit):
    scale = choose_scale(flat(value, 2), False, unit)
    assert scale.vmax >= value * (1 - 1e-5)
    # The steps 1, 2, 5, 10 are at most 2.5 apart.
    assert scale.vmax <= value * 2.5 * (1 + 1e-5)
    step = scale.gain if unit else scale.vmax
    assert f"{step:.6e}"[:8] in ("1.000000", "2.000000", "5.000000")
    assert fractions_outside(flat(value, 2), scale) == (0, 0)


def test_what_saturates_is_counted_on_its_side():
    plane = np.array([[-0.3, -0.1, 0, 0.1], [0.2, 0.2, np.nan, 0]], np.float32)
    assert fractions_outside(plane, choose_scale(plane, True, 1.0, gain=10)) == (1 / 8, 2 / 8)
    assert fractions_outside(plane, choose_scale(plane, False, 1.0, gain=10)) == (2 / 8, 2 / 8)


@pytest.mark.parametrize(
    ("vmax", "signed", "count", "expected"),
    [
        (0.1, False, 5, [0, 0.02, 0.04, 0.06, 0.08, 0.1]),
        (0.2, False, 5, [0, 0.05, 0.1, 0.15, 0.2]),
        (0.5, False, 5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (25.5, False, 5, [0, 10, 25.5]),
        (0.1, True, 2, [-0.1, -0.05, 0, 0.05, 0.1]),
        (1.0, True, 1, [-1, 0, 1]),
    ],
)
def test_ticks(vmax, signed, count, expected):
    assert ticks(choose_scale(flat(0.1), signed, None, vmax=vmax), count) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.05, "0.05"), (1e-5, "1e-5"), (-1e-5, "−1e-5"), (12345678, "1.235e7"), (-0.5, "−0.5")],
)
def test_numbers_are_short(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, "0 %"), (1e-9, "< 0.01 %"), (0.005, "0.5 %"), (0.12, "12 %"), (0.99999, "99.9 %"), (1, "100 %")],
)
def test_shares_never_read_as_nothing_or_all(fraction, text):
    assert format_percent(fraction) == text
