"""Weighted sum of red, green and blue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.luma import has_equal_channels, weighted_sum
from difference_finder.errors import InputError

Array = Any


def weigh_channels(image: Array, weights: Sequence[float], name: str) -> Array:
    """Return the weighted sum of red, green and blue, (N, 1, H, W); one channel is returned unchanged."""
    channels = int(image.shape[1])
    if has_equal_channels(image):
        return image[:, :1]
    if channels != len(weights):
        raise InputError(
            f"'{name}' needs red, green and blue, or one channel; the image has {channels} channels;"
            " select three, or use the pre-processor 'grey', which takes the mean of any number"
        )
    return namespace(image).astype(weighted_sum(image, weights), image.dtype, copy=False)
