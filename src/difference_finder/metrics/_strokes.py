"""The strokes beside a pixel, for the metric changed: whether a program drew them otherwise."""

from __future__ import annotations

from functools import cached_property
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


class Strokes:
    """The strokes of a part of two images.

    Parameters
    ----------
    part
        The part, which extends beyond its pixels by at least ``MARGINS``.
    """

    def __init__(self, part: Part) -> None:
        self.part = part

    def equal_beside(self, members: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return beside which of some pixels of the part the strokes do not differ.

        There must be vertical edges: a horizontal line looks the same if it is moved to the side.
        """
        import numpy as np

        total, equal = self._edges(members, [(HEIGHT, side) for side in SIDES])
        found = np.zeros(len(members), bool)
        sides = ((total[0], equal[0], ONE_SIDE), (total[1], equal[1], ONE_SIDE))
        for edges, same, (least, share) in (*sides, (total.sum(0), equal.sum(0), BOTH_SIDES)):
            found |= (edges[:, 0] >= least) & (same >= share * edges).all(1)
        return found

    def redrawn(self, members: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return around which of some pixels of the part almost all of much text differs."""
        import numpy as np

        boxes = [*((HEIGHT, side) for side in SIDES), (TALL, (-AROUND, AROUND))]
        total, equal = (edges.sum(2) for edges in self._edges(members, boxes))
        share = np.array([REMAINING, REMAINING, WIDE])[:, None]
        found: NDArray[np.bool_] = (total[:2].sum(0) >= REDRAWN) & (equal <= share * total).all(0)
        return found

    def _edges(
        self, members: NDArray[np.intp], boxes: list[tuple[int, tuple[int, int]]]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the numbers of pixels of edges in boxes near pixels, and of those at which nothing differs.

        Their shape is (boxes, N, 2): the last axis has vertical and horizontal edges.
        """
        import numpy as np

        rows, columns = self.part.rows[members], self.part.columns[members]
        packed = np.array([self._sums.of_boxes(rows, columns, *box) for box in boxes])
        numbers = packed.view(np.uint16).reshape(len(boxes), len(members), 2, 2).astype(np.intp)
        return numbers[..., 0], numbers[..., 1]

    @cached_property
    def _sums(self) -> Sums:
        """Sums of four counts of 16 bits each, which no box exceeds, as one number."""
        import numpy as np

        part = self.part
        counted = part.inside if part.counted is None else part.inside & ~_dilated(~part.counted)
        equal = ~_dilated(part.differing)
        counts = np.empty((*equal.shape, 4), np.uint16)
        for direction, axis in enumerate((1, 0)):
            counts[..., 2 * direction] = edges = counted & (_ranges(part.luma, axis) > EDGE)
            counts[..., 2 * direction + 1] = edges & equal
        return Sums(counts.view(np.uint64)[..., 0])


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
        highest, lowest = np.maximum(before, here), np.minimum(before, here)
        np.maximum(highest, behind, out=highest)
        np.minimum(lowest, behind, out=lowest)
        np.maximum(inner, np.subtract(highest, lowest, out=highest), out=inner)
    return ranges
