"""Filters of small planes, without a library that is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.filters import max_filter
from difference_finder.arrays.gaussian import blur, half_gaussian
from difference_finder.arrays.luma import BT601
from difference_finder.arrays.native import native

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

WIENER = 5
"""Side of the window of the filter that reduces noise, in pixels."""


def luma_of(image: Array) -> Array:
    """Return the luma of an image (C, h, w) of three channels, else the mean of the channels."""
    import numpy as np

    if len(image) != 3:
        return image[0] if len(image) == 1 else image.mean(axis=0)  # type: ignore[no-any-return]
    weights = np.asarray(BT601, image.dtype)
    luma: Array = weights[0] * image[0]
    luma += weights[1] * image[1]
    luma += weights[2] * image[2]
    return luma


def luma_weights(channels: int) -> tuple[float, ...]:
    """Return the weights of channels in ``luma_of``."""
    return tuple(BT601) if channels == 3 else (1 / channels,) * channels


def smooth(plane: Array, sigma: float) -> Array:
    """Return a plane blurred by a Gaussian, in float32; the general blur takes several times as long."""
    import numpy as np

    if (kernels := native()) is not None:
        out = np.empty(plane.shape, np.float32)
        kernels.blur_small(plane, half_gaussian(sigma), out)
        return out
    return blur(np.ascontiguousarray(plane), sigma, workers=1)


def box_mean(plane: Array, size: int, axis: int) -> Array:
    """Return the mean of ``size`` neighbours along an axis; an even window begins size / 2 pixels before."""
    import numpy as np

    before = size // 2
    wide = np.pad(plane, [(before, size - 1 - before) if a == axis else (0, 0) for a in (0, 1)], "symmetric")
    length = plane.shape[axis]
    mean = cut(wide, 0, length, axis).copy()
    for start in range(1, size):
        mean += cut(wide, start, length, axis)
    mean /= size
    return mean


def reduce_noise(plane: Array, variance: float, size: int = WIENER) -> Array:
    """Return a plane with white noise reduced where little else varies, by a local Wiener filter."""
    import numpy as np

    if (kernels := native()) is not None:
        out = np.empty(plane.shape, np.float32)
        kernels.reduce_noise(plane, size, variance, out)
        return out
    mean, square = (box_mean(box_mean(values, size, 0), size, 1) for values in (plane, plane * plane))
    spread = np.maximum(square - mean * mean, 1e-6)
    kept: Array = mean + np.maximum(0, 1 - variance / spread) * (plane - mean)
    return kept


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

    size = 2 * radius + 1
    found = np.pad(mask, radius)
    for axis in (0, 1):
        have = 1
        while have < size:  # each pixel tells whether it and the next ones are in the mask
            step = min(have, size - have)
            length = found.shape[axis] - step
            found = cut(found, 0, length, axis) & cut(found, step, length, axis)
            have += step
    return found


def cut(plane: Array, start: int, length: int, axis: int) -> Array:
    """Return a part of a plane along an axis."""
    return plane[start : start + length] if axis == 0 else plane[:, start : start + length]
