"""The plain difference of pixel values."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, divide_integers, namespace, to_numpy
from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.gpu.choice import by_kernels
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
    """Show the absolute difference of the pixel values; ignores the metric.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W).
    metric
        Not used: the score is the mean absolute error.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    tolerance
        Number of pixels that an edge may move without counting as a difference. Each pixel is compared with
        the span of values of the other image within this distance, and the map is the distance to the span:
        resampling, anti-aliasing and small shifts vanish, while added or missing objects remain.
    divisors
        Divisors of both images if they hold integers as stored; None for floats.
    reduce
        Reduction of channels that may be applied in the same pass; None for none.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    tuple of array
        The map (N, C, H, W), at least 0, in the units of the images, or (N, 1, H, W) if the channels are
        reduced; the mean absolute error (N,).
    """
    if tolerance < 0 or tolerance != int(tolerance):
        raise InputError(f"tolerance must be a whole number of pixels, at least 0, not {tolerance}")
    if mask is None and not tolerance and (result := _by_kernel(first, second, divisors, reduce, workers)):
        return result
    if divisors is not None:
        first, second = divide_integers(first, divisors[0]), divide_integers(second, divisors[1])
    xp = namespace(first)
    found = by_kernels("map", _by_gpu, first, second, mask)
    if found is None:
        gap = xp.abs(second - first)
        score = mean(gap, mask)
    else:
        score, gap = found[0], cast_like(found[1], second)
    if tolerance:
        radius = int(tolerance)
        first, second = (
            _outside(first, second, radius, mask),
            _outside(second, first, radius, mask),
        )
        gap = xp.maximum(first, second)
    return gap, to_numpy(score)


def _by_gpu(output: str, first: Array, second: Array, mask: Array | None) -> Any:
    from difference_finder.arrays.gpu.errors import measure_errors

    return measure_errors("absolute", output, first, second, mask, filled=False)


def _outside(image: Array, other: Array, radius: int, mask: Array | None) -> Array:
    """Return the distance of ``image`` to the span of values of ``other`` within ``radius`` pixels."""
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
    """Return the map and the scores in one pass over the images as stored; None without such a kernel."""
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
