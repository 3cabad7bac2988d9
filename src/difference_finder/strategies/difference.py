"""The plain difference of pixel values."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, divide_integers, namespace, to_numpy
from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.jobs import make_job
from difference_finder.arrays.masked import extremes, fill_masked, mean
from difference_finder.errors import InputError
from difference_finder.parts.registry import strategy

Array = Any


@strategy("difference", signed=False, score="mae")
def difference(
    first: Array,
    second: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    tolerance: int = 0,
    divisors: tuple[float, float] | None = None,
    reduce: str | None = None,
    workers: int | None = None,
) -> tuple[Array, Array]:
    """Absolute difference of the pixel values; ignores the metric.

    Parameters
    ----------
    first, second
        Shape (N, C, H, W).
    metric
        Not used: the score is the mean absolute error.
    mask
        Shape (N, 1, H, W), False where an image has no number.
    tolerance
        How many pixels an edge may have moved without counting. Each pixel is then compared with the span of
        values that the other image takes within that distance, and the map is what lies outside the span, so
        that resampling, anti-aliasing and small shifts vanish while things that are there or not remain.
    divisors
        Where the images are integers as stored: what to divide each by.
    reduce
        How channels become one, where the map may come with its channels reduced.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    tuple of array
        The map (N, C, H, W), at least 0, in the units of the images, or (N, 1, H, W) if the channels are
        reduced; the mean absolute error (N,).
    """
    if tolerance < 0 or tolerance != int(tolerance):
        raise InputError(f"tolerance is a whole number of pixels, at least 0, not {tolerance}")
    if mask is None and not tolerance and (done := _by_kernel(first, second, divisors, reduce, workers)):
        return done
    if divisors is not None:
        first, second = divide_integers(first, divisors[0]), divide_integers(second, divisors[1])
    xp = namespace(first)
    gap = xp.abs(second - first)
    score = mean(gap, mask)
    if tolerance:
        radius = int(tolerance)
        first, second = (
            _outside(first, second, radius, mask),
            _outside(second, first, radius, mask),
        )
        gap = xp.maximum(first, second)
    return gap, to_numpy(score)


def _outside(image: Array, other: Array, radius: int, mask: Array | None) -> Array:
    """Return how far ``image`` lies outside the values that ``other`` takes within ``radius`` pixels."""
    xp = namespace(image)
    lowest, highest = extremes(other, mask)
    below, above = -max_filter(-lowest, radius), max_filter(highest, radius)
    outside = xp.maximum(xp.maximum(below - image, image - above), xp.zeros_like(image))
    return fill_masked(outside, mask, 0.0)


def _by_kernel(
    first: Array,
    second: Array,
    divisors: tuple[float, float] | None,
    reduce: str | None,
    workers: int | None,
) -> tuple[Array, Array] | None:
    """Return the map and the scores in one pass over the images as stored; None if that cannot be."""
    import numpy as np

    job = make_job("map", first, [second], divisors, workers)
    if job is None:
        return None
    n, c, h, w = job.reference.shape
    if reduce not in ("mean", "abs", "l2", "max"):
        reduce = "none"
    values = np.empty((n, c if reduce == "none" else 1, h, w), np.float64 if job.wide else np.float32)
    sums, _, _ = job.native.difference(
        job.reference, job.candidates[0], job.divisors, "absolute", reduce, values, job.workers
    )
    return cast_like(values, second), np.array(sums) / (c * h * w)
