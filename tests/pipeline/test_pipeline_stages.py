"""Small stages: the reduction of channels, limits in words, and repeated channels."""

from types import SimpleNamespace

import numpy as np
import pytest

from difference_finder.finder import Finder
from difference_finder.pipeline.data_set import _spread
from difference_finder.pipeline.stages import REDUCTIONS, reduce_channels
from difference_finder.pipeline.thresholds import CLUSTER, PIXELS, Limit
from pictures import photograph

VALUES = np.random.default_rng(0).normal(0, 1, (2, 3, 4, 5))

EXPECTED = {
    "mean": lambda pixel: sum(pixel) / 3,
    "sum": sum,
    "abs": lambda pixel: sum(abs(value) for value in pixel) / 3,
    "l2": lambda pixel: sum(value * value for value in pixel) ** 0.5,
    "max": lambda pixel: max(abs(value) for value in pixel),
}


@pytest.mark.parametrize("how", EXPECTED)
def test_channels_are_reduced_pixel_by_pixel(how: str) -> None:
    found = reduce_channels(VALUES, how)
    assert found.shape == (2, 1, 4, 5)
    for n, row, column in np.ndindex(2, 4, 5):
        assert found[n, 0, row, column] == pytest.approx(EXPECTED[how](list(VALUES[n, :, row, column])))


def test_the_reduction_none_keeps_channels() -> None:
    assert np.array_equal(reduce_channels(VALUES, "none"), VALUES)
    assert set(REDUCTIONS) == {*EXPECTED, "none"}


@pytest.mark.parametrize(
    ("limit", "scores", "text"),
    [
        (Limit("changed", 2, fact=PIXELS), {"changed": 0.1}, "7 changed pixels, above 2"),
        (Limit("changed", 2, fact=CLUSTER), {"changed": 0.1}, "largest cluster of 5 changed pixels, above 2"),
        (Limit("changed", 7, fact=PIXELS), {"changed": 0.1}, "7 changed pixels"),
        (Limit("psnr", below=30), {"psnr": 28.25}, "psnr is 28.25, below 30"),
        (Limit("psnr", above=20, below=30), {"psnr": 25.0}, "psnr is 25, above 20, below 30"),
        (Limit("psnr", below=30), {"psnr": None}, "psnr has no value"),
    ],
)
def test_limits_in_words(limit: Limit, scores: dict, text: str) -> None:
    facts = {"changed": {"changed_pixels": 7, "largest_cluster": {"pixels": 5}}}
    assert limit.describe(SimpleNamespace(scores=scores, score_facts=facts)) == text


def test_positions_are_spread_evenly() -> None:
    assert _spread(3, 5) == {0, 1, 2}
    assert _spread(9, 3) == {0, 4, 8}
    assert _spread(100, 2) == {0, 99}


def test_a_repeated_channel_is_noted() -> None:
    grey, colour = np.zeros((8, 9), np.uint8), np.zeros((8, 9, 3), np.uint8)
    notes = Finder(strategy="difference").compare(grey, colour).notes
    assert [note for note in notes if "repeated 3 times" in note]
    assert not [
        note for note in Finder(strategy="difference").compare(grey, grey).notes if "repeated" in note
    ]


def test_the_alpha_of_one_image_counts_on_a_common_area() -> None:
    whole = photograph(34, 40)
    first, opaque = whole[:30], np.dstack([whole, np.full((34, 40), 255, np.uint8)])
    second = opaque.copy()
    second[10:13, 4:8, 3] = 0
    options = {"strategy": "difference", "fit": "pad", "alpha": "composed"}
    found = [Finder(**options).compare(first, other) for other in (second, opaque)]
    assert "alpha" in {one.kind for one in found[0].unequal}
    assert "alpha" not in {one.kind for one in found[1].unequal}
