"""White noise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from difference_finder.arrays.percentiles import median, quantile
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

LAGS = ((0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0), (2, 2), (0, 4), (4, 0))
"""Distances in rows and columns at which the difference must not correlate."""

WHITE = 0.04
"""Greatest correlation of neighbouring pixels of white noise."""

OFFSET = 0.25
"""Greatest mean of the noise, in standard deviations."""

ENOUGH, FIRST = 32, 8
"""Number of patches that suffice for the correlations, and of those that are looked at first."""

EVEN = 1.6
"""Greatest ratio of the standard deviations of noise between patches, 90th to 10th percentile."""

UNCLIPPED = 0.1
"""Least distance of patches to the ends of the data range, relative to it; the noise of others is clipped."""

ONE_SIDED = 0.25
"""Greatest share of the noise in an image that counts as free of noise."""

FAINTEST, FINEST = 0.7, 1e-5
"""Least standard deviation that is named, in steps of the values, because less is rounding, and in data
ranges."""


@transform("noise", free=1, unit="levels", example={"sigma": 6.0})
def noise(pair: PatchPair) -> Iterator[Estimate]:
    """White noise in one image, or in both: it does not correlate from pixel to pixel.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The standard deviation in levels, 1/255 of the data range, which is the strength. It is negative if
        the noise is in the first image.
    """
    if not _may_be_white(pair.difference[:: 1 + len(pair.difference) // FIRST]):
        return
    gap = pair.difference - pair.difference.mean(axis=(2, 3), keepdims=True)
    sizes = gap.std(axis=(2, 3)).mean(axis=1)
    typical = median(sizes)
    kept = sizes > 0.5 * typical
    if not sizes.all() or typical < max(FAINTEST * pair.step, FINEST) or kept.mean() < 0.5:
        return
    if _offset(pair, typical) > OFFSET * typical or not _is_white(gap[kept]) or not _is_even(pair, sizes):
        return
    share = _share_of_second(pair, kept)
    sigma = 255 * _standard_deviation(pair, pair.second if share < ONE_SIDED else pair.first)
    known = {"sigma": sigma, "share_of_second": share}
    if share > 1 - ONE_SIDED:
        words = f"with noise of {sigma:.3g} levels"
    elif share < ONE_SIDED:
        words, sigma = f"without noise of {sigma:.3g} levels", -sigma
    else:
        words = f"except for noise of {sigma:.3g} levels"
    yield Estimate(known, 1, sigma, words)


def _may_be_white(difference: Array) -> bool:
    """Tell whether neighbours do not correlate strongly in the differences of some patches."""
    gap = difference - difference.mean(axis=(2, 3), keepdims=True)
    sizes = gap.std(axis=(1, 2, 3))
    gap = gap[sizes > 0.5 * median(sizes)]
    return not len(gap) or _is_white(gap, LAGS[:3], 2 * WHITE)


def _is_white(gap: Array, lags: Sequence[tuple[int, int]] = LAGS, most: float = WHITE) -> bool:
    """Tell whether values of patches do not correlate with their neighbours, in each channel."""
    import numpy as np

    # The same weight for all patches, or one with strong edges would decide.
    gap = gap[:: 1 + len(gap) // ENOUGH]
    gap = gap / np.maximum(gap.std(axis=(2, 3), keepdims=True), 1e-9)
    side = gap.shape[-1]
    for rows, columns in lags:
        here = gap[..., : side - rows, max(0, -columns) : side - max(0, columns)]
        there = gap[..., rows:, max(0, columns) : side - max(0, -columns)]
        if np.abs((here * there).mean(axis=(0, 2, 3))).max() > most:
            return False
    return True


def _offset(pair: PatchPair, typical: float) -> float:
    """Return the mean difference of the pixels that clipping does not change, 0 if they are few."""
    import numpy as np

    if not pair.bounded:
        return abs(float(pair.difference.mean()))
    far = (pair.first > 3 * typical) & (pair.first < 1 - 3 * typical)
    return abs(float(pair.difference[far].mean())) if np.count_nonzero(far) > far.size / 100 else 0.0


def _is_even(pair: PatchPair, sizes: Array) -> bool:
    """Tell whether the noise is equally strong in all patches, apart from those that clipping may change."""
    import numpy as np

    means = pair.first.mean(axis=(1, 2, 3))
    if pair.bounded:
        middle = (means > UNCLIPPED) & (means < 1 - UNCLIPPED)
        sizes = sizes[middle] if middle.sum() >= 4 else sizes
    low, high = (quantile(sizes.astype(np.float64), share) for share in (0.1, 0.9))
    return bool(high <= EVEN * low)


def _share_of_second(pair: PatchPair, kept: Array) -> float:
    """Return the share of the energy of the noise that is in the second image."""
    import numpy as np

    some = np.flatnonzero(kept)[:: 1 + len(kept) // ENOUGH]

    def rough(patches: Array) -> Array:  # fine detail, which holds most of the noise and least of the scene
        one = patches[some]
        return one[..., 1:, 1:] - one[..., :-1, 1:] - one[..., 1:, :-1] + one[..., :-1, :-1]

    gap, second = rough(pair.difference), rough(pair.second)
    return float(np.clip((gap * second).sum() / np.square(gap).sum(), 0, 1))


def _standard_deviation(pair: PatchPair, clean: Array) -> float:
    """Return the standard deviation of the noise, apart from its clipping; one image counts as clean."""
    import numpy as np

    some = slice(None, None, 1 + len(clean) // ENOUGH)
    gap, clean = np.abs(pair.difference[some]), clean[some]
    typical = median(gap) / 0.6745
    if not pair.bounded:
        return math.sqrt(np.square(gap).mean(dtype=np.float64))
    # The median of the magnitudes of values that are further from the ends than the median is not clipped.
    middle = (clean > 0.6745 * typical) & (clean < 1 - 0.6745 * typical)
    far = (clean > 3 * typical) & (clean < 1 - 3 * typical)
    if far.sum() > gap.size / 20:
        return math.sqrt(np.square(gap[far]).mean(dtype=np.float64))
    return median(gap[middle]) / 0.6745 if middle.any() else typical
