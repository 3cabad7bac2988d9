"""Whether windows of two images differ by more than a small distortion explains, for the metric changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

Array = Any

REACH = 3
"""Pixels from the centre of a window to its side, as in the kernel: 7x7 pixels hold a small letter."""

COST = 0.2
"""Cost of a distortion by one pixel, in pixels of full contrast."""

SLOPE, BEND = (-0.5, 0.0, 0.5), (1.0, -2.0, 1.0)
"""Weights of three neighbouring pixels: the first and the second derivative."""

DISTORTIONS = (
    (SLOPE, "right", ""),
    (SLOPE, "down", ""),
    (SLOPE, "right", "right"),
    (SLOPE, "down", "down"),
    (BEND, "right", ""),
    (BEND, "down", ""),
)
"""Small distortions: the weights of a derivative of the image, its direction, and the direction in which it
grows from -1 to 1 over a window, if any. They move the image, let it grow along x or y (hinting), and make it
sharper or softer along x or y. In addition, an image may become lighter or darker."""

BLOCK = 1 << 11
"""Number of windows that are compared at once, which limits memory.
With twice as many, which leave the cache, each takes 1.6 times as long."""


def differ_after_distortion(
    images: Sequence[NDArray[np.float64]],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    contrast: NDArray[np.float64],
    limits: NDArray[np.float64],
    radius: int,
) -> NDArray[np.bool_]:
    """Return which windows of two images differ by more than their limits after the best small distortion.

    Parameters
    ----------
    images
        Two planes of shape (H, W).
    rows, columns
        Centres of the windows, at least ``REACH + 1 + radius`` pixels from the sides.
    contrast
        Range of the values in each window.
    limits
        Least sum of squared differences that counts, in squared contrasts.
    radius
        Number of whole pixels by which one of the images may have moved.
    """
    import numpy as np

    if (kernels := native()) is not None:
        found = np.zeros(len(rows), np.uint8)
        planes = map(np.ascontiguousarray, images)
        places = (rows, columns, contrast, limits)
        kernels.differ_after_distortion(
            *planes, *places, radius, _distortions(), COST, found, worker_count(None)
        )
        return found.view(bool)
    blocks = [slice(start, start + BLOCK) for start in range(0, len(rows), BLOCK)]
    parts = [_differ(images, (rows[b], columns[b]), contrast[b], limits[b], radius) for b in blocks]
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def windows_of(plane: Array, reach: int) -> Array:
    """Return a view of all square windows of a plane (H, W), by the row and column of their corners."""
    from numpy.lib.stride_tricks import sliding_window_view

    return sliding_window_view(plane, (2 * reach + 1, 2 * reach + 1))


def _differ(
    images: Sequence[NDArray[np.float64]],
    centres: tuple[NDArray[np.intp], NDArray[np.intp]],
    contrast: NDArray[np.float64],
    limits: NDArray[np.float64],
    radius: int,
) -> NDArray[np.bool_]:
    """Return the same by the reference implementation."""
    import numpy as np

    reach = REACH + 1 + radius
    first, second = (windows_of(plane, reach)[centres[0] - reach, centres[1] - reach] for plane in images)
    found = np.ones(len(first), bool)
    for moves in _moves(radius):
        left = np.nonzero(found)[0]
        if not len(left):
            break
        one, other = (
            _cropped(patch[left], move, radius) for patch, move in zip((first, second), moves, strict=True)
        )
        found[left] = _residual(one, other, contrast[left]) > limits[left]
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

    The difference is a linear combination of the distortions of the mean image, found by least squares.
    """
    import numpy as np

    mean = (first + second) / 2
    side = 2 * REACH + 1
    terms = [
        np.reshape(profile, (side, side))
        * sum(
            weight * mean[:, i // 3 : i // 3 + side, i % 3 : i % 3 + side]
            for i, weight in enumerate(weights)
            if weight
        )
        for weights, profile in _distortions()
    ]
    stacked = np.stack([*terms, np.ones_like(terms[0])], axis=1).reshape(len(mean), len(terms) + 1, -1)
    gap = (second - first)[:, 1:-1, 1:-1].reshape(len(mean), -1, 1)
    costs = np.diag([COST] * len(terms) + [0.0]) * (contrast**2)[:, None, None]
    known = stacked @ gap
    solved = np.linalg.solve(stacked @ stacked.transpose(0, 2, 1) + costs, known)
    left: NDArray[np.float64] = ((gap**2).sum(axis=(1, 2)) - (known * solved).sum(axis=(1, 2))) / contrast**2
    return left


@cache
def _distortions() -> list[tuple[list[float], list[float]]]:
    """Return the filter of 3x3 weights and the profile of 7x7 factors of each distortion, row by row."""
    import numpy as np

    steps = np.arange(-REACH, REACH + 1) / REACH
    profiles = dict(zip(("down", "right"), np.meshgrid(steps, steps, indexing="ij"), strict=True))
    profiles[""] = np.ones((2 * REACH + 1, 2 * REACH + 1))
    filters = []
    for weights, direction, growth in DISTORTIONS:
        kernel = np.zeros((3, 3))
        kernel[(1, slice(None)) if direction == "right" else (slice(None), 1)] = weights
        filters.append((kernel.ravel().tolist(), profiles[growth].ravel().tolist()))
    return filters
