"""Measurements of runs in a plane that is read strip by strip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.runs import lengths_of, runs_of_mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.arrays.runs import Runs

    Read = Callable[[int, int], NDArray[Any]]
    """Function of the first row and the row behind the last that returns these rows of a plane, (h, W)."""

__all__ = ["RunSums", "measure_runs", "runs_above"]

PIXELS = 2**22
"""Approximate number of pixels that are read at once."""


class RunSums(NamedTuple):
    """Measurements of each run, float64: the sum of its values and the greatest."""

    totals: NDArray[Any]
    peaks: NDArray[Any]


def measure_runs(runs: Runs, read: Read, width: int) -> RunSums:
    """Measure runs, ordered by row, in a plane of a width; only rows with runs are read."""
    import numpy as np

    sums = RunSums(np.zeros(len(runs)), np.zeros(len(runs)))
    for here, top, values in _chunks(runs, read, width):
        flat = np.append(values.ravel(), values.dtype.type(0))  # the end of the last run is a valid index
        base = (runs[here, 0].astype(np.int64) - top) * width
        ends = np.stack([base + runs[here, 1], base + runs[here, 2]], axis=1).ravel()
        sums.totals[here] = np.add.reduceat(flat, ends, dtype=np.float64)[::2]
        sums.peaks[here] = np.maximum.reduceat(flat, ends)[::2]
    return sums


def runs_above(runs: Runs, levels: NDArray[Any], read: Read, width: int) -> tuple[Runs, NDArray[Any]]:
    """Return the runs of the pixels that exceed the level of their run, and the positions of their runs.

    Parameters
    ----------
    runs
        Runs in raster order.
    levels
        Level of each run, float64.
    read, width
        As for :func:`measure_runs`.
    """
    import numpy as np

    found, parents = [np.empty((0, 3), np.int32)], [np.empty(0, np.int64)]
    for here, top, values in _chunks(runs, read, width):
        lengths = lengths_of(runs[here])
        base = (runs[here, 0].astype(np.int64) - top) * width + runs[here, 1]
        steps = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        places = np.repeat(base, lengths) + steps
        above = values.ravel()[places] > np.repeat(levels[here], lengths)  # in float64
        mask = np.zeros(values.size, bool)
        mask[places[above]] = True
        inner = runs_of_mask(mask.reshape(values.shape), top)
        keys = (inner[:, 0].astype(np.int64) - top) * width + inner[:, 1]
        found.append(inner)
        parents.append(here.start + np.searchsorted(base, keys, side="right") - 1)
    return np.concatenate(found), np.concatenate(parents)


def _chunks(runs: Runs, read: Read, width: int) -> Iterator[tuple[slice, int, NDArray[Any]]]:
    """Yield the positions of the runs of some rows, the first of these rows, and the values of the rows."""
    import numpy as np

    rows, at = runs[:, 0], 0
    most = max(1, PIXELS // width)
    while at < len(runs):
        top = int(rows[at])
        end = int(np.searchsorted(rows, top + most))
        yield slice(at, end), top, read(top, int(rows[end - 1]) + 1)
        at = end
