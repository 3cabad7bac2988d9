"""Crop of the border."""

from __future__ import annotations

from difference_finder.errors import InputError
from difference_finder.images.borders import describe_border, without_border
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessor


@preprocessor("crop_border", pair=True)
def crop_border(pair: Pair, *, pixels: int = 4) -> Pair:
    """Crop a border on all four sides, where the results of many methods are undefined.

    Parameters
    ----------
    pair
        The two images, and the reference if there is one.
    pixels
        Width of the border in pixels. Papers on super-resolution take the scale factor; 0 crops nothing.

    Returns
    -------
    Pair
        The inner part. Scores are computed from it alone; the map keeps the size of the images, with the
        border masked.

    Raises
    ------
    InputError
        If the width is negative, or leaves no pixel that counts.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pair(np.zeros((1, 1, 10, 20)), np.zeros((1, 1, 10, 20)), 1.0)
    >>> inner = crop_border(pair, pixels=4)
    >>> inner.second.shape, inner.frame
    ((1, 1, 2, 12), (4, 4, 10, 20))
    """
    if pixels < 0:
        raise InputError(f"pixels of crop_border must be a whole number, at least 0, not {pixels}")
    inner = without_border(pair, pixels, "crop_border", "pixels")
    return inner.noted(describe_border(pixels, "crop_border")) if pixels else inner
