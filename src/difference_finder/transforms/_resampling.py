"""Interpolation of images at positions that are shifted by a fraction of a pixel."""

from __future__ import annotations

import functools
from typing import Any

__all__ = ["INTERPOLATIONS", "REACH", "kernel", "resample", "weights_of"]

Array = Any

INTERPOLATIONS = ("linear", "cubic", "spline", "lanczos", "fourier")

REACH = 8
"""Number of pixels on each side that a shifted pixel may depend on."""


@functools.cache
def weights_of(interpolation: str, part: float) -> tuple[float, ...]:
    """Return the weights of the pixels at distances from -REACH to REACH, for a shift by a part of a pixel.

    Parameters
    ----------
    interpolation
        "linear", "cubic" (R. Keys, a = -0.5), "spline" (cubic B-spline), "lanczos" (three lobes), or
        "fourier" (a windowed sinc).
    part
        Shift to higher positions in pixels, from 0 to 1.
    """
    import numpy as np

    weights = kernel(interpolation, np.arange(-REACH, REACH + 1) + part)
    return tuple(weights / weights.sum())


def kernel(interpolation: str, distance: Array) -> Array:
    """Return the weights of pixels at distances from the position that is sampled, not normalized."""
    import numpy as np

    size = np.abs(distance)
    if interpolation == "linear":
        return np.clip(1 - size, 0, None)
    if interpolation == "cubic":
        near, far = 1.5 * size**3 - 2.5 * size**2 + 1, -0.5 * size**3 + 2.5 * size**2 - 4 * size + 2
        return np.where(size < 1, near, np.where(size < 2, far, 0))
    if interpolation == "lanczos":
        return np.where(size < 3, np.sinc(distance) * np.sinc(distance / 3), 0)
    if interpolation == "fourier":
        return np.sinc(distance) * np.cos(np.pi * np.clip(size / (REACH + 1), 0, 1) / 2) ** 2
    return _cardinal_spline(distance)


def _cardinal_spline(distance: Array) -> Array:
    """Return the cubic spline that is 1 at 0 and 0 at all other whole numbers."""
    import numpy as np

    pole = 3**0.5 - 2
    steps = np.arange(-2 * REACH, 2 * REACH + 1)
    coefficients = -6 * pole / (1 - pole**2) * pole ** np.abs(steps)
    size = np.abs(distance[..., None] - steps)
    near, far = 2 / 3 - size**2 + size**3 / 2, (2 - size) ** 3 / 6
    return (np.where(size < 1, near, np.where(size < 2, far, 0)) * coefficients).sum(axis=-1)


def resample(
    array: Array, weights: tuple[float, ...], axis: int, *, wrap: bool = False, edge: bool = False
) -> Array:
    """Return the weighted sums of neighbours along an axis.

    Parameters
    ----------
    array
        Array of any shape.
    weights
        Weights of the pixels at distances from -REACH to REACH.
    axis
        The axis.
    wrap, edge
        Whether the array is continued beyond its ends periodically, or by its last values. By default the
        result is shorter by REACH at both ends.
    """
    import numpy as np

    if wrap or edge:
        widths = [(0, 0)] * array.ndim
        widths[axis] = (REACH, REACH)
        array = np.pad(array, widths, mode="wrap" if wrap else "edge")
    length = array.shape[axis] - 2 * REACH
    total = None
    for start, weight in enumerate(weights):
        if abs(weight) < 1e-6:
            continue
        part = [slice(None)] * array.ndim
        part[axis] = slice(start, start + length)
        term = array[tuple(part)] * array.dtype.type(weight)
        total = term if total is None else np.add(total, term, out=total)
    return total
