"""All pairs of methods: mean ranks with a post-hoc test, and the probability that one is the better."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.errors import UnknownNameError
from difference_finder.study.plan.statistics_settings import IMAGES, NEMENYI, POST_HOC, check_pairs
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.outcome import BETTER, EQUIVALENT, NOT_SHOWN, UNDECIDED, WORSE
from difference_finder.study.statistics.pair_equivalence import PairEquivalence, pair_equivalence
from difference_finder.study.statistics.post_hoc import conover, critical_difference, nemenyi
from difference_finder.study.statistics.ranks import compared_units, friedman, mean_ranks, ranked
from difference_finder.study.statistics.run_effects import NO_RUNS, RunEffects
from difference_finder.study.statistics.units import checked_scores
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from difference_finder.study.statistics.strata import Strata

__all__ = ["AllPairs", "all_pairs"]


@dataclass(frozen=True)
class AllPairs:
    """The comparison of each method with each other one in one metric.

    Parameters
    ----------
    metric, methods
        Names of the metric and the methods, in the order of the tables.
    n
        Number of units, images or groups, with a score of every method.
    data_sets
        Number of their data sets, whose mean ranks have the same weight; None without data sets.
    mean_ranks
        Mean rank of each method, 1 for the best.
    friedman, friedman_p
        Friedman's statistic and its p value, NaN for fewer than three methods or two units.
    post_hoc
        Test of the pairs: "nemenyi" or "conover".
    level
        Family-wise significance level over all pairs of this metric.
    critical_difference
        Difference of mean ranks beyond which Nemenyi's test is significant; None for Conover's, whose
        correction by Holm's method has no single one.
    p
        Corrected p value of each pair, rows and columns in the order of methods; 1 on the diagonal, NaN for
        fewer than two units.
    cliques
        Groups of methods that follow each other by mean rank without a significant pair, each as large as
        possible: the bars of a critical-difference diagram. Methods that differ from all others are in none.
    improvement
        Probability that the method of the row is better than the one of the column on a unit, ties counted
        half, 0 to 1; with data sets, the mean of their probabilities. 0.5 on the diagonal.
    improvement_intervals
        Bootstrap confidence interval (BCa) of each probability; None where there is none, and where intervals
        were not asked for.
    confidence, resamples, seed, over
        Arguments of the intervals.
    equivalence
        Mean differences and tests of equivalence; None without a smallest relevant difference.
    """

    metric: str
    methods: tuple[str, ...]
    n: int
    data_sets: int | None
    mean_ranks: tuple[float, ...]
    friedman: float
    friedman_p: float
    post_hoc: str
    level: float
    critical_difference: float | None
    p: tuple[tuple[float, ...], ...]
    cliques: tuple[tuple[str, ...], ...]
    improvement: tuple[tuple[float, ...], ...]
    improvement_intervals: tuple[tuple[tuple[float, float] | None, ...], ...]
    confidence: float
    resamples: int
    seed: int
    over: str = IMAGES
    equivalence: PairEquivalence | None = None

    def of(self, first: str, second: str) -> tuple[float, float, tuple[float, float] | None]:
        """Return p, the probability that the first method is better than the second, and its interval.

        Raises
        ------
        UnknownNameError
            If a method is not compared.
        """
        for name in (first, second):
            if name not in self.methods:
                raise UnknownNameError.among("method of these pairs", name, self.methods)
        i, j = (self.methods.index(name) for name in (first, second))
        return self.p[i][j], self.improvement[i][j], self.improvement_intervals[i][j]

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The outcome of the method of each row against the one of each column; "" on the diagonal.

        "better", "worse" or "no difference shown" by the test of mean ranks; with a smallest relevant
        difference "equivalent", which takes precedence as in a verdict, or "undecided" instead of the last.
        """
        count = range(len(self.methods))
        return tuple(
            tuple(self._word(row, column) if row != column else "" for column in count) for row in count
        )

    def _word(self, row: int, column: int) -> str:
        if self.equivalence is not None and self.equivalence.of(row, column, self.level):
            return EQUIVALENT
        ahead = self.mean_ranks[column] - self.mean_ranks[row]
        if self.p[row][column] <= self.level and ahead:  # False for NaN, without a test
            return BETTER if ahead > 0 else WORSE
        return NOT_SHOWN if self.equivalence is None else UNDECIDED

    def to_dict(self) -> dict[str, Any]:
        """Return the fields and the words, ready for JSON: NaN is None."""
        facts: dict[str, Any] = to_jsonable({**asdict(self), "words": self.words})
        return facts


