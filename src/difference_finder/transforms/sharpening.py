"""Sharpening by an unsharp mask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.gaussian import blur
from difference_finder.images.patches import PatchPair, Planes, cut_patches
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._filters import (
    COHERENT,
    best_of,
    explains_tiles,
    high_pass_of_tiles,
    refine,
    squared_frequencies,
)

Array = Any

LEAST, GREATEST = 0.4, 8.0
"""Least and greatest standard deviation of the mask, in pixels."""

FAINTEST = 0.03
"""Least amount that is named."""


@transform("sharpening", free=2, unit="%", example={"amount": 0.8, "sigma": 1.5}, least=0.95)
def sharpening(pair: PatchPair) -> Iterator[Estimate]:
    """Sharpening: the first plus a share of what a Gaussian blur takes from it (an unsharp mask).

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The amount, which is the strength in per cent, and the standard deviation of the Gaussian in pixels.
    """
    import numpy as np

    sigmas = np.geomspace(LEAST, GREATEST, 20)
    gains = 1 - np.exp(-0.5 * sigmas[:, None, None] ** 2 * squared_frequencies(pair.side))
    best, factor, share = best_of(pair, gains)
    if share < COHERENT or factor < FAINTEST:
        return

    def fit(sigma: float) -> tuple[float, float]:
        high, change = high_pass_of_tiles(pair, sigma)
        if len(high) < 100 or not high.any():
            return 0.0, np.inf
        amount = float((high * change).sum() / np.square(high).sum())
        return amount, float(np.square(change - amount * high).mean())

    if not explains_tiles(fit(sigmas[best])[1], pair):
        return
    low, high = sigmas[max(0, best - 2)], sigmas[min(len(sigmas) - 1, best + 2)]
    sigma = refine(lambda width: fit(width)[1], low, high, 0.01)
    amount = fit(sigma)[0]
    known = {"amount": amount, "sigma": sigma}
    changed = Planes(apply_sharpening(pair.whole_first.floats[None], **known)[0], 1.0)
    predicted = cut_patches(changed, pair.corners, pair.side)
    words = f"sharpened by {100 * amount:.3g} % at a radius of {sigma:.2f} pixels"
    yield Estimate(known, 2, 100 * amount, words, predicted)


@sharpening.apply
def apply_sharpening(images: Array, *, amount: float, sigma: float) -> Array:
    """Return the images sharpened."""
    return images + amount * (images - blur(images, sigma))
