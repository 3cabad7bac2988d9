"""The change that makes two images differ in size: a rotation by a right angle, or another scale."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import to_numpy

__all__ = ["describe_size_change"]

Array = Any

SIDE = 48
"""Side of the reduced images in pixels."""

ALIKE = 0.98
"""Least correlation of the reduced images of one scene."""

STRETCHED = 0.02
"""Greatest difference of the aspect ratios of one scene at two scales."""

TURNS = {
    "rotated by 90 degrees clockwise": (3, False),
    "rotated by 270 degrees clockwise": (1, False),
    "transposed": (1, True),
    "transposed along the other diagonal": (3, True),
}
"""Number of right angles counter-clockwise, and whether the image is mirrored left to right before."""


def describe_size_change(first: Array, second: Array) -> str:
    """Return what the second image looks like, if it is the first in another orientation or at another scale.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W) of different sizes.

    Returns
    -------
    str
        The end of a sentence, such as "; the second looks like the first rotated by 90 degrees clockwise", or
        "" if the images do not look alike.
    """
    import numpy as np

    sizes = [tuple(int(n) for n in image.shape[-2:]) for image in (first, second)]
    if min(map(min, sizes)) < SIDE:
        return ""
    one, other = (_reduced(to_numpy(image[0])) for image in (first, second))
    found = {}
    if sizes[0] == sizes[1][::-1]:
        for words, (quarters, mirrored) in TURNS.items():
            found[words] = _correlation(np.rot90(one[:, ::-1] if mirrored else one, quarters), other)
    factors = [n / m for n, m in zip(sizes[1], sizes[0], strict=True)]
    if abs(factors[0] / factors[1] - 1) <= STRETCHED:
        found[f"at {(factors[0] * factors[1]) ** 0.5:.3g} times its size"] = _correlation(one, other)
    best = max(found, key=lambda words: found[words], default="")
    return f"; the second looks like the first {best}" if best and found[best] >= ALIKE else ""


def _reduced(image: Array) -> Array:
    """Return an image (C, H, W) as means of blocks, (SIDE, SIDE)."""
    import numpy as np

    plane = image.mean(axis=0, dtype=np.float64)
    for axis in (0, 1):
        starts = np.arange(SIDE) * plane.shape[axis] // SIDE
        counts = np.diff([*starts, plane.shape[axis]])
        plane = np.add.reduceat(plane, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return plane


def _correlation(first: Array, second: Array) -> float:
    import numpy as np

    a, b = first - first.mean(), second - second.mean()
    with np.errstate(invalid="ignore"):
        product = float(np.square(a).sum() * np.square(b).sum())
    return float((a * b).sum()) / product**0.5 if product > 0 else 0.0
