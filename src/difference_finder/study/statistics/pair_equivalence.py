"""Equivalence of each method with each other one: mean differences within the smallest relevant one."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from difference_finder.study.statistics.advantages import advantages
from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.equivalence import equivalence_p, is_equivalent
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.run_effects import run_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PairEquivalence", "pair_equivalence"]

Interval = tuple[float, float]


@dataclass(frozen=True)
class PairEquivalence:
    """The mean differences of all pairs of methods, and whether they are smaller than the relevant one.

    Parameters
    ----------
    margin
        Smallest relevant difference, in the units of the metric.
    differences
        Mean advantage of the method of the row over the one of the column, positive if the row is better, on
        the units with a finite difference of both; with data sets, the mean of their means. 0 on the
        diagonal, NaN without such a unit.
    intervals
        Bootstrap confidence interval (BCa) of each difference; None where there is none.
    p
        p value of two one-sided tests of each pair, corrected by Holm's method for all pairs of this metric.
        0 on the diagonal; NaN for fewer than two units, and where a difference is infinite.
    """

    margin: float
    differences: tuple[tuple[float, ...], ...]
    intervals: tuple[tuple[Interval | None, ...], ...]
    p: tuple[tuple[float, ...], ...]

    def of(self, row: int, column: int, level: float) -> bool:
        """Return whether two methods, given by their places, are equivalent at a significance level."""
        return row != column and is_equivalent(
            self.intervals[row][column], self.margin, self.p[row][column], level
        )


def pair_equivalence(
    table: NDArray[np.float64],
    margin: float,
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None,
    data_sets: Sequence[Hashable] | None,
    runs: Sequence[Sequence[float]],
    **drawn: Any,
) -> PairEquivalence:
    """Test each pair of methods for equivalence, as a verdict tests ours against each rival.

    Parameters
    ----------
    table
        Scores (methods, images).
    margin
        Smallest relevant difference, above 0.
    higher_is_better, groups, data_sets
        See :func:`difference_finder.study.statistics.paired.paired`.
    runs
        Effects of the runs of each method; empty for a method with a single run.
    drawn
        ``confidence``, ``resamples``, ``seed`` and ``over`` of the intervals.
    """
    import numpy as np

    count = len(table)
    means, ps = np.zeros((count, count)), np.zeros((count, count))
    intervals: list[list[Interval | None]] = [[None] * count for _ in range(count)]
    for i, j in combinations(range(count), 2):
        units = advantages(table[i], table[j], higher_is_better, groups, data_sets)
        finite, strata = units.finite, units.finite_strata
        means[i, j] = strata.mean(finite)
        means[j, i] = -means[i, j]
        ps[i, j] = math.nan if np.isinf(units.values).any() else equivalence_p(finite, margin, strata)
        found = bca_interval(finite, strata=strata, runs=run_errors([runs[i], runs[j]]), **drawn)
        if found is not None:
            intervals[i][j], intervals[j][i] = found, (-found[1], -found[0])
    upper = np.triu_indices(count, 1)
    ps[upper] = holm(ps[upper])
    ps.T[upper] = ps[upper]
    return PairEquivalence(
        margin,
        tuple(map(tuple, means.tolist())),
        tuple(map(tuple, intervals)),
        tuple(map(tuple, ps.tolist())),
    )
