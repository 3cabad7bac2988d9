"""Which image is better in how many regions."""

import math

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.images.difference_map import DifferenceMap, Region
from difference_finder.images.pair import Pair
from difference_finder.pipeline.advantage import measure_advantage

BOXES = [(10, 10, 20, 20), (60, 20, 20, 10), (30, 70, 10, 20)]


def measured(errors, metric="mse", positive="the first is better", mask=None):
    """Measure regions in which the images have the given errors against a reference of 0.5."""
    reference = np.full((1, 1, 100, 100), 0.5)
    first, second = reference.copy(), reference.copy()
    regions = []
    for (x, y, width, height), (one, other) in zip(BOXES, errors, strict=False):
        first[..., y : y + height, x : x + width] += one
        second[..., y : y + height, x : x + width] += other
        gain = abs(other) - abs(one)
        regions.append(Region(x, y, width, height, width * height, gain, abs(gain)))
    map_ = DifferenceMap(np.zeros((1, 1, 100, 100), np.float32), signed=True, positive=positive)
    return measure_advantage(map_, Pair(first, second, 1.0, mask, reference=reference), regions, metric)


@pytest.mark.parametrize("metric", ["mse", "psnr", "rmse"])
def test_squared_errors_are_compared_in_decibels(metric):
    found = measured([(0.1, 0.2), (0.1, -0.1 * 10**0.1), (0.3, 0.1)], metric)
    first, second = found["first"], found["second"]
    assert (first["regions"], first["region"], first["unit"]) == (2, 1, "dB")
    assert first["most"] == pytest.approx(20 * math.log10(2))
    assert (second["regions"], second["region"]) == (1, 3)
    assert second["most"] == pytest.approx(20 * math.log10(3))
    assert found["text"] == (
        "the first is better in 2 places, most by 6.02 dB at 1; the second in 1 place, most by 9.54 dB at 3"
    )


def test_each_region_tells_which_image_is_better():
    found = measured([(0.1, 0.2), (0.3, 0.1), (0.0, 0.1)])["each"]
    assert [one["better"] for one in found] == ["first", "second", "first"]
    assert [one["by"] for one in found] == [
        pytest.approx(20 * math.log10(2)),
        pytest.approx(20 * math.log10(3)),
        math.inf,
    ]
    assert [one["text"] for one in found] == [
        "the first is better by 6.02 dB",
        "the second is better by 9.54 dB",
        "the first is better: it is identical to the reference",
    ]
    [equal] = measured([(0.1, -0.1)])["each"]
    assert (equal["better"], equal["text"]) == (None, "both are equally near to the reference")


def test_absolute_errors_are_compared_in_levels():
    text = measured([(0.1, 0.2), (0.1, 0.3)], "mae")["text"]
    assert text == "the first is better in 2 places, most by 51 levels at 2; the second in none"


def test_other_metrics_have_their_own_unit():
    text = measured([(0.1, 0.2), (0.35, 0.1)], "ssim")["text"]
    assert text == (
        "the first is better in 1 place, most by 0.1 ssim at 1; the second in 1 place, most by 0.25 ssim at 2"
    )


def test_an_image_that_is_identical_to_the_reference():
    text = measured([(0.0, 0.2), (0.1, 0.2)])["text"]
    assert text == (
        "the first is better in 2 places, most at 1, where it is identical to the reference;"
        " the second in none"
    )


def test_equal_errors_are_no_advantage():
    found = measured([(0.1, -0.1)])
    assert found["first"]["regions"] == found["second"]["regions"] == 0


def test_masked_pixels_do_not_count():
    mask = np.ones((1, 1, 100, 100), bool)
    mask[..., 10:30, 10:20] = False
    assert measured([(0.1, 0.2)], mask=mask)["first"]["most"] == pytest.approx(20 * math.log10(2))
    mask[..., 10:30, 10:30] = False
    assert measured([(0.1, 0.2)], mask=mask)["first"]["regions"] == 0


def test_only_maps_of_the_advantage_have_it():
    assert measured([(0.1, 0.2)], positive="") is None
    assert measured([]) is None


def test_the_record_has_it():
    reference = 0.5 * np.random.default_rng(2).random((80, 90))
    first, second = reference.copy(), reference.copy()
    first[10:30, 10:30] += 0.2
    second[50:70, 60:80] += 0.4
    record = Finder(strategy="advantage", metric="psnr").compare(first, second, reference).to_dict()
    assert record["advantage"]["first"]["regions"] == record["advantage"]["second"]["regions"] == 1
    assert Finder(strategy="difference").compare(first, second).to_dict()["advantage"] is None
