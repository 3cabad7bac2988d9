"""Translation of images by fractions of a pixel."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of
from difference_finder.arrays.filters import extend_mirrored, slice_axis

__all__ = ["INTERPOLATIONS", "translate", "translate_mask"]

Array = Any

INTERPOLATIONS = ("fourier", "cubic")


def translate(image: Array, rows: float, columns: float, interpolation: str) -> Array:
    """Return the values of an image at positions shifted down by ``rows`` and right by ``columns``.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W); it is mirrored at its edges.
    rows, columns
        Shift in pixels. Whole numbers move pixels without interpolation.
    interpolation
        "fourier": by the phases of a cosine transform, which keeps all detail and rings at hard edges;
        "cubic": by four neighbours (R. Keys, 1981, doi:10.1109/TASSP.1981.1163711), which blurs and stays
        local.

    Returns
    -------
    array
        Image in the shape and type of the input.
    """
    for axis, step in ((-2, rows), (-1, columns)):
        if step == int(step):
            image = _shift_whole(image, int(step), axis)
        else:
            image = (_shift_by_phases if interpolation == "fourier" else _shift_by_cubic)(image, step, axis)
    return image


def translate_mask(mask: Array, rows: float, columns: float) -> Array:
    """Return a mask (N, 1, H, W), True where a translated pixel depends only on pixels that count."""
    for axis, step in ((-2, rows), (-1, columns)):
        low = math.floor(step)
        taps = (low,) if step == low else range(low - 1, low + 3)
        kept = [_shift_whole(mask, tap, axis) for tap in taps]
        mask = kept[0]
        for other in kept[1:]:
            mask = mask & other
    return mask


def _shift_whole(image: Array, step: int, axis: int) -> Array:
    """Return the values at positions ``step`` pixels further along an axis."""
    if not step:
        return image
    start = abs(step) + step
    return slice_axis(extend_mirrored(image, abs(step), axis), axis, start, start + image.shape[axis])


def _shift_by_phases(image: Array, step: float, axis: int) -> Array:
    xp, n = namespace(image), image.shape[axis]
    # The mirrored image continues without a jump at its edges.
    spectrum = xp.fft.rfft(xp.concat([image, xp.flip(image, axis=axis)], axis=axis), axis=axis)
    angles = 2 * math.pi * step * xp.arange(n + 1, dtype=image.dtype, **on_device_of(image)) / (2 * n)
    angles = angles[:, None] if axis == -2 else angles
    turned = spectrum * (xp.cos(angles) + 1j * xp.sin(angles))
    whole = xp.fft.irfft(turned, n=2 * n, axis=axis)
    return xp.astype(slice_axis(whole, axis, 0, n), image.dtype)


def _shift_by_cubic(image: Array, step: float, axis: int) -> Array:
    low = math.floor(step)
    t = step - low
    weights = (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )
    return sum(weight * _shift_whole(image, low - 1 + i, axis) for i, weight in enumerate(weights))
