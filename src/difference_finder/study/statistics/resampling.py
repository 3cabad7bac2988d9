"""Bootstrap resamples: sums over units that are drawn with replacement, within data sets or with them."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from difference_finder.study.plan.statistics_settings import DATA_SETS, IMAGES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.statistics.strata import Strata

__all__ = ["resampled_means"]

AT_ONCE = 2**17
"""Number of draws in memory at a time, which fit the cache of a processor."""
KEPT = 2**25
"""Number of counts up to which they are cached, 32 MB: the next comparison of a study mostly has the same
images."""

MOST_DRAWN = 20_000
"""Number of units up to which all draws are counted."""
EXTREME = 64
"""Number of the most extreme units among more."""


def resampled_means(
    columns: NDArray[np.float64], strata: Strata, resamples: int, seed: int, over: str = IMAGES
) -> NDArray[np.float64]:
    """Return means (k, resamples) of rows (k, n) over units drawn with replacement, the same for all rows.

    Parameters
    ----------
    columns
        Values of shape (k, n).
    strata
        Data set of each unit. The mean of a resample is the mean of the means of its data sets.
    resamples
        Number of resamples.
    seed
        Seed of the draws, at least 0.
    over
        "images" draws the units of each data set; "data-sets" draws data sets first, and then the units of
        each drawn data set (hierarchical bootstrap).

    Notes
    -----
    In a data set of more than 20,000 units, only the draws of the most extreme ones are counted, and the sum
    of the other draws is normal.
    """
    import numpy as np

    sizes = tuple(strata.sizes.tolist())
    if over == DATA_SETS:
        return _hierarchical(columns, strata, resamples, seed)
    if len(sizes) > 1 and sum(sizes) > MOST_DRAWN:
        means = [
            _sums(columns[:, part], (part.size,), resamples, (seed, number)) / part.size
            for number, part in enumerate(strata.parts)
        ]
        return np.asarray(sum(means) / len(sizes))
    if len(sizes) == 1:
        return np.asarray(_sums(columns, sizes, resamples, seed) / sizes[0])
    order = np.concatenate(strata.parts)
    sums = _sums(columns[:, order] * strata.weights[order], sizes, resamples, seed)
    return np.asarray(sums / order.size)


def _hierarchical(
    columns: NDArray[np.float64], strata: Strata, resamples: int, seed: int
) -> NDArray[np.float64]:
    """Return means of resamples of data sets, of which the units are drawn too."""
    import numpy as np

    drawn = np.random.default_rng(seed).integers(0, strata.count, (resamples, strata.count))
    means = np.empty((len(columns), *drawn.shape))
    for number, part in enumerate(strata.parts):
        here = drawn == number
        if count := int(here.sum()):
            sums = _sums(columns[:, part], (part.size,), count, (seed, number))
            means[:, here] = sums / part.size
    return np.asarray(means.mean(axis=2))


def _sums(
    columns: NDArray[np.float64], sizes: tuple[int, ...], resamples: int, seed: int | tuple[int, int]
) -> NDArray[np.float64]:
    """Return sums (k, resamples) of rows (k, n), of which each part of the given sizes is drawn by itself."""
    import numpy as np

    k, n = columns.shape
    if n > MOST_DRAWN:
        return _nearly_normal_sums(columns, resamples, seed)
    sums = np.empty((k, resamples))
    start = 0
    for block in _counts(sizes, resamples, seed):
        stop = start + len(block)
        counts = block.astype(np.float64)
        for row, column in zip(sums, columns, strict=True):
            # einsum adds in a fixed order for any number of threads; a matrix product does not.
            row[start:stop] = np.einsum("rn,n->r", counts, column)
        start = stop
    return sums


def _nearly_normal_sums(
    columns: NDArray[np.float64], resamples: int, seed: int | tuple[int, int]
) -> NDArray[np.float64]:
    """Return sums of resamples of many units, of which the most extreme ones are drawn by themselves."""
    import numpy as np

    n = columns.shape[1]
    off = columns - columns.mean(axis=1, keepdims=True)
    spread = np.maximum(np.sqrt((off**2).sum(axis=1, keepdims=True)), 1e-300)
    extreme = np.zeros(n, bool)
    extreme[np.argpartition(np.abs(off / spread).max(axis=0), -EXTREME)[-EXTREME:]] = True
    drawn, counts, state = _extreme_draws(n, resamples, seed)
    generator = np.random.default_rng()
    generator.bit_generator.state = state
    others = columns[:, ~extreme]
    middle = others.mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(others, bias=True)))
    factor = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = factor @ generator.standard_normal((len(columns), resamples))
    left = n - drawn
    return np.asarray(columns[:, extreme] @ counts.T + left * middle + np.sqrt(left) * noise)


@functools.lru_cache(maxsize=4)
def _extreme_draws(
    n: int, resamples: int, seed: int | tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.float64], Any]:
    """Return how often extreme units are drawn, together and each, and the state of the generator then."""
    import numpy as np

    generator = np.random.default_rng(seed)
    drawn = generator.binomial(n, EXTREME / n, resamples)
    counts = generator.multinomial(drawn, np.full(EXTREME, 1 / EXTREME)).astype(np.float64)
    return drawn, counts, generator.bit_generator.state


def _counts(
    sizes: tuple[int, ...], resamples: int, seed: int | tuple[int, int]
) -> Iterator[NDArray[np.uint8]]:
    """Yield how often each unit was drawn, as blocks of shape (resamples, units)."""
    if sum(sizes) * resamples > KEPT:
        yield from _drawn(sizes, resamples, seed)
        return
    kept, step = _kept(sizes, resamples, seed), _rows(sum(sizes))
    for start in range(0, resamples, step):
        yield kept[start : start + step]


@functools.lru_cache(maxsize=1)
def _kept(sizes: tuple[int, ...], resamples: int, seed: int | tuple[int, int]) -> NDArray[np.uint8]:
    import numpy as np

    return np.concatenate(list(_drawn(sizes, resamples, seed)))


def _drawn(
    sizes: tuple[int, ...], resamples: int, seed: int | tuple[int, int]
) -> Iterator[NDArray[np.uint8]]:
    import numpy as np

    generator = np.random.default_rng(seed)
    step = _rows(sum(sizes))
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        # A unit is drawn more than 255 times with a probability of about 1 / 255 factorial.
        yield np.concatenate([_tally(generator, rows, n) for n in sizes], axis=1).astype(np.uint8)


def _tally(generator: np.random.Generator, rows: int, n: int) -> NDArray[np.intp]:
    """Return how often each of n units is drawn in n draws, shape (rows, n)."""
    import numpy as np

    drawn = generator.integers(0, n, (rows, n)) + np.arange(0, rows * n, n)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)


def _rows(n: int) -> int:
    return max(1, math.ceil(AT_ONCE / n))
