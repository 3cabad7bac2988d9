"""Distances of pixels to the colours around their places, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._colour_distance import Neighbourhoods

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = tuple[NDArray[np.intp], NDArray[np.intp]]

Array = Any

CONTRAST_SHARE = 0.7
"""Share of the local contrast that a difference must exceed where anti-aliasing does not count."""

PLATEAU = 3
"""Adjacent pixels of the same colour in both images that show that a pixel is not anti-aliased."""

STROKE = 8
"""Pixels to each side in the row and the column in which a thin stroke meets another one of its colour."""


class Unexplained:
    """How far pixels are from the colours around their places in the other image.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    mask
        Mask of shape (H, W). None if all pixels count.
    data_range
        Greatest minus least possible value.
    threshold
        Greatest distance of two colours that count as equal.
    """

    def __init__(
        self, images: tuple[Array, Array], mask: Array | None, data_range: float, threshold: float
    ) -> None:
        self.images, self.mask = images, mask
        self.data_range, self.threshold = data_range, threshold

    def within(
        self, here: Places, radius: int
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the distances of pixels to the colours within a radius, which are sharp, and which flat.

        Sharp distances exceed differences of anti-aliasing, and flat pixels are not anti-aliased.
        """
        import numpy as np

        around = self._around(here, radius)
        distances = _greater_distance(around)
        sharp = distances > CONTRAST_SHARE * np.maximum(*(one.contrast() for one in around))
        return distances, sharp, around[0].equal_with(around[1]) >= PLATEAU

    def of_redrawn_text(self, here: Places, radius: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the distances of pixels of text that was drawn otherwise, 0 at edges, and which are sharp.

        A stroke of two rows of pixels that are half covered may become one of two full rows. It then has the
        colour of another stroke which it meets.
        """
        import numpy as np

        distances, sharp, flat = self.within(here, radius)
        distances[~sharp & ~flat] = 0
        strokes = np.nonzero(~sharp & flat)[0]
        around = self._around((here[0][strokes], here[1][strokes]), radius, STROKE)
        distances[strokes] = _greater_distance(around)
        return distances, sharp

    def _around(self, here: Places, radius: int, arm: int = 0) -> list[Neighbourhoods]:
        return [
            Neighbourhoods(image, *here, radius, self.mask, self.data_range, self.threshold, arm)
            for image in self.images
        ]


def _greater_distance(around: list[Neighbourhoods]) -> NDArray[np.float64]:
    import numpy as np

    known: NDArray[np.float64] = np.maximum(
        around[0].distance_to(around[1]), around[1].distance_to(around[0])
    )
    return known
