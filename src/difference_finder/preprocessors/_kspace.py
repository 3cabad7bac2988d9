"""Filters that keep or remove the centre of k-space."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.masked import mean
from difference_finder.errors import InputError

Array = Any


def filter_centre(image: Array, factor: float, keep: bool, mask: Array | None) -> Array:
    """Keep or remove the central ``factor`` of k-space along both axes.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    factor
        Share of each axis, 0 to 1. The centre spans ``2 * int(H * factor // 2)`` rows around row ``H // 2``
        of the shifted spectrum.
    keep
        Whether to keep the centre and remove the rest, or to remove the centre.
    mask
        Shape (N, 1, H, W); pixels that are False take the mean of the others, which has no frequency.
    """
    if not 0 <= factor <= 1:
        raise InputError(f"factor must be a share of k-space from 0 to 1, not {factor}")
    xp = namespace(image)
    if mask is not None:
        means = mean(image, mask, (2, 3))[..., None, None]
        image = xp.where(mask, image, means)
    spectrum = xp.fft.fftshift(xp.fft.fftn(image, axes=(2, 3)), axes=(2, 3))
    rows, columns = (_span(side, factor) for side in image.shape[2:])
    centre = xp.zeros_like(spectrum)
    centre[..., rows, columns] = spectrum[..., rows, columns]
    kept = centre if keep else spectrum - centre
    restored = xp.real(xp.fft.ifftn(xp.fft.ifftshift(kept, axes=(2, 3)), axes=(2, 3)))
    return xp.astype(restored, image.dtype)


def _span(side: int, factor: float) -> slice:
    half = int(side * factor // 2)
    return slice(side // 2 - half, side // 2 + half)
