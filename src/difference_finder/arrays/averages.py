"""Local means with repeated edges, over channels and over unequal bins, with their transposes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of
from difference_finder.arrays.filters import slice_axis

__all__ = [
    "bin_means",
    "channel_means",
    "mix_channels",
    "repeat_edges",
    "repeat_edges_adjoint",
    "spread_bins",
]

Array = Any


def repeat_edges(array: Array, width: int) -> Array:
    """Extend the last two axes by ``width`` copies of the pixel at the edge, at both ends.

    (N, C, H, W) becomes (N, C, H + 2 width, W + 2 width), as with "edge" in numpy.
    """
    xp = namespace(array)
    for axis in (-2, -1):
        n = array.shape[axis]
        ends = [slice_axis(array, axis, 0, 1), slice_axis(array, axis, n - 1, n)]
        array = xp.concat([*[ends[0]] * width, array, *[ends[1]] * width], axis=axis)
    return array


def repeat_edges_adjoint(array: Array, width: int) -> Array:
    """Apply the transpose of :func:`repeat_edges`: add the values of copies to their origins."""
    xp = namespace(array)
    for axis in (-1, -2):
        n = array.shape[axis] - 2 * width
        core = xp.astype(slice_axis(array, axis, width, width + n), array.dtype, copy=True)
        before, after = slice_axis(array, axis, 0, width), slice_axis(array, axis, width + n, n + 2 * width)
        slice_axis(core, axis, 0, 1)[...] += xp.sum(before, axis=axis, keepdims=True)
        slice_axis(core, axis, n - 1, n)[...] += xp.sum(after, axis=axis, keepdims=True)
        array = core
    return array


def channel_means(weights: Array | Sequence[float], channels: int, like: Array) -> Array:
    """Return the matrix (C, C) of local means over channels, of which the first and the last are repeated.

    Parameters
    ----------
    weights
        Odd number of weights of the window, which sum to one.
    channels
        Number C of channels.
    like
        Array with the library, type and device of the result.
    """
    import numpy as np

    half = len(weights) // 2
    places = np.clip(np.arange(channels)[:, None] + np.arange(-half, half + 1), 0, channels - 1)
    chosen = np.asarray(places[:, None, :] == np.arange(channels)[:, None], np.float64)
    xp = namespace(like)
    # The weights may be on a device, from which no value is read.
    return xp.matmul(_as(chosen, like), xp.asarray(weights, dtype=like.dtype, **on_device_of(like)))


def mix_channels(array: Array, matrix: Array) -> Array:
    """Return weighted sums of the channels of an array (N, C, H, W), for a matrix (C', C)."""
    n, c, h, w = array.shape
    xp = namespace(array)
    return xp.reshape(xp.matmul(matrix, xp.reshape(array, (n, c, h * w))), (n, matrix.shape[0], h, w))


def bin_means(array: Array, height: int, width: int) -> Array:
    """Average an array (N, C, H, W) over ``height`` x ``width`` bins that cover it.

    Bin i of n covers the pixels from floor(i H / n) to ceil((i + 1) H / n), so that neighbours may share a
    pixel: the adaptive average pooling of PyTorch.
    """
    rows, columns = (_bins(array.shape[axis], count, array) for axis, count in ((-2, height), (-1, width)))
    xp = namespace(array)
    return xp.matmul(xp.matmul(rows, array), xp.permute_dims(columns, (1, 0)))


def spread_bins(array: Array, height: int, width: int) -> Array:
    """Apply the transpose of :func:`bin_means`, which returns an array of shape (N, C, height, width)."""
    rows, columns = (_bins(side, array.shape[axis], array) for axis, side in ((-2, height), (-1, width)))
    xp = namespace(array)
    return xp.matmul(xp.matmul(xp.permute_dims(rows, (1, 0)), array), columns)


def _bins(side: int, count: int, like: Array) -> Array:
    """Return the matrix (count, side) of the means over bins."""
    import numpy as np

    matrix = np.zeros((count, side))
    for number in range(count):
        start, stop = number * side // count, -(-(number + 1) * side // count)
        matrix[number, start:stop] = 1 / (stop - start)
    return _as(matrix, like)


def _as(matrix: Any, like: Array) -> Array:
    return namespace(like).asarray(matrix, dtype=like.dtype, **on_device_of(like))
