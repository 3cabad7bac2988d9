"""Confusion of sRGB values and linear light."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.colour.transfer import decode_srgb, encode_srgb
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

WORDS = {
    "decoded": "with sRGB values decoded to linear light",
    "encoded": "with linear light encoded as sRGB",
}


@transform("srgb", free=0, example={"direction": "decoded"})
def srgb(pair: PatchPair) -> Iterator[Estimate]:
    """SRGB values in one image, and linear light in the other.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        Decoding if the second image is darker, else encoding.
    """
    if pair.bounded and pair.tonal:
        x, y = pair.pixels
        direction = "decoded" if y.mean() < x.mean() else "encoded"
        yield Estimate({"direction": direction}, 0, None, WORDS[direction])


@srgb.apply
def apply_srgb(images: Array, *, direction: str) -> Array:
    """Return the images decoded or encoded."""
    return (decode_srgb if direction == "decoded" else encode_srgb)(images)
