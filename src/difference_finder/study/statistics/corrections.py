"""Correction of p values for several comparisons: max-T with common sign flips, and Holm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.statistics.sign_flips import MOST_NODES, log_tails, merged_nodes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["JointFlips", "holm"]

MOST_FLIPPED = 2**12
"""Number of units with drawn signs; the sum of the others, each of which contributes little, is normal."""
AT_ONCE = 2**22
"""Number of signs, and of statistics, in memory at a time."""
RAREST = 0.01
"""Share of drawn sign assignments up to which a sum of p values bounds it, since it is uncertain. It is below
the usual levels: near the level, the smaller of both estimates would exceed the family-wise error rate."""
EQUAL = 1e-9
"""Relative difference below which logarithms of p are equal."""


@dataclass(frozen=True)
class JointFlips:
    """The joint distribution of the sign-flip statistics of several comparisons.

    Parameters
    ----------
    columns
        Contribution of each unit to each comparison, shape (units, comparisons); 0 where a comparison
        excludes a unit.
    draws
        Number of random sign assignments; all 2^(units - 1) are enumerated if they are not more.
    seed
        Seed of the signs.

    Notes
    -----
    A sign assignment flips a unit in all comparisons, which keeps the dependence of metrics and rivals. The
    statistic of a comparison is the absolute sum of its column on the scale of its own p value, so that all
    comparisons have the same chance to be the most extreme. Equal columns, such as copies of a metric,
    count as one comparison.

    References
    ----------
    Westfall and Young, Resampling-based multiple testing, Wiley (1993), algorithm 2.8.
    """

    columns: NDArray[np.float64]
    draws: int
    seed: int

    def adjust(self, ps: ArrayLike) -> NDArray[np.float64]:
        """Return p values adjusted by the step-down procedure.

        Parameters
        ----------
        ps
            p value of each comparison, shape (comparisons,); NaN stays NaN and does not count.

        Returns
        -------
        array
            Adjusted p values, at least ``ps`` and at most 1. Where at most 1 % of the sign assignments are as
            extreme, or none that was drawn, the sum of the p values bounds the probability, as in Holm's
            method.
        """
        import numpy as np

        given = checked_ps(ps)
        adjusted = given.copy()
        # Columns of zeros have a p of 1, whatever the correction.
        tested = np.flatnonzero(~np.isnan(given) & self.columns.any(axis=0))
        firsts, places = _distinct(self.columns[:, tested], given[tested])
        own, order = given[tested][firsts], np.arange(len(firsts))
        if own.size > 1:
            flips = _Flips(self.columns[:, tested[firsts]], self.draws, self.seed)
            order = np.argsort(flips.observed, kind="stable")
            own = own[order]
            shares = _step_down(flips, order)
            bounds = own * np.arange(own.size, 0, -1)
            none = 0 if flips.enumerated else 1 / (flips.count + 1)
            rare = (shares <= RAREST) | (shares <= none)
            own = np.maximum(np.where(rare, np.minimum(shares, bounds), shares), own)
            own = np.minimum(np.maximum.accumulate(own), 1.0)
        back = np.empty_like(own)
        back[order] = own
        adjusted[tested] = back[places]
        return adjusted

    def smallest_quantile(self, level: float) -> float:
        """Return the level at which the smallest p of all comparisons is significant in a share ``level``.

        It is at least Bonferroni's ``level / comparisons`` and at most ``level``.
        """
        import numpy as np

        used = self.columns[:, self.columns.any(axis=0)]
        firsts, _ = _distinct(used, np.ones(used.shape[1]))
        if len(firsts) < 2:
            return level
        flips = _Flips(used[:, firsts], self.draws, self.seed)
        least = np.concatenate([block.min(axis=1) for block in flips.log_ps()])
        return float(np.clip(np.exp(np.quantile(least, level)), level / len(firsts), level))


def _step_down(flips: _Flips, order: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the shares of flips in which a comparison from a place of the order on is as extreme."""
    import numpy as np

    observed = flips.observed[order]
    observed = observed + EQUAL * np.maximum(1.0, np.abs(observed))
    counts = np.zeros(observed.size, np.intp)
    for block in flips.log_ps():
        least = np.minimum.accumulate(block[:, order[::-1]], axis=1)[:, ::-1]
        counts += (least <= observed).sum(axis=0)
    one = 0 if flips.enumerated else 1
    return np.asarray((counts + one) / (flips.count + one))


