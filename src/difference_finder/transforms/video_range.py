"""Confusion of the full range and the range of video."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

BLACK, SPAN = 16 / 255, 219 / 255
"""Black of video and its distance to white, in data ranges."""

WORDS = {
    "to video": "with 0..255 squeezed into the video range 16..235",
    "from video": "with the video range 16..235 stretched to 0..255",
}


@transform("video_range", free=0, example={"direction": "to video"})
def video_range(pair: PatchPair) -> Iterator[Estimate]:
    """Range of video, 16 to 235, in one image, and the full range in the other.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        Both directions, without a strength.
    """
    if pair.tonal:
        for direction, words in WORDS.items():
            yield Estimate({"direction": direction}, 0, None, words)


@video_range.apply
def apply_video_range(images: Array, *, direction: str) -> Array:
    """Return the images in the other range."""
    return images * SPAN + BLACK if direction == "to video" else (images - BLACK) / SPAN
