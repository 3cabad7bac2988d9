"""The options of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.plan.statistics_settings import metrics_named
from difference_finder.text import option

if TYPE_CHECKING:
    from difference_finder.study.results import Results

__all__ = ["ORDERS", "TableOptions"]

ORDERS = ("study", "mean")
"""Orders of the methods: as in the study, or best mean first."""

MOST_DECIMALS = 15


@dataclass(frozen=True)
class TableOptions:
    """The options of a table.

    Parameters
    ----------
    metrics
        Metrics to show, in order; empty for all. A metric may be named without its settings.
    methods
        Methods to show, in order; empty for all. Best and second best are those among the shown methods.
    data_sets
        Data sets to show, in order; empty for all.
    decimals
        Number of decimals of each metric or number of one's own; by default 2 for dB, and 4 for bounded
        scores such as those of ssim.
    labels
        Displayed names of methods, metrics, data sets and numbers of one's own.
    own
        Numbers of one's own to show, such as "runtime"; empty for none.
    average
        Whether a study of several data sets has columns with their mean, in which each weighs the same.
    significance
        Whether rivals are marked that ours is significantly better or worse than, or equivalent to.
    order
        "study", or "mean" for the best mean of the first metric first.
    transpose
        Whether methods are columns and metrics are rows.
    caption
        Caption; "" for none.
    label
        Label for cross-references; "" for none.
    width
        Width in inches that a table in LaTeX or Typst has on paper, in text of 10 points: 3.25 for a column
        of two, 6.75 (the default) for both, 5.5 or 4.8 for many papers of one column. A wider table is
        divided into blocks. An error for other formats, which have no pages.
    """

    metrics: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    data_sets: tuple[str, ...] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    average: bool = True
    significance: bool = True
    order: str = "study"
    transpose: bool = False
    caption: str = ""
    label: str = ""
    width: float | None = None

    @classmethod
    def checked(cls, **options: Any) -> TableOptions:
        """Return options from keyword arguments; a single name may stand for a list of one.

        Raises
        ------
        UnknownNameError
            If there is no such option.
        """
        known = [one.name for one in fields(cls)]
        for name in options:
            if name not in known:
                raise UnknownNameError.among("option of tables", name, known)
        lists = {
            name: (given,) if isinstance(given, str) else tuple(given or ())
            for name, given in options.items()
            if name in ("metrics", "methods", "data_sets", "own")
        }
        return cls(**{**options, **lists})

    def resolved(self, study: Results) -> TableOptions:
        """Return the options with the full names of what a study has; all of it where nothing was chosen.

        Raises
        ------
        UnknownNameError
            If the study has no such metric, method, data set or number.
        InputError
            If a number of decimals is invalid, or something is named twice.
        """
        scores = study.scores
        known_sets = tuple(dict.fromkeys(scores.data_sets or ()))
        own = tuple(study.record.get("own") or {})
        _check_width(self.width)
        if self.order not in ORDERS:
            raise UnknownNameError.among("order of methods", self.order, ORDERS)
        metrics = [name for given in self.metrics for name in metrics_named(given, scores.metrics)]
        chosen = replace(
            self,
            metrics=_unique("metric", metrics) or scores.metrics,
            methods=_among("method", self.methods, scores.methods),
            data_sets=_among("data set", self.data_sets, known_sets),
            decimals=_decimals(self.decimals, scores.metrics, own),
            own=_among("number of one's own", self.own, own) if self.own else (),
        )
        known = {*scores.methods, *scores.metrics, *known_sets, *own, "average", "method"}
        chosen = replace(chosen, labels={**study.record.get("labels", {}), **self.labels})
        for name in self.labels:
            if name not in known:
                raise UnknownNameError.among("name in this study", name, sorted(known))
        return chosen

    def label_of(self, name: str) -> str:
        """Return the displayed name of a method or a data set."""
        return self.labels.get(name, name)


def _among(kind: str, given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen names, or all."""
    for name in given:
        if name not in known:
            raise UnknownNameError.among(f"{kind} in this study", name, known)
    return _unique(kind, given) or tuple(known)


def _unique(kind: str, names: Sequence[str]) -> tuple[str, ...]:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InputError(f"{kind} '{name}' is chosen twice; choose it once")
    return tuple(names)


def _check_width(width: Any) -> None:
    if width is None:
        return
    if isinstance(width, bool) or not isinstance(width, int | float) or not 1 <= width <= 40:
        raise InputError(f"{option('width')} must be a number of inches from 1 to 40, not {width!r}")


def _decimals(given: Mapping[str, int], metrics: Sequence[str], own: Sequence[str]) -> dict[str, int]:
    found = {}
    for name, number in given.items():
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_DECIMALS:
            raise InputError(
                f"{option('decimals')} must be a whole number from 0 to {MOST_DECIMALS} for '{name}',"
                f" not {number!r}"
            )
        for full in [name] if name in own else metrics_named(name, metrics):
            found[full] = number
    return found
