"""Channels that become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays import is_tensor
from difference_finder.errors import InputError

Array = Any


def weighted(image: Array, weights: Sequence[float], name: str) -> Array:
    """Return the weighted sum of red, green and blue, (N, 1, H, W); one channel stays as it is."""
    channels = int(image.shape[1])
    if same_channels(image):
        return image[:, :1]
    if channels != len(weights):
        raise InputError(
            f"'{name}' needs red, green and blue, or one channel; the image has {channels} channels;"
            " select three, or use the pre-processor 'grey', which takes the mean of any number"
        )
    return sum(weight * image[:, i : i + 1] for i, weight in enumerate(weights))


def same_channels(image: Array) -> bool:
    """Tell whether all channels are one plane, seen once or, as in a grey picture, several times."""
    stride = image.stride(1) if is_tensor(image) else image.strides[1]
    return bool(image.shape[1] == 1 or stride == 0)
