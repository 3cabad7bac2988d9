"""Order of the rows: exchanged or separated fields of interlaced images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair, cut_patches
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

WORDS = {
    "exchanged": "with even and odd rows exchanged",
    "separated": "with all even rows before all odd rows",
    "woven": "with the rows of its lower half between the rows of its upper half",
}


@transform("row_order", free=0, example={"order": "exchanged"})
def row_order(pair: PatchPair) -> Iterator[Estimate]:
    """Even and odd rows exchanged, separated, or woven together.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        Each order that brings some patches closer.
    """
    import numpy as np

    few = slice(None, None, max(1, len(pair.corners) // 8))
    gap = float(np.square(pair.difference[few]).sum())
    for order, words in WORDS.items():
        rows = _rows(int(pair.whole_first.stored.shape[-2]), order)
        some = _patches(pair, rows, few)
        if float(np.square(pair.second[few] - some).sum()) < 0.5 * gap:
            yield Estimate({"order": order}, 0, None, words, _patches(pair, rows, slice(None)))


def _patches(pair: PatchPair, rows: Array, chosen: slice) -> Array:
    """Return the chosen patches of the first image with its rows in another order."""
    import numpy as np

    strips = []
    for top, left in pair.corners[chosen]:
        rows_of_patch = rows[top : top + pair.side]
        strip = pair.whole_first.changed(
            lambda image, rows=rows_of_patch, left=left: image[:, rows, left : left + pair.side]
        )
        strips.append(cut_patches(strip, [(0, 0)], pair.side)[0])
    return np.stack(strips)


def _rows(height: int, order: str) -> Array:
    """Return the row of the first image for each row of the second."""
    import numpy as np

    rows = np.arange(height)
    separated = np.concatenate([rows[::2], rows[1::2]])
    if order == "separated":
        return separated
    if order == "woven":
        return np.argsort(separated)
    exchanged = rows ^ 1
    exchanged[exchanged >= height] = height - 1
    return exchanged


@row_order.apply
def apply_row_order(images: Array, *, order: str) -> Array:
    """Return the images with their rows in another order."""
    return images[..., _rows(int(images.shape[-2]), order), :]
