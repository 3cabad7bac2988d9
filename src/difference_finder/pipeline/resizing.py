"""Resizing of the second image to the size of the first."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy

__all__ = ["resize"]

Array = Any


def resize(pixels: Array, width: int, height: int) -> Array:
    """Return an array (N, C, H, W) in another size, bicubic and antialiased, in its library and type."""
    import numpy as np
    from PIL import Image as PillowImage

    planes = to_numpy(pixels).astype(np.float32)
    bicubic = PillowImage.Resampling.BICUBIC
    resized = [
        [np.asarray(PillowImage.fromarray(plane).resize((width, height), bicubic)) for plane in sample]
        for sample in planes
    ]
    return cast_like(np.asarray(resized), pixels)
