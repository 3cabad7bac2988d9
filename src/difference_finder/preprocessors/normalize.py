"""Stretching the values to [0, 1]."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.masked import extremes
from difference_finder.parts.registry import preprocessor

Array = Any


@preprocessor("normalize", data_range=1.0)
def normalize(image: Array, *, mask: Array | None = None) -> Array:
    """Stretch the values of each image to [0, 1], each image by its own extremes.

    Parameters
    ----------
    image
        Shape (N, C, H, W).
    mask
        Shape (N, 1, H, W); only pixels that are True count.

    Returns
    -------
    array
        The least value of a sample is 0, its greatest 1. A sample of one single value becomes 0.
    """
    xp = namespace(image)
    lowest, highest = extremes(image, mask)
    low = xp.min(lowest, axis=(1, 2, 3), keepdims=True)
    span = xp.max(highest, axis=(1, 2, 3), keepdims=True) - low
    return (image - low) / xp.where(span > 0, span, xp.ones_like(span))
