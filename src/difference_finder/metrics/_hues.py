"""Strokes and text in another hue, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._colour_distance import GREATEST, ROUNDING, WEIGHTS, scaled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Parts

Array = Any

SIDE = 5
"""Side of the squares over which hues are averaged, twice."""

LEAST, RATIO = 0.02, 0.5
"""Least difference of averaged hues, as a distance of colours, and as a share of the stronger hue."""


def other_hues(parts: Parts, radius: int) -> NDArray[np.bool_]:
    """Return which of the pixels that differ lie where the hue of the surroundings has changed.

    Anti-aliasing mixes the colour of a stroke with that of its background, and so changes the mean hue of the
    surroundings by less than the hue itself. Colour fringes of sub-pixel rendering cancel each other in it.

    Parameters
    ----------
    parts
        The images and the pixels.
    radius
        Number of pixels that a colour may have moved.
    """
    import numpy as np

    rows, columns = parts.places
    if not len(rows) or parts.images[0].shape[0] != 3:
        return np.zeros(len(rows), bool)
    margin = SIDE - 1 + radius
    top, left = max(rows.min() - margin, 0), max(columns.min() - margin, 0)
    box = np.s_[top : rows.max() + margin + 1, left : columns.max() + margin + 1]
    pair = [_hues(image[:, *box], parts.data_range) for image in parts.images]
    if parts.mask is not None:
        pair = [hues * parts.mask[box] for hues in pair]
    if max(_length(hues).max() for hues in pair) <= LEAST:
        return np.zeros(len(rows), bool)
    pair = [_averaged(_averaged(hues)) for hues in pair]
    first, second = pair
    gap = np.minimum(_beyond(first, second, radius), _beyond(second, first, radius))
    changed = (gap > LEAST) & (gap > RATIO * np.maximum(*map(_length, pair)) + ROUNDING)
    found: NDArray[np.bool_] = changed[rows - top, columns - left]
    return found


def _hues(image: Array, data_range: float) -> Array:
    """Return the colour differences I and Q of an image (3, H, W), shape (2, H, W)."""
    import numpy as np

    whole = slice(None)
    return np.stack(scaled(image, whole, whole, data_range)[1:])


def _averaged(planes: Array) -> Array:
    """Return means of squares, whose edges are repeated."""
    import numpy as np

    half = SIDE // 2
    for axis in (1, 2):
        ends = [(half + 1, half) if one == axis else (0, 0) for one in range(3)]
        sums = np.moveaxis(np.cumsum(np.pad(planes, ends, mode="edge"), axis=axis), axis, 0)
        planes = np.moveaxis((sums[SIDE:] - sums[:-SIDE]) / SIDE, 0, axis)
    return planes


def _beyond(hues: Array, other: Array, radius: int) -> Array:
    """Return how far hues are from the range of the other hues within a radius."""
    import numpy as np

    above = hues - max_filter(other[None], radius)[0]
    below = -hues - max_filter(-other[None], radius)[0]
    return _length(np.maximum(np.maximum(above, below), 0))


def _length(hues: Array) -> Array:
    import numpy as np

    return np.sqrt((WEIGHTS[1] * hues[0] ** 2 + WEIGHTS[2] * hues[1] ** 2) / GREATEST)
