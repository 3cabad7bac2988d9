"""The labels of metrics in figures, tables and plots, and the format of their values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.parts.spec import split_protocol
from difference_finder.text import escape_controls, format_decimal, typeset_minus

__all__ = ["BY_DATA_SET", "NONE", "MetricLabel", "join_words", "metric_labels", "own_label", "rank_values"]

NAMES = {"haarpsi": "HaarPSI", "dice": "Dice", "jaccard": "Jaccard", "changed": "Changed"}
"""Names of metrics that are not written in capitals."""

OWN_NAMES = {"flops": "FLOPs", "macs": "MACs", "fps": "FPS"}
"""Names of numbers of one's own that are abbreviations."""

NONE = "\u2013"
"""Text for a missing score."""

LEAST_PLAIN = -4
"""Power of ten of the largest score below which scores are written with an exponent."""

MOST_APART = 2
"""Maximum difference of the powers of ten of scores that are written with common decimals."""

BY_DATA_SET = "by data set"
"""Entry of a record for what differs between data sets."""

UP, DOWN = "\u2191", "\u2193"


@dataclass(frozen=True)
class MetricLabel:
    """The label of a metric.

    Parameters
    ----------
    spec
        Spec of the metric in the study.
    name
        Displayed name, such as "PSNR".
    unit
        Unit of the scores; "" if they have none.
    higher_is_better
        Direction of the metric; None if it has none.
    bounded
        Whether scores have a minimum and a maximum.
    """

    spec: str
    name: str
    unit: str
    higher_is_better: bool | None
    bounded: bool

    @property
    def heading(self) -> str:
        """Name, unit and direction, such as "PSNR (dB) \u2191"."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.name}{unit}{self._arrow}"

    @property
    def short_heading(self) -> str:
        """Name and direction without the unit, which the caption states."""
        return f"{self.name}{self._arrow}"

    @property
    def _arrow(self) -> str:
        return f" {self.arrow}" if self.arrow else ""

    @property
    def arrow(self) -> str:
        """The direction of better scores as an arrow; "" if there is none."""
        return {True: UP, False: DOWN, None: ""}[self.higher_is_better]

    @property
    def words(self) -> str:
        """Name, unit and direction in words."""
        better = {True: "higher is better", False: "lower is better", None: ""}[self.higher_is_better]
        facts = ", ".join(filter(None, (self.unit, better)))
        return f"{self.name} ({facts})" if facts else self.name

    def text(self, value: float | None) -> str:
        """Format a score without its unit."""
        if value is None or math.isnan(value):
            return NONE
        if math.isinf(value):
            return "\u221e" if value > 0 else "\u2212\u221e"
        if self.unit:
            return typeset_minus(f"{value:.2f}")
        return typeset_minus(f"{value:.3f}") if self.bounded and abs(value) >= 0.01 else format_decimal(value)

    def texts(self, values: Sequence[float | None], decimals: int | None = None) -> list[str]:
        """Format the scores of one image, with equal decimals if the metric has neither a unit nor bounds.

        The largest score then has three significant digits, if ``decimals`` is not given.
        """
        decimals = self.decimals([values]) if decimals is None else decimals
        if decimals is None:
            return [self.text(value) for value in values]
        fixed = [None if value is None or not math.isfinite(value) else value for value in values]
        return [
            self.text(value) if number is None else typeset_minus(f"{number:.{decimals}f}")
            for value, number in zip(values, fixed, strict=True)
        ]

    def decimals(self, rows: Sequence[Sequence[float | None]]) -> int | None:
        """Return the common number of decimals of scores in several rows.

        The largest score of each row has at least three significant digits. None if scores differ in size by
        more than a factor of a hundred, are very small or large, or the metric has a unit or bounds.
        """
        largest = [max((abs(v) for v in values if v and math.isfinite(v)), default=0.0) for values in rows]
        exponents = [math.floor(math.log10(size)) for size in largest if size] or [0]
        low, high = min(exponents), max(exponents)
        if self.unit or self.bounded or not LEAST_PLAIN <= low <= high <= 2 or high - low > MOST_APART:
            return None
        return 2 - low


def metric_labels(facts: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[MetricLabel]:
    """Return the labels of the metrics in a record, which tables, figures, plots and captions share.

    A label ends with the measured channel, as in "PSNR-Y", if the protocol of the metric measures luma.
    Metrics of the same label are labelled with the protocols that they carry, or else by their specs.

    Parameters
    ----------
    facts
        Facts about all metrics in the record: what a metric is called depends on the others.
    labels
        Labels by spec that replace these.
    """
    short = [_displayed(str(fact.get("name") or fact["spec"]), _channel(fact)) for fact in facts]
    longer = [
        f"{label}{_own_protocol(fact)}" if short.count(label) > 1 else label
        for fact, label in zip(facts, short, strict=True)
    ]
    measures = []
    for fact, label in zip(facts, longer, strict=True):
        spec = fact["spec"]
        called = labels.get(spec) or (spec if longer.count(label) > 1 else label)
        bounds = fact.get("bounds") or (None, None)
        measures.append(
            MetricLabel(
                spec,
                escape_controls(called),
                str(fact.get("unit") or ""),
                fact["higher_is_better"],
                None not in bounds,
            )
        )
    return measures


def own_label(name: str, facts: Mapping[str, Any], labels: Mapping[str, str]) -> MetricLabel:
    """Return the label of a number of one's own, such as the runtime.

    Parameters
    ----------
    name
        Name of the number in the study.
    facts
        Its unit and direction in the record.
    labels
        Labels by name that replace these.

    Examples
    --------
    >>> own_label("runtime", {"unit": "s", "lower_is_better": True}, {}).words
    'Runtime (s, lower is better)'
    """
    lower = facts.get("lower_is_better")
    plain = name.replace("_", " ")
    shown = labels.get(name) or OWN_NAMES.get(name.lower()) or plain[:1].upper() + plain[1:]
    called = escape_controls(shown)
    return MetricLabel(
        name, called, str(facts.get("unit") or ""), None if lower is None else not lower, False
    )


def _displayed(name: str, channel: str) -> str:
    return (NAMES.get(name) or (name if len(name) > 8 else name.upper())) + channel


def _own_protocol(fact: Mapping[str, Any]) -> str:
    """Return the name of the protocol that a metric carries, after a space; "" without one."""
    protocol = split_protocol(str(fact["spec"]))[1]
    return "" if protocol is None else f" {protocol.partition(':')[0]}"


def _channel(fact: Mapping[str, Any]) -> str:
    protocol = fact.get("protocol") or {}
    stated = protocol.get("name"), (protocol.get("settings") or {}).get("colour")
    return "-Y" if protocol.get("colour") == "luma" and BY_DATA_SET not in stated else ""


def rank_values(values: Sequence[float], higher_is_better: bool | None) -> list[int]:
    """Return 1 for the best values, 2 for the next, and 0 for all others, decided in full precision.

    NaN has no rank, and neither have a single value and values without a direction.
    """
    known = sorted({value for value in values if not math.isnan(value)}, reverse=bool(higher_is_better))
    if higher_is_better is None or len(values) < 2:
        return [0] * len(values)
    return [known.index(value) + 1 if value in known[:2] else 0 for value in values]


def join_words(words: Sequence[str]) -> str:
    """Join words as in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
