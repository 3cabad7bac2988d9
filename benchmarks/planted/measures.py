"""Measures of how well a map locates a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import ndimage

Array = Any


def auc(map_: Array, mask: Array) -> float:
    """Return the probability that a pixel of the artefact is higher than a pixel outside; 0.5 is chance.

    Raises
    ------
    ValueError
        If the map has values that are not finite, or all or nothing is the artefact.
    """
    outside, inside = np.sort(map_[~mask]), map_[mask]
    if not (inside.size and outside.size and np.isfinite(map_).all()):
        raise ValueError("an AUC needs finite values, and pixels both inside and outside")
    # Of equal values, half count as higher.
    lower = sum(np.searchsorted(outside, inside, side).sum() for side in ("left", "right"))
    return float(lower / (2 * inside.size * outside.size))


def hits(map_: Array, mask: Array, window: int = 16) -> bool:
    """Tell whether the centre of the strongest window lies in the artefact."""
    sums = ndimage.uniform_filter(map_.astype(np.float64), window, mode="constant")
    half = window // 2
    sums[:half], sums[-half:], sums[:, :half], sums[:, -half:] = -np.inf, -np.inf, -np.inf, -np.inf
    return bool(mask[np.unravel_index(int(sums.argmax()), sums.shape)])


def blurred(map_: Array, sigma: float) -> Array:
    """Return a map blurred by a Gaussian, with mirrored edges."""
    if sigma == 0:
        return map_
    h, w = map_.shape
    return _gaussian(h, sigma) @ map_ @ _gaussian(w, sigma).T


@cache
def _gaussian(size: int, sigma: float) -> Array:
    """Return the blur of one line as a matrix, which is faster than a filter for one map at many widths."""
    return ndimage.gaussian_filter1d(np.eye(size), sigma, axis=0).astype(np.float32)


@dataclass(frozen=True)
class Boxes:
    """The agreement of regions with an artefact.

    Parameters
    ----------
    regions
        Number of regions.
    true
        Number of regions with a pixel of the artefact in their box.
    overlap
        Intersection over union of the artefact's box and the box of the best region; 0 without a region.
    """

    regions: int
    true: int
    overlap: float


def boxes(regions: Iterable[Any], mask: Array) -> Boxes:
    """Compare regions with an artefact."""
    found = [(r.x, r.y, r.x + r.width, r.y + r.height) for r in regions]
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    true = sum(bool(mask[top:bottom, left:right].any()) for left, top, right, bottom in found)
    return Boxes(len(found), true, max((_overlap(box, other) for other in found), default=0.0))


def _overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    areas = [(x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (one, other)]
    return common / (sum(areas) - common)
