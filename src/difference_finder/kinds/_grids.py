"""Traces of blocks of 8x8 pixels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

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
    if place.changed == "first":
        return Grid(*place.swapped.measure(grid)[::-1])
    return Grid(*(_grid_of(luma, place) for luma in (place.luma_first, place.luma_second)))


def _grid_of(luma: Array, place: Place) -> float:
    import numpy as np

    energies = []
    for offset in (0, BLOCK // 2):
        top, left = (-(side + offset) % BLOCK for side in (place.top, place.left))
        plane, weight = luma[top:, left:], place.core[top:, left:]
        h, w = (side // BLOCK for side in plane.shape)
        if not h or not w:
            return 0.0
        blocks = _blocks(plane, h, w)
        weights = _blocks(weight, h, w).mean(axis=(2, 3))
        cosines = _high_cosines()
        high, wide = cosines @ blocks, blocks @ cosines.T
        energy = (high**2).sum(axis=(2, 3)) + (wide**2).sum(axis=(2, 3))
        energies.append(float((weights * energy).sum() / max(1e-9, weights.sum()) / BLOCK**2))
    return float(np.log((energies[0] + 0.05) / (energies[1] + 0.05)))


@cache
def _high_cosines() -> Array:
    """Return the cosines of the upper half of the frequencies of a block."""
    import numpy as np

    n = np.arange(BLOCK)
    rows: Array = np.stack([np.cos(np.pi * (2 * n + 1) * k / (2 * BLOCK)) for k in range(4, BLOCK)]) / 2
    return rows.astype(np.float32)


def _blocks(plane: Array, h: int, w: int) -> Array:
    return plane[: h * BLOCK, : w * BLOCK].reshape(h, BLOCK, w, BLOCK).transpose(0, 2, 1, 3)


def edges(place: Place) -> Grid:
    """Return how much stronger steps at the borders of blocks are than in their middles, in both images."""
    if place.changed == "first":
        return Grid(*place.swapped.measure(edges)[::-1])
    return Grid(*(_edges_of(luma, place) for luma in (place.luma_first, place.luma_second)))


def _edges_of(luma: Array, place: Place) -> float:
    """Return the logarithm of the ratio of the energies of steps between pixels, averaged along borders."""
    import numpy as np

    energies = np.zeros((2, 2))
    for axis, start in ((0, place.top), (1, place.left)):
        # Second differences let ramps pass.
        step = np.diff(luma, 3, axis=axis)
        along = box_mean(step, BLOCK, 1 - axis)
        weight = np.take(place.core, range(1, luma.shape[axis] - 2), axis=axis)
        phase = (start + np.arange(2, luma.shape[axis] - 1)) % BLOCK
        for number, at in enumerate((0, BLOCK // 2)):
            chosen = np.expand_dims(phase == at, 1 - axis) * weight
            energies[number] += float((chosen * along**2).sum()), float(chosen.sum())
    border, middle = energies[:, 0] / np.maximum(1, energies[:, 1])
    return float(np.log((border + 0.1) / (middle + 0.1)))
