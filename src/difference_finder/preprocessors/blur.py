"""Gaussian blur."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays import gaussian
from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.errors import InputError
from difference_finder.parts.registry import preprocessor

Array = Any


@preprocessor("blur")
def blur(image: Array, *, sigma: float = 1.0, mask: Array | None = None) -> Array:
    """Blur with a Gaussian window, which removes noise and fine texture.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    sigma
        Standard deviation in pixels; 0 changes nothing. Edges are mirrored.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. The others are left out of the means, and become
        0.

    Returns
    -------
    array
        Image in the shape and type of the input, within its range of values.

    Raises
    ------
    InputError
        If ``sigma`` is negative or wider than the image.

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
    most = gaussian.max_sigma(tuple(image.shape))
    if not 0 <= sigma <= most:
        raise InputError(f"sigma must be 0 to {most} pixels for this image, not {sigma:g}")
    if not sigma:
        return image
    inside = None if mask is None else to_numpy(mask)
    return cast_like(gaussian.blur(to_numpy(image), sigma, inside), image)
