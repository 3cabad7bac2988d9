"""Distances of pixels to the colours around their places, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from difference_finder.metrics._colour_distance import ROUNDING, Neighbourhoods

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Parts

CONTRAST_SHARE = 0.7
"""Share of the local contrast that a difference must exceed where anti-aliasing does not count."""

PLATEAU = 3
"""Adjacent pixels of the same colour in both images that show that a pixel is not anti-aliased."""

STROKE = 8
"""Pixels to each side in the row and the column in which a thin stroke meets another one of its colour."""

ALIKE = 0.1
"""Distance of two colours of strokes that count as equal in text that was drawn otherwise."""

BLOCK = 1 << 16
"""Pixels of the squares around pixels that are compared at once, which limits memory."""


class Unexplained:
    """How far pixels are from the colours around their places in the other image.

    Parameters
    ----------
    parts
        The images and the pixels that differ.
    threshold
        Greatest distance of two colours that count as equal.
    """

    def __init__(self, parts: Parts, threshold: float) -> None:
        self.parts, self.threshold = parts, threshold

    def within(
        self, radius: int, members: NDArray[np.intp] | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the distances of pixels to the colours within a radius, and which are sharp and which flat.

        Sharp distances are greater than those of anti-aliasing, and flat pixels are not anti-aliased.

        Parameters
        ----------
        radius
            Number of pixels from the centre of a square to its side.
        members
            Numbers of some of the pixels that differ; None for all.
        """
        import numpy as np

        number = len(self.parts.places[0]) if members is None else len(members)
        distances, sharp, flat = np.zeros(number), np.zeros(number, bool), np.zeros(number, bool)
        for block, around in self._around(radius, members, number):
            distances[block] = _greater_distance(around)
            contrast = np.maximum(*(one.contrast() for one in around))
            sharp[block] = distances[block] > CONTRAST_SHARE * contrast + ROUNDING
            flat[block] = around[0].equal_with(around[1]) >= PLATEAU
        return distances, sharp, flat

    def explained_in_redrawn_text(
        self, radius: int, members: NDArray[np.intp], flat: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which pixels are explained if their text was drawn otherwise.

        Strokes may have moved further. A stroke of two rows of pixels that are half covered may become one of
        two full rows: such flat pixels then have the colour of another stroke which they meet.

        Parameters
        ----------
        radius
            Number of pixels that strokes may have moved.
        members
            Numbers of the pixels, of those that differ.
        flat
            Which of the members are not anti-aliased.
        """
        import numpy as np

        explained = ~flat
        explained[explained] = ~self.within(radius, members[explained])[1]
        strokes = np.nonzero(flat)[0]
        for block, around in self._around(radius, members[strokes], len(strokes), STROKE):
            explained[strokes[block]] = _greater_distance(around) <= ALIKE
        return explained

    def _around(
        self, radius: int, members: NDArray[np.intp] | None, number: int, arm: int = 0
    ) -> Iterator[tuple[slice, list[Neighbourhoods]]]:
        """Yield blocks of the pixels, and the colours around them in both images."""
        parts, reach = self.parts, max(radius, arm)
        rows, columns = parts.places if members is None else (place[members] for place in parts.places)
        step = max(1, BLOCK // (2 * reach + 1) ** 2)
        for block in (slice(start, start + step) for start in range(0, number, step)):
            here = rows[block], columns[block]
            yield (
                block,
                [
                    Neighbourhoods(image, *here, radius, parts.mask, parts.data_range, self.threshold, arm)
                    for image in parts.images
                ],
            )


def _greater_distance(around: list[Neighbourhoods]) -> NDArray[np.float64]:
    """Return the greater distance of each pixel of an image to the colours of the other image."""
    import numpy as np

    one, other = around
    known: NDArray[np.float64] = np.maximum(one.distance_to(other), other.distance_to(one))
    return known
