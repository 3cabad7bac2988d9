"""Values rounded differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

SPREAD = 0.02
"""Least share of the values that differ."""


@transform("rounding", free=0, unit="levels", example={})
def rounding(pair: PatchPair) -> Iterator[Estimate]:
    """Values rounded differently: they differ by at most one step of the second image, here and there.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The greatest difference in levels, 1/255 of the data range, which is the strength.
    """
    import numpy as np

    gap = pair.difference
    greatest = float(np.abs(gap).max())
    share = float((np.abs(gap) > 1e-6).mean())
    if greatest > 1.01 * pair.step or share < SPREAD:
        return
    up, down = float((gap > 1e-6).mean()), float((gap < -1e-6).mean())
    direction = "up" if down < 0.02 * up else "down" if up < 0.02 * down else "differently"
    words = f"with values rounded {direction}, by at most {255 * greatest:.2g} level"
    yield Estimate({"greatest": 255 * greatest}, 0, 255 * greatest, words)
