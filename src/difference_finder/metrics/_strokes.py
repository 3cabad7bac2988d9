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
    from scipy.ndimage import maximum_filter, minimum_filter

    rows, columns = part.rows[members], part.columns[members]
    boxes = [((-HEIGHT, HEIGHT), side) for side in SIDES] + [((-TALL, TALL), (-AROUND, AROUND))]
    inside = part.inside & minimum_filter(part.counted, 3)
    same = ~maximum_filter(part.differing, 3)
    edges = [inside & (_ranges(part.luma, axis) > EDGE) for axis in (1, 0)]
    total = [box_sums(plane, rows, columns, boxes) for plane in edges]
    equal = [box_sums(plane & same, rows, columns, boxes) for plane in edges]
    return Beside(np.array(total), np.array(equal))


def _ranges(images: list[Any], axis: int) -> Any:
    """Return the greater range of luma of three adjacent pixels along an axis, in either image."""
    import numpy as np
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    ranges = [maximum_filter1d(luma, 3, axis) - minimum_filter1d(luma, 3, axis) for luma in images]
    return np.maximum(*ranges)
