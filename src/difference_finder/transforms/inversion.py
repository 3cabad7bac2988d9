"""Inversion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any


@transform("inversion", free=0, example={})
def inversion(pair: PatchPair) -> Iterator[Estimate]:
    """A negative: the second is 1 minus the first, in data ranges.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The negative, without parameters.
    """
    x, y = pair.pixels
    if float(abs(1 - x - y).mean()) < float(abs(y - x).mean()):
        yield Estimate({}, 0, None, "inverted (a negative)")


@inversion.apply
def apply_inversion(images: Array) -> Array:
    """Return the negatives."""
    return 1 - images
