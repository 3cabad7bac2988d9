"""Bands of a wavelet transform."""

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
"""Greatest number of levels; the last one depends on pixels up to 1024 pixels away."""

REST = "rest"


@preprocessor("wavelet")
def wavelet(
    image: Array, *, levels: int = 4, keep: str | int = "1+2", weights: str = "", mask: Array | None = None
) -> Array:
    """Keep or weight bands of a stationary wavelet transform, each with detail of one size.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    levels
        Number of bands of detail, 1 to 10. Band 1 is the finest; band j holds detail of about 2**j pixels;
        the band "rest" holds all coarser detail.
    keep
        Bands to keep, separated by plus signs: "1", "2+3", "4+rest".
    weights
        Factors of the bands, instead of ``keep``: ``levels`` numbers and one for the rest, separated by plus
        signs. "2+1+1+1+1" doubles the finest detail of four levels.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. The others are left out of all means.

    Returns
    -------
    array
        Sum of the weighted bands, in the shape and type of the image. Without the rest its mean is near 0,
        and its values have both signs.

    Raises
    ------
    InputError
        If a setting is invalid or names an unknown band.

    Notes
    -----
    The à trous algorithm: the image is blurred repeatedly with the cubic B-spline (1, 4, 6, 4, 1) / 16, with
    weights 1, 2, 4, ... pixels apart; a band is the difference of successive blurs. Bands are not decimated,
    so a shifted image has shifted bands. Edges are mirrored. The sum is computed as
    w_1 c_0 + (w_2 - w_1) c_1 + ... of the blurred images c_j, so the inverse is exact to the last bit when
    all bands are kept.

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
        smooth = _blur_with_spline(smooth, 2**level, mask)
        if step := factors[level + 1] - factors[level]:
            total = total + step * smooth
    return total


def _blur_with_spline(image: Array, step: int, mask: Array | None) -> Array:
    """Blur with the spline, its weights ``step`` pixels apart, using only pixels that count."""
    if mask is None:
        return _spline_sum(image, step)
    xp = namespace(image)
    inside = xp.astype(mask, image.dtype)
    norm = xp.where(mask, _spline_sum(inside, step), xp.ones_like(inside))
    zero = xp.zeros_like(image)
    return xp.where(mask, _spline_sum(xp.where(mask, image, zero), step) / norm, zero)


def _spline_sum(image: Array, step: int) -> Array:
    # Five slices, not a correlation with 4 * step + 1 weights: most of these would be zero.
    for axis in (-2, -1):
        side = image.shape[axis]
        wide = extend_mirrored(image, 2 * step, axis)
        image = sum(
            weight * slice_axis(wide, axis, s, s + side)
            for weight, s in zip(SPLINE, range(0, 5 * step, step), strict=True)
        )
    return image


def _factors(levels: int, keep: str | int, weights: str) -> list[float]:
    """Return the factor of each band, the finest first, the rest last."""
    if not 1 <= levels <= MOST:
        raise InputError(f"levels must be 1 to {MOST}, not {levels}")
    if weights:
        return _numbers(weights, levels)
    bands = [*(str(level + 1) for level in range(levels)), REST]
    kept = [word for word in re.split(r"[+,\s]+", str(keep)) if word]
    unknown = [word for word in kept if word not in bands]
    if unknown or not kept:
        raise InputError(
            f"keep must name bands of {', '.join(bands)}, separated by plus signs, such as '1+2', not"
            f" '{keep}'"
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
            f"weights must be {levels + 1} numbers for {levels} levels and the rest, of at most 1e6,"
            f" separated by plus signs, not '{weights}'"
        )
    return factors
