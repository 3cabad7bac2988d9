"""The strokes beside a pixel, for the metric changed: whether a program drew them otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.metrics._parts import box_sums

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
"""Pixels above and below a pixel in which the text must differ if it was drawn otherwise."""

MARGINS = TALL + 2, AROUND + 2
"""How far the strokes extend from a pixel, with the pixels that show whether they differ."""

EDGE = 0.1
"""Range of luma of three adjacent pixels at an edge of a stroke."""

BOTH_SIDES, ONE_SIDE = (20, 0.7), (20, 0.95)
"""Least number of pixels of edges beside a single difference, and their share that does not differ: on both
sides together, or on one of them, because text behind a letter of another width moves."""

WIDE = 0.3
REDRAWN, REMAINING = 100, 0.2
"""Least number of pixels of edges in text that was drawn otherwise, and their greatest share on each side
that does not differ."""


@dataclass(frozen=True)
class Beside:
    """Numbers of pixels of edges beside pixels, (2, 2, N): vertical and horizontal edges, left and right.

    Parameters
    ----------
    total
        All of them.
    equal
        Those near which no pixel differs.
    """

    total: NDArray[np.float64]
    equal: NDArray[np.float64]
    wide: Any
    wide_equal: Any

    def alone(self) -> NDArray[np.bool_]:
        """Return beside which pixels nothing differs.

        Vertical edges must be there: a horizontal line looks the same wherever it begins.
        """
        import numpy as np

        total, equal = (np.concatenate([n, n.sum(1, keepdims=True)], 1) for n in (self.total, self.equal))
        least, share = np.array([ONE_SIDE, ONE_SIDE, BOTH_SIDES]).T[..., None]
        known: NDArray[np.bool_] = ((total[0] >= least) & (equal >= share * total).all(0)).any(0)
        return known

    def redrawn(self) -> NDArray[np.bool_]:
        """Return beside which pixels almost all of much text differs."""
        (total, wide), (equal, wide_equal) = (
            (sides.sum(0), wide.sum(0)) for sides, wide in ((self.total, self.wide), (self.equal, self.wide_equal))
        )
        known = (total.sum(0) >= REDRAWN) & (equal <= REMAINING * total).all(0) & (wide_equal <= WIDE*wide)
        return known


def strokes_beside(part: Part, members: NDArray[np.intp] | slice = slice(None)) -> Beside:
    """Return how many pixels of edges lie beside some pixels of a part, and how many do not differ."""
    import numpy as np
    from scipy.ndimage import maximum_filter, minimum_filter

    inside = part.inside & minimum_filter(part.counted, 3)
    same = ~maximum_filter(part.differing, 3)
    rows, columns = part.rows[members], part.columns[members]
    total: list[Any] = []
    equal: list[Any] = []
    wide: list[Any] = []
    wide_equal: list[Any] = []
    for axis in (1, 0):
        edges = inside & (_ranges(part.luma, axis) > EDGE)
        for counts, w, plane in ((total, wide, edges), (equal, wide_equal, edges & same)):
            counts.append(box_sums(plane, rows, columns, (-HEIGHT, HEIGHT), *SIDES))
            w.append(box_sums(plane, rows, columns, (-TALL, TALL), (-AROUND, AROUND))[0])
    return Beside(np.array(total), np.array(equal), np.array(wide), np.array(wide_equal))


def _ranges(images: list[Any], axis: int) -> Any:
    """Return the greater range of luma of three adjacent pixels along an axis, in either image."""
    import numpy as np
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    ranges = [maximum_filter1d(luma, 3, axis) - minimum_filter1d(luma, 3, axis) for luma in images]
    return np.maximum(*ranges)
