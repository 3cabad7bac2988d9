"""Where few pixels stand out in text that a program drew otherwise, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._parts import box_sums, parts
from difference_finder.metrics._strokes import MARGINS, strokes_beside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = tuple[NDArray[np.intp], NDArray[np.intp]]

Array = Any

NEAR, FEW = 3, 14
"""Pixels from the centre to the side of a square, and the greatest number of changed pixels in it: two of its
rows, such as the bar of an e."""


def few_in_redrawn_text(
    images: tuple[Array, Array],
    found: NDArray[np.bool_],
    places: Places,
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
    mask
        Mask of shape (H, W). None if all pixels count.
    data_range
        Greatest minus least possible value.
    """
    import numpy as np

    rows, columns = np.nonzero(found)
    ends = -NEAR, NEAR
    (near,) = box_sums(np.pad(found, NEAR), rows + NEAR, columns + NEAR, ends, ends)
    rows, columns = rows[near <= FEW], columns[near <= FEW]
    differing, kept = np.zeros(found.shape, bool), np.zeros(len(rows), bool)
    differing[places] = True
    for members, part in parts(images, (rows, columns), differing, mask, data_range, MARGINS):
        kept[members] = strokes_beside(part).redrawn()
    return rows[kept], columns[kept]
