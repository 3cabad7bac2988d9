"""Where two images show different shapes, such as another letter, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.metrics._colour_distance import TO_YIQ

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

Array = Any

REACH = 3
"""Pixels from the centre of a window to its side: windows of 7x7 hold most of a small letter."""

UNEXPLAINED = 3.85
"""Pixels of full contrast in which a window must differ after the best distortion. Of the rendered pairs for
tuning, the same text drawn by another program or with another hinting reaches 3.6, other letters 4.1."""

LEAST_CONTRAST = 0.2
"""Smallest difference in luma of strokes and background that is tested."""

COST = 0.2
"""Cost of a distortion by one pixel, in pixels of full contrast."""

BLOCK = 1 << 12
"""Windows that are compared at once, which limits memory."""


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
    tested = _energetic(images, rows, columns, data_range)
    for start in range(0, len(tested), BLOCK):
        block = tested[start : start + BLOCK]
        places = _Places(rows[block], columns[block], images[0].shape[1:], REACH + 1 + radius)
        patches = [places.luma(image, data_range) for image in images]
        found[block] = _differ(*patches, radius) & places.inside(mask)
    return found


def _energetic(
    images: tuple[Array, Array], rows: NDArray[np.intp], columns: NDArray[np.intp], data_range: float
) -> NDArray[np.intp]:
    """Return the numbers of the pixels whose windows differ enough for a different shape."""
    import numpy as np

    first, second = (_luma(image, rows, columns, data_range) for image in images)
    squares = np.zeros(images[0].shape[1:])
    squares[rows, columns] = (first - second) ** 2
    places = _Places(rows, columns, squares.shape, REACH)
    energy = sum(squares[place] for place in places.each())
    return np.nonzero(energy > UNEXPLAINED * LEAST_CONTRAST**2)[0]


class _Places:
    """The places of square windows around pixels; windows continue the border of the image."""

    def __init__(
        self, rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int], reach: int
    ) -> None:
        import numpy as np

        steps = np.arange(-reach, reach + 1)
        self.rows = np.clip(rows[:, None] + steps, 0, shape[0] - 1)
        self.columns = np.clip(columns[:, None] + steps, 0, shape[1] - 1)

    def each(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield the rows and columns of one place in all windows, place by place."""
        for rows in self.rows.T:
            for columns in self.columns.T:
                yield rows, columns

    def luma(self, image: Array, data_range: float) -> NDArray[np.float64]:
        """Return the luma of all windows, (N, side, side)."""
        return _luma(image, self.rows[:, :, None], self.columns[:, None, :], data_range)

    def inside(self, mask: Array | None) -> Any:
        """Return which windows have no masked pixel."""
        return mask is None or mask[self.rows[:, :, None], self.columns[:, None, :]].all(axis=(1, 2))


def _luma(image: Array, rows: Any, columns: Any, data_range: float) -> NDArray[np.float64]:
    channels = [plane[rows, columns].astype(float) / data_range for plane in image]
    known: NDArray[np.float64] = channels[0]
    if len(channels) == 3:
        known = sum(weight * channel for weight, channel in zip(TO_YIQ[0], channels, strict=True))
    return known


def _differ(first: NDArray[np.float64], second: NDArray[np.float64], radius: int) -> NDArray[np.bool_]:
    """Return which windows differ by more than a distortion, (N,)."""
    import numpy as np

    middle = slice(radius + 1, -radius - 1)
    windows = np.stack([first, second])[:, :, middle, middle]
    contrast = windows.max(axis=(0, 2, 3)) - windows.min(axis=(0, 2, 3))
    energy = ((windows[0] - windows[1]) ** 2).sum(axis=(1, 2))
    left = np.nonzero((contrast > LEAST_CONTRAST) & (energy > UNEXPLAINED * contrast**2))[0]
    for one, other in _moves(radius):
        if not len(left):
            break
        patches = [_cropped(patch[left], move, radius) for patch, move in ((first, one), (second, other))]
        left = left[_residual(*patches, contrast[left]) > UNEXPLAINED]
    found = np.zeros(len(first), bool)
    found[left] = True
    return found


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
