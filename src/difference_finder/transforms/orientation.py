"""Rotations by right angles, and mirror images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair, cut_patches
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

TURNS: dict[str, tuple[int, bool]] = {
    "upside down": (2, True),
    "mirrored": (0, True),
    "180": (2, False),
    "90": (3, False),
    "270": (1, False),
    "transposed": (1, True),
    "transversed": (3, True),
}
"""Number of right angles counter-clockwise, and whether the image is mirrored left to right before."""

WORDS = {
    "upside down": "flipped upside down (rows in reverse order)",
    "mirrored": "mirrored left to right",
    "180": "rotated by 180 degrees",
    "90": "rotated by 90 degrees clockwise",
    "270": "rotated by 270 degrees clockwise",
    "transposed": "transposed (rows exchanged with columns)",
    "transversed": "transposed along the other diagonal",
}


@transform("orientation", free=0, unit="degrees", example={"turn": "180"})
def orientation(pair: PatchPair) -> Iterator[Estimate]:
    """Rotation by 90, 180 or 270 degrees, or a mirror image; rows in reverse order are one.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        Each orientation that brings some patches closer. The strength is the angle, clockwise.
    """
    import numpy as np

    few = slice(None, None, max(1, len(pair.corners) // 8))
    gap = float(np.square(pair.difference[few]).sum())
    shape = pair.whole_first.stored.shape
    for turn in TURNS:
        turned = pair.whole_first.changed(lambda image, turn=turn: _turned(image, turn))
        if turned.stored.shape != shape:
            continue
        some = cut_patches(turned, pair.corners[few], pair.side)
        if float(np.square(pair.second[few] - some).sum()) < 0.5 * gap:
            angle = float(turn) if turn.isdigit() else None
            predicted = cut_patches(turned, pair.corners, pair.side)
            yield Estimate({"turn": turn}, 0, angle, WORDS[turn], predicted)


def _turned(image: Array, turn: str) -> Array:
    import numpy as np

    quarters, mirrored = TURNS[turn]
    return np.rot90(image[..., ::-1] if mirrored else image, quarters, axes=(-2, -1))


@orientation.apply
def apply_orientation(images: Array, *, turn: str) -> Array:
    """Return the images in another orientation."""
    return _turned(images, turn)
