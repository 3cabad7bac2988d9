"""Where two images show different shapes, such as another letter, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter
from difference_finder.metrics._colour_distance import TO_YIQ
from difference_finder.metrics._distortion import REACH, differ_after_distortion, windows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array = Any

UNEXPLAINED, UNEXPLAINED_ALONE = 6.5, 1.5
"""Pixels of full contrast in which a window must differ after the best distortion: in general, and where the
strokes beside it do not differ. The same text drawn by another program reaches 6.5, text in which the strokes
beside are the same 1.3, and most letters that became a similar one more than 2."""

LEAST_CONTRAST = 0.2
"""Smallest difference in luma of strokes and background that is tested."""

AROUND, BESIDE, HEIGHT = 40, 8, 6
"""Where the strokes beside a window lie: at most and at least so many pixels to its left or right, and at
most so many above or below its centre."""

SIDES = ((-AROUND, -BESIDE - 1), (BESIDE + 1, AROUND))
"""First and last column of the strokes to the left and to the right, relative to the centre."""

STROKE = 0.1
"""Range of luma of the 3x3 pixels around a pixel of a stroke."""

BOTH_SIDES, ONE_SIDE = (20, 0.7), (40, 0.95)
"""Least number of pixels of strokes beside a single difference, and their share that does not differ: on both
sides together, or on one of them, because text behind a letter of another width moves."""

TILE = 256
"""Side of the parts of images that are compared at once, which limits memory."""


def other_shapes(
    images: tuple[Array, Array],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    mask: Array | None,
    data_range: float,
    radius: int,
    tested: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return around which of the tested pixels the images show different shapes.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    rows, columns
        Places of all pixels that differ.
    mask
        Mask of shape (H, W); windows near pixels where it is False are not tested. None if all count.
    data_range
        Greatest minus least possible value.
    radius
        Number of whole pixels that shapes may have moved.
    tested
        Which of the pixels are tested; None for all.
    """
    import numpy as np

    found = np.zeros(len(rows), bool)
    differing = np.zeros(images[0].shape[1:], bool)
    differing[rows, columns] = True
    tiles = rows // TILE * (differing.shape[1] // TILE + 1) + columns // TILE
    order = np.argsort(tiles, kind="stable")
    if tested is not None:
        order = order[tested[order]]
    for members in np.split(order, np.nonzero(np.diff(tiles[order]))[0] + 1):
        if len(members):
            places = rows[members], columns[members]
            found[members] = _Part(images, differing, mask, places, data_range, radius).other_shapes()
    return found


class _Part:
    """A part of two images that contains some differing pixels and all pixels near them.

    Parameters
    ----------
    images, mask, data_range, radius
        As above.
    differing
        Which pixels of the images differ, (H, W).
    places
        Rows and columns of the pixels.
    """

    def __init__(
        self,
        images: tuple[Array, Array],
        differing: NDArray[np.bool_],
        mask: Array | None,
        places: tuple[NDArray[np.intp], NDArray[np.intp]],
        data_range: float,
        radius: int,
    ) -> None:
        import numpy as np

        self.radius, self.reach = radius, REACH + 1 + radius
        # Windows continue the border of the image.
        margins = max(HEIGHT + 1, self.reach), max(AROUND + 1, self.reach)
        lines = [np.arange(p.min() - far, p.max() + far + 1) for p, far in zip(places, margins, strict=True)]
        self.rows, self.columns = (place - line[0] for place, line in zip(places, lines, strict=True))
        inside = [(line >= 0) & (line < side) for line, side in zip(lines, differing.shape, strict=True)]
        kept = np.ix_(*(line.clip(0, side - 1) for line, side in zip(lines, differing.shape, strict=True)))
        self.luma = [_luma([plane[kept] for plane in image], data_range) for image in images]
        self.counted = np.ones(self.luma[0].shape, bool) if mask is None else np.asarray(mask[kept], bool)
        self.differing = differing[kept]
        self.real = inside[0][:, None] & inside[1]

    def other_shapes(self) -> NDArray[np.bool_]:
        """Return around which of the pixels the images show different shapes."""
        import numpy as np

        gap = _Sums((self.luma[0] - self.luma[1]) ** 2)
        energy = gap.of_boxes(self.rows, self.columns, REACH, (-REACH, REACH))
        contrast = self._contrast()[self.rows, self.columns]
        found: NDArray[np.bool_] = (contrast > LEAST_CONTRAST) & (energy > UNEXPLAINED_ALONE * contrast**2)
        if not found.any():
            return found
        limits = np.where(self._alone(), UNEXPLAINED_ALONE, UNEXPLAINED)
        found &= energy > limits * contrast**2
        found[found] = self._differ(np.nonzero(found)[0], contrast[found], limits[found])
        return found

    def _contrast(self) -> NDArray[np.float64]:
        """Return the ranges of luma in the windows around all pixels, of both images together."""
        import numpy as np

        ends = max_filter(np.stack([np.maximum(*self.luma), -np.minimum(*self.luma)])[None], REACH)[0]
        known: NDArray[np.float64] = ends[0] + ends[1]
        return known

    def _differ(
        self, members: NDArray[np.intp], contrast: NDArray[np.float64], limits: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return which windows differ by more than their limits after the best distortion."""
        rows, columns = self.rows[members], self.columns[members]
        corners = rows - self.reach, columns - self.reach
        found: NDArray[np.bool_] = windows_of(self.counted, self.reach)[corners].all(axis=(1, 2))
        found[found] = differ_after_distortion(
            self.luma, rows[found], columns[found], contrast[found], limits[found], self.radius
        )
        return found

    def _alone(self) -> NDArray[np.bool_]:
        """Return which of the pixels are beside strokes that do not differ."""
        import numpy as np

        first, second = self.luma
        ends = max_filter(np.stack([first, -first, second, -second])[None], 1)[0]
        strokes = self.real & (np.maximum(ends[0] + ends[1], ends[2] + ends[3]) > STROKE)
        if not self.counted.all():
            strokes &= max_filter((~self.counted).astype(np.float32)[None, None], 1)[0, 0] == 0
        sides = [
            [sums.of_boxes(self.rows, self.columns, HEIGHT, ends) for ends in SIDES]
            for sums in (_Sums(strokes), _Sums(strokes & ~self.differing))
        ]
        total, equal = (np.stack([*counts, sum(counts)]) for counts in sides)
        least, share = np.array([ONE_SIDE, ONE_SIDE, BOTH_SIDES]).T[..., None]
        known: NDArray[np.bool_] = ((total >= least) & (equal >= share * total)).any(axis=0)
        return known


class _Sums:
    """Sums of a plane (H, W) over boxes."""

    def __init__(self, plane: Array) -> None:
        import numpy as np

        self.above_and_before = np.zeros((plane.shape[0] + 1, plane.shape[1] + 1))
        self.above_and_before[1:, 1:] = plane.cumsum(0, dtype=float).cumsum(1)

    def of_boxes(
        self, rows: NDArray[np.intp], columns: NDArray[np.intp], height: int, horizontal: tuple[int, int]
    ) -> NDArray[np.float64]:
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
        found: NDArray[np.float64] = (
            sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        )
        return found


def _luma(channels: list[Array], data_range: float) -> NDArray[np.float64]:
    weights = TO_YIQ[0] if len(channels) == 3 else (1.0,)
    known: NDArray[np.float64] = sum(
        weight * (channel.astype(float) / data_range)
        for weight, channel in zip(weights, channels, strict=True)
    )
    return known
