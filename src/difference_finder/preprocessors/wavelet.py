"""Wavelet bands."""

from __future__ import annotations

import re
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.filters import extend_mirrored, slice_axis
from difference_finder.errors import InputError
from difference_finder.parts.registry import preprocessor

Array = Any

SPLINE = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""The cubic B-spline."""

MOST = 10
"""The greatest number of levels; the last one then takes its pixels from 1024 pixels around."""

REST = "rest"


@preprocessor("wavelet")
def wavelet(
    image: Array, *, levels: int = 4, keep: str | int = "1+2", weights: str = "", mask: Array | None = None
) -> Array:
    """Keep or weight the bands of a stationary wavelet transform: detail of a size of one's choice.

    Parameters
    ----------
    image
        Shape (N, C, H, W).
    levels
        How many bands of detail there are, 1 to 10. Band 1 is the finest; band j holds detail of about 2**j
        pixels; what is coarser than the last one is the band "rest".
    keep
        The bands that stay, with a plus sign between them: "1", "2+3", "4+rest".
    weights
        Instead of ``keep``, what each band is multiplied by: ``levels`` numbers and one for the rest, with a
        plus sign between them: "2+1+1+1+1" doubles the finest detail of four levels.
    mask
        Shape (N, 1, H, W); pixels that are False have no part in the means that the bands are made of.

    Returns
    -------
    array
        The sum of the weighted bands, in the shape and type of the image. Without the rest its mean is close
        to 0, and values have both signs.

    Raises
    ------
    InputError
        If a setting names bands that there are not.

    Notes
    -----
    The a trous algorithm: the image is blurred again and again with the cubic B-spline (1, 4, 6, 4, 1) / 16,
    whose weights lie 1, 2, 4, ... pixels apart; bands are the differences from one blur to the next. Nothing
    is left out, so that a shifted image has shifted bands, and edges are mirrored. The sum is formed as
    w_1 c_0 + (w_2 - w_1) c_1 + ... of the blurred images c_j, so that the inverse is exact to the last bit
    when all bands are kept.

    References
    ----------
    J.-L. Starck, J. Fadili, F. Murtagh, "The undecimated wavelet decomposition and its reconstruction", IEEE
    Trans. Image Process. 16(2), 2007. doi:10.1109/TIP.2006.887733

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((1, 1, 16, 16))
    >>> bool((wavelet(image, levels=2, keep="1+2+rest") == image).all())
    True
    """
    factors = _factors(levels, keep, weights)
    xp = namespace(image)
    smooth, total = image, factors[0] * image if factors[0] else xp.zeros_like(image)
    last = max((j for j in range(levels) if factors[j + 1] != factors[j]), default=-1)
    for level in range(last + 1):
        smooth = _smoother(smooth, 2**level, mask)
        if step := factors[level + 1] - factors[level]:
            total = total + step * smooth
    return total


def _smoother(image: Array, step: int, mask: Array | None) -> Array:
    """Blur with the spline whose weights lie ``step`` pixels apart, by the pixels that count."""
    if mask is None:
        return _spread(image, step)
    xp = namespace(image)
    inside = xp.astype(mask, image.dtype)
    norm = xp.where(mask, _spread(inside, step), xp.ones_like(inside))
    zero = xp.zeros_like(image)
    return xp.where(mask, _spread(xp.where(mask, image, zero), step) / norm, zero)


def _spread(image: Array, step: int) -> Array:
    # Five slices instead of a correlation with a kernel of 4 * step + 1 weights, most of which are zero.
    for axis in (-2, -1):
        side = image.shape[axis]
        wide = extend_mirrored(image, 2 * step, axis)
        image = sum(
            weight * slice_axis(wide, axis, s, s + side)
            for weight, s in zip(SPLINE, range(0, 5 * step, step), strict=True)
        )
    return image


def _factors(levels: int, keep: str | int, weights: str) -> list[float]:
    """Return what each band is multiplied by, the finest first, the rest last."""
    if not 1 <= levels <= MOST:
        raise InputError(f"levels must be 1 to {MOST}, not {levels}")
    if weights:
        return _numbers(weights, levels)
    bands = [*(str(level + 1) for level in range(levels)), REST]
    kept = [word for word in re.split(r"[+,\s]+", str(keep)) if word]
    unknown = [word for word in kept if word not in bands]
    if unknown or not kept:
        raise InputError(
            f"keep names bands of {', '.join(bands)} with a plus sign between them, such as '1+2',"
            f" not '{keep}'"
        )
    return [float(band in kept) for band in bands]


def _numbers(weights: str, levels: int) -> list[float]:
    words = [word for word in re.split(r"[+,\s]+", weights) if word]
    try:
        factors = [float(word) for word in words]
    except ValueError:
        factors = []
    if len(factors) != levels + 1 or not all(abs(factor) <= 1e6 for factor in factors):
        raise InputError(
            f"weights are {levels + 1} numbers for {levels} levels and the rest, of at most 1e6, with a plus"
            f" sign between them, not '{weights}'"
        )
    return factors
