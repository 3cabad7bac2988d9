"""Weights and sums that turn red, green and blue into luma or grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.backend import astype_wide, is_tensor

__all__ = ["BT601", "BT709", "MATLAB_GREY", "STUDIO_LUMA", "has_equal_channels", "weighted_sum"]

Array = Any

BT601 = (0.299, 0.587, 0.114)
"""ITU-R BT.601: luma on the full range, as in JPEG."""

BT709 = (0.2126, 0.7152, 0.0722)
"""ITU-R BT.709, rounded to four digits as in the standard: the weights of most grey conversions today."""

STUDIO_LUMA = (65.481 / 255, 128.553 / 255, 24.966 / 255)
"""BT.601 on 219 of 255 levels: Y of YCbCr with headroom and footroom; 16 / 255 is added to the sum."""

MATLAB_GREY = (0.298936021293775, 0.587043074451121, 0.114020904255103)
"""The weights of ``rgb2gray`` of MATLAB: BT.601 with more digits, and a sum of one."""


def weighted_sum(image: Array, weights: Sequence[float]) -> Array:
    """Return the weighted sum of the channels, (N, 1, H, W), in float64 (float32 on a device without it)."""
    total: Array = None
    for channel, weight in enumerate(weights):
        term = astype_wide(image[:, channel : channel + 1]) * weight
        total = term if total is None else total + term
    return total


def has_equal_channels(image: Array) -> bool:
    """Tell whether all channels share one plane in memory, as in a grey picture that was repeated."""
    stride = image.stride(1) if is_tensor(image) else image.strides[1]
    return bool(image.shape[1] == 1 or stride == 0)
