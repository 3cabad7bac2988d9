"""Gains of single channels, as of a white balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._tone import fit_robustly

Array = Any


@transform("channel_gain", free=2, unit="times", example={"gains": (1.15, 1.0, 0.85)})
def channel_gain(pair: PatchPair) -> Iterator[Estimate]:
    """One gain for each channel, as of a white balance.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The gains. The strength is the gain that differs most from 1.
    """
    import numpy as np

    x, y = pair.pixels
    if not 1 < pair.channels <= 4 or not pair.tonal:
        return
    gains = []
    for one, other, kept in zip(x, y, pair.open_pixels, strict=True):
        if kept.sum() < 100 or float(np.square(one[kept]).sum()) < 1e-3:
            return
        gains.append(_gain(one, other, kept))
    if min(gains) <= 0.1:
        return
    words = f"with gains {', '.join(f'{value:.3g}' for value in gains)} of the channels"
    yield Estimate(
        {"gains": tuple(gains)}, len(gains), max(gains, key=lambda value: abs(np.log(value))), words
    )


def _gain(x: Array, y: Array, kept: Array) -> float:
    """Return the gain from one plane to another."""
    import numpy as np

    def solve(used: Array) -> Array:
        return np.array((x * y)[used].sum() / np.square(x[used]).sum())

    return float(fit_robustly(solve, lambda slope: y - slope * x, kept))


@channel_gain.apply
def apply_channel_gain(images: Array, *, gains: tuple[float, ...]) -> Array:
    """Return the images with each channel times its gain."""
    import numpy as np

    return images * np.array(gains, images.dtype)[:, None, None]
