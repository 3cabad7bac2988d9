"""Where few pixels stand out in text that a program drew otherwise, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._parts import Sums
from difference_finder.metrics._strokes import AROUND, BESIDE, MARGINS, TALL, strokes_beside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part, Parts

NEAR, FEW = 3, 14
"""Pixels from the centre to the side of a square, and the greatest number of changed pixels in it: two of its
rows, such as the bar of an e."""

OTHERS = 0.3
"""Least distance to the colours around that other text has nearby, as a share of the distance of a pixel."""


def few_in_redrawn_text(
    parts: Parts, found: NDArray[np.bool_], distances: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the numbers of changed pixels that are few within text all of which differs.

    Parameters
    ----------
    parts
        The images.
    found
        Which of the pixels that differ are changed.
    distances
        Distances of these pixels to the colours around them in the other image.
    """
    import numpy as np

    members, shape = np.nonzero(found)[0], parts.differing.shape
    rows, columns = (place[members] + NEAR for place in parts.places)
    changed = np.zeros([side + 2 * NEAR for side in shape], bool)
    changed[rows, columns] = True
    members = members[Sums(changed).of_boxes(rows, columns, NEAR, (-NEAR, NEAR)) <= FEW]
    far, kept = np.zeros(shape), np.zeros(len(found), bool)
    far[parts.places] = distances
    for chosen, part in parts.around(members, MARGINS):
        kept[chosen] = strokes_beside(part).redrawn() & _others_stand_out(part, part.cut(far))
    return np.nonzero(kept)[0]


def _others_stand_out(part: Part, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pixels of a part are not the only ones far from the colours around them."""
    import numpy as np

    # Four squares cover the other text: on both sides, and above and below.
    reach = (AROUND - BESIDE) // 2
    farthest = max_filter((distances * part.inside)[None, None], reach)[0, 0]
    across, down = BESIDE + reach, TALL - reach
    squares = [farthest[part.rows + y, part.columns + x] for y in (-down, down) for x in (-across, across)]
    known: NDArray[np.bool_] = np.max(squares, 0) >= OTHERS * distances[part.rows, part.columns]
    return known
