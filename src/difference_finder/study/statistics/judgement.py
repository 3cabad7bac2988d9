"""The outcomes of all comparisons together: corrected p values, simultaneous intervals, and the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from difference_finder.study.plan.statistics_settings import DATA_SETS, StatisticsSettings
from difference_finder.study.statistics.advantages import Advantages
from difference_finder.study.statistics.corrections import JointFlips, holm
from difference_finder.study.statistics.equivalence import equivalence_p, is_equivalent
from difference_finder.study.statistics.outcome import (
    BETTER,
    EQUIVALENT,
    NOT_SHOWN,
    UNDECIDED,
    WORSE,
    DataSetOutcome,
    Outcome,
)
from difference_finder.study.statistics.paired import Paired
from difference_finder.study.statistics.significance import ranked_signs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Comparison", "judge"]

FEWEST = 12
"""Number of units or data sets below which simultaneous intervals use Bonferroni's level: the sign flips are
few."""


@dataclass(frozen=True)
class Comparison:
    """The comparison of our method with a rival in a metric.

    Parameters
    ----------
    metric, rival
        Names of the metric and the rival.
    paired
        Paired comparison, ours first.
    advantages
        Advantages of ours on each unit.
    by_data_set
        The comparison on each data set; empty without data sets.
    run_rows
        What each run of each method adds to the error of the mean, in the same order for all comparisons;
        empty if no method has several runs.
    """

    metric: str
    rival: str
    paired: Paired
    advantages: Advantages
    by_data_set: tuple[DataSetOutcome, ...] = ()
    run_rows: tuple[float, ...] = ()

    def contributions(self) -> NDArray[np.float64]:
        """Return what each unit adds to the statistic of the deciding test, 0 for excluded units."""
        import numpy as np

        own, column = self.advantages, np.zeros(self.advantages.kept.size)
        if self.paired.n_infinite:
            column[own.kept] = ranked_signs(own.values, own.strata)
        else:
            weights = own.finite_strata.weights
            column[np.flatnonzero(own.kept)[own.sized]] = own.finite * (weights / weights.max(initial=1.0))
        return column

    def residuals(self) -> NDArray[np.float64]:
        """Return the weighted finite differences without the means of data sets on each unit, 0 elsewhere.

        If results hold for other data sets, the differences of their means from the mean, one for each
        data set, and 0 elsewhere. Then what each run adds, on the same scale.
        """
        import numpy as np

        own, column = self.advantages, np.zeros(self.advantages.kept.size)
        rows = self.paired.drawn * np.array(self.run_rows)
        if self.paired.interval is None:
            return np.concatenate([column, 0 * rows])
        strata = own.finite_strata
        if self.paired.over == DATA_SETS:
            numbers = np.unique(own.data_sets[own.sized])
            column[numbers] = strata.means(own.finite) - self.paired.mean
        else:
            column[np.flatnonzero(own.kept)[own.sized]] = strata.weights * strata.deviations(own.finite)
        return np.concatenate([column, rows])


def judge(
    compared: Sequence[Comparison], settings: StatisticsSettings, confidence: float, seed: int
) -> tuple[Outcome, ...]:
    """Return the outcome of each comparison.

    Parameters
    ----------
    compared
        All comparisons.
    settings
        Level, draws, correction, primary metrics and margins.
    confidence
        Joint coverage of the simultaneous intervals.
    seed
        Seed of the sign flips.
    """
    import numpy as np

    primary = [not settings.primary or one.metric in settings.primary for one in compared]
    adjusted = np.full(len(compared), np.nan)
    gate = 0.0
    for family in (True, False):
        places = [place for place, first in enumerate(primary) if first is family]
        if places:
            own = _adjusted([compared[place] for place in places], settings, seed)
            adjusted[places] = np.maximum(own, gate)
            gate = float(np.nanmax(own)) if not np.isnan(own).all() else 1.0
    alike = _equivalence(compared, settings)
    stretch = _stretch(compared, settings, confidence, seed)
    return tuple(
        _outcome(one, settings, float(p), first, float(same), stretch)
        for one, p, first, same in zip(compared, adjusted, primary, alike, strict=True)
    )


def _adjusted(compared: Sequence[Comparison], settings: StatisticsSettings, seed: int) -> NDArray[np.float64]:
    """Return the corrected p values of one family."""
    import numpy as np

    ps = np.array([one.paired.decision.p for one in compared])
    if settings.correction == "holm" or len(compared) == 1:
        return holm(ps)
    columns = np.column_stack([one.contributions() for one in compared])
    return JointFlips(columns, settings.draws, seed).adjust(ps)


def _equivalence(compared: Sequence[Comparison], settings: StatisticsSettings) -> NDArray[np.float64]:
    """Return the corrected p values of the equivalence tests; NaN without a margin, or with infinities."""
    ps = [
        equivalence_p(one.advantages.finite, settings.relevant[one.metric], one.advantages.finite_strata)
        if one.metric in settings.relevant and not one.paired.n_infinite
        else math.nan
        for one in compared
    ]
    return holm(ps)


def _stretch(
    compared: Sequence[Comparison], settings: StatisticsSettings, confidence: float, seed: int
) -> float:
    """Return the level of each interval, of which together a share ``confidence`` covers all means."""
    import numpy as np

    level = 1 - confidence
    several = [one for one in compared if one.paired.interval is not None]
    if len(several) < 2:
        return level
    if min(one.paired.drawn for one in several) < FEWEST or settings.correction == "holm":
        return level / len(several)
    columns = np.column_stack([one.residuals() for one in several])
    return JointFlips(columns, settings.draws, seed).smallest_quantile(level)


def _outcome(
    one: Comparison, settings: StatisticsSettings, p: float, primary: bool, alike: float, level: float
) -> Outcome:
    pair, margin = one.paired, settings.relevant.get(one.metric)
    tested = None if math.isnan(alike) else alike
    wide = _widened(pair, level)
    found = Outcome(one.metric, one.rival, pair, p, NOT_SHOWN, primary, wide, margin, tested, one.by_data_set)
    word = NOT_SHOWN
    # False if p is NaN. p refers to these runs, and the interval to others too.
    if p <= settings.level and not found.depends_on_runs:
        word = {1: BETTER, -1: WORSE, 0: NOT_SHOWN}[pair.direction]
    if margin is not None:
        alike_enough = is_equivalent(pair.interval, margin, alike, settings.level)
        word = EQUIVALENT if alike_enough else word.replace(NOT_SHOWN, UNDECIDED)
    return replace(found, word=word)


def _widened(pair: Paired, level: float) -> tuple[float, float] | None:
    """Return the interval with another level: its ends move by the ratio of the quantiles of t."""
    if pair.interval is None:
        return None
    ratio = max(1.0, pair.quantile(1 - level / 2) / pair.quantile(0.5 + pair.confidence / 2))
    low, high = pair.interval
    return pair.mean - ratio * (pair.mean - low), pair.mean + ratio * (high - pair.mean)
