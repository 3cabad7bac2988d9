"""Where few pixels stand out in text that a program drew otherwise, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._parts import box_sums, parts
from difference_finder.metrics._strokes import AROUND, BESIDE, MARGINS, TALL, strokes_beside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part

    Places = tuple[NDArray[np.intp], NDArray[np.intp]]

Array = Any

NEAR, FEW = 3, 14
"""Pixels from the centre to the side of a square, and the greatest number of changed pixels in it: two of its
rows, such as the bar of an e."""

OTHERS = 0.3
"""Least distance to the colours around that other text has nearby, as a share of the distance of a pixel."""


def few_in_redrawn_text(
    images: tuple[Array, Array],
    found: NDArray[np.bool_],
    places: Places,
    distances: NDArray[np.float64],
    mask: Array | None,
    data_range: float,
) -> Places:
    """Return the rows and columns of changed pixels that are few within text all of which differs.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    found
        Which pixels are changed, (H, W).
    places
        Rows and columns of all pixels that differ.
    distances
        Distances of these pixels to the colours around them in the other image, (H, W).
    mask
        Mask of shape (H, W). None if all pixels count.
    data_range
        Greatest minus least possible value.
    """
    import numpy as np

    rows, columns = np.nonzero(found)
    ends = -NEAR, NEAR
    (near,) = box_sums(np.pad(found, NEAR), rows + NEAR, columns + NEAR, [(ends, ends)])
    rows, columns = rows[near <= FEW], columns[near <= FEW]
    differing, kept = np.zeros(found.shape, bool), np.zeros(len(rows), bool)
    differing[places] = True
    for members, part in parts(images, (rows, columns), differing, mask, data_range, MARGINS):
        kept[members] = strokes_beside(part).redrawn() & _others_stand_out(part, part.cut(distances))
    return rows[kept], columns[kept]


def _others_stand_out(part: Part, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pixels of a part are not the only ones far from the colours around them."""
    import numpy as np
    from scipy.ndimage import maximum_filter

    reach, middle = (AROUND - BESIDE) // 2, (AROUND + BESIDE) // 2
    farthest = maximum_filter(distances * part.inside, (2 * TALL + 1, 2 * reach + 1))
    sides = [farthest[part.rows, part.columns + step] for step in (-middle, middle)]
    known: NDArray[np.bool_] = np.maximum(*sides) >= OTHERS * distances[part.rows, part.columns]
    return known
