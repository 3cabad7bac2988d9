"""Gaussian blur."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.gaussian import blur as gaussian_blur
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

LEAST, GREATEST = 0.25, 12.0
"""Least and greatest standard deviation that is named, in pixels."""

FACTORS = (0.6, 1.6)
"""Range of the factor of the best filter that may still be a blur of another width."""


@transform("blur", free=1, unit="pixels", example={"sigma": 1.5}, least=0.96)
def blur(pair: PatchPair) -> Iterator[Estimate]:
    """Blur by a Gaussian.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The standard deviation in pixels, which is the strength.
    """
    import numpy as np

    sigmas = np.geomspace(LEAST, GREATEST, 28)
    gains = np.exp(-0.5 * sigmas[:, None, None] ** 2 * squared_frequencies(pair.side)) - 1
    best, factor, share = best_of(pair, gains)
    if share < COHERENT or not FACTORS[0] < factor < FACTORS[1]:
        return

    def loss(sigma: float) -> float:
        high, change = high_pass_of_tiles(pair, sigma)
        return float(np.square(change + high).mean()) if len(high) else np.inf

    if not explains_tiles(loss(sigmas[best]), pair):
        return
    sigma = refine(loss, sigmas[max(0, best - 2)], sigmas[min(len(sigmas) - 1, best + 2)], 0.006)
    changed = Planes(apply_blur(pair.whole_first.floats[None], sigma=sigma)[0], 1.0)
    predicted = cut_patches(changed, pair.corners, pair.side)
    words = f"blurred by a Gaussian of sigma {sigma:.2f} pixels"
    yield Estimate({"sigma": sigma}, 1, sigma, words, predicted)


@blur.apply
def apply_blur(images: Array, *, sigma: float) -> Array:
    """Return the images blurred."""
    return gaussian_blur(images, sigma)
