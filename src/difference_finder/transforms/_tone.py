"""Fits of functions of single pixel values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.percentiles import median

__all__ = ["fit_robustly", "signed_levels"]

Array = Any

OUTLYING = 4 * 1.4826
"""Least residual of an outlier, in medians of the absolute residuals."""


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
        near = kept & (size <= max(OUTLYING * median(size[kept]), 1 / 255))
        parameters = solve(near)
    return parameters


def signed_levels(offset: float) -> str:
    """Return an offset in data ranges as levels with a sign: "+5 levels"."""
    return f"{255 * offset:+.3g} levels"
