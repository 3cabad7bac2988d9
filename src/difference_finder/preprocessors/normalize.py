"""Normalisation of the values to [0, 1]."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.masked import extremes
from difference_finder.parts.registry import preprocessor

Array = Any


@preprocessor("normalize", data_range=1.0)
def normalize(image: Array, *, mask: Array | None = None) -> Array:
    """Rescale the values of each image to [0, 1], each image by its own minimum and maximum.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Image in which each sample has the minimum 0 and the maximum 1; a constant sample becomes 0.
    """
    xp = namespace(image)
    lowest, highest = extremes(image, mask)
    low = xp.min(lowest, axis=(1, 2, 3), keepdims=True)
    span = xp.max(highest, axis=(1, 2, 3), keepdims=True) - low
    return (image - low) / xp.where(span > 0, span, xp.ones_like(span))