def all_pairs(
    metric: str,
    table: ArrayLike,
    methods: Sequence[str],
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None = None,
    data_sets: Sequence[Hashable] | None = None,
    post_hoc: str = NEMENYI,
    level: float = 0.05,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
    over: str = IMAGES,
    intervals: bool = True,
    relevant: float | None = None,
    runs: Mapping[str, RunEffects] | None = None,
) -> AllPairs:
    """Compare each method with each other one in one metric.

    Parameters
    ----------
    metric
        Name of the metric.
    table
        Scores of at least two methods, shape (methods, images). An image with NaN for any method is excluded.
    methods
        Names of the methods.
    higher_is_better
        Direction of the metric.
    groups, data_sets, confidence, resamples, seed, over
        See :func:`difference_finder.study.statistics.paired.paired`.
    post_hoc
        "nemenyi", whose correction uses the range of all mean ranks; or "conover", Student's t with Holm's
        correction, which finds more differences and relies on Friedman's test being significant.
    level
        Significance level over all pairs.
    intervals
        Whether to compute the intervals of the probabilities of improvement, which take most of the time.
    relevant
        Smallest relevant difference in the units of the metric, within which methods are equivalent; None for
        no tests of equivalence.
    runs
        Effects of the runs of each method with several runs, which intervals of differences include.

    Returns
    -------
    AllPairs
        Mean ranks, tests, and probabilities of improvement.

    Raises
    ------
    InputError
        If there are fewer than 2 or more than 100 methods, or a setting is invalid.
    UnknownNameError
        If the test does not exist.

    Notes
    -----
    Two methods are equivalent by the definition of
    :func:`~difference_finder.study.statistics.verdicts.verdict`: two one-sided sign-flip tests are
    significant, here with Holm's correction for all pairs of the metric, and the interval of their mean
    difference lies inside the margin.

    References
    ----------
    Demsar, Statistical comparisons of classifiers over multiple data sets, JMLR 7 (2006), 1-30.
    Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice, NeurIPS 34 (2021),
    doi:10.48550/arXiv.2108.13264.

    Examples
    --------
    >>> import numpy as np
    >>> table = 30 + np.random.default_rng(0).normal(0, 1, (3, 40)) + np.array([[1.5], [0.0], [0.1]])
    >>> found = all_pairs("psnr", table, ["ours", "a", "b"], higher_is_better=True, resamples=999)
    >>> found.cliques, round(found.critical_difference, 3)
    ((('a', 'b'),), 0.524)
    """
    check_pairs(len(methods))
    if post_hoc not in POST_HOC:
        raise UnknownNameError.among("post-hoc test", str(post_hoc), POST_HOC)
    drawn: dict[str, Any] = {"resamples": resamples, "seed": seed, "over": over, "confidence": confidence}
    scores, strata, _ = compared_units(table, higher_is_better, groups=groups, data_sets=data_sets, **drawn)
    placed, several = ranked(scores), scores.shape[1] > 1
    ps = _ps(placed, strata, post_hoc)
    ranks = mean_ranks(placed, strata)
    statistic, p = friedman(placed, strata)
    shares, found = _improvements(placed, strata, drawn if intervals else None)
    alike = None
    if relevant is not None:
        effects = [(runs or {}).get(name, NO_RUNS).whole for name in methods]
        units: dict[str, Any] = {"groups": groups, "data_sets": data_sets, "runs": effects}
        given = checked_scores("table", table, ndim=2)
        alike = pair_equivalence(given, relevant, higher_is_better=higher_is_better, **units, **drawn)
    limit = critical_difference(len(placed), strata, level) if post_hoc == NEMENYI and several else None
    return AllPairs(
        metric=metric,
        methods=tuple(methods),
        n=placed.shape[1],
        data_sets=None if data_sets is None else strata.count,
        mean_ranks=tuple(ranks.tolist()),
        friedman=statistic,
        friedman_p=p,
        post_hoc=post_hoc,
        level=level,
        critical_difference=limit,
        p=tuple(map(tuple, ps.tolist())),
        cliques=_cliques(methods, ranks, ps, level),
        improvement=tuple(map(tuple, shares.tolist())),
        improvement_intervals=found,
        equivalence=alike,
        **drawn,
    )


def _ps(placed: NDArray[np.float64], strata: Strata, post_hoc: str) -> NDArray[np.float64]:
    import numpy as np

    if placed.shape[1] < 2:
        return np.full((len(placed),) * 2, math.nan)
    return nemenyi(placed, strata) if post_hoc == NEMENYI else conover(placed, strata)


def _cliques(
    methods: Sequence[str], ranks: NDArray[np.float64], ps: NDArray[np.float64], level: float
) -> tuple[tuple[str, ...], ...]:
    """Return the largest runs of methods by mean rank in which no pair is significant."""
    import numpy as np

    order = np.argsort(ranks, kind="stable")
    found, last = [], 0
    for start in range(len(order)):
        end = start + 1
        # NaN, without a test, is not significant either.
        while end < len(order) and not (ps[np.ix_(order[start:end], order[[end]])] <= level).any():
            end += 1
        if end > max(start + 1, last):
            found.append(tuple(methods[place] for place in order[start:end]))
        last = max(last, end)
    return tuple(found)


def _improvements(
    placed: NDArray[np.float64], strata: Strata, drawn: Mapping[str, Any] | None
) -> tuple[NDArray[np.float64], tuple[tuple[tuple[float, float] | None, ...], ...]]:
    """Return the probability of each improvement, and its interval, from ranks within units.

    ``drawn`` are the settings of the bootstrap; None for no intervals.
    """
    import numpy as np

    count = len(placed)
    shares = np.full((count, count), 0.5 if placed.shape[1] else math.nan)
    intervals: list[list[tuple[float, float] | None]] = [[None] * count for _ in range(count)]
    for i in range(count):
        for j in range(i + 1, count):
            wins = (1 + np.sign(placed[j] - placed[i])) / 2
            shares[i, j] = strata.mean(wins)
            shares[j, i] = 1 - shares[i, j]
            found = None if drawn is None else bca_interval(wins, strata=strata, **drawn)
            if found is not None:
                low, high = (min(max(end, 0.0), 1.0) for end in found)
                intervals[i][j], intervals[j][i] = (low, high), (1 - high, 1 - low)
    return shares, tuple(tuple(row) for row in intervals)
