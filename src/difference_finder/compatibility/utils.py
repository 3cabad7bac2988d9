"""The module ``utils`` of 0.0.4: filters in k-space."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.compatibility import warn_of_module
from difference_finder.errors import InputError
from difference_finder.preprocessors.highpass_filter import highpass_filter
from difference_finder.preprocessors.lowpass_filter import lowpass_filter

__all__ = ["get_high_frequency", "get_low_frequency", "normalize", "to_np"]

warn_of_module("utils", "the pre-processors highpass_filter, lowpass_filter and normalize")

Array = Any


AXES = {"NCHW": (0, 1, 2, 3), "NHWC": (0, 3, 1, 2)}
"""Order of the axes of an image that make it (N, C, H, W)."""


def normalize(img: Array) -> Array:
    """Return an image stretched to [0, 1]."""
    return (img - img.min()) / (img.max() - img.min())


def to_np(img: Array, mode: str = "NCHW") -> Array:
    """Return an image as a numpy array of shape (N, H, W, C)."""
    values = to_numpy(img)
    return values.transpose(0, 2, 3, 1) if _checked(mode) == "NCHW" else values


def get_high_frequency(
    img: Array, factor: float = 0.1, out_normalize: bool = False, mode: str = "NCHW"
) -> Array:
    """Return an image without the centre of its k-space, of which ``factor`` is the share of each axis."""
    return _filtered(highpass_filter, img, factor, out_normalize, mode)


def get_low_frequency(
    img: Array, factor: float = 0.9, out_normalize: bool = False, mode: str = "NCHW"
) -> Array:
    """Return the centre of the k-space of an image, of which ``factor`` is the share of each axis."""
    return _filtered(lowpass_filter, img, factor, out_normalize, mode)


def _filtered(part: Any, img: Array, factor: float, out_normalize: bool, mode: str) -> Array:
    xp = namespace(img)
    planes = xp.permute_dims(img, AXES[_checked(mode)])
    found = part(planes, factor=factor)
    found = found if mode == "NCHW" else xp.permute_dims(found, (0, 2, 3, 1))
    return normalize(found) if out_normalize else found


def _checked(mode: str) -> str:
    if mode not in AXES:
        raise InputError(f"mode must be 'NCHW' or 'NHWC', not {mode!r}")
    return mode
