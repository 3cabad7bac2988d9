"""The strokes beside a pixel, for the metric changed: whether a program drew them otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from difference_finder.metrics._parts import Sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part

AROUND, BESIDE, HEIGHT = 40, 8, 6
"""Where the strokes beside a pixel lie: at most and more than so many pixels to its left or right, and at
most so many above or below it."""

SIDES = ((-AROUND, -BESIDE - 1), (BESIDE + 1, AROUND))
"""First and last column of the strokes to the left and to the right, relative to the pixel."""

TALL = 24
"""Pixels above and below a pixel that contain other lines of text as well."""

MARGINS = TALL + 1, AROUND + 1
"""How far the strokes extend from a pixel, with the pixels that show whether they differ."""

EDGE = 0.1
"""Range of luma of three adjacent pixels at an edge of a stroke."""

BOTH_SIDES, ONE_SIDE = (20, 0.7), (20, 0.95)
"""Least number of pixels of vertical edges beside a single difference, and the share of edges that does not
differ: on both sides together, or on one of them, because text behind a letter of another width moves."""

REDRAWN, REMAINING, WIDE = 100, 0.2, 0.3
"""Least number of pixels of edges beside a pixel in text that was drawn otherwise, and the greatest share
that does not differ: on each side, and in the lines of text around. Text behind a letter of another width
differs as well, but the lines above and below it do not."""


@dataclass(frozen=True)
class Beside:
    """Numbers of pixels of edges near pixels.

    Parameters
    ----------
    total
        Numbers of shape (2, 3, N), of vertical and of horizontal edges: to the left, to the right, around.
    equal
        The same of those at which the images do not differ.
    """

    total: NDArray[np.float64]
    equal: NDArray[np.float64]

    def alone(self) -> NDArray[np.bool_]:
        """Return beside which pixels nothing differs.

        There must be vertical edges: a horizontal line looks the same if it is moved to the side.
        """
        import numpy as np

        sides = [numbers[:, :2] for numbers in (self.total, self.equal)]
        total, equal = (np.concatenate([one, one.sum(1, keepdims=True)], 1) for one in sides)
        least, share = np.array([ONE_SIDE, ONE_SIDE, BOTH_SIDES]).T[..., None]
        known: NDArray[np.bool_] = ((total[0] >= least) & (equal >= share * total).all(0)).any(0)
        return known

    def redrawn(self) -> NDArray[np.bool_]:
        """Return around which pixels almost all of much text differs."""
        import numpy as np

        total, equal = self.total.sum(0), self.equal.sum(0)
        share = np.array([REMAINING, REMAINING, WIDE])[:, None]
        known: NDArray[np.bool_] = (total[:2].sum(0) >= REDRAWN) & (equal <= share * total).all(0)
        return known


def strokes_beside(part: Part, members: NDArray[np.intp] | slice = slice(None)) -> Beside:
    """Return how many pixels of edges lie near some pixels of a part, and how many do not differ."""
    import numpy as np

    places = part.rows[members], part.columns[members]
    boxes = *((HEIGHT, side) for side in SIDES), (TALL, (-AROUND, AROUND))
    counted = part.inside if part.counted.all() else part.inside & ~_dilated(~part.counted)
    equal = ~_dilated(part.differing)
    edges = [counted & (_ranges(part.luma, axis) > EDGE) for axis in (1, 0)]
    sums = [[Sums(plane), Sums(plane & equal)] for plane in edges]
    numbers = [[[one.of_boxes(*places, *box) for box in boxes] for one in pair] for pair in sums]
    return Beside(*np.swapaxes(numbers, 0, 1))


def _dilated(plane: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which pixels have a member among the 3x3 pixels around them."""
    wide = plane.copy()
    wide[:, 1:] |= plane[:, :-1]
    wide[:, :-1] |= plane[:, 1:]
    high = wide.copy()
    high[1:] |= wide[:-1]
    high[:-1] |= wide[1:]
    return high


def _ranges(images: list[NDArray[np.float64]], axis: int) -> NDArray[np.float64]:
    """Return the ranges of luma of three adjacent pixels along an axis, in either image; 0 at borders."""
    import numpy as np

    ranges = np.zeros(images[0].shape)
    inner = ranges.swapaxes(0, axis)[1:-1]
    for luma in (image.swapaxes(0, axis) for image in images):
        before, here, behind = luma[:-2], luma[1:-1], luma[2:]
        highest = np.maximum(np.maximum(before, here), behind)
        lowest = np.minimum(np.minimum(before, here), behind)
        np.maximum(inner, highest - lowest, out=inner)
    return ranges
