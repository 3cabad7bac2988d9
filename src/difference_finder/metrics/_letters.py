"""Letters that changed in text that a program drew otherwise as a whole, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._distortion import REACH, differ_after_distortion, windows_of
from difference_finder.metrics._parts import Part, Parts, Sums
from difference_finder.metrics._redrawn import greatest_around
from difference_finder.metrics._shapes import (
    LEAST_CONTRAST,
    counted_around,
    margin_of_windows,
)
from difference_finder.metrics._strokes import MARGINS, REDRAWN, Strokes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = tuple[NDArray[np.intp], NDArray[np.intp]]

LEAST, RATIO = 2.0, 1.3
"""Pixels of full contrast in which the window around a pixel of another letter must differ after the best
distortion, and how many times as many as any other window in the text around."""

LEVELS = tuple(LEAST / RATIO * 1.1**step for step in range(18))
"""Numbers of pixels to which differences are rounded down; smaller ones count as 0."""

TOGETHER = 4
"""Least number of pixels of another letter within a window."""

ELSEWHERE, OWN = (48, 160), 5
"""How far from a pixel its letter is sought elsewhere, along both axes, and how near it is the same one."""

UNMATCHED = 1.5
"""By how many pixels of full contrast the windows of both images together must be less similar to any other
place than the windows of each image alone."""


def suspects(strokes: Strokes, radius: int) -> NDArray[np.intp]:
    """Return the numbers of pixels of a part near which a letter may have changed.

    In text that was drawn otherwise they differ most among the pixels that touch them, also after the best
    distortion.

    Parameters
    ----------
    strokes
        The strokes of the part.
    radius
        Number of whole pixels that shapes may have moved.
    """
    import numpy as np

    part = strokes.part
    if np.count_nonzero(part.differing) < REDRAWN // 2:
        return np.zeros(0, np.intp)
    energy = _energy(part)
    greatest = max_filter(energy[None, None], 1)[0, 0]
    here = energy[part.rows, part.columns]
    members = np.nonzero((here > LEVELS[0]) & (here >= greatest[part.rows, part.columns]))[0]
    if len(members):
        members = members[strokes.redrawn(members)]
    return members[_unexplained(part, members, radius, LEVELS[:1]) > 0]


def other_letters(parts: Parts, suspected: NDArray[np.intp], radius: int) -> NDArray[np.bool_]:
    """Return which pixels belong to a letter that changed, though all of the text was drawn otherwise.

    The window around such a pixel differs more than the windows in the text around, and what either image
    shows in it is found elsewhere in this image, but not at one place in both.

    Parameters
    ----------
    parts
        The images and the pixels that differ.
    suspected
        Numbers of pixels near which a letter may have changed.
    radius
        Number of whole pixels that shapes may have moved.
    """
    import numpy as np

    found = np.zeros(len(parts.places[0]), bool)
    members = _near(parts, suspected)
    if len(members):
        places = _chosen(parts.places, members)
        members = members[_stand_out(parts, places, radius)]
        members = members[_together(parts, members)]
        found[members[_unmatched(parts, _chosen(parts.places, members))]] = True
    return found


def _chosen(places: Places, members: NDArray[np.intp]) -> Places:
    return places[0][members], places[1][members]


def _energy(part: Part) -> NDArray[np.float64]:
    """Return the squared differences in the windows around the pixels that differ, in squared contrasts."""
    import numpy as np

    energy = np.zeros(part.inside.shape)
    rows, columns = np.nonzero(part.differing[REACH:-REACH, REACH:-REACH])
    rows, columns = rows + REACH, columns + REACH
    contrast = part.contrast[rows, columns]
    clear = contrast > LEAST_CONTRAST
    rows, columns, contrast = rows[clear], columns[clear], contrast[clear]
    sums = Sums((part.luma[0] - part.luma[1]) ** 2).of_boxes(rows, columns, REACH, (-REACH, REACH))
    energy[rows, columns] = sums / contrast**2
    return energy


def _unexplained(
    part: Part, members: NDArray[np.intp], radius: int, levels: tuple[float, ...]
) -> NDArray[np.float64]:
    """Return by how much windows differ after the best distortion, rounded down to a level.

    It is 0 where pixels of a window do not count.
    """
    import numpy as np

    found = np.zeros(len(members))
    contrast = part.contrast[part.rows[members], part.columns[members]]
    left = np.nonzero((contrast > LEAST_CONTRAST) & counted_around(part, members, margin_of_windows(radius)))[
        0
    ]
    limits, exceeded, most = np.array(levels), np.zeros(len(members), int), np.zeros(len(members), int)
    most[left] = len(levels)
    tried = np.zeros(len(left), int)  # first the least level, which few windows exceed; then halves
    while len(left):
        here = part.rows[members[left]], part.columns[members[left]]
        above = differ_after_distortion(part.luma, *here, contrast[left], limits[tried], radius)
        exceeded[left[above]], most[left[~above]] = tried[above] + 1, tried[~above]
        left = left[exceeded[left] < most[left]]
        tried = (exceeded[left] + most[left]) // 2
    some = exceeded > 0
    found[some] = limits[exceeded[some] - 1]
    return found


def _near(parts: Parts, suspected: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the numbers of all pixels that differ in the windows around some of them."""
    import numpy as np

    near = np.zeros(parts.differing.shape, bool)
    rows, columns = _chosen(parts.places, suspected)
    height, width = parts.differing.shape
    for down in range(-REACH, REACH + 1):
        for right in range(-REACH, REACH + 1):
            near[(rows + down).clip(0, height - 1), (columns + right).clip(0, width - 1)] = True
    return np.nonzero(near[parts.places])[0]


