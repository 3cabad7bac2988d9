"""What numbers and names are called in a figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.text import escape_controls, format_decimal, typeset_minus

__all__ = ["NONE", "Measure", "best_of", "listed", "measures_of"]

NAMES = {"haarpsi": "HaarPSI", "dice": "Dice", "jaccard": "Jaccard"}
"""Metrics that are not written in capitals."""

NONE = "\u2013"
"""What stands for a score that there is not."""

UP, DOWN = "\u2191", "\u2193"


@dataclass(frozen=True)
class Measure:
    """A metric as it stands in a figure.

    Parameters
    ----------
    spec
        As in the study.
    name
        As readers know it: "PSNR".
    unit
        "" if it has none.
    higher_is_better
        None where it cannot be said.
    bounded
        Whether scores have a lowest and a highest value.
    """

    spec: str
    name: str
    unit: str
    higher_is_better: bool | None
    bounded: bool

    @property
    def heading(self) -> str:
        """Name, unit and direction, as they stand beneath the reference."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.name}{unit}{self._arrow}"

    @property
    def short_heading(self) -> str:
        """The same without the unit, where there is no room for it; the caption has it."""
        return f"{self.name}{self._arrow}"

    @property
    def _arrow(self) -> str:
        return {True: f" {UP}", False: f" {DOWN}", None: ""}[self.higher_is_better]

    @property
    def words(self) -> str:
        """The same in words."""
        better = {True: "higher is better", False: "lower is better", None: ""}[self.higher_is_better]
        facts = ", ".join(filter(None, (self.unit, better)))
        return f"{self.name} ({facts})" if facts else self.name

    def text(self, value: float | None) -> str:
        """Return a score in words, without its unit."""
        if value is None or math.isnan(value):
            return NONE
        if math.isinf(value):
            return "\u221e" if value > 0 else "\u2212\u221e"
        if self.unit:
            return typeset_minus(f"{value:.2f}")
        return typeset_minus(f"{value:.3f}") if self.bounded and abs(value) >= 0.01 else format_decimal(value)


def measures_of(facts: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[Measure]:
    """Return the metrics of the record of a study; two of one name are called by their settings."""
    names = [str(fact.get("name") or fact["spec"]) for fact in facts]
    measures = []
    for fact, name in zip(facts, names, strict=True):
        spec = fact["spec"]
        known = NAMES.get(name) or (name if len(name) > 8 else name.upper())
        called = labels.get(spec) or (spec if names.count(name) > 1 else known)
        bounds = fact.get("bounds") or (None, None)
        measures.append(
            Measure(
                spec,
                escape_controls(called),
                str(fact.get("unit") or ""),
                fact["higher_is_better"],
                None not in bounds,
            )
        )
    return measures


def best_of(measure: Measure, values: Mapping[str, float | None]) -> set[str]:
    """Return which methods are best: all that read the same as the best one.

    None is where it cannot be said: the metric has no direction, or a method has no score.
    """
    known = {name: value for name, value in values.items() if value is not None and not math.isnan(value)}
    if len(known) < len(values) or measure.higher_is_better is None:
        return set()
    best = (max if measure.higher_is_better else min)(known.values())
    return {name for name, value in known.items() if measure.text(value) == measure.text(best)}


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
