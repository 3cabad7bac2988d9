"""The outcome of one comparison, and the verdict of all comparisons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from difference_finder.study.plan.statistics_settings import IMAGES
from difference_finder.study.statistics.paired import Paired, Ranks
from difference_finder.text import to_jsonable

__all__ = ["DataSetOutcome", "Outcome", "Verdict"]

BETTER, WORSE, EQUIVALENT = "better", "worse", "equivalent"
NOT_SHOWN, UNDECIDED = "no difference shown", "undecided"


@dataclass(frozen=True)
class DataSetOutcome:
    """The comparison of our method with one rival in one metric on one data set.

    Parameters
    ----------
    data_set
        Name of the data set.
    paired
        Paired comparison on its images, ours first. Its p values are not corrected for other comparisons.
    """

    data_set: str
    paired: Paired

    def to_dict(self) -> dict[str, Any]:
        """Return the main numbers, ready for JSON."""
        pair = self.paired
        names = ("n", "n_finite", "mean", "interval", "wins", "ties", "losses", "decided_by")
        own = {name: getattr(pair, name) for name in names}
        own |= {"data_set": self.data_set, "uncorrected_p": pair.decision.p}
        facts: dict[str, Any] = to_jsonable(own)
        return facts


@dataclass(frozen=True)
class Outcome:
    """The comparison of our method with one rival in one metric.

    Parameters
    ----------
    metric, rival
        Names of the metric and the rival.
    paired
        Paired comparison, ours first.
    adjusted_p
        p value of the deciding test (``paired.decided_by``), corrected for all rivals and metrics; NaN if no
        unit has scores of both methods.
    word
        "better", "worse" or "no difference shown"; with a smallest relevant difference "better", "worse",
        "equivalent" or "undecided". "better" and "worse" need a significant test, and with several runs also
        a simultaneous interval, which includes other runs, that excludes zero.
    primary
        Whether the metric belongs to the primary family, which is tested first.
    simultaneous
        Interval that covers the mean together with those of all other comparisons; None without an interval.
    margin
        Smallest relevant difference; None if there is none.
    equivalence_p
        p value of the equivalence test, corrected for all comparisons with a margin (Holm); None
        without a margin, or if a difference is infinite.
    by_data_set
        The comparison on each data set; empty without data sets.
    """

    metric: str
    rival: str
    paired: Paired
    adjusted_p: float
    word: str
    primary: bool = True
    simultaneous: tuple[float, float] | None = None
    margin: float | None = None
    equivalence_p: float | None = None
    by_data_set: tuple[DataSetOutcome, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether the verdict is "better" or "worse"."""
        return self.word in (BETTER, WORSE)

    @property
    def depends_on_runs(self) -> bool:
        """Whether other runs may reverse the mean: its simultaneous interval contains zero."""
        if not self.paired.run_share or self.simultaneous is None:
            return False
        return self.simultaneous[0] <= 0 <= self.simultaneous[1]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        names = (
            "metric", "rival", "word", "adjusted_p", "primary", "simultaneous", "margin", "equivalence_p",
        )  # fmt: skip
        own = {name: getattr(self, name) for name in names}
        facts: dict[str, Any] = to_jsonable(own)
        facts["paired"] = self.paired.to_dict()
        if self.by_data_set:
            facts["by_data_set"] = [own.to_dict() for own in self.by_data_set]
        return facts


@dataclass(frozen=True)
class Verdict:
    """The comparison of one method with its rivals.

    Parameters
    ----------
    ours
        Method that the verdict is about.
    methods
        All methods, in the order of the tables.
    outcomes
        Outcome for each metric and rival, metric by metric.
    ranks
        Ranks of all methods in each metric, in the order of ``methods``.
    level
        Family-wise significance level: the maximum probability that a study of equal methods has an outcome
        "better" or "worse".
    unit
        Name of the statistical unit in the singular: "image", "volume", ...
    metric_units
        Unit of the scores of each metric, "" if they have none.
    paired_by
        The loosest rule that paired the files: "name", "case", "stem", "number" or "order".
    text
        Paragraph that reports the verdict.
    remarks
        Sentences about what the scores do not include.
    caveats
        All sentences that qualify the numbers, the remarks first; the paragraph may leave some out.
    correction
        Correction for several comparisons: "max-t" or "holm".
    primary
        Metrics that are tested first; empty if all metrics are one family.
    data_sets
        Names of the data sets, whose means have the same weight; empty without data sets.
    over
        "images" if intervals hold for images of these data sets, "data-sets" if for other data sets.
    """

    ours: str
    methods: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    ranks: Mapping[str, Ranks]
    level: float
    unit: str = "image"
    metric_units: Mapping[str, str] = field(default_factory=dict)
    paired_by: str = "name"
    text: str = ""
    remarks: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    correction: str = "max-t"
    primary: tuple[str, ...] = ()
    data_sets: tuple[str, ...] = ()
    over: str = IMAGES

    @cached_property
    def smallest_p(self) -> float:
        """The smallest p that any of the tests can attain; NaN without comparisons."""
        attainable = [outcome.paired.decision.smallest_p for outcome in self.outcomes if outcome.paired.n]
        return min(attainable, default=math.nan)

    @cached_property
    def n_tests(self) -> int:
        """The number of comparisons that p values are corrected for: those with at least one unit."""
        return sum(outcome.paired.n > 0 for outcome in self.outcomes)

    def __repr__(self) -> str:
        counts = dict(Counter(outcome.word for outcome in self.outcomes))
        return f"Verdict(ours={self.ours!r}, outcomes={counts}, level={self.level:g})"

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """Return the fields and the text, ready for JSON."""
        return {
            "ours": self.ours,
            "methods": list(self.methods),
            "level": self.level,
            "correction": self.correction,
            "primary": list(self.primary),
            "unit": self.unit,
            "data_sets": list(self.data_sets) or None,
            "over": self.over,
            "metric_units": dict(self.metric_units),
            "text": self.text,
            "caveats": list(self.caveats),
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
            "ranks": {metric: placed.to_dict() for metric, placed in self.ranks.items()},
        }
