"""Correlation, padding, pooling and derivatives with their transposes, for numpy and for torch.

The array API standard lacks them. On tensors none of them copies anything between devices, and each treats
all planes of all samples at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from difference_finder import kernels
from difference_finder.arrays import is_tensor, namespace, on_device_of

__all__ = [
    "bell",
    "blur",
    "correlate",
    "correlate_adjoint",
    "even",
    "max_filter",
    "mirror",
    "mirror_adjoint",
    "pool2",
    "pool2_adjoint",
    "prewitt",
]

Array = Any


def bell(size: int, sigma: float, like: Array) -> Array:
    """Return ``size`` weights of a Gaussian of standard deviation ``sigma`` that sum to one.

    They are computed where ``like`` is: a copy from the host would wait for the device.
    """
    xp = namespace(like)
    # Not every device has float64.
    wide = like.dtype if is_tensor(like) and like.device.type == "mps" else xp.float64
    steps = (xp.arange(size, dtype=wide, **on_device_of(like)) - size // 2) / sigma
    weights = xp.exp(-(steps**2) / 2)
    return xp.astype(weights / xp.sum(weights), like.dtype)


def correlate(array: Array, weights: Array | Sequence[float]) -> Array:
    """Correlate the last two axes with symmetric ``weights``, where they fit entirely ("valid").

    Parameters
    ----------
    array
        Shape (N, C, H, W).
    weights
        Odd number k of weights, the same for rows and columns.

    Returns
    -------
    array
        Shape (N, C, H - k + 1, W - k + 1).
    """
    if is_tensor(array):
        return _correlate_tensor(array, weights)
    from scipy.ndimage import correlate1d

    half = len(weights) // 2
    h, w = array.shape[-2:]
    rows = correlate1d(array, weights, axis=-2)[..., half : h - half, :]
    return correlate1d(rows, weights, axis=-1)[..., half : w - half]


def _correlate_tensor(array: Array, weights: Array | Sequence[float]) -> Array:
    """Correlate each plane by itself: a depthwise convolution whose channels are all planes.

    The depthwise kernels of CUDA compute in float32; those for one channel may round to TF32, which has ten
    bits. So there are never fewer than two channels.
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


def mirror(array: Array, width: int, skip: int) -> Array:
    """Continue the last two axes by ``width`` pixels at both ends, mirrored.

    Parameters
    ----------
    array
        Shape (N, C, H, W); both sides at least ``width + skip``.
    skip
        0: the pixel at the edge comes twice ("symmetric" in numpy); 1: once ("reflect" in numpy).

    Returns
    -------
    array
        Shape (N, C, H + 2 width, W + 2 width).
    """
    if not width:
        return array
    xp = namespace(array)
    for axis in (-2, -1):
        n = array.shape[axis]
        before = xp.flip(_slice(array, axis, skip, skip + width), axis=axis)
        after = xp.flip(_slice(array, axis, n - skip - width, n - skip), axis=axis)
        array = xp.concat([before, array, after], axis=axis)
    return array


def mirror_adjoint(array: Array, width: int, skip: int) -> Array:
    """Apply the transpose of :func:`mirror`: each pixel gets back what its images have."""
    if not width:
        return array
    xp = namespace(array)
    for axis in (-1, -2):
        n = array.shape[axis] - 2 * width
        core = xp.astype(_slice(array, axis, width, width + n), array.dtype, copy=True)
        before, after = _slice(array, axis, 0, width), _slice(array, axis, width + n, n + 2 * width)
        _slice(core, axis, skip, skip + width)[...] += xp.flip(before, axis=axis)
        _slice(core, axis, n - skip - width, n - skip)[...] += xp.flip(after, axis=axis)
        array = core
    return array


def even(array: Array, value: float) -> Array:
    """Continue sides of an odd length by one pixel of ``value`` at their end; a mask stays one."""
    xp = namespace(array)
    for axis in (-2, -1):
        if array.shape[axis] % 2:
            edge = xp.full_like(_slice(array, axis, 0, 1), value)
            array = xp.concat([array, edge], axis=axis)
    return array


