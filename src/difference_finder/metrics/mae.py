"""Mean absolute error."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.gpu.choice import by_kernels
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.metrics._planes import by_plane
from difference_finder.parts.metric import ErrorPass
from difference_finder.parts.registry import metric

Array = Any


@metric(
    "mae",
    aliases=("l1",),
    higher_is_better=False,
    bounds=(0.0, None),
    identical=0.0,
    symmetric=True,
    offset_invariant=True,
    errors=ErrorPass("absolute", share=1.0),
)
def mae(reference: Array, candidate: Array, *, mask: Array | None = None) -> Array:
    """Mean absolute error: the mean size of the differences over pixels and channels.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Scores of shape (N,), at least 0, in the units of the values; 0 for identical images.

    Notes
    -----
    The gradient is the sign of each difference divided by the number of values: it shows where images differ,
    not how much. It is zero where the images are equal. The local map, (N, C, H, W), is the absolute value of
    each difference. Also called the L1 loss.

    Examples
    --------
    >>> import numpy as np
    >>> float(mae(np.zeros((1, 1, 2, 2)), np.full((1, 1, 2, 2), -0.5))[0])
    0.5
    """

    def plain(reference: Array, candidate: Array) -> Array:
        return namespace(candidate).mean(by_plane(_error, reference, candidate, mask), axis=1)

    found = by_kernels("score", _by_gpu, reference, candidate, mask, plain)
    return plain(reference, candidate) if found is None else found


@mae.gradient
def mae_gradient(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and its derivative with respect to each value of the candidate."""
    if (found := by_kernels("gradient", _by_gpu, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, slope = by_plane(_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@mae.local
def mae_map(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and the absolute difference of each value, (N, C, H, W), zero where masked."""
    if (found := by_kernels("map", _by_gpu, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, places = by_plane(_sizes, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), places


@mae.kernel
def mae_kernel(job: Job) -> tuple[Array, Array | None]:
    """Return the result of the compiled kernel, the gradient in the same pass as the error."""
    size, factor = job.reference.shape[2:], 1 / math.prod(job.reference.shape[1:])
    known, places = job.known_slope("absolute", [factor]), job.allocate("map", *size)
    slope = job.allocate_slope() if known is None else known
    sums = (job.known_sums("absolute") if slope is known else None) or [
        job.native.absolute_error(
            job.reference, candidate, job.divisors, slope, factor, job.workers, job.wide
        )
        for candidate in job.candidates
    ]
    if places is not None:
        job.native.difference(
            job.reference, job.candidates[0], job.divisors, "absolute", "none", places, job.workers
        )
    return job.mean_scores(sums) / math.prod(size), slope if places is None else places


def _by_gpu(output: str, reference: Array, candidate: Array, mask: Array | None) -> Any:
    from difference_finder.arrays.gpu.errors import measure_errors

    return measure_errors("absolute", output, reference, candidate, mask)


def _error(reference: Array, candidate: Array, mask: Array | None) -> Array:
    return mean(namespace(candidate).abs(candidate - reference), mask, (2, 3))


def _slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
    difference = candidate - reference
    slope = namespace(candidate).sign(difference) * mean_gradient(difference, mask, (2, 3))
    return _error(reference, candidate, mask), slope


def _sizes(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
    sizes = namespace(candidate).abs(candidate - reference)
    return mean(sizes, mask, (2, 3)), fill_masked(sizes, mask, 0.0)