class _Flips:
    """The logarithms of the p values of several columns under common sign flips."""

    def __init__(self, columns: NDArray[np.float64], draws: int, seed: int) -> None:
        import numpy as np

        rows = columns[columns.any(axis=1)]
        rows = rows / np.maximum(np.abs(rows).max(axis=0), 1e-300)
        self.rows = rows / np.sqrt((rows**2).sum(axis=0))
        self.draws, self.seed = draws, seed
        units, k = self.rows.shape
        self.enumerated = units <= 24 and 2 ** (units - 1) <= draws and 2 ** (units - 1) * k <= 8 * AT_ONCE
        if self.enumerated:
            signs = 1 - 2.0 * ((np.arange(2 ** (units - 1))[:, None] >> np.arange(units)) & 1)
            self.exact = _exact_log_ps(np.abs(signs @ self.rows))
            self.count = len(signs)
            self.observed = self.exact[0]  # the first assignment flips nothing
        else:
            self.count = draws
            self.scales = [_Scale(column) for column in self.rows.T]
            self.observed = self._scaled(np.abs(self.rows.sum(axis=0))[None])[0]

    def log_ps(self) -> Iterator[NDArray[np.float64]]:
        """Yield blocks of shape (flips, comparisons)."""
        if self.enumerated:
            yield self.exact
            return
        for sums in self._drawn():
            yield self._scaled(abs(sums))

    def _scaled(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        return np.column_stack([scale(column) for scale, column in zip(self.scales, sums.T, strict=True)])

    def _drawn(self) -> Iterator[NDArray[np.float64]]:
        """Yield blocks of sums with random signs; units with small contributions enter as normal numbers."""
        import numpy as np

        generator = np.random.default_rng(self.seed)
        units, k = self.rows.shape
        flipped, factor = self.rows, np.zeros((0, k))
        if units > MOST_FLIPPED:
            large = np.argpartition((self.rows**2).max(axis=1), -MOST_FLIPPED)[-MOST_FLIPPED:]
            flipped = self.rows[large]
            rest = self.rows.T @ self.rows - flipped.T @ flipped
            values, vectors = np.linalg.eigh(rest)
            factor = (vectors * np.sqrt(np.maximum(values, 0.0))).T
        step = max(1, min(AT_ONCE // len(flipped), AT_ONCE // k))
        for start in range(0, self.draws, step):
            count = min(step, self.draws - start)
            width = -(-len(flipped) // 8)
            bits = np.frombuffer(generator.bytes(count * width), np.uint8).reshape(count, width)
            signs = 1.0 - 2.0 * np.unpackbits(bits, axis=1, count=len(flipped))
            yield signs @ flipped + generator.standard_normal((count, len(factor))) @ factor


class _Scale:
    """The logarithm of the p value of a sum, interpolated between points of its saddlepoint approximation."""

    def __init__(self, column: NDArray[np.float64]) -> None:
        import numpy as np

        sizes = np.sort(np.abs(column[column != 0]))[::-1]
        nodes, weights = merged_nodes(sizes, MOST_NODES // 8)
        slopes = np.concatenate([np.linspace(0, 8, 65), np.geomspace(8.5, 1e3, 24)])
        totals, tails = log_tails(nodes, weights, slopes)
        self.totals, kept = np.unique(totals, return_index=True)
        self.tails = np.minimum.accumulate(np.minimum(tails[kept] + math.log(2), 0.0))

    def __call__(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        # Sums beyond the last point, and flat parts, keep their order by a tiny slope.
        return np.interp(sums, self.totals, self.tails) - 1e-6 * sums


def _exact_log_ps(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the share of rows with at least the same sum, for each column."""
    import numpy as np

    found = np.empty_like(sums)
    for column, own in zip(found.T, sums.T, strict=True):
        reached = np.searchsorted(np.sort(own), own - 1e-12, side="left")
        column[:] = np.log((own.size - reached) / own.size)
    return found


def _distinct(
    columns: NDArray[np.float64], ps: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first of each set of columns that are equal up to scale, and the set of each column."""
    import numpy as np

    found: dict[bytes, int] = {}
    firsts: list[int] = []
    places: list[int] = []
    for number, column in enumerate(columns.T):
        largest = column[np.abs(column).argmax()] if column.size else 0.0
        key = (np.round(column / (largest or 1.0), 9) + 0.0).tobytes() + repr(ps[number]).encode()
        if key not in found:
            found[key] = len(firsts)
            firsts.append(number)
        places.append(found[key])
    return np.array(firsts, np.intp), np.array(places, np.intp)


def checked_ps(ps: ArrayLike) -> NDArray[np.float64]:
    """Return p values as float64.

    Raises
    ------
    InputError
        If a value is neither NaN nor between 0 and 1.
    """
    import numpy as np

    given: NDArray[Any] = np.asarray(ps, dtype=np.float64)
    if given.ndim != 1 or not (np.isnan(given) | ((given >= 0) & (given <= 1))).all():
        raise InputError(f"p values must be numbers from 0 to 1 or NaN, not {ps!r}")
    return given


def holm(ps: ArrayLike) -> NDArray[np.float64]:
    """Adjust p values by Holm's method, which controls the family-wise error rate.

    Parameters
    ----------
    ps
        p values of shape (n,), 0 to 1; NaN where no test was possible, which stays NaN and does not count.

    Returns
    -------
    array
        Adjusted p values of shape (n,), float64, at most 1, in the same order.

    Raises
    ------
    InputError
        If a value is not between 0 and 1.

    References
    ----------
    Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6 (1979), 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    import numpy as np

    given = checked_ps(ps)
    adjusted = given.copy()
    there = np.flatnonzero(~np.isnan(given))
    order = there[np.argsort(given[there], kind="stable")]
    weighted = given[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(weighted), 1.0)
    return adjusted
