"""Gain and offset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._tone import fit_robustly, signed_levels

Array = Any

LEAST, GREATEST = 0.1, 10.0
"""Least and greatest gain that is named."""


@transform("gain", free=1, unit="times", example={"gain": 0.9, "offset": 0.0})
def gain(pair: PatchPair) -> Iterator[Estimate]:
    """Gain, offset, or both, equal for all channels: the second is ``gain * first + offset``.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        A gain alone, an offset alone, and both. The strength is the gain, or the offset in levels.
    """
    import numpy as np

    x, y = pair.pixels
    kept = pair.open_pixels
    if kept.sum() < x.size / 10 or not pair.tonal:
        return

    def of_gain(used: Array) -> Array:
        return np.array([float((x * y)[used].sum() / max(1e-9, float(np.square(x[used]).sum()))), 0.0])

    def of_offset(used: Array) -> Array:
        return np.array([1.0, float((y - x)[used].mean())])

    def of_both(used: Array) -> Array:
        a, b = x[used].astype(np.float64), y[used].astype(np.float64)
        variance = float(a.var())
        slope = float(((a - a.mean()) * (b - b.mean())).mean()) / variance if variance > 1e-9 else 1.0
        return np.array([slope, float(b.mean()) - slope * float(a.mean())])

    for solve, free in ((of_gain, 1), (of_offset, 1), (of_both, 2)):
        slope, offset = map(float, fit_robustly(solve, lambda line: y - line[0] * x - line[1], kept))
        if not LEAST < slope < GREATEST:
            continue
        parts = [f"gain {slope:.3g}"] * (solve is not of_offset)
        parts += [f"offset {signed_levels(offset)}"] * (solve is not of_gain)
        known = {"gain": slope, "offset": offset}
        words = f"with {' and '.join(parts)}"
        if solve is of_offset:
            yield Estimate(known, free, 255 * offset, words, unit="levels")
        else:
            yield Estimate(known, free, slope, words)


@gain.apply
def apply_gain(images: Array, *, gain: float, offset: float) -> Array:
    """Return the images times a gain plus an offset."""
    return images * gain + offset
