"""Isotropic linear filters that were applied to a whole image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.gaussian import blur
from difference_finder.images.patches import PatchPair

__all__ = ["COHERENT", "best_of", "explains_tiles", "high_pass_of_tiles", "refine", "squared_frequencies"]

Array = Any

COHERENT = 0.5
"""Least share of the energy of the difference that a filter of the family explains, for it to be refined."""

LEFT = 0.4
"""Greatest share of the energy of the difference that a filter may leave at the tiles, one of which may be
retouched."""

GOLDEN = (5**0.5 - 1) / 2


def squared_frequencies(side: int) -> Array:
    """Return the squared frequencies of ``numpy.fft.rfft2`` in radians per pixel, (S, S / 2 + 1)."""
    import numpy as np

    rows, columns = 2 * np.pi * np.fft.fftfreq(side), 2 * np.pi * np.fft.rfftfreq(side)
    return rows[:, None] ** 2 + columns**2


def best_of(pair: PatchPair, gains: Array) -> tuple[int, float, float]:
    """Return the high-pass filter that best explains the difference of a pair.

    Parameters
    ----------
    pair
        The patches.
    gains
        Gain of each candidate at each frequency, minus 1, of shape (K, S, S / 2 + 1).

    Returns
    -------
    tuple
        Index of the candidate, the factor of its gains, and the share of the energy that it explains.
    """
    import numpy as np

    filter_, energy = pair.transfer
    change = filter_ - 1
    energy = energy.copy()
    energy[0, 0] = 0
    if not energy.any():
        return 0, 0.0, 0.0
    factors = (energy * change.real * gains).sum(axis=(1, 2)) / (energy * gains**2).sum(axis=(1, 2))
    left = (energy * np.abs(change - factors[:, None, None] * gains) ** 2).sum(axis=(1, 2))
    best = int(np.argmin(left))
    total = float((energy * np.abs(change) ** 2).sum())
    return best, float(factors[best]), 1 - float(left[best]) / max(total, 1e-30)


def high_pass_of_tiles(pair: PatchPair, sigma: float) -> tuple[Array, Array]:
    """Return the tiles of the first image minus their blur, and the difference of the tiles.

    Both are flat arrays of the pixels away from the borders of the tiles, where no value is clipped.
    """
    import numpy as np

    first, second, kept = pair.tiles
    margin = min(int(np.ceil(4 * sigma)) + 1, first.shape[-1] // 4)
    inside = (slice(None), slice(margin, -margin), slice(margin, -margin))
    high = (first - blur(first, sigma))[inside]
    change = (second - first)[inside]
    return high[kept[inside]], change[kept[inside]]


def explains_tiles(loss: float, pair: PatchPair) -> bool:
    """Tell whether a filter with a mean squared residual at the tiles may explain the pair."""
    import numpy as np

    first, second, kept = pair.tiles
    return loss <= LEFT * float(np.square(second - first)[kept].mean()) if kept.any() else False


def refine(loss: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Return the argument of the least loss between two limits, by golden-section search on a log scale."""
    import math

    a, b = math.log(low), math.log(high)
    c, d = b - GOLDEN * (b - a), a + GOLDEN * (b - a)
    at_c, at_d = loss(math.exp(c)), loss(math.exp(d))
    while b - a > tolerance:
        if at_c < at_d:
            b, d, at_d = d, c, at_c
            c = b - GOLDEN * (b - a)
            at_c = loss(math.exp(c))
        else:
            a, c, at_c = c, d, at_d
            d = a + GOLDEN * (b - a)
            at_d = loss(math.exp(d))
    return math.exp((a + b) / 2)
