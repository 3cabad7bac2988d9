"""Fits of functions of single pixel values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.images.patches import PatchPair

__all__ = ["fit_robustly", "is_tonal", "signed_levels"]

Array = Any

TONAL = 0.8
"""Least share of the energy of the difference that a function of the pixel value explains."""

OUTLYING = 4 * 1.4826
"""Least residual of an outlier, in medians of the absolute residuals."""


def is_tonal(pair: PatchPair, first: Array | None = None) -> bool:
    """Tell whether the second image is nearly a function of the values of the first, channel by channel.

    Parameters
    ----------
    pair
        The patches.
    first
        Values to use instead of those of the first image, (C, n).
    """
    import numpy as np

    x, y = pair.pixels
    x = x if first is None else first
    low, span = float(x.min()), max(float(np.ptp(x)), 1e-9)
    left = total = 0.0
    for one, other in zip(x, y, strict=True):
        bins = np.round((one - low) * (255 / span)).astype(np.intp)
        counts = np.maximum(np.bincount(bins), 1)
        means = np.bincount(bins, other) / counts
        size = np.square(other - means[bins])
        left += float(np.minimum(size, OUTLYING**2 * max(float(np.median(size)), 1e-7)).sum())
        total += float(np.square(other - one).sum())
    return left <= (1 - TONAL) * total


def fit_robustly(solve: Callable[[Array], Array], residuals: Callable[[Array], Array], kept: Array) -> Array:
    """Fit parameters to the pixels that are kept, and again without outliers.

    Parameters
    ----------
    solve
        Function of a mask of pixels that returns the parameters.
    residuals
        Function of the parameters that returns the residual of each pixel.
    kept
        Mask of the pixels that count.
    """
    import numpy as np

    parameters = solve(kept)
    for _ in range(3):
        size = np.abs(residuals(parameters))
        near = kept & (size <= max(OUTLYING * float(np.median(size[kept])), 1 / 255))
        parameters = solve(near)
    return parameters


def signed_levels(offset: float) -> str:
    """Return an offset in data ranges as levels with a sign: "+5 levels"."""
    return f"{255 * offset:+.3g} levels"
