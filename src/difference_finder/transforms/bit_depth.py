"""Fewer bits for each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

WAYS = ("rounded", "truncated", "truncated and stretched")
"""Rounded to equally spaced values from 0 to 1; the lowest bits set to 0; the same with white kept white."""

MOST = 7
"""Greatest number of bits."""

PROMISING = 0.5
"""Least share of the energy of the difference of some pixels that fewer bits explain."""


@transform("bit_depth", free=1, unit="bits", example={"bits": 4, "way": "rounded"})
def bit_depth(pair: PatchPair) -> Iterator[Estimate]:
    """Fewer bits for each value, as of a posterized image.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The number of bits, which is the strength, and the way in which the others were removed.
    """
    import numpy as np

    if not pair.bounded:
        return
    x, y = pair.pixels
    counts = np.bincount(np.round(y.ravel() * 4095).astype(np.intp))
    if np.count_nonzero(counts) > 2**MOST:
        return
    total = float(np.square(y - x).sum())
    for bits in range(1, MOST + 1):
        for way in WAYS:
            left = float(np.square(y - apply_bit_depth(x, bits=bits, way=way)).sum())
            if left < (1 - PROMISING) * total:
                words = f"with {bits} bit{'s' * (bits > 1)} for each value"
                yield Estimate({"bits": bits, "way": way}, 1, float(bits), words)


@bit_depth.apply
def apply_bit_depth(images: Array, *, bits: int, way: str) -> Array:
    """Return the images with fewer bits for each value."""
    import numpy as np

    most = 2**bits - 1
    if way == "rounded":
        return np.round(images * most) / np.asarray(most, images.dtype)
    levels = np.floor(np.clip(images, 0, 1) * 255 / (256 / 2**bits) + 1e-4)
    spacing = 256 / 2**bits / 255 if way == "truncated" else 1 / most
    return levels * np.asarray(spacing, images.dtype)
