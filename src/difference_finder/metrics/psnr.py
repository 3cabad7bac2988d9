"""Peak signal-to-noise ratio."""

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


def _error_of(ratios: Array) -> Array:
    """Return the mean squared errors behind ratios, as shares of the squared data range."""
    return 10.0 ** (-ratios / 10)


def _ratio_of(errors: Array) -> Array:
    return _decibels(errors, 1.0)


@metric(
    "psnr",
    higher_is_better=True,
    bounds=(None, math.inf),
    identical=math.inf,
    symmetric=True,
    unit="dB",
    offset_invariant=True,
    pooling=Pooling(_error_of, _ratio_of),
    errors=ErrorPass("squared"),
)
def psnr(reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None) -> Array:
    """Peak signal-to-noise ratio in decibels: 10 log10(data_range^2 / MSE).

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Scores of shape (N,), in dB; higher for more similar images; infinite for identical images.

    Notes
    -----
    The error is averaged over the channels of an image, not over the images of a batch. The local map is the
    map of mse, the squared errors: the ratio of a single pixel is infinite wherever two images agree.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(psnr(np.zeros((1, 1, 2, 2)), np.full((1, 1, 2, 2), 0.1), data_range=1.0)[0]), 6)
    20.0
    """
    return _decibels(mse(reference, candidate, mask=mask), data_range)


@psnr.gradient
def psnr_gradient(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the ratio and its derivative, which is zero for identical images."""
    error, slope = mse_gradient(reference, candidate, mask=mask)
    xp = namespace(error)
    safe = xp.where(error > 0, error, xp.ones_like(error))
    factor = xp.where(error > 0, -10 / (math.log(10) * safe), xp.zeros_like(error))
    return _decibels(error, data_range), factor[:, None, None, None] * slope


@psnr.local(identical=0.0, higher_is_better=False)
def psnr_map(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the ratio and the squared error of each value, (N, C, H, W), zero where masked."""
    error, places = mse_map(reference, candidate, mask=mask)
    return _decibels(error, data_range), places


@psnr.kernel
def psnr_kernel(job: Job, *, data_range: float) -> tuple[Array, Array | None]:
    """Return the result of the compiled kernel; the gradient needs the error of the whole image first."""
    errors = squared_errors(job)
    ratios = _decibels(errors, data_range)
    if job.output != "gradient":
        return ratios, squares_at_places(job)
    factors = [_factor(error) * 2 / math.prod(job.reference.shape[1:]) for error in errors[0].tolist()]
    return ratios, errors_and_slope(job, factors)[1]


def _factor(error: float) -> float:
    """Return the derivative of the ratio with respect to the error; zero for an error of zero."""
    return -10 / (math.log(10) * error) if error > 0 else 0.0


def _decibels(error: Array, data_range: float) -> Array:
    xp = namespace(error)
    safe = xp.where(error > 0, error, xp.ones_like(error))
    decibels = 20 * math.log10(data_range) - 10 * xp.log10(safe)
    return xp.where(error > 0, decibels, xp.full_like(error, math.inf))
