"""Where two images show different shapes, such as another letter, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._parts import box_sums, parts
from difference_finder.metrics._strokes import MARGINS, strokes_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.metrics._parts import Part
    from difference_finder.metrics._strokes import Beside

Array = Any

REACH = 3
"""Pixels from the centre of a window to its side: windows of 7x7 hold most of a small letter."""

UNEXPLAINED, UNEXPLAINED_ALONE, UNEXPLAINED_REDRAWN = 6.5, 1.5, 7.5
"""Pixels of full contrast in which a window must differ after the best distortion: in general, where the
strokes beside it do not differ, and where all of the text differs."""

SHARE_ALONE = 0.35
"""Share of the difference that the best distortion must leave where the strokes beside do not differ."""

LEAST_CONTRAST = 0.2
"""Smallest difference in luma of strokes and background that is tested."""

COST = 0.2
"""Cost of a distortion by one pixel, in pixels of full contrast."""

BLOCK = 1 << 12
"""Number of windows that are compared at once, which limits memory."""


def other_shapes(
    images: tuple[Array, Array],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    mask: Array | None,
    data_range: float,
    radius: int,
) -> NDArray[np.bool_]:
    """Return around which pixels the images show different shapes.

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
    """
    import numpy as np

    found = np.zeros(len(rows), bool)
    differing = np.zeros(images[0].shape[1:], bool)
    differing[rows, columns] = True
    reach = REACH + 1 + radius
    margins = max(MARGINS[0], reach), max(MARGINS[1], reach)
    for members, part in parts(images, (rows, columns), differing, mask, data_range, margins):
        found[members] = _Windows(part, radius).other_shapes()
    return found


class _Windows:
    """The windows around the pixels of a part.

    Parameters
    ----------
    part
        The part.
    radius
        Number of whole pixels that shapes may have moved.
    """

    def __init__(self, part: Part, radius: int) -> None:
        self.part, self.radius, self.reach = part, radius, REACH + 1 + radius

    def other_shapes(self) -> NDArray[np.bool_]:
        """Return around which of the pixels the images show different shapes."""
        import numpy as np

        part = self.part
        gap = (part.luma[0] - part.luma[1]) ** 2
        contrast = self._contrast()[part.rows, part.columns]
        (energy,) = box_sums(gap, part.rows, part.columns, [((-REACH, REACH), (-REACH, REACH))])
        energy /= contrast.clip(LEAST_CONTRAST) ** 2
        found: NDArray[np.bool_] = (contrast > LEAST_CONTRAST) & (energy > UNEXPLAINED_ALONE)
        tested = np.nonzero(found)[0]
        if not len(tested):
            return found
        limits = _limits(strokes_beside(part, tested), energy[tested])
        for start in range(0, len(tested), BLOCK):
            block = slice(start, start + BLOCK)
            members = tested[block]
            found[members] = self._differ(members, energy[members], contrast[members], limits[block])
        return found

    def _contrast(self) -> NDArray[np.float64]:
        """Return the ranges of luma in the windows around all pixels, of both images together."""
        import numpy as np
        from scipy.ndimage import maximum_filter, minimum_filter

        side = 2 * REACH + 1
        highest, lowest = np.maximum(*self.part.luma), np.minimum(*self.part.luma)
        known: NDArray[np.float64] = maximum_filter(highest, side) - minimum_filter(lowest, side)
        return known

    def _differ(
        self,
        members: NDArray[np.intp],
        energy: NDArray[np.float64],
        contrast: NDArray[np.float64],
        limits: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Return which windows differ by more than their limits after the best distortion."""
        import numpy as np

        part = self.part
        corners = part.rows[members] - self.reach, part.columns[members] - self.reach
        first, second, counted = (
            _windows(plane, self.reach)[corners] for plane in (*part.luma, part.counted)
        )
        found: NDArray[np.bool_] = counted.all(axis=(1, 2)) & (energy > limits)
        for moves in _moves(self.radius):
            left = np.nonzero(found)[0]
            if not len(left):
                break
            one, other = (
                _cropped(patch[left], move, self.radius)
                for patch, move in zip((first, second), moves, strict=True)
            )
            found[left] = _residual(one, other, contrast[left]) > limits[left]
        return found


def _limits(beside: Beside, energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much windows may differ after the best distortion."""
    import numpy as np

    alone = np.maximum(UNEXPLAINED_ALONE, SHARE_ALONE * energy)
    known: NDArray[np.float64] = np.where(
        beside.alone(), alone, np.where(beside.redrawn(), UNEXPLAINED_REDRAWN, UNEXPLAINED)
    )
    return known


def _windows(plane: Array, reach: int) -> Array:
    from numpy.lib.stride_tricks import sliding_window_view

    return sliding_window_view(plane, (2 * reach + 1, 2 * reach + 1))


def _moves(radius: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield by how many pixels down and right either image is moved; at first, none."""
    steps = range(-radius, radius + 1)
    yield (0, 0), (0, 0)
    for move in ((down, right) for down in steps for right in steps if down or right):
        yield move, (0, 0)
        yield (0, 0), move


def _cropped(patch: NDArray[np.float64], move: tuple[int, int], radius: int) -> NDArray[np.float64]:
    """Return patches of a window and the pixels next to it, moved."""
    down, right = (slice(radius + step, patch.shape[1] - radius + step) for step in move)
    return patch[:, down, right]


def _residual(
    first: NDArray[np.float64], second: NDArray[np.float64], contrast: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of the difference remains after the best small distortion, (N,).

    The difference is a linear combination, found by least squares, of the derivatives of the mean image: it
    moves, grows along x or y (hinting), becomes sharper or softer along x or y, and becomes lighter.
    """
    import numpy as np

    mean = (first + second) / 2
    inner = slice(1, -1)
    ahead = [mean[:, inner, 2:], mean[:, 2:, inner]]
    behind = [mean[:, inner, :-2], mean[:, :-2, inner]]
    slopes = [(a - b) / 2 for a, b in zip(ahead, behind, strict=True)]
    bends = [a + b - 2 * mean[:, inner, inner] for a, b in zip(ahead, behind, strict=True)]
    steps = np.arange(-REACH, REACH + 1) / REACH
    growth = [slopes[0] * steps, slopes[1] * steps[:, None]]
    terms = np.stack([*slopes, *growth, *bends, np.ones_like(slopes[0])], axis=1)
    terms = terms.reshape(len(mean), terms.shape[1], -1)
    gap = (second - first)[:, inner, inner].reshape(len(mean), -1, 1)
    costs = np.diag([COST] * (terms.shape[1] - 1) + [0.0]) * (contrast**2)[:, None, None]
    known = terms @ gap
    solved = np.linalg.solve(terms @ terms.transpose(0, 2, 1) + costs, known)
    left: NDArray[np.float64] = ((gap**2).sum(axis=(1, 2)) - (known * solved).sum(axis=(1, 2))) / contrast**2
    return left
