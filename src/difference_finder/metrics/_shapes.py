"""Where two images show different shapes, such as another letter, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.metrics._distortion import REACH, differ_after_distortion, windows_of
from difference_finder.metrics._parts import Sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part
    from difference_finder.metrics._strokes import Strokes

UNEXPLAINED, UNEXPLAINED_ALONE, UNEXPLAINED_REDRAWN = 6.5, 1.5, 7.5
"""Pixels of full contrast in which a window must differ after the best distortion: in general, where the
strokes beside it do not differ, and where all of the text around it differs. The same text drawn by another
program reaches 7.1, and most letters that became a similar one more than 2."""

SHARE_ALONE = 0.35
"""Share of the difference that the best distortion must leave where the strokes beside do not differ. Where a
tick alone moved by a whole pixel it leaves 0.3, because the axis at its end did not move."""

LEAST_CONTRAST = 0.2
"""Smallest difference in luma of strokes and background that is tested."""


def margin_of_windows(radius: int) -> int:
    """Return how far windows that may have moved extend from their centres."""
    return REACH + 1 + radius


def other_shapes(strokes: Strokes, radius: int, tested: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return around which pixels of a part the images show different shapes.

    Parameters
    ----------
    strokes
        The strokes of the part. Windows near pixels that do not count are not tested.
    radius
        Number of whole pixels that shapes may have moved.
    tested
        Numbers of the pixels of the part that are tested.

    Returns
    -------
    array
        One value for each pixel of the part; False for those that are not tested.
    """
    import numpy as np

    part, found = strokes.part, np.zeros(len(strokes.part.rows), bool)
    gap = Sums((part.luma[0] - part.luma[1]) ** 2)
    energy = gap.of_boxes(part.rows[tested], part.columns[tested], REACH, (-REACH, REACH))
    beyond = energy > UNEXPLAINED_ALONE * LEAST_CONTRAST**2
    if not beyond.any():
        return found
    contrast = part.contrast[part.rows, part.columns]
    beyond &= (contrast[tested] > LEAST_CONTRAST) & (energy > UNEXPLAINED_ALONE * contrast[tested] ** 2)
    tested, energy = tested[beyond], energy[beyond] / contrast[tested[beyond]] ** 2
    if not len(tested):
        return found
    limits = _limits(strokes, tested, energy)
    beyond = (energy > limits) & counted_around(part, tested, margin_of_windows(radius))
    tested, limits = tested[beyond], limits[beyond]
    found[tested] = differ_after_distortion(
        part.luma, part.rows[tested], part.columns[tested], contrast[tested], limits, radius
    )
    return found


def counted_around(part: Part, members: NDArray[np.intp], reach: int) -> NDArray[np.bool_]:
    """Return around which pixels of a part all pixels count."""
    import numpy as np

    if part.counted is None:
        return np.ones(len(members), bool)
    corners = part.rows[members] - reach, part.columns[members] - reach
    known: NDArray[np.bool_] = windows_of(part.counted, reach)[corners].all(axis=(1, 2))
    return known


def _limits(strokes: Strokes, members: NDArray[np.intp], energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much windows with an energy of the difference may differ after the best distortion."""
    import numpy as np

    alone = strokes.equal_beside(members)
    limits = np.where(alone, np.maximum(UNEXPLAINED_ALONE, SHARE_ALONE * energy), UNEXPLAINED)
    others = np.nonzero(~alone & (energy > UNEXPLAINED))[0]
    if len(others):
        limits[others[strokes.redrawn(members[others])]] = UNEXPLAINED_REDRAWN
    return limits
