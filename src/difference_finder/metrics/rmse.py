"""Root mean squared error."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.jobs import Job
from difference_finder.metrics.mse import (
    errors_and_slope,
    mse,
    mse_gradient,
    mse_map,
    squared_errors,
    squares_at_places,
)
from difference_finder.parts.metric import ErrorPass, Pooling
from difference_finder.parts.registry import metric

Array = Any


@metric(
    "rmse",
    higher_is_better=False,
    bounds=(0.0, None),
    identical=0.0,
    symmetric=True,
    offset_invariant=True,
    pooling=Pooling(lambda roots: roots**2, lambda errors: errors**0.5),
    errors=ErrorPass("squared"),
)
def rmse(reference: Array, candidate: Array, *, mask: Array | None = None) -> Array:
    """Root mean squared error: the square root of mse, in the units of the values.

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
    The root is taken of each image's error over all its pixels and channels. At identical images the root has
    no derivative; the gradient is then zero. The local map is the map of mse, the squared errors, because
    roots of single pixels do not average to the score.

    Examples
    --------
    >>> import numpy as np
    >>> float(rmse(np.zeros((1, 1, 2, 2)), np.full((1, 1, 2, 2), -0.5))[0])
    0.5
    """
    return _root(mse(reference, candidate, mask=mask))


@rmse.gradient
def rmse_gradient(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and its derivative with respect to each value of the candidate."""
    error, slope = mse_gradient(reference, candidate, mask=mask)
    xp = namespace(error)
    root = _root(error)
    factor = xp.where(root > 0, 0.5 / xp.where(root > 0, root, xp.ones_like(root)), xp.zeros_like(root))
    return root, factor[:, None, None, None] * slope


@rmse.local
def rmse_map(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    """Return the error and the squared error of each value, (N, C, H, W), zero where masked."""
    error, places = mse_map(reference, candidate, mask=mask)
    return _root(error), places


@rmse.kernel
def rmse_kernel(job: Job) -> tuple[Array, Array | None]:
    """Return the result of the compiled kernel; the gradient needs the error of the whole image first."""
    roots = _root(squared_errors(job))
    if job.output != "gradient":
        return roots, squares_at_places(job)
    size = math.prod(job.reference.shape[1:])
    factors = [1 / (root * size) if root > 0 else 0.0 for root in roots[0].tolist()]
    return roots, errors_and_slope(job, factors)[1]


def _root(error: Array) -> Array:
    """Return the square root, through which autograd can go back where the error is zero."""
    xp = namespace(error)
    positive = error > 0
    return xp.where(positive, xp.sqrt(xp.where(positive, error, xp.ones_like(error))), 0 * error)
