"""Blurred images."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays import namespace
from difference_finder.errors import InputError
from difference_finder.filters import bell, correlate, extended
from difference_finder.registry import preprocessor

Array = Any

REACH = 4
"""How many standard deviations from its centre the Gaussian ends; less than 1e-4 of it lies beyond."""

WIDEST = 64
"""The widest blur of a small image, in pixels; of larger ones it is their longer side."""


@preprocessor("blur")
def blur(image: Array, *, sigma: float = 1.0, mask: Array | None = None) -> Array:
    """Blur with a Gaussian: noise and fine texture go, what is left is seen from farther away.

    Parameters
    ----------
    image
        Shape (N, C, H, W).
    sigma
        Standard deviation in pixels; 0 leaves the image as it is. Edges are mirrored.
    mask
        Shape (N, 1, H, W); pixels that are False have no part in the means, and become 0.

    Returns
    -------
    array
        The image in its shape and type; its values stay within those of the image.

    Raises
    ------
    InputError
        If ``sigma`` is negative, or so wide that only time would change.

    References
    ----------
    H. Knutsson, C.-F. Westin, "Normalized and differential convolution", CVPR 1993.
    doi:10.1109/CVPR.1993.341081

    Examples
    --------
    >>> import numpy as np
    >>> dot = np.zeros((1, 1, 9, 9))
    >>> dot[..., 4, 4] = 1
    >>> float(blur(dot, sigma=1.0).max().round(3))
    0.159
    """
    most = max(WIDEST, *image.shape[-2:])
    if not 0 <= sigma <= most:
        raise InputError(f"sigma is 0 to {most} pixels for this image, not {sigma:g}")
    if not sigma:
        return image
    if mask is None:
        return _blurred(image, sigma)
    xp = namespace(image)
    inside = xp.astype(mask, image.dtype)
    # A pixel that counts has a weight of its own: never 0 / 0 there.
    norm = xp.where(mask, _blurred(inside, sigma), xp.ones_like(inside))
    blurred = _blurred(xp.where(mask, image, xp.zeros_like(image)), sigma) / norm
    return xp.where(mask, blurred, xp.zeros_like(image))


def _blurred(image: Array, sigma: float) -> Array:
    half = int(REACH * sigma + 0.5)
    if not half:
        return image
    wide = extended(extended(image, half, -2), half, -1)
    return correlate(wide, bell(2 * half + 1, sigma, image))