def _stand_out(parts: Parts, places: Places, radius: int) -> NDArray[np.bool_]:
    """Return at which places the windows differ more than those in the text around."""
    import numpy as np

    chosen = Parts(parts.images, places, parts.mask, parts.data_range)
    plane = np.zeros(parts.differing.shape)
    rows, columns = (max(margin, margin_of_windows(radius)) for margin in MARGINS)
    pieces = list(chosen.around((rows, columns)))
    for members, part in pieces:
        plane[_chosen(places, members)] = _unexplained(part, np.arange(len(members)), radius, LEVELS)
    own, around = plane[places], np.zeros(len(places[0]))
    for members, part in pieces:
        around[members] = greatest_around(part, part.cut(plane) * part.inside, np.arange(len(members)))
    known: NDArray[np.bool_] = (own >= LEAST) & (own >= RATIO * around)
    return known


def _together(parts: Parts, members: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which of some pixels have enough of them in the windows around them."""
    import numpy as np

    rows, columns = _chosen(parts.places, members)
    height, width = parts.differing.shape
    plane = np.zeros((height + 2 * REACH, width + 2 * REACH), np.int32)
    plane[rows + REACH, columns + REACH] = 1
    boxes = Sums(plane).of_boxes(rows + REACH, columns + REACH, REACH, (-REACH, REACH))
    known: NDArray[np.bool_] = boxes >= TOGETHER
    return known


def _unmatched(parts: Parts, places: Places) -> NDArray[np.bool_]:
    """Return which places and enough others near them are not found elsewhere in both images.

    A place is not compared if the result cannot depend on it.
    """
    import numpy as np

    rows, columns = places
    left = np.ones(len(rows), bool)

    def near(number: int) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = (abs(rows - rows[number]) <= REACH) & (
            abs(columns - columns[number]) <= REACH
        )
        return known

    counts = np.array([np.count_nonzero(near(number)) for number in range(len(rows))], int)
    for number, place in enumerate(zip(rows, columns, strict=True)):
        around = near(number)
        if (counts[around] >= TOGETHER).any() and _matched(parts, place):
            left[number] = False
            counts[around] -= 1
    return left & (counts >= TOGETHER)


def _matched(parts: Parts, place: tuple[np.intp, np.intp]) -> bool:
    """Return whether the windows at a place are found together elsewhere as well as each of them alone.

    They are sought at pixels that differ, and may be one pixel apart.
    """
    import numpy as np

    # In the same row first, which is fast: no distance of a single window is less than 0.
    if _together_and_alone(_distances(parts, place, 1))[0] <= UNMATCHED:
        return True
    together, alone = _together_and_alone(_distances(parts, place, ELSEWHERE[0]))
    return not np.isfinite(alone) or together <= alone + UNMATCHED


def _together_and_alone(distances: NDArray[np.float64]) -> tuple[float, float]:
    """Return the least distance of both windows to one place, and the greater one of each window alone."""
    nearest = -max_filter(-distances[None], 1)[0]
    return float(nearest.max(axis=0).min()), float(distances.min(axis=(1, 2)).max())


def _distances(parts: Parts, place: tuple[np.intp, np.intp], down: int) -> NDArray[np.float64]:
    """Return the distances of the windows at a place to others in rows up to a number away, in contrasts.

    Their shape is (2, rows, columns); they are infinite where no window is compared.
    """
    import numpy as np

    right = ELSEWHERE[1]
    part = Part(parts, (np.array([place[0]]), np.array([place[1]])), (down + REACH, right + REACH))
    other = (part.differing & part.inside)[REACH:-REACH, REACH:-REACH]
    if part.counted is not None:
        other &= windows_of(part.counted, REACH).all(axis=(2, 3))
    other[max(down - OWN, 0) : down + OWN + 1, right - OWN : right + OWN + 1] = False
    views = [windows_of(plane, REACH) for plane in part.luma]
    own = np.stack([view[down, right] for view in views])
    distances = np.full((2, *other.shape), np.inf)
    for plane, view, window in zip(distances, views, own, strict=True):
        plane[other] = ((view[other] - window) ** 2).sum(axis=(1, 2)) / (own.max() - own.min()) ** 2
    return distances
