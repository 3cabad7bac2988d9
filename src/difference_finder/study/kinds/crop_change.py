"""The kinds of the change inside a crop."""

from __future__ import annotations

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.gaussian import blur
from difference_finder.images.difference_map import DifferenceMap, Kind, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds.ranking import describe_regions

__all__ = ["EQUAL", "describe_window"]

SIGMA, MARGIN = 3.0, 12
"""Standard deviation in pixels of the blur of the difference, which is greatest where a window changed most;
pixels around the window that take part in the blur."""

EQUAL = "no pixel differs"
"""The change of a window in which both images are equal."""


def describe_window(pair: Pair, x: int, y: int, size: int) -> tuple[tuple[Kind, ...], str]:
    """Return the kinds of the change in a window, most probable first, and the change in one sentence.

    Parameters
    ----------
    pair
        Images of ours and of the rival, with the reference, as a protocol measures them.
    x, y, size
        Left, top and side of the window, in pixels of the whole image.
    """
    import numpy as np

    height, width = (int(side) for side in pair.second.shape[-2:])
    top, left, whole_height, whole_width = pair.frame or (0, 0, height, width)
    row, column = y - top, x - left
    above, before = min(MARGIN, row), min(MARGIN, column)
    part = pair.cropped(
        row - above,
        column - before,
        min(height, row + size + MARGIN) - row + above,
        min(width, column + size + MARGIN) - column + before,
    ).as_floats()
    gap = np.abs(to_numpy(part.second)[0] - to_numpy(part.first)[0]).mean(axis=0)
    inside = (slice(above, above + size), slice(before, before + size))
    if not gap[inside].any():
        return (), EQUAL
    values = np.zeros((1, 1, whole_height, whole_width), np.float32)
    window = values[0, 0, y : y + size, x : x + size]
    window[:] = blur(np.ascontiguousarray(gap, np.float32), SIGMA, workers=1)[inside]
    region = Region(x, y, size, size, size**2, float(window.max()), float(window.mean(dtype=float)))
    described = describe_regions(DifferenceMap(values), pair, (region,))[0]
    return described.kinds, described.text
