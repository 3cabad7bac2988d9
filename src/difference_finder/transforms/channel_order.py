"""Order of the channels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any


@transform("channel_order", free=0, example={"order": (2, 1, 0)})
def channel_order(pair: PatchPair) -> Iterator[Estimate]:
    """Channels in another order, such as BGR instead of RGB.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The order that fits best, if there is one other than the order of the first image.
    """
    import numpy as np

    if not 1 < pair.channels <= 4:
        return
    x, y = pair.pixels
    gaps = np.array([[float(np.square(other - one).sum()) for one in x] for other in y])
    orders = list(itertools.permutations(range(pair.channels)))
    places = range(pair.channels)
    best = min(orders, key=lambda order: gaps[places, order].sum())
    if best == tuple(places):
        return
    if pair.channels == 3:
        words = f"with its channels in the order {''.join('RGB'[c] for c in best)}"
    else:
        words = f"with its channels in the order {', '.join(str(c + 1) for c in best)}"
    yield Estimate({"order": best}, 0, None, words)


@channel_order.apply
def apply_channel_order(images: Array, *, order: tuple[int, ...]) -> Array:
    """Return the images with their channels in another order."""
    return images[:, list(order)]
