"""How well a map points at a place."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage
from scipy.stats import rankdata

Array = Any


def auc(map_: Array, mask: Array) -> float:
    """Return how likely a pixel of the artefact is higher than one outside; 0.5 is chance."""
    ranks = rankdata(map_.ravel())
    inside = mask.ravel()
    n, m = int(inside.sum()), int((~inside).sum())
    return float((ranks[inside].sum() - n * (n + 1) / 2) / (n * m))


def hits(map_: Array, mask: Array, window: int = 16) -> bool:
    """Tell whether the middle of the strongest window lies in the artefact."""
    sums = ndimage.uniform_filter(map_.astype(np.float64), window, mode="constant")
    half = window // 2
    sums[:half], sums[-half:], sums[:, :half], sums[:, -half:] = -np.inf, -np.inf, -np.inf, -np.inf
    return bool(mask[np.unravel_index(int(sums.argmax()), sums.shape)])
