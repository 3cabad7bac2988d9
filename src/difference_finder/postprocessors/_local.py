"""What is background around each place of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.errors import InputError
from difference_finder.postprocessors._statistics import NORMAL_MAD, ValueStatistics
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


def local_background(
    plane: NDArray[Any], cell: int, inside: NDArray[Any] | None = None, workers: int | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the median around each pixel, and the robust standard deviation.

    Parameters
    ----------
    plane
        The map, shape (H, W).
    cell
        The width of the cells of a grid, in pixels. What is much smaller than a cell hardly shows in the
        background, what is larger than two cells becomes part of it.
    inside
        Where pixels count; None for everywhere.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    tuple of array
        Two maps (H, W) in the type of the map, interpolated between the centres of the cells in straight
        lines; beyond the outermost centres they stay as they are.

    Notes
    -----
    Each cell is measured in a window of two cells' width around its centre. Windows that share half of their
    pixels with the next one follow the background more evenly than windows side by side.
    """
    medians, deviations = cell_statistics(plane, cell, inside, workers)
    return _enlarged(medians, cell, plane), _enlarged(deviations * NORMAL_MAD, cell, plane)


def cell_statistics(
    plane: NDArray[Any], cell: int, inside: NDArray[Any] | None = None, workers: int | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the median and the median distance from it for each cell, float64.

    Where no pixel of a window counts, the median of all windows takes their place.
    """
    import numpy as np

    if cell < 1:
        raise InputError(f"cell is a width in pixels, at least 1, not {cell}")
    height, width = plane.shape
    shape = -(-height // cell), -(-width // cell)
    medians, deviations = np.empty(shape), np.empty(shape)
    if (kernels := native()) is not None and plane.dtype.name in ("float32", "float64"):
        kernels.local_background(plane, inside, cell, medians, deviations, worker_count(workers))
    else:
        for place in np.ndindex(shape):
            window = tuple(
                slice(max(0, i * cell - cell // 2), (i + 1) * cell + (cell + 1) // 2) for i in place
            )
            seen = ValueStatistics.of(plane[window], None if inside is None else inside[window])
            some = seen.count > 0
            medians[place], deviations[place] = (seen.median, seen.deviation) if some else (np.nan, np.nan)
    for found in (medians, deviations):
        known = found[~np.isnan(found)]
        found[np.isnan(found)] = np.median(known) if known.size else 0.0
    return medians, deviations


def _enlarged(grid: NDArray[Any], cell: int, like: NDArray[Any]) -> NDArray[Any]:
    """Interpolate between the centres of cells, rows last, so that only the result is large."""
    import numpy as np

    height, width = like.shape
    kind = like.dtype.type if like.dtype.kind == "f" else np.float32
    low, high, part = _places(width, cell, grid.shape[1])
    wide = (grid[:, low] * (1 - part) + grid[:, high] * part).astype(kind)
    low, high, part = _places(height, cell, grid.shape[0])
    out = np.empty((height, width), kind)
    for y in range(height):
        if part[y]:
            np.multiply(wide[high[y]], kind(part[y]), out=out[y])
            out[y] += wide[low[y]] * kind(1 - part[y])
        else:
            out[y] = wide[low[y]]
    return out


def _places(side: int, cell: int, count: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return between which two centres each pixel lies, and its share of the way."""
    import numpy as np

    place = np.clip((np.arange(side) + 0.5) / cell - 0.5, 0, count - 1)
    low = place.astype(np.intp)
    return low, np.minimum(low + 1, count - 1), place - low
