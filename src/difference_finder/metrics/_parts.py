"""Parts of two images around some of their pixels, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._colour_distance import TO_YIQ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

Array = Any

TILE = 256
"""Sides of the squares whose pixels form a part, which limits memory."""


def parts(
    images: tuple[Array, Array],
    places: tuple[NDArray[np.intp], NDArray[np.intp]],
    differing: NDArray[np.bool_],
    mask: Array | None,
    data_range: float,
    margins: tuple[int, int],
) -> Iterator[tuple[NDArray[np.intp], Part]]:
    """Yield which places lie in a part, and the part, until each place lies in one."""
    import numpy as np

    rows, columns = places
    tiles = rows // TILE * (differing.shape[1] // TILE + 1) + columns // TILE
    order = np.argsort(tiles, kind="stable")
    for members in np.split(order, np.nonzero(np.diff(tiles[order]))[0] + 1):
        if len(members):
            here = rows[members], columns[members]
            yield members, Part(images, here, differing, mask, data_range, margins)


class Part:
    """A part of two images that contains some pixels and all pixels near them.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    places
        Rows and columns of the pixels.
    differing
        Which pixels of the images differ, (H, W).
    mask
        Mask of shape (H, W); True where pixels count. None if all do.
    data_range
        Greatest minus least possible value.
    margins
        How far the part extends beyond the pixels, along both axes. Beyond the border of the images it
        repeats their last pixels.

    Attributes
    ----------
    rows, columns
        Places of the pixels in the part.
    luma
        The luma of both images, from 0 to 1.
    counted, differing
        Parts of the mask and of the pixels that differ.
    inside
        Which pixels lie in the images.
    """

    def __init__(
        self,
        images: tuple[Array, Array],
        places: tuple[NDArray[np.intp], NDArray[np.intp]],
        differing: NDArray[np.bool_],
        mask: Array | None,
        data_range: float,
        margins: tuple[int, int],
    ) -> None:
        import numpy as np

        lines = [np.arange(p.min() - far, p.max() + far + 1) for p, far in zip(places, margins, strict=True)]
        self.rows, self.columns = (place - line[0] for place, line in zip(places, lines, strict=True))
        inside = [(line >= 0) & (line < side) for line, side in zip(lines, differing.shape, strict=True)]
        self._kept = np.ix_(
            *(line.clip(0, side - 1) for line, side in zip(lines, differing.shape, strict=True))
        )
        self.luma = [_luma([self.cut(plane) for plane in image], data_range) for image in images]
        self.counted = np.ones(self.luma[0].shape, bool) if mask is None else np.asarray(self.cut(mask), bool)
        self.differing = self.cut(differing)
        self.inside: NDArray[np.bool_] = inside[0][:, None] & inside[1]

    def cut(self, plane: Array) -> Array:
        """Return the part of a plane of the size of the images."""
        return plane[self._kept]


def box_sums(
    plane: Array,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    boxes: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> NDArray[np.float64]:
    """Return the sums of boxes near places, of shape (boxes, places).

    Parameters
    ----------
    plane
        Plane of shape (H, W), which contains all boxes.
    rows, columns
        The places.
    boxes
        First and last row, and first and last column of each box, relative to the places.
    """
    import numpy as np

    sums = np.zeros((plane.shape[0] + 1, plane.shape[1] + 1))
    sums[1:, 1:] = plane.cumsum(0, dtype=float).cumsum(1)
    found = []
    for vertical, horizontal in boxes:
        top, bottom = rows + vertical[0], rows + vertical[1] + 1
        left, right = columns + horizontal[0], columns + horizontal[1] + 1
        found.append(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
    return np.array(found)


def _luma(channels: list[Array], data_range: float) -> NDArray[np.float64]:
    weights = TO_YIQ[0] if len(channels) == 3 else (1.0,)
    known: NDArray[np.float64] = sum(
        weight * (channel.astype(float) / data_range)
        for weight, channel in zip(weights, channels, strict=True)
    )
    return known
