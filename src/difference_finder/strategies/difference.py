"""The plain difference of pixel values."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays import namespace, to_numpy
from difference_finder.errors import InputError
from difference_finder.filters import max_filter
from difference_finder.masked import extremes, mean
from difference_finder.registry import strategy

Array = Any


@strategy("difference", signed=False, score="mae")
def difference(
    reference: Array, candidate: Array, metric: Any, *, mask: Array | None = None, tolerance: int = 0
) -> tuple[Array, Array]:
    """Absolute difference of the pixel values; ignores the metric.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W).
    metric
        Not used: the score is the mean absolute error.
    mask
        Shape (N, 1, H, W), False where an image has no number.
    tolerance
        How many pixels an edge may have moved without counting. Each pixel is then compared with the span of
        values that the other image takes within that distance, and the map is what lies outside the span, so
        that resampling, anti-aliasing and small shifts vanish while things that are there or not remain.

    Returns
    -------
    tuple of array
        The map (N, C, H, W), at least 0, in the units of the images; the mean absolute error (N,).
    """
    if tolerance < 0 or tolerance != int(tolerance):
        raise InputError(f"tolerance is a whole number of pixels, at least 0, not {tolerance}")
    xp = namespace(reference)
    gap = xp.abs(candidate - reference)
    score = mean(gap, mask)
    if tolerance:
        radius = int(tolerance)
        first, second = (
            _outside(reference, candidate, radius, mask),
            _outside(candidate, reference, radius, mask),
        )
        gap = xp.maximum(first, second)
    return gap, to_numpy(score)


def _outside(image: Array, other: Array, radius: int, mask: Array | None) -> Array:
    """Return how far ``image`` lies outside the values that ``other`` takes within ``radius`` pixels."""
    xp = namespace(image)
    lowest, highest = extremes(other, mask)
    below, above = -max_filter(-lowest, radius), max_filter(highest, radius)
    outside = xp.maximum(xp.maximum(below - image, image - above), xp.zeros_like(image))
    return outside if mask is None else xp.where(mask, outside, xp.zeros_like(image))
