"""Shifts between parts of two images, and the pixels that such estimates may trust."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.percentiles import median

__all__ = ["similar", "whole_shift"]

Array = Any

FAR = 4 * 1.4826
"""Least residual of a pixel with other content, in medians of the residuals at pixels with content."""


def whole_shift(first: Array, second: Array) -> tuple[int, int]:
    """Return the peak of the phase correlation of square windows.

    Parameters
    ----------
    first, second
        Windows of shape (T, S, S), which share one shift.

    Returns
    -------
    tuple of int
        Rows and columns by which the content of the second is moved down and right.
    """
    import numpy as np

    side = first.shape[-1]
    fade = np.hanning(side).astype(np.float32)
    a, b = (
        np.fft.rfft2((windows - windows.mean(axis=(1, 2), keepdims=True)) * fade[:, None] * fade)
        for windows in (first, second)
    )
    cross = (b * a.conj()).sum(axis=0)
    cross /= np.maximum(np.abs(cross), 1e-9)
    peaks = np.fft.irfft2(cross, (side, side))
    place = np.unravel_index(int(np.argmax(peaks)), peaks.shape)
    rows, columns = (int(p) - side * (int(p) > side // 2) for p in place)
    return rows, columns


def similar(gap: Array, slopes: list[Array]) -> Array:
    """Return a mask of the pixels that show the same content in both images.

    Parameters
    ----------
    gap
        Difference of the images.
    slopes
        Slopes along rows and columns, in the shape of the difference. The median of the residuals is taken
        where they are steep, because most pixels of a page are flat.
    """
    import numpy as np

    size, steepness = np.abs(gap), np.hypot(*slopes)
    content = size[steepness >= steepness.mean()]
    mask: Array = size <= FAR * median(content) + 1 / 255
    return mask
