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

LEAST, RATIO = 1.5, 1.3
"""Pixels of full contrast in which the window around a pixel of another letter must differ after the best
distortion, and how many times as many as any other window in the text around."""

LEVELS = tuple(LEAST / RATIO * 1.1**step for step in range(20))
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
        matched = [_matched(parts, place) for place in zip(*_chosen(parts.places, members), strict=True)]
        members = members[~np.array(matched, bool)]
        found[members[_together(parts, members)]] = True
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
    for level in levels:
        if not len(left):
            break
        here = part.rows[members[left]], part.columns[members[left]]
        limits = np.full(len(left), level)
        left = left[differ_after_distortion(part.luma, *here, contrast[left], limits, radius)]
        found[left] = level
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


def _matched(parts: Parts, place: tuple[np.intp, np.intp]) -> bool:
    """Return whether the windows at a place are found together elsewhere as well as each of them alone.

    They are sought at pixels that differ, and may be one pixel apart.
    """
    import numpy as np

    down, right = ELSEWHERE
    part = Part(parts, (np.array([place[0]]), np.array([place[1]])), (down + REACH, right + REACH))
    inner = slice(REACH, -REACH), slice(REACH, -REACH)
    other = (part.differing & part.inside)[inner]
    if part.counted is not None:
        other &= windows_of(part.counted, REACH).all(axis=(2, 3))
    other[down - OWN : down + OWN + 1, right - OWN : right + OWN + 1] = False
    if not other.any():
        return True
    pairs = [(windows[other], windows[down, right]) for windows in (windows_of(p, REACH) for p in part.luma)]
    own = np.stack([window for _, window in pairs])
    contrast = own.max() - own.min()
    distances = np.full((2, *other.shape), np.inf)
    for plane, (windows, window) in zip(distances, pairs, strict=True):
        plane[other] = ((windows - window) ** 2).sum(axis=(1, 2)) / contrast**2
    alone = distances.min(axis=(1, 2)).max()
    nearest = -max_filter(-distances[None], 1)[0]
    return bool(nearest.max(axis=0).min() <= alone + UNMATCHED)