def pool2(array: Array) -> Array:
    """Average blocks of 2x2 pixels; an odd side first gets a row of zeros at both ends.

    That is what ``avg_pool2d(x, 2, padding=side % 2)`` does in pytorch-msssim, whose numbers papers report.
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


def _doubled(array: Array) -> Array:
    """Repeat each pixel twice in both directions."""
    xp = namespace(array)
    n, c, h, w = array.shape
    wide = xp.broadcast_to(array[:, :, :, None, :, None], (n, c, h, 2, w, 2))
    return xp.reshape(wide, (n, c, 2 * h, 2 * w))


def prewitt(array: Array, axis: int) -> Array:
    """Return the derivative along ``axis`` (-2 or -1) by Prewitt's 3x3 filter, over zeros outside.

    The filter is a difference of two pixels along the axis and a mean of three across it. Its transpose is
    its negative.
    """
    xp = namespace(array)
    n, c, h, w = array.shape
    row = xp.zeros((n, c, 1, w), dtype=array.dtype, **on_device_of(array))
    wide = xp.concat([row, array, row], axis=-2)
    column = xp.zeros((n, c, h + 2, 1), dtype=array.dtype, **on_device_of(array))
    wide = xp.concat([column, wide, column], axis=-1)
    other = -3 - axis
    length = array.shape[other]
    across = sum(_slice(wide, other, i, i + length) for i in range(3))
    return (_slice(across, axis, 2, None) - _slice(across, axis, 0, -2)) / 3


def max_filter(array: Array, radius: int) -> Array:
    """Return the greatest value within ``radius`` pixels, in squares, along the last two axes."""
    radius = min(radius, max(array.shape[-2:]))  # farther away there is nothing
    size = 2 * radius + 1
    if is_tensor(array):
        functional = sys.modules["torch"].nn.functional
        return functional.max_pool2d(array, size, stride=1, padding=radius)
    native = kernels.native()
    if native is not None and array.ndim == 4 and str(array.dtype) in ("float32", "float64"):
        import numpy as np

        out = np.empty(array.shape, array.dtype)
        native.max_filter(kernels.readable(array), radius, out, kernels.worker_count(None))
        return out
    from scipy.ndimage import maximum_filter1d

    return maximum_filter1d(maximum_filter1d(array, size, axis=-2), size, axis=-1)


def _slice(array: Array, axis: int, start: int, stop: int | None) -> Array:
    """Return a view of part of one of the last two axes."""
    return array[..., start:stop, :] if axis == -2 else array[..., start:stop]


def blur(values: Array, sigma: float, mask: Array | None = None, workers: int | None = None) -> Array:
    """Blur the last two axes with a Gaussian; masked pixels have no part in the means, and become 0.

    Parameters
    ----------
    values
        Shape (H, W) or (N, C, H, W), floating-point numbers. Edges are mirrored.
    sigma
        Standard deviation in pixels; what is more than four of them away does not count.
    mask
        Where values count; its shape must match that of the values by broadcasting.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    array
        Computed in float64, in the type of the values.
    """
    import numpy as np

    native = kernels.native()
    if native is None or values.dtype.name not in ("float32", "float64"):
        return _plain_blur(values, sigma, mask)
    blurred = np.empty(values.shape, values.dtype)
    four = (1,) * (4 - values.ndim) + values.shape
    inside = None if mask is None else np.broadcast_to(mask, values.shape).reshape(four)
    native.blur(
        values.reshape(four),
        inside,
        _half_gaussian(sigma),
        blurred.reshape(four),
        kernels.worker_count(workers),
    )
    return blurred


def _plain_blur(values: Array, sigma: float, mask: Array | None) -> Array:
    import numpy as np
    from scipy.ndimage import gaussian_filter

    sigmas = (0,) * (values.ndim - 2) + (sigma, sigma)
    if mask is None:
        return gaussian_filter(values, sigmas, output=np.float64).astype(values.dtype)  # type: ignore[no-any-return]
    inside = np.broadcast_to(mask, values.shape).astype(np.float64)
    norm = np.maximum(gaussian_filter(inside, sigmas), 1e-12)
    quotient: Array = gaussian_filter(values * inside, sigmas)
    quotient *= inside / norm
    return quotient.astype(values.dtype)


def _half_gaussian(sigma: float) -> list[float]:
    """Return the weights of the centre and of the neighbours on one side, as scipy has them."""
    import numpy as np

    distances = np.arange(int(4 * sigma + 0.5) + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * distances**2)
    half: list[float] = (weights / (2 * weights[1:].sum() + weights[0])).tolist()
    return half
