"""Parts of two images around some of their pixels, for the metric changed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._colour_distance import TO_YIQ
from difference_finder.metrics._distortion import REACH

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Places = tuple[NDArray[np.intp], NDArray[np.intp]]

Array = Any

TILE = 256
"""Sides of the squares whose pixels form a part, which limits memory."""


class Parts:
    """Two images that are divided into parts.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    places
        Rows and columns of all pixels that differ.
    mask
        Mask of shape (H, W); True where pixels count. None if all do.
    data_range
        Greatest minus least possible value.
    """

    def __init__(
        self, images: tuple[Array, Array], places: Places, mask: Array | None, data_range: float
    ) -> None:
        import numpy as np

        self.images, self.places, self.mask, self.data_range = images, places, mask, data_range
        self.differing = np.zeros(images[0].shape[1:], bool)
        self.differing[places] = True

    def around(self, margins: tuple[int, int]) -> Iterator[tuple[NDArray[np.intp], Part]]:
        """Yield the numbers of some pixels that differ, and the part around them, until each was yielded.

        The margins tell how far parts extend beyond these pixels, along both axes.
        """
        import numpy as np

        rows, columns = self.places
        tiles = rows // TILE * (self.differing.shape[1] // TILE + 1) + columns // TILE
        order = np.argsort(tiles, kind="stable")
        for members in np.split(order, np.nonzero(np.diff(tiles[order]))[0] + 1):
            if len(members):
                yield members, Part(self, (rows[members], columns[members]), margins)


class Part:
    """A part of two images that contains some pixels and all pixels near them.

    Parameters
    ----------
    whole
        The images.
    places
        Rows and columns of the pixels.
    margins
        How far the part extends beyond the pixels, along both axes. Beyond the border of the images it
        repeats their last pixels.

    Attributes
    ----------
    rows, columns
        Places of the pixels in the part.
    inside
        Which pixels lie in the images.
    """

    def __init__(self, whole: Parts, places: Places, margins: tuple[int, int]) -> None:
        import numpy as np

        shape = whole.differing.shape
        lines = [np.arange(p.min() - far, p.max() + far + 1) for p, far in zip(places, margins, strict=True)]
        self.rows, self.columns = (place - line[0] for place, line in zip(places, lines, strict=True))
        inside = [(line >= 0) & (line < side) for line, side in zip(lines, shape, strict=True)]
        self._kept = np.ix_(*(line.clip(0, side - 1) for line, side in zip(lines, shape, strict=True)))
        self.inside: NDArray[np.bool_] = inside[0][:, None] & inside[1]
        self._whole = whole

    @cached_property
    def luma(self) -> list[NDArray[np.float64]]:
        """The luma of both images, from 0 to 1."""
        whole = self._whole
        return [_luma([self.cut(plane) for plane in image], whole.data_range) for image in whole.images]

    @cached_property
    def contrast(self) -> NDArray[np.float64]:
        """The ranges of luma in the windows around all pixels, of both images together."""
        import numpy as np

        ends = max_filter(np.stack([np.maximum(*self.luma), -np.minimum(*self.luma)])[None], REACH)[0]
        known: NDArray[np.float64] = ends[0] + ends[1]
        return known

    @cached_property
    def counted(self) -> NDArray[np.bool_] | None:
        """The part of the mask; None if all pixels count."""
        mask = self._whole.mask
        return None if mask is None else self.cut(mask).astype(bool)

    @cached_property
    def differing(self) -> NDArray[np.bool_]:
        """Which pixels differ."""
        known: NDArray[np.bool_] = self.cut(self._whole.differing)
        return known

    def cut(self, plane: Array) -> Array:
        """Return the part of a plane of the size of the images."""
        return plane[self._kept]


class Sums:
    """Sums of a plane (H, W) of numbers over boxes."""

    def __init__(self, plane: Array) -> None:
        import numpy as np

        self.above_and_before = np.zeros((plane.shape[0] + 1, plane.shape[1] + 1), plane.dtype)
        kind = plane.dtype
        np.cumsum(np.cumsum(plane, 0, dtype=kind), 1, dtype=kind, out=self.above_and_before[1:, 1:])

    def of_boxes(
        self, rows: NDArray[np.intp], columns: NDArray[np.intp], height: int, horizontal: tuple[int, int]
    ) -> Array:
        """Return the sums of boxes that lie at the same place relative to each pixel.

        Parameters
        ----------
        rows, columns
            Places of the pixels.
        height
            Number of rows above and below a pixel.
        horizontal
            First and last column, relative to a pixel.
        """
        sums = self.above_and_before
        top, bottom = rows - height, rows + height + 1
        left, right = columns + horizontal[0], columns + horizontal[1] + 1
        return sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]


def _luma(channels: list[Array], data_range: float) -> NDArray[np.float64]:
    weights = TO_YIQ[0] if len(channels) == 3 else (1.0,)
    known: NDArray[np.float64] = sum(
        weight * (channel.astype(float) / data_range)
        for weight, channel in zip(weights, channels, strict=True)
    )
    return known
