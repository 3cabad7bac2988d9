"""Images moved by fractions of a pixel."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of
from difference_finder.arrays.filters import extend_mirrored, slice_axis

__all__ = ["INTERPOLATIONS", "mask_moved", "moved"]

Array = Any

INTERPOLATIONS = ("fourier", "cubic")


def moved(image: Array, rows: float, columns: float, interpolation: str) -> Array:
    """Return the values at places so many rows below and columns to the right.

    Parameters
    ----------
    image
        Shape (N, C, H, W); beyond its edges it is mirrored.
    rows, columns
        In pixels. Whole numbers move pixels as they are, without interpolation.
    interpolation
        "fourier": by the phases of the cosine waves that the image is made of, which keeps all detail and
        rings at hard edges; "cubic": by four neighbours (R. Keys, 1981, doi:10.1109/TASSP.1981.1163711),
        which softens and stays local.

    Returns
    -------
    array
        In the shape and type of the image.
    """
    for axis, step in ((-2, rows), (-1, columns)):
        if step == int(step):
            image = _shifted(image, int(step), axis)
        else:
            image = (_by_waves if interpolation == "fourier" else _by_neighbours)(image, step, axis)
    return image


def mask_moved(mask: Array, rows: float, columns: float) -> Array:
    """Return which pixels of a moved image are made of pixels that count: True in ``mask``, (N, 1, H, W)."""
    for axis, step in ((-2, rows), (-1, columns)):
        low = math.floor(step)
        taps = (low,) if step == low else range(low - 1, low + 3)
        kept = [_shifted(mask, tap, axis) for tap in taps]
        mask = kept[0]
        for other in kept[1:]:
            mask = mask & other
    return mask


def _shifted(image: Array, step: int, axis: int) -> Array:
    """Return the values ``step`` pixels on."""
    if not step:
        return image
    start = abs(step) + step
    return slice_axis(extend_mirrored(image, abs(step), axis), axis, start, start + image.shape[axis])


def _by_waves(image: Array, step: float, axis: int) -> Array:
    xp, n = namespace(image), image.shape[axis]
    # Mirrored, the image goes on without a jump at its edges.
    spectrum = xp.fft.rfft(xp.concat([image, xp.flip(image, axis=axis)], axis=axis), axis=axis)
    angles = 2 * math.pi * step * xp.arange(n + 1, dtype=image.dtype, **on_device_of(image)) / (2 * n)
    angles = angles[:, None] if axis == -2 else angles
    turned = spectrum * (xp.cos(angles) + 1j * xp.sin(angles))
    whole = xp.fft.irfft(turned, n=2 * n, axis=axis)
    return xp.astype(slice_axis(whole, axis, 0, n), image.dtype)


def _by_neighbours(image: Array, step: float, axis: int) -> Array:
    low = math.floor(step)
    t = step - low
    weights = (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )
    return sum(weight * _shifted(image, low - 1 + i, axis) for i, weight in enumerate(weights))
