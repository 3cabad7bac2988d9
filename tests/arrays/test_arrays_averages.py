"""Repeated edges, means over channels and bins, and their transposes."""

import numpy as np
import pytest

from difference_finder.arrays.averages import (
    bin_means,
    channel_means,
    mix_channels,
    repeat_edges,
    repeat_edges_adjoint,
    spread_bins,
)

RANDOM = np.random.default_rng(0)
WEIGHTS = [0.1, 0.2, 0.4, 0.2, 0.1]


def test_edges_are_repeated() -> None:
    image = RANDOM.random((2, 3, 5, 4))
    expected = np.pad(image, ((0, 0), (0, 0), (6, 6), (6, 6)), mode="edge")
    assert np.array_equal(repeat_edges(image, 6), expected)
    assert np.array_equal(repeat_edges(image, 0), image)


@pytest.mark.parametrize("channels", [1, 2, 3, 9])
def test_channels_are_averaged_with_repeated_ends(channels: int) -> None:
    image = RANDOM.random((2, channels, 3, 4))
    wide = np.pad(image, ((0, 0), (2, 2), (0, 0), (0, 0)), mode="edge")
    expected = sum(weight * wide[:, i : i + channels] for i, weight in enumerate(WEIGHTS))
    assert mix_channels(image, channel_means(WEIGHTS, channels, image)) == pytest.approx(expected, rel=1e-12)


def test_bins_cover_all_pixels() -> None:
    image = np.arange(5.0).reshape(1, 1, 1, 5) * np.ones((1, 1, 4, 1))
    # Bins of two of five pixels: 0 to 3 and 2 to 5.
    assert bin_means(image, 2, 2).tolist() == [[[[1.0, 3.0], [1.0, 3.0]]]]
    assert np.array_equal(bin_means(image, 4, 5), image)


def test_transposes() -> None:
    image = RANDOM.random((2, 3, 7, 9))
    edges, bins = RANDOM.random((2, 3, 13, 15)), RANDOM.random((2, 3, 4, 5))
    assert (repeat_edges(image, 3) * edges).sum() == pytest.approx(
        (image * repeat_edges_adjoint(edges, 3)).sum()
    )
    assert (bin_means(image, 4, 5) * bins).sum() == pytest.approx((image * spread_bins(bins, 7, 9)).sum())
