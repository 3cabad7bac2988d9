"""Shifts between parts of two images, and the pixels that such estimates may trust."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.percentiles import median
from difference_finder.images.patches import PatchPair

__all__ = ["is_still", "similar", "whole_shift"]

Array = Any

SOME = 24
"""Number of patches that suffice to see that nothing moved."""

NEAR, MOVED = 0.15, 0.15
"""Greatest energy of the difference of a patch whose content moved by less than a pixel, relative to the
energy of its slopes; least share of the difference that a motion explains if there is one."""

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


def is_still(pair: PatchPair) -> bool:
    """Tell whether a shift or another scale is out of the question.

    It is if most patches differ too little for a motion by a pixel, and no smaller motion explains the
    difference in first order. Means of 2x2 pixels are compared, which hold less noise.
    """
    import numpy as np

    some = slice(None, None, max(1, len(pair.corners) // SOME))
    first, gap = (_halved(patches[some].mean(axis=1)) for patches in (pair.first, pair.difference))
    mean = first + gap / 2
    slopes = np.stack([mean[:, 2:, 1:-1] - mean[:, :-2, 1:-1], mean[:, 1:-1, 2:] - mean[:, 1:-1, :-2]]) / 2
    gap = gap[:, 1:-1, 1:-1]
    steepness, energies = np.square(slopes).sum(axis=(0, 2, 3)), np.square(gap).sum(axis=(1, 2))
    near, flat = energies <= NEAR * steepness, energies + steepness == 0
    if np.count_nonzero(near & ~flat) < np.count_nonzero(~flat) / 2:
        return False
    # The patches that differ most may be retouched.
    kept = energies.argsort()[: max(1, round(0.8 * len(energies)))]
    centre = np.array(pair.whole_first.stored.shape[-2:]) / 2
    apart = ((pair.corners[some] + pair.side / 2 - centre) / centre.max()).astype(np.float32)[
        kept, :, None, None
    ]
    down, right = slopes[:, kept]
    columns = np.stack([down, right, down * apart[:, 0] + right * apart[:, 1]]).reshape(3, -1)
    goal = gap[kept].ravel()
    products, matrix = (columns @ goal).astype(np.float64), (columns @ columns.T).astype(np.float64)
    matrix += 1e-6 * (np.trace(matrix) + 1e-9) * np.eye(3)
    return float(products @ np.linalg.solve(matrix, products)) < MOVED * float(goal @ goal)


def _halved(patches: Array) -> Array:
    """Return the means of 2x2 pixels of patches (P, S, S) with an even side."""
    rows = patches[:, ::2] + patches[:, 1::2]
    return (rows[:, :, ::2] + rows[:, :, 1::2]) / 4


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
