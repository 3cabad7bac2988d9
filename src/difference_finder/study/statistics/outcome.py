"""The outcome of one comparison, and the verdict over all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from difference_finder.study.statistics.paired import Paired, Ranks
from difference_finder.text import to_jsonable

__all__ = ["Outcome", "Verdict"]

BETTER, WORSE, UNDECIDED = "better", "worse", "no difference shown"


@dataclass(frozen=True)
class Outcome:
    """Our method against one rival in one metric.

    Parameters
    ----------
    metric, rival
        Which.
    paired
        The comparison, ours first.
    adjusted_p
        The p of the test that decides (``paired.decided_by``), corrected for all rivals and metrics; NaN
        where the two have no unit in common.
    word
        "better", "worse" or "no difference shown".
    """

    metric: str
    rival: str
    paired: Paired
    adjusted_p: float
    word: str

    @property
    def shown(self) -> bool:
        """Whether a difference is shown."""
        return self.word != UNDECIDED

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        own = {"metric": self.metric, "rival": self.rival, "word": self.word, "adjusted_p": self.adjusted_p}
        facts: dict[str, Any] = to_jsonable(own)
        return facts | {"paired": self.paired.to_dict()}


@dataclass(frozen=True)
class Verdict:
    """One method against its rivals.

    Parameters
    ----------
    ours
        The method that is judged.
    methods
        All methods, in the order of the tables.
    outcomes
        One for each metric and rival, metric by metric.
    ranks
        For each metric the ranks of all methods, in the order of ``methods``.
    level
        How often, at most, a study of equal methods has any outcome other than "no difference shown".
    unit
        What is counted, in the singular: "image", "volume", ...
    metric_units
        For each metric the unit of its scores, "" if they have none.
    text
        One paragraph in plain English, to quote.
    """

    ours: str
    methods: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    ranks: Mapping[str, Ranks]
    level: float
    unit: str = "image"
    metric_units: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def n_tests(self) -> int:
        """For how many comparisons the p values are corrected: those with a unit in common."""
        return sum(outcome.paired.n > 0 for outcome in self.outcomes)

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """Return the fields and the text, ready for JSON."""
        return {
            "ours": self.ours,
            "methods": list(self.methods),
            "level": self.level,
            "unit": self.unit,
            "metric_units": dict(self.metric_units),
            "text": self.text,
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
            "ranks": {metric: placed.to_dict() for metric, placed in self.ranks.items()},
        }
