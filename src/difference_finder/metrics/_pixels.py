"""Which of the pixels that differ are changed, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.metrics._clusters import opened
from difference_finder.metrics._edges import Unexplained
from difference_finder.metrics._letters import other_letters, suspects
from difference_finder.metrics._redrawn import few_in_redrawn_text
from difference_finder.metrics._shapes import margin_of_windows, other_shapes
from difference_finder.metrics._strokes import MARGINS, Strokes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Parts

IN_LINE, SINGLE = 0.05, 0.1
"""Colour distances beyond which a pixel in a line and a single pixel count."""

LINE = 9
"""Pixels of a line that is thin and visible nevertheless."""


def any_colour(parts: Parts, threshold: float, radius: int) -> NDArray[np.bool_]:
    """Return which of the pixels that differ have a colour that the other image does not have around them.

    Parameters
    ----------
    parts
        The images and the pixels.
    threshold
        Greatest distance of two colours that count as equal.
    radius
        Number of pixels that a colour may have moved.
    """
    return Unexplained(parts, threshold).within(radius)[0] > threshold


def visible_change(parts: Parts, threshold: float, radius: int) -> NDArray[np.bool_]:
    """Return which of the pixels that differ are changed, anti-aliasing aside; parameters as above."""
    import numpy as np

    unexplained = Unexplained(parts, threshold)
    distances, sharp, flat = unexplained.within(radius)
    counts = sharp | flat
    found = _large_enough(parts, distances * counts, sharp, threshold)
    shapes, few, suspected = np.zeros(len(found), bool), [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    rows, columns = (max(margin, margin_of_windows(radius)) for margin in MARGINS)
    for members, part in parts.around((rows, columns)):
        strokes, here = Strokes(part), found[members]
        again = few_in_redrawn_text(strokes, here, distances[members], flat[members])
        here[again] = False
        if not here.all():
            shapes[members] = other_shapes(strokes, radius, np.nonzero(~here)[0])
        few.append(members[again])
        suspected.append(members[suspects(strokes, radius)])
    shapes |= other_letters(parts, np.concatenate(suspected), radius)
    if len(again := np.concatenate(few)):
        counts[again] = ~unexplained.explained_in_redrawn_text(radius + 1, again, flat[again])
        found = _large_enough(parts, distances * counts, sharp, threshold)
    return found | shapes


def _large_enough(
    parts: Parts, distances: NDArray[np.float64], sharp: NDArray[np.bool_], threshold: float
) -> NDArray[np.bool_]:
    """Return which of the pixels that differ count, alone or with their neighbours.

    Parameters
    ----------
    parts, threshold
        As above.
    distances, sharp
        Distances of the pixels, and which of them are greater than those of anti-aliasing.
    """
    import numpy as np

    if not len(distances):
        return np.zeros(0, bool)
    # Squares and lines are as long as a small image, but not as a small box of pixels.
    starts = [max(place.min() - LINE, 0) for place in parts.places]
    places = tuple(place - start for place, start in zip(parts.places, starts, strict=True))
    sides = zip(places, parts.differing.shape, starts, strict=True)
    shape = [min(place.max() + LINE + 1, side - start) for place, side, start in sides]

    def plane(chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        members = np.zeros(shape, bool)
        members[places] = chosen
        return members

    beyond = distances > threshold
    single, in_line = (plane(beyond & (distances > limit)) for limit in (SINGLE, IN_LINE))
    known: NDArray[np.bool_] = (
        plane(beyond & sharp & (distances > SINGLE))
        | opened(single, 2, 2)
        | opened(plane(beyond), 3, 3)
        | opened(in_line, 1, LINE)
        | opened(in_line, LINE, 1)
    )[places]
    return known
