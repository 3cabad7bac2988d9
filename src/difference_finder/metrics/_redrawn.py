"""Where few pixels stand out in text that a program drew otherwise, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._colour_distance import LUMA
from difference_finder.metrics._edges import ALIKE
from difference_finder.metrics._parts import Sums
from difference_finder.metrics._strokes import AROUND, BESIDE, TALL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part
    from difference_finder.metrics._strokes import Strokes

NEAR, FEW = 3, 14
"""Pixels from the centre to the side of a square, and the greatest number of changed pixels in it: two of its
rows, such as the bar of an e."""

OTHERS = 0.35
"""Least distance to the colours around that other text has nearby, as a share of the distance of a pixel."""


def few_in_redrawn_text(
    strokes: Strokes, found: NDArray[np.bool_], distances: NDArray[np.float64], flat: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the numbers of changed pixels of a part that are few within text all of which differs.

    Parameters
    ----------
    strokes
        The strokes of the part.
    found
        Which pixels of the part are changed.
    distances
        Distances of the pixels to the colours around them in the other image.
    flat
        Which pixels are not anti-aliased.
    """
    import numpy as np

    few = _few(strokes.part, np.nonzero(found)[0])
    if len(few):
        few = few[~flat[few] | _in_range(strokes.part, few)]
    if len(few):
        few = few[strokes.redrawn(few)]
    if len(few):
        few = few[_others_stand_out(strokes.part, few, distances)]
    return few


def _few(part: Part, members: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return those of some pixels of a part that have few others near them."""
    import numpy as np

    if not len(members):
        return members
    rows, columns = part.rows[members], part.columns[members]
    plane = np.zeros(part.inside.shape, np.int32)
    plane[rows, columns] = 1
    known: NDArray[np.intp] = members[Sums(plane).of_boxes(rows, columns, NEAR, (-NEAR, NEAR)) <= FEW]
    return known


def _in_range(part: Part, members: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which pixels of a part have a luma that strokes of the other image may have."""
    import numpy as np

    inside, far = np.ones(len(members), bool), ALIKE / LUMA
    for one, other in (part.luma, part.luma[::-1]):
        own = one[part.rows[members], part.columns[members]]
        inside &= (own >= other.min() - far) & (own <= other.max() + far)
    return inside


def _others_stand_out(
    part: Part, members: NDArray[np.intp], distances: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which pixels of a part are not the only ones far from the colours around them."""
    import numpy as np

    plane = np.zeros(part.inside.shape)
    plane[part.rows, part.columns] = distances
    known: NDArray[np.bool_] = greatest_around(part, plane, members) >= OTHERS * distances[members]
    return known


def greatest_around(part: Part, plane: NDArray[np.float64], members: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the greatest values of a plane in the other text around some pixels of a part."""
    import numpy as np

    # Four squares cover the other text: on both sides, and above and below.
    reach = (AROUND - BESIDE) // 2
    across, down = BESIDE + reach, TALL - reach
    greatest = max_filter(plane[None, None], reach)[0, 0]
    rows, columns = part.rows[members], part.columns[members]
    squares = [greatest[rows + y, columns + x] for y in (-down, down) for x in (-across, across)]
    known: NDArray[np.float64] = np.max(squares, 0)
    return known
