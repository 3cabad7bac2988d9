"""Traces of blocks of 8x8 pixels."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
from difference_finder.kinds._planes import box_mean
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

BLOCK = 8
"""Side of a block of JPEG in pixels."""


class Grid(NamedTuple):
    """Logarithms of the ratio of an energy on the grid of JPEG to the energy beside it, of both images."""

    first: float
    second: float


def grid(place: Place) -> Grid:
    """Return how the high frequencies depend on the grid of blocks in both images."""
    return _ratios(place, 0, 0.05)


def edges(place: Place) -> Grid:
    """Return how much stronger steps at the borders of blocks are than in their middles, in both images."""
    return _ratios(place, 1, 0.1)


def _ratios(place: Place, number: int, floor: float) -> Grid:
    """Return the logarithms of the ratios of energies, to which a floor is added, in squared levels."""
    ratios = []
    for energies in place.measure(block_energies):
        on, beside = energies[number]
        ratios.append(math.log((on + floor) / (beside + floor)))
    return Grid(*ratios)


Energies = tuple[tuple[float, float], tuple[float, float]]


def block_energies(place: Place) -> tuple[Energies, Energies]:
    """Return the energies of both images."""
    if place.changed == "first":
        first, second = place.swapped.measure(block_energies)
        return second, first
    top, left = place.top % BLOCK, place.left % BLOCK
    first, second = (
        grid_energies(luma, place.core, top, left) for luma in (place.luma_first, place.luma_second)
    )
    return first, second


def grid_energies(plane: Array, weight: Array, top: int, left: int) -> Energies:
    """Return energies of a plane on the grid of blocks, and on the grid moved by half a block.

    Parameters
    ----------
    plane, weight
        Planes of shape (h, w).
    top, left
        Position of the plane on the grid, 0 to 7.

    Returns
    -------
    tuple
        Two pairs: the mean energies of the upper half of the frequencies in blocks, and the mean squares of
        the steps at the borders of blocks, averaged along the borders.
    """
    if (kernels := native()) is not None:
        inner, borders = kernels.grid_energies(plane, weight, top, left)
        return tuple(inner), tuple(borders)
    inner = tuple(_block_energy(plane, weight, top + offset, left + offset) for offset in (0, BLOCK // 2))
    return inner, _border_energies(plane, weight, top, left)


def _block_energy(plane: Array, weight: Array, top: int, left: int) -> float:
    top, left = (-side % BLOCK for side in (top, left))
    plane, weight = plane[top:, left:], weight[top:, left:]
    h, w = (side // BLOCK for side in plane.shape)
    if not h or not w:
        return 0.0
    blocks = _blocks(plane, h, w)
    weights = _blocks(weight, h, w).sum(axis=(2, 3))
    cosines = _high_cosines()
    high, wide = cosines @ blocks, blocks @ cosines.T
    energy = (high**2).sum(axis=(2, 3)) + (wide**2).sum(axis=(2, 3))
    return float((weights * energy).sum() / max(1e-9, weights.sum()) / BLOCK**2)


@cache
def _high_cosines() -> Array:
    """Return the cosines of the upper half of the frequencies of a block."""
    import numpy as np

    n = np.arange(BLOCK)
    rows: Array = np.stack([np.cos(np.pi * (2 * n + 1) * k / (2 * BLOCK)) for k in range(4, BLOCK)]) / 2
    return rows.astype(np.float32)


def _blocks(plane: Array, h: int, w: int) -> Array:
    return plane[: h * BLOCK, : w * BLOCK].reshape(h, BLOCK, w, BLOCK).transpose(0, 2, 1, 3)


def _border_energies(plane: Array, weight: Array, top: int, left: int) -> tuple[float, float]:
    import numpy as np

    energies = np.zeros((2, 2))
    for axis, start in ((0, top), (1, left)):
        # Third differences let ramps pass.
        step = np.diff(plane, 3, axis=axis)
        along = box_mean(step, BLOCK, 1 - axis)
        counted = np.take(weight, range(1, plane.shape[axis] - 2), axis=axis)
        phase = (start + np.arange(2, plane.shape[axis] - 1)) % BLOCK
        for number, at in enumerate((0, BLOCK // 2)):
            chosen = np.expand_dims(phase == at, 1 - axis) * counted
            energies[number] += float((chosen * along**2).sum()), float(chosen.sum())
    border, middle = energies[:, 0] / np.maximum(1, energies[:, 1])
    return float(border), float(middle)
