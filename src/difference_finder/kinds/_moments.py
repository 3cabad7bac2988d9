"""Variances and covariances over the pixels of a core: a kernel, and its reference implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Moments(NamedTuple):
    """Weighted variances of two planes, and their covariance."""

    first: float
    second: float
    covariance: float

    @classmethod
    def of_sums(
        cls, count: float, first: float, second: float, squares: float, other_squares: float, product: float
    ) -> Moments:
        """Return the moments from weighted sums: of 1, of both planes, of their squares, of their product."""
        mean, other = first / count, second / count
        variances = squares / count - mean**2, other_squares / count - other**2
        return cls(*variances, product / count - mean * other)


def moments(first: Array, second: Array, weight: Array) -> Moments:
    """Return the weighted variances of two planes, (h, w), and their covariance; not all weights are 0."""
    import numpy as np

    if (kernels := native()) is not None:
        return Moments.of_sums(*kernels.weighted_sums(first, second, weight))
    weight, first, second = (plane.astype(np.float64).ravel() for plane in (weight, first, second))
    one, other = weight * first, weight * second
    sums = (weight.sum(), one.sum(), other.sum(), one @ first, other @ second, one @ second)
    return Moments.of_sums(*map(float, sums))


def gap_moments(place: Place) -> Moments:
    """Return the moments of the first image's own detail and the difference of the lumas, over the core."""
    return moments(place.base, place.luma_gap, place.core)


def base_moments(place: Place) -> Moments:
    """Return the moments of the detail of both images over the core."""
    return moments(place.base, place.swapped.base, place.core)
