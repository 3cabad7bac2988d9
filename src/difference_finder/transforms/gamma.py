"""Gamma."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.colour.transfer import decode_power
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._tone import fit_robustly

Array = Any

LEAST, GREATEST = 0.2, 5.0
"""Least and greatest exponent that is named."""

ROUNDS = 4
"""Number of steps of Gauss and Newton."""


@transform("gamma", free=1, example={"gamma": 1.2})
def gamma(pair: PatchPair) -> Iterator[Estimate]:
    """Gamma: the second is ``first ** gamma``, in data ranges.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The exponent, which is the strength.
    """
    import numpy as np

    x, y = pair.pixels
    kept = pair.open_pixels & (x > 1e-4) & (x < 1 - 1e-4)
    if not pair.bounded or kept.sum() < x.size / 10 or not pair.tonal:
        return
    logs = np.log(np.clip(x, 1e-4, 1)).astype(np.float32)

    def solve(used: Array) -> Array:
        a, b = logs[used], y[used]
        weights = a * b  # the slope of the prediction, first of the second image
        exponent = float((np.log(b) * a * weights**2).sum() / (a**2 * weights**2).sum())
        for _ in range(ROUNDS):
            predicted = np.exp(exponent * a)
            slope = predicted * a
            exponent += float(((b - predicted) * slope).sum() / np.square(slope).sum())
        return np.array(exponent)

    found = float(fit_robustly(solve, lambda exponent: y - np.exp(exponent * logs), kept))
    if LEAST < found < GREATEST:
        yield Estimate({"gamma": found}, 1, found, f"with gamma {found:.3g}")


@gamma.apply
def apply_gamma(images: Array, *, gamma: float) -> Array:
    """Return the images to the power of gamma; negative values keep their sign."""
    return decode_power(images, gamma)
