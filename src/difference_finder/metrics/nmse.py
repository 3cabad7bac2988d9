"""Normalized mean squared error."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import is_inspectable, namespace
from difference_finder.arrays.jobs import Job
from difference_finder.errors import InputError
from difference_finder.metrics.mse import (
    errors_and_slope,
    mse,
    mse_gradient,
    mse_map,
    squared_errors,
    squares_at_places,
)
from difference_finder.parts.metric import ErrorPass
from difference_finder.parts.registry import metric

Array = Any


@metric("nmse", higher_is_better=False, bounds=(0.0, None), identical=0.0, errors=ErrorPass("squared"))
def nmse(
    reference: Array, candidate: Array, *, mask: Array | None = None, energy: float | None = None
) -> Array:
    """Normalized mean squared error: the squared error relative to the energy of the reference.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    energy
        Mean square that the error is divided by, positive, of a volume whose slices are scored one by one;
        None for the mean square of the reference.

    Returns
    -------
    array
        Scores of shape (N,), at least 0, without a unit; 0 for identical images, 1 for a black candidate.

    Raises
    ------
    InputError
        If all values of a reference that count are zero.

    Notes
    -----
    The score is ||reference - candidate||^2 / ||reference||^2 over the pixels and channels of an image, as in
    fastMRI. It has no root and depends on which image is the reference; both distinguish it from the
    normalized root mean squared error of scikit-image, which is its square root. The local map, (N, C, H, W),
    is each squared error divided by the mean square of the reference; its mean is the score.

    References
    ----------
    J. Zbontar et al., "fastMRI: An open dataset and benchmarks for accelerated MRI", 2018.
    doi:10.48550/arXiv.1811.08839

    Examples
    --------
    >>> import numpy as np
    >>> float(nmse(np.full((1, 1, 2, 2), 2.0), np.full((1, 1, 2, 2), 3.0))[0])
    0.25
    """
    return mse(reference, candidate, mask=mask) / _energy(reference, mask, energy)


@nmse.gradient
def nmse_gradient(
    reference: Array, candidate: Array, *, mask: Array | None = None, energy: float | None = None
) -> tuple[Array, Array]:
    """Return the error and its derivative with respect to each value of the candidate."""
    error, slope = mse_gradient(reference, candidate, mask=mask)
    energies = _energy(reference, mask, energy)
    return error / energies, slope / energies[:, None, None, None]


@nmse.local
def nmse_map(
    reference: Array, candidate: Array, *, mask: Array | None = None, energy: float | None = None
) -> tuple[Array, Array]:
    """Return the error and the relative squared error of each value, (N, C, H, W), zero where masked."""
    error, places = mse_map(reference, candidate, mask=mask)
    energies = _energy(reference, mask, energy)
    return error / energies, places / energies[:, None, None, None]


@nmse.kernel
def nmse_kernel(job: Job, *, energy: float | None = None) -> tuple[Array, Array | None]:
    """Return the result of the compiled kernel, which takes the energy as the error of a black candidate."""
    import numpy as np

    if energy is None:
        black = np.broadcast_to(np.zeros((), job.reference.dtype), job.reference.shape)
        [energies] = squared_errors(replace(job, candidates=[black], known=None))
    else:
        energies = np.full(job.reference.shape[0], energy)
    _check_energy(energies)
    if job.output == "gradient":
        factors = 2 / (math.prod(job.reference.shape[1:]) * energies)
        errors, slope = errors_and_slope(job, factors.tolist())
        return errors / energies, slope
    places = squares_at_places(job)
    if places is not None:
        places /= energies[:, None, None, None]
    return squared_errors(job) / energies, places


def _energy(reference: Array, mask: Array | None, given: float | None) -> Array:
    """Return the mean square of each reference, (N,), or the given one."""
    xp = namespace(reference)
    energy = mse(xp.zeros_like(reference), reference, mask=mask)
    if given is not None:
        energy = xp.full_like(energy, given)
    _check_energy(energy)
    return energy


def _check_energy(energy: Array) -> None:
    # On a device the look would wait for it; the score is then not a number, which is refused later.
    if is_inspectable(energy) and not bool(namespace(energy).all(energy > 0)):
        raise InputError(
            "nmse is undefined for a reference that is zero everywhere; use mse or rmse, or another reference"
        )
