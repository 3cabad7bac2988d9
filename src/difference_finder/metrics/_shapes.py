"""Where two images show different shapes, such as another letter, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._distortion import REACH, differ_after_distortion, windows_of
from difference_finder.metrics._parts import Parts, Sums
from difference_finder.metrics._strokes import MARGINS, strokes_beside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part
    from difference_finder.metrics._strokes import Beside

Array = Any

UNEXPLAINED, UNEXPLAINED_ALONE, UNEXPLAINED_REDRAWN = 6.5, 1.5, 7.5
"""Pixels of full contrast in which a window must differ after the best distortion: in general, where the
strokes beside it do not differ, and where all of the text around it differs. The same text drawn by another
program reaches 7.1, and most letters that became a similar one more than 2."""

SHARE_ALONE = 0.35
"""Share of the difference that the best distortion must leave where the strokes beside do not differ. Where a
tick alone moved by a whole pixel it leaves 0.3, because the axis at its end did not move."""

LEAST_CONTRAST = 0.2
"""Smallest difference in luma of strokes and background that is tested."""


def other_shapes(parts: Parts, radius: int, members: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return around which pixels the images show different shapes.

    Parameters
    ----------
    parts
        The images. Windows near pixels that do not count are not tested.
    radius
        Number of whole pixels that shapes may have moved.
    members
        Numbers of the pixels that are tested, of those that differ.

    Returns
    -------
    array
        One value for each pixel that differs; False for those that are not tested.
    """
    import numpy as np

    found = np.zeros(len(parts.places[0]), bool)
    reach = REACH + 1 + radius
    margins = max(MARGINS[0], reach), max(MARGINS[1], reach)
    for chosen, part in parts.around(members, margins):
        found[chosen] = _differ_in_shape(part, radius)
    return found


def _differ_in_shape(part: Part, radius: int) -> NDArray[np.bool_]:
    """Return around which of the pixels of a part the images show different shapes."""
    import numpy as np

    gap = Sums((part.luma[0] - part.luma[1]) ** 2)
    contrast = _contrast(part)[part.rows, part.columns]
    energy = gap.of_boxes(part.rows, part.columns, REACH, (-REACH, REACH))
    energy /= contrast.clip(LEAST_CONTRAST) ** 2
    found: NDArray[np.bool_] = (contrast > LEAST_CONTRAST) & (energy > UNEXPLAINED_ALONE)
    tested = np.nonzero(found)[0]
    if not len(tested):
        return found
    limits = _limits(strokes_beside(part, tested), energy[tested])
    beyond = energy[tested] > limits
    found[tested] = beyond
    tested = tested[beyond]
    rows, columns, reach = part.rows[tested], part.columns[tested], REACH + 1 + radius
    counted = windows_of(part.counted, reach)[rows - reach, columns - reach].all(axis=(1, 2))
    found[tested] = counted
    found[tested[counted]] = differ_after_distortion(
        part.luma, rows[counted], columns[counted], contrast[tested][counted], limits[beyond][counted], radius
    )
    return found


def _contrast(part: Part) -> NDArray[np.float64]:
    """Return the ranges of luma in the windows around all pixels, of both images together."""
    import numpy as np

    ends = max_filter(np.stack([np.maximum(*part.luma), -np.minimum(*part.luma)])[None], REACH)[0]
    known: NDArray[np.float64] = ends[0] + ends[1]
    return known


def _limits(beside: Beside, energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much windows may differ after the best distortion."""
    import numpy as np

    alone = np.maximum(UNEXPLAINED_ALONE, SHARE_ALONE * energy)
    known: NDArray[np.float64] = np.where(
        beside.alone(), alone, np.where(beside.redrawn(), UNEXPLAINED_REDRAWN, UNEXPLAINED)
    )
    return known
