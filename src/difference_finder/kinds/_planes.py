"""Filters and shifts of small planes, without a library that is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def box_mean(plane: Array, size: int, axis: int) -> Array:
    """Return the mean of ``size`` neighbours along an axis; an even window begins size / 2 pixels before."""
    import numpy as np

    before = size // 2
    wide = np.pad(plane, [(before, size - 1 - before) if a == axis else (0, 0) for a in (0, 1)], "symmetric")
    length = plane.shape[axis]
    mean = _cut(wide, 0, length, axis).copy()
    for start in range(1, size):
        mean += _cut(wide, start, length, axis)
    mean /= size
    return mean


def greatest(plane: Array, radius: int) -> Array:
    """Return the greatest value in a square around each pixel."""
    import numpy as np

    wide = np.ascontiguousarray(plane, dtype=np.float32)[None, None]
    found: Array = max_filter(wide, radius)[0, 0]
    return found


def least(plane: Array, radius: int) -> Array:
    """Return the least value in a square around each pixel."""
    import numpy as np

    found: Array = -greatest(-np.asarray(plane, np.float32), radius)
    return found


def grown(mask: Array, radius: int) -> Array:
    """Return a mask grown by squares."""
    found: Array = greatest(mask, radius) > 0
    return found


def shrunk(mask: Array, radius: int) -> Array:
    """Return a mask shrunk by squares; the mask ends at the edge of the plane."""
    import numpy as np

    inner = least(np.pad(mask, radius), radius) > 0
    found: Array = inner[radius:-radius, radius:-radius]
    return found


def translated(plane: Array, rows: float, columns: float) -> Array:
    """Return a plane moved down and to the right, by cubic convolution (Catmull and Rom)."""
    for axis, step in enumerate((rows, columns)):
        plane = _moved(plane, step, axis)
    return plane


def _moved(plane: Array, step: float, axis: int) -> Array:
    import numpy as np

    whole = int(np.floor(-step))
    part = -step - whole
    weights = (
        ((-0.5 * part + 1) * part - 0.5) * part,
        (1.5 * part - 2.5) * part * part + 1,
        ((-1.5 * part + 2) * part + 0.5) * part,
        (0.5 * part - 0.5) * part * part,
    )
    margin = abs(whole) + 2
    wide = np.pad(plane, [(margin, margin) if a == axis else (0, 0) for a in (0, 1)], "edge")
    length = plane.shape[axis]
    start = margin + whole - 1
    total = sum(
        plane.dtype.type(weight) * _cut(wide, start + number, length, axis)
        for number, weight in enumerate(weights)
    )
    moved: Array = np.asarray(total)
    return moved


def _cut(plane: Array, start: int, length: int, axis: int) -> Array:
    return plane[start : start + length] if axis == 0 else plane[:, start : start + length]
