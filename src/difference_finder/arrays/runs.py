"""Masks as runs: the memory that they take depends on the shape of what is marked, not on the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Runs = NDArray[Any]
    """Rows (row, first column, column behind the last) of int32, (N, 3), in raster order; runs do not touch
    in a row."""

__all__ = ["add_small_holes", "label_runs", "lengths_of", "mask_of_runs", "merge_runs", "runs_of_mask"]


def runs_of_mask(mask: NDArray[Any], top: int = 0) -> Runs:
    """Return the runs of a mask (H, W), of which the first row is row ``top`` of the image.

    Examples
    --------
    >>> import numpy as np
    >>> runs_of_mask(np.array([[True, True, False, True]]), 7).tolist()
    [[7, 0, 2], [7, 3, 4]]
    """
    import numpy as np

    height, width = mask.shape
    edges = np.empty((height, width + 1), bool)
    edges[:, 0], edges[:, -1] = mask[:, 0], mask[:, -1]
    np.not_equal(mask[:, 1:], mask[:, :-1], out=edges[:, 1:-1])
    rows, columns = np.divmod(np.flatnonzero(edges), width + 1)
    runs = np.stack([rows[::2] + top, columns[::2], columns[1::2]], axis=1)
    return runs.astype(np.int32)


def mask_of_runs(runs: Runs, height: int, width: int, top: int = 0) -> NDArray[Any]:
    """Return the mask (H, W) of the runs in some rows of an image, from row ``top`` on."""
    import numpy as np

    here = runs[slice(*np.searchsorted(runs[:, 0], (top, top + height)))].astype(np.int64)
    steps = np.zeros(height * (width + 1), np.int8)
    base = (here[:, 0] - top) * (width + 1)
    steps[base + here[:, 1]] = 1
    steps[base + here[:, 2]] = -1  # runs of a row do not touch
    mask: NDArray[Any] = np.cumsum(steps.reshape(height, width + 1), axis=1, dtype=np.int8)[:, :width] > 0
    return mask


def lengths_of(runs: Runs) -> NDArray[Any]:
    """Return the number of pixels of each run, int64."""
    import numpy as np

    lengths: NDArray[Any] = (runs[:, 2] - runs[:, 1]).astype(np.int64)
    return lengths


def merge_runs(runs: Runs) -> Runs:
    """Return runs that do not overlap in raster order, with those that touch in a row as one."""
    import numpy as np

    if not len(runs):
        return runs
    ordered = runs[np.lexsort((runs[:, 1], runs[:, 0]))]
    starts = np.ones(len(ordered), bool)
    starts[1:] = (ordered[1:, 0] != ordered[:-1, 0]) | (ordered[1:, 1] != ordered[:-1, 2])
    merged = ordered[starts]
    merged[:, 2] = ordered[np.append(np.flatnonzero(starts)[1:] - 1, len(ordered) - 1), 2]
    return merged


def label_runs(runs: Runs, shape: tuple[int, int], reach: float, workers: int | None = None) -> NDArray[Any]:
    """Return the number of the component of each run, from 0, in the order of their first pixels.

    Parameters
    ----------
    runs
        Runs of an image.
    shape
        Height and width of the image.
    reach
        Greatest distance in pixels within a component: discs of half that radius around its pixels touch.
        Below 1, pixels of a component touch at sides or corners.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    numpy.ndarray
        Numbers of shape (N,), int32.
    """
    import numpy as np

    labels = np.empty(len(runs), np.int32)
    kernels = native()
    if kernels is None:
        return _reference_labels(runs, shape, reach)
    if len(runs):
        kernels.label_runs(np.ascontiguousarray(runs), *shape, reach, labels, worker_count(workers))
    return labels


def add_small_holes(runs: Runs, shape: tuple[int, int], reach: float) -> Runs:
    """Return runs with the holes of at most ``reach`` squared pixels filled, at least those of one pixel.

    Parameters
    ----------
    runs
        Runs of an image.
    shape
        Height and width of the image; what touches its border is no hole.
    reach
        Side in pixels of a square as large as the largest hole.
    """
    import numpy as np

    if not len(runs):
        return runs
    most = max(1.0, reach**2)
    kernels = native()
    if kernels is None:
        return _reference_filled(runs, shape, most)
    found = kernels.hole_runs(np.ascontiguousarray(runs), *shape, most)
    holes = np.frombuffer(found, np.int32).reshape(-1, 3)
    return merge_runs(np.concatenate([runs, holes])) if len(holes) else runs


def _reference_labels(runs: Runs, shape: tuple[int, int], reach: float) -> NDArray[Any]:
    """Label the whole mask: without kernels, memory grows with the image."""
    import numpy as np
    from scipy.ndimage import distance_transform_edt, label

    found = mask_of_runs(runs, *shape)
    near = distance_transform_edt(~found) <= reach / 2 if reach >= 1 else found
    labels, _ = label(near, np.ones((3, 3)))
    given = labels[runs[:, 0], runs[:, 1]]
    first = np.unique(given, return_index=True)
    order = np.empty(int(given.max(initial=0)) + 1, np.int32)
    order[first[0][np.argsort(first[1])]] = np.arange(len(first[0]))
    numbers: NDArray[Any] = order[given]
    return numbers


def _reference_filled(runs: Runs, shape: tuple[int, int], most: float) -> Runs:
    import numpy as np
    from scipy.ndimage import binary_fill_holes, label

    found = mask_of_runs(runs, *shape)
    labels, count = label(binary_fill_holes(found) & ~found)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    return runs_of_mask(found | ((sizes > 0) & (sizes <= most))[labels])
