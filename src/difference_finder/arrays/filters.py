"""Correlation, padding, pooling and derivatives with their transposes, for numpy and for torch.

The array API standard lacks these functions. On tensors none of them copies between devices, and each
computes all planes of all samples at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.backend import is_tensor, namespace, on_device_of, type_name
from difference_finder.arrays.native import align_strides, native
from difference_finder.threads import worker_count

__all__ = [
    "block_mean",
    "block_mean_adjoint",
    "correlate",
    "correlate_adjoint",
    "correlate_axis",
    "correlate_axis_adjoint",
    "enlarge",
    "extend_mirrored",
    "gaussian_weights",
    "haar",
    "haar_adjoint",
    "max_filter",
    "mirror",
    "mirror_adjoint",
    "pad_to_even",
    "pool2",
    "pool2_adjoint",
    "prewitt",
    "slice_axis",
    "square_mean",
    "square_mean_adjoint",
]

Array = Any


def gaussian_weights(size: int, sigma: float, like: Array) -> Array:
    """Return the weights of a Gaussian window, which sum to one.

    Parameters
    ----------
    size
        Number of weights, odd.
    sigma
        Standard deviation in pixels.
    like
        Array with the library, type and device of the result. The weights are computed there, because a copy
        from the host would wait for the device.
    """
    xp = namespace(like)
    # Not every device has float64.
    wide = like.dtype if is_tensor(like) and like.device.type == "mps" else xp.float64
    steps = (xp.arange(size, dtype=wide, **on_device_of(like)) - size // 2) / sigma
    weights = xp.exp(-(steps**2) / 2)
    return xp.astype(weights / xp.sum(weights), like.dtype)


def correlate(array: Array, weights: Array | Sequence[float]) -> Array:
    """Correlate the last two axes with symmetric ``weights`` where the window lies inside ("valid").

    Parameters
    ----------
    array
        Array of shape (N, C, H, W).
    weights
        Odd number k of weights, the same for rows and columns.

    Returns
    -------
    array
        Array of shape (N, C, H - k + 1, W - k + 1).
    """
    if is_tensor(array):
        return _correlate_tensor(array, weights)
    from scipy.ndimage import correlate1d

    half = len(weights) // 2
    h, w = array.shape[-2:]
    rows = correlate1d(array, weights, axis=-2)[..., half : h - half, :]
    return correlate1d(rows, weights, axis=-1)[..., half : w - half]


def _correlate_tensor(array: Array, weights: Array | Sequence[float]) -> Array:
    """Correlate each plane by a depthwise convolution with one channel for each plane.

    The depthwise kernels of CUDA compute in float32. Kernels for one channel may round to TF32, which has ten
    bits, so a single plane is repeated.
    """
    functional = sys.modules["torch"].nn.functional
    n, c, h, w = array.shape
    planes = array.reshape(1, n * c, h, w)
    if n * c == 1:
        planes = planes.expand(1, 2, h, w)
    kernel: Array = weights if is_tensor(weights) else array.new_tensor(weights)
    k, groups = kernel.shape[0], planes.shape[1]
    planes = functional.conv2d(planes, kernel.reshape(1, 1, k, 1).expand(groups, 1, k, 1), groups=groups)
    planes = functional.conv2d(planes, kernel.reshape(1, 1, 1, k).expand(groups, 1, 1, k), groups=groups)
    return planes[:, : n * c].reshape(n, c, h - k + 1, w - k + 1)


def correlate_adjoint(array: Array, weights: Array | Sequence[float]) -> Array:
    """Apply the transpose of :func:`correlate`: (N, C, H - k + 1, W - k + 1) becomes (N, C, H, W)."""
    k, half = len(weights), len(weights) // 2
    if is_tensor(array):
        padded = sys.modules["torch"].nn.functional.pad(array, (k - 1,) * 4)
        return correlate(padded, weights)
    import numpy as np
    from scipy.ndimage import correlate1d

    wide = np.pad(array, [(0, 0)] * (array.ndim - 2) + [(half, half)] * 2)
    rows = correlate1d(wide, weights, axis=-2, mode="constant")
    return correlate1d(rows, weights, axis=-1, mode="constant")


def correlate_axis(array: Array, weights: Sequence[float], axis: int) -> Array:
    """Correlate one axis with ``weights``; the pixel at the edge is repeated outside.

    Parameters
    ----------
    array
        Array of shape (N, H, W).
    weights
        Odd number of weights.
    axis
        -2 or -1.
    """
    half = len(weights) // 2
    if not is_tensor(array):
        from scipy.ndimage import correlate1d

        return correlate1d(array, weights, axis=axis, mode="nearest")
    xp, n = namespace(array), array.shape[axis]
    ends = [slice_axis(array, axis, 0, 1)] * half, [slice_axis(array, axis, n - 1, n)] * half
    return _correlate_planes(xp.concat([*ends[0], array, *ends[1]], axis=axis), weights, axis)


def correlate_axis_adjoint(array: Array, weights: Sequence[float], axis: int) -> Array:
    """Apply the transpose of :func:`correlate_axis`."""
    half, n = len(weights) // 2, array.shape[axis]
    turned = list(weights)[::-1]
    if is_tensor(array):
        width = 2 * half
        pad = (0, 0, width, width) if axis == -2 else (width, width)
        spread = _correlate_planes(sys.modules["torch"].nn.functional.pad(array, pad), turned, axis)
    else:
        import numpy as np
        from scipy.ndimage import correlate1d

        ends = [(half, half) if one == axis else (0, 0) for one in (-3, -2, -1)]
        spread = correlate1d(np.pad(array, ends), turned, axis=axis, mode="constant")
    xp = namespace(spread)
    inner = xp.astype(slice_axis(spread, axis, half, half + n), spread.dtype, copy=True)
    before, after = slice_axis(spread, axis, 0, half), slice_axis(spread, axis, half + n, n + 2 * half)
    if half:
        slice_axis(inner, axis, 0, 1)[...] += xp.sum(before, axis=axis, keepdims=True)
        slice_axis(inner, axis, n - 1, n)[...] += xp.sum(after, axis=axis, keepdims=True)
    return inner


def _correlate_planes(planes: Array, weights: Sequence[float], axis: int) -> Array:
    """Correlate one axis of tensors where the window lies inside, without a copy of weights from the host."""
    n = planes.shape[axis] - len(weights) + 1
    shifted = (weight * slice_axis(planes, axis, k, k + n) for k, weight in enumerate(weights) if weight)
    return sum(shifted)


def extend_mirrored(array: Array, width: int, axis: int) -> Array:
    """Extend one axis by ``width`` pixels at both ends, mirrored repeatedly where ``width`` exceeds the side.

    The pixel at the edge is repeated, as in :func:`mirror` with ``skip=0``.
    """
    if not width:
        return array
    xp, n = namespace(array), array.shape[axis]
    steps = xp.arange(-width, n + width, **on_device_of(array)) % (2 * n)
    return xp.take(array, xp.where(steps < n, steps, 2 * n - 1 - steps), axis=axis)


def mirror(array: Array, width: int, skip: int) -> Array:
    """Extend the last two axes by ``width`` mirrored pixels at both ends.

    Parameters
    ----------
    array
        Array of shape (N, C, H, W); both sides at least ``width + skip``.
    width
        Number of pixels at each end.
    skip
        0 to repeat the pixel at the edge ("symmetric" in numpy), 1 not to repeat it ("reflect" in numpy).

    Returns
    -------
    array
        Array of shape (N, C, H + 2 width, W + 2 width).
    """
    if not width:
        return array
    xp = namespace(array)
    for axis in (-2, -1):
        n = array.shape[axis]
        before = xp.flip(slice_axis(array, axis, skip, skip + width), axis=axis)
        after = xp.flip(slice_axis(array, axis, n - skip - width, n - skip), axis=axis)
        array = xp.concat([before, array, after], axis=axis)
    return array


def mirror_adjoint(array: Array, width: int, skip: int) -> Array:
    """Apply the transpose of :func:`mirror`: add the values of mirrored pixels to their origins."""
    if not width:
        return array
    xp = namespace(array)
    for axis in (-1, -2):
        n = array.shape[axis] - 2 * width
        core = xp.astype(slice_axis(array, axis, width, width + n), array.dtype, copy=True)
        before, after = slice_axis(array, axis, 0, width), slice_axis(array, axis, width + n, n + 2 * width)
        slice_axis(core, axis, skip, skip + width)[...] += xp.flip(before, axis=axis)
        slice_axis(core, axis, n - skip - width, n - skip)[...] += xp.flip(after, axis=axis)
        array = core
    return array


def pad_to_even(array: Array, value: float) -> Array:
    """Extend axes of odd length by one pixel of ``value`` at their end; the type is kept."""
    xp = namespace(array)
    for axis in (-2, -1):
        if array.shape[axis] % 2:
            edge = xp.full_like(slice_axis(array, axis, 0, 1), value)
            array = xp.concat([array, edge], axis=axis)
    return array


def pool2(array: Array) -> Array:
    """Average blocks of 2x2 pixels, after a row of zeros is added at both ends of an odd side.

    This is ``avg_pool2d(x, 2, padding=side % 2)``, as in pytorch-msssim, the source of many published scores.
    """
    h, w = array.shape[-2:]
    if is_tensor(array):
        return sys.modules["torch"].nn.functional.avg_pool2d(array, 2, padding=(h % 2, w % 2))
    import numpy as np

    if h % 2 or w % 2:
        array = np.pad(array, [(0, 0)] * (array.ndim - 2) + [(h % 2, 0), (w % 2, 0)])
    h, w = array.shape[-2] // 2 * 2, array.shape[-1] // 2 * 2
    array = array[..., :h, :w]
    total = array[..., 0::2, 0::2] + array[..., 1::2, 0::2] + array[..., 0::2, 1::2] + array[..., 1::2, 1::2]
    return total / 4


def pool2_adjoint(array: Array, height: int, width: int) -> Array:
    """Apply the transpose of :func:`pool2` to get back to ``height`` x ``width``."""
    top, left = height % 2, width % 2
    return _doubled(array / 4)[..., top : top + height, left : left + width]


def block_mean(array: Array, side: int) -> Array:
    """Average blocks of ``side`` x ``side`` pixels, the first around the first pixel, with mirrored edges.

    This is every ``side``-th value of ``imfilter`` of MATLAB with equal weights and the option "symmetric":
    (N, C, H, W) becomes (N, C, ceil(H / side), ceil(W / side)).
    """
    if side == 1:
        return array
    xp = namespace(array)
    n, c, h, w = array.shape
    rows, columns = -(-h // side), -(-w // side)
    start = (side - 1) - (side - 1) // 2
    wide = mirror(array, side - 1, 0)[..., start : start + rows * side, start : start + columns * side]
    return xp.mean(xp.reshape(wide, (n, c, rows, side, columns, side)), axis=(3, 5))


def block_mean_adjoint(array: Array, side: int, height: int, width: int) -> Array:
    """Apply the transpose of :func:`block_mean` to get back to ``height`` x ``width``."""
    if side == 1:
        return array
    xp = namespace(array)
    n, c, rows, columns = array.shape
    start, more = (side - 1) - (side - 1) // 2, 2 * (side - 1)
    blocks = xp.broadcast_to((array / side**2)[:, :, :, None, :, None], (n, c, rows, side, columns, side))
    wide = xp.zeros((n, c, height + more, width + more), dtype=array.dtype, **on_device_of(array))
    inside = xp.reshape(blocks, (n, c, rows * side, columns * side))
    wide[..., start : start + rows * side, start : start + columns * side] = inside
    return mirror_adjoint(wide, side - 1, 0)


def _doubled(array: Array) -> Array:
    """Repeat each pixel twice in both directions."""
    xp = namespace(array)
    n, c, h, w = array.shape
    wide = xp.broadcast_to(array[:, :, :, None, :, None], (n, c, h, 2, w, 2))
    return xp.reshape(wide, (n, c, 2 * h, 2 * w))


def enlarge(array: Array, height: int, width: int) -> Array:
    """Enlarge the last two axes to ``height`` and ``width`` by linear interpolation.

    Values belong to the centres of pixels and are constant beyond the outermost centres, as in torch with
    ``align_corners=False``.
    """
    xp = namespace(array)
    rows = _between(array.shape[-2], height, array)
    columns = _between(array.shape[-1], width, array)
    return xp.matmul(xp.matmul(rows, array), xp.permute_dims(columns, (1, 0)))


def _between(few: int, many: int, like: Array) -> Array:
    """Return the weights, (many, few), of linear interpolation."""
    xp = namespace(like)
    place = on_device_of(like)
    centres = (xp.arange(many, dtype=like.dtype, **place) + 0.5) * (few / many) - 0.5
    centres = xp.clip(centres, 0, few - 1)[:, None]
    distance = xp.abs(centres - xp.arange(few, dtype=like.dtype, **place)[None, :])
    return xp.clip(1 - distance, 0, None)


def prewitt(array: Array, axis: int) -> Array:
    """Return the derivative along ``axis`` (-2 or -1) by Prewitt's 3x3 filter, with zeros outside.

    The filter is a difference of two pixels along the axis and a mean of three across it. Its transpose is
    the negative filter.
    """
    wide = _surrounded(array, 1, 1)
    other = -3 - axis
    length = array.shape[other]
    across = sum(slice_axis(wide, other, i, i + length) for i in range(3))
    return (slice_axis(across, axis, 2, None) - slice_axis(across, axis, 0, -2)) / 3


def haar(array: Array, size: int, axis: int) -> Array:
    """Return the Haar coefficient at each pixel along ``axis`` (-2 or -1), with zeros outside.

    Along the axis, the filter subtracts the sum of ``size`` / 2 pixels from the sum of the preceding
    ``size`` / 2; across it, the filter adds ``size`` pixels. The result is divided by ``size``, a power of
    two. The centre of the filter lies between pixels: it begins ``size`` / 2 - 1 pixels before its pixel.
    """
    return _haar(array, size, axis, size // 2 - 1)


def haar_adjoint(array: Array, size: int, axis: int) -> Array:
    """Apply the transpose of :func:`haar`, which is the negative filter, beginning one pixel earlier."""
    return -_haar(array, size, axis, size // 2)


def _haar(array: Array, size: int, axis: int, before: int) -> Array:
    half = size // 2
    wide = _surrounded(array, before, size - 1 - before)
    halves = _box(_box(wide, size, -3 - axis), half, axis)
    length = array.shape[axis]
    return (slice_axis(halves, axis, 0, length) - slice_axis(halves, axis, half, half + length)) / size


def square_mean(array: Array) -> Array:
    """Average each pixel with its right, lower and lower right neighbours, with zeros outside."""
    return _box(_box(_surrounded(array, 0, 1), 2, -2), 2, -1) / 4


def square_mean_adjoint(array: Array) -> Array:
    """Apply the transpose of :func:`square_mean`."""
    return _box(_box(_surrounded(array, 1, 0), 2, -2), 2, -1) / 4


def _box(array: Array, size: int, axis: int) -> Array:
    """Return the sums of ``size`` pixels, a power of two, along ``axis`` inside the array."""
    reach = 1
    while reach < size:
        length = array.shape[axis] - reach
        array = slice_axis(array, axis, 0, length) + slice_axis(array, axis, reach, reach + length)
        reach *= 2
    return array


def _surrounded(array: Array, before: int, after: int) -> Array:
    """Extend the last two axes by zeros."""
    xp = namespace(array)
    for axis in (-2, -1):
        shape = list(array.shape)
        zeros = []
        for count in (before, after):
            shape[axis] = count
            zeros.append(xp.zeros(tuple(shape), dtype=array.dtype, **on_device_of(array)))
        array = xp.concat([zeros[0], array, zeros[1]], axis=axis)
    return array


def max_filter(array: Array, radius: int) -> Array:
    """Return the greatest value within ``radius`` pixels, in squares, along the last two axes."""
    radius = min(radius, max(array.shape[-2:]))  # the image ends there
    size = 2 * radius + 1
    if is_tensor(array):
        functional = sys.modules["torch"].nn.functional
        return functional.max_pool2d(array, size, stride=1, padding=radius)
    kernels = native()
    if kernels is not None and array.ndim == 4 and type_name(array) in ("float32", "float64"):
        import numpy as np

        out = np.empty(array.shape, array.dtype)
        kernels.max_filter(align_strides(array), radius, out, worker_count(None))
        return out
    from scipy.ndimage import maximum_filter1d

    return maximum_filter1d(maximum_filter1d(array, size, axis=-2), size, axis=-1)


def slice_axis(array: Array, axis: int, start: int, stop: int | None) -> Array:
    """Return a view of a slice of one of the last two axes, -2 or -1."""
    return array[..., start:stop, :] if axis == -2 else array[..., start:stop]
