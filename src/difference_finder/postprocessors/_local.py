"""The local background of a map: median and robust standard deviation around each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.arrays.order_statistics import NORMAL_MAD
from difference_finder.errors import InputError
from difference_finder.postprocessors._statistics import ValueStatistics
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


def local_background(
    plane: NDArray[Any], cell: int, inside: NDArray[Any] | None = None, workers: int | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the median and the robust standard deviation around each pixel.

    Parameters
    ----------
    plane
        Map of shape (H, W).
    cell
        Side of the cells of a grid in pixels. Structures much smaller than a cell hardly affect the
        background; structures larger than two cells become part of it.
    inside
        Mask of shape (H, W), True where pixels count; None if all do.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    tuple of array
        Two maps (H, W) in the type of ``plane``, interpolated linearly between the centres of the cells and
        constant beyond the outermost centres.

    Raises
    ------
    InputError
        If ``cell`` is less than 1.

    Notes
    -----
    The statistics of a cell are computed in a window of twice its side around its centre. Windows that
    overlap by half follow the background more evenly than adjacent windows.
    """
    medians, deviations = cell_statistics(plane, cell, inside, workers)
    return _enlarged(medians, cell, plane), _enlarged(deviations * NORMAL_MAD, cell, plane)


def cell_statistics(
    plane: NDArray[Any], cell: int, inside: NDArray[Any] | None = None, workers: int | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the median and the median absolute deviation of each cell, float64.

    A window without pixels that count has the median of all windows.
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
    """Interpolate between the centres of cells, rows last, so that only the result needs much memory."""
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
    """Return the two nearest centres of each pixel, and the weight of the second."""
    import numpy as np

    place = np.clip((np.arange(side) + 0.5) / cell - 0.5, 0, count - 1)
    low = place.astype(np.intp)
    return low, np.minimum(low + 1, count - 1), place - low
