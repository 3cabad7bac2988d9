"""Mean squared error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.gpu.choice import by_kernels
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.metrics._planes import by_plane
from difference_finder.parts.metric import ErrorPass
from difference_finder.parts.registry import metric

Array = Any

STEEPEST = 1e30
"""The greatest factor of a gradient that is computed in float32, which ends at 3e38."""


@metric(
    "mse",
    higher_is_better=False,
    bounds=(0.0, None),
    identical=0.0,
    symmetric=True,
    offset_invariant=True,
    errors=ErrorPass("squared", share=2.0),
)
def mse(reference: Array, candidate: Array, *, mask: Array | None = None) -> Array:
    """Mean squared error: the mean of the squared differences over pixels and channels.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Scores of shape (N,), at least 0, in squared units of the values; 0 for identical images.

    Notes
    -----
    The local map, (N, C, H, W), is the squared difference of each value.

    Examples
    --------
    >>> import numpy as np
    >>> float(mse(np.zeros((1, 1, 2, 2)), np.full((1, 1, 2, 2), 0.5))[0])
    0.25
    """

    def plain(reference: Array, candidate: Array) -> Array:
        return namespace(candidate).mean(by_plane(_error, reference, candidate, mask), axis=1)

    found = by_kernels("score", _by_gpu, reference, candidate, mask, plain)
    return plain(reference, candidate) if found is None else found


@mse.gradient
def mse_gradient(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and its derivative with respect to each value of the candidate."""
    if (found := by_kernels("gradient", _by_gpu, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, slope = by_plane(_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@mse.local
def mse_map(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and the squared error of each value, (N, C, H, W), zero where masked."""
    if (found := by_kernels("map", _by_gpu, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, places = by_plane(_squares, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), places


def _by_gpu(output: str, reference: Array, candidate: Array, mask: Array | None) -> Any:
    from difference_finder.arrays.gpu.errors import measure_errors

    return measure_errors("squared", output, reference, candidate, mask)


def _error(reference: Array, candidate: Array, mask: Array | None) -> Array:
    return mean((candidate - reference) ** 2, mask, (2, 3))


def _slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
    difference = candidate - reference
    slope = 2 * difference * mean_gradient(difference, mask, (2, 3))
    return mean(difference**2, mask, (2, 3)), slope


def _squares(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
    squares = (candidate - reference) ** 2
    return mean(squares, mask, (2, 3)), fill_masked(squares, mask, 0.0)


@mse.kernel
def mse_kernel(job: Job) -> tuple[Array, Array | None]:
    """Return the result of the compiled kernel, the gradient in the same pass as the error."""
    if job.output == "gradient":
        return errors_and_slope(job, [2 / math.prod(job.reference.shape[1:])] * job.reference.shape[0])
    return squared_errors(job), squares_at_places(job)


def squared_errors(job: Job, slope: Array = None, factors: Sequence[float] = ()) -> Array:
    """Return the errors, (number of candidates, N); write each difference times its factor to ``slope``."""
    known = job.known_sums("squared") if slope is None else None
    sums = known or [
        job.native.squared_error(
            job.reference, candidate, job.divisors, slope, factors, job.workers, job.wide
        )
        for candidate in job.candidates
    ]
    return job.mean_scores(sums) / math.prod(job.reference.shape[2:])


def errors_and_slope(job: Job, factors: Sequence[float]) -> tuple[Array, Array]:
    """Return the errors, (1, N), and each difference times the factor of its sample, (N, C, H, W)."""
    known = job.known_slope("squared", factors)
    if known is not None:
        return squared_errors(job), known
    if max(map(abs, factors)) > STEEPEST:
        job = replace(job, wide=True)
    slope = job.allocate_slope()
    return squared_errors(job, slope, factors), slope


def squares_at_places(job: Job) -> Array | None:
    """Return the squared error of each value, or its mean over the channels; None if no map is wanted."""
    h, w = job.reference.shape[2:]
    places = job.allocate("map", h, w, None if job.reduce == "none" else 1)
    if places is not None:
        job.native.difference(
            job.reference, job.candidates[0], job.divisors, "squared", job.reduce, places, job.workers
        )
    return places
