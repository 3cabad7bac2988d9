"""The axes of a plot of one number against another: metrics, and numbers of one's own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.metric_labels import MetricLabel, own_label
from difference_finder.study.plan.statistics_settings import metrics_named
from difference_finder.study.plots._units import unit_scores
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.run_effects import run_errors
from difference_finder.text import join_names, option

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing

__all__ = ["CONFIDENCE", "Axis", "axis_of", "chosen_axes", "with_intervals"]

CONFIDENCE = 0.95

SPAN = 30.0
"""Ratio of the largest and the smallest value from which on an axis is logarithmic."""


@dataclass(frozen=True)
class Axis:
    """The values of an axis.

    Parameters
    ----------
    label
        Name, unit and direction.
    values
        Value of each method that has one.
    intervals
        Interval of the difference of a rival to ours, plus the mean of ours; empty for numbers of one's own.
    n
        Number of units that the means cover; None for numbers of one's own.
    """

    label: MetricLabel
    values: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    n: int | None = None

    @property
    def logarithmic(self) -> bool:
        """Whether the values span so much that the axis is logarithmic."""
        ends = [*self.values.values(), *(end for span in self.intervals.values() for end in span)]
        return min(ends) > 0 and self.label.unit != "dB" and max(ends) >= SPAN * min(ends)


def chosen_axes(drawing: Drawing, x: str | None, y: str | None) -> tuple[str, str]:
    """Return the full names of the values of both axes.

    Raises
    ------
    UnknownNameError
        If the study has no such metric or number.
    InputError
        If both axes show the same, or there is nothing to show on one of them.
    """
    first = drawing.metrics(directed=False)[0] if y is None else _resolved(drawing, y)
    if x is not None:
        names = _resolved(drawing, x), first
    else:
        others = [*(drawing.study.record.get("own") or {}), *drawing.study.scores.metrics]
        other = next((name for name in others if name != first), None)
        if other is None:
            raise InputError(
                f"this study has only '{first}' to show; run it with a second metric, or state numbers of"
                " your own, such as the runtime, in the study file"
            )
        names = other, first
    if names[0] == names[1]:
        raise InputError(f"{option('x')} and {option('y')} are both '{first}'; choose two different ones")
    return names


def _resolved(drawing: Drawing, name: str) -> str:
    """Return the full name of a metric, which may lack its settings, or of a number of one's own."""
    own = tuple(drawing.study.record.get("own") or {})
    if name in own:
        return name
    try:
        found = metrics_named(name, drawing.study.scores.metrics)
    except UnknownNameError:
        known = [*drawing.study.scores.metrics, *own]
        raise UnknownNameError.among("metric or number in this study", str(name), known) from None
    if len(found) > 1:
        raise InputError(f"'{name}' is the name of {join_names(found)}; name one of them in full")
    return found[0]


def axis_of(drawing: Drawing, name: str) -> Axis:
    """Return the values of all chosen methods, without intervals."""
    methods = drawing.chosen.methods
    own = drawing.study.record.get("own") or {}
    if name in own:
        given = own[name]["values"]
        known = {m: float(given[m]) for m in methods if m in given and math.isfinite(float(given[m]))}
        return Axis(own_label(name, own[name], drawing.chosen.labels), known, {})
    n = unit_scores(drawing, name, methods[:1]).n
    means = {mean.method: mean.mean for mean in drawing.study.means if mean.metric == name}
    return Axis(drawing.labels[name], {m: means[m] for m in methods}, {}, n)


def with_intervals(drawing: Drawing, axis: Axis, methods: list[str]) -> Axis:
    """Return an axis with the intervals of the differences of some means to that of ours, about the means."""
    if axis.n is None:
        return axis
    study, rivals = drawing.study, tuple(name for name in methods if name != drawing.ours)
    units = unit_scores(drawing, axis.label.spec, (drawing.ours, *rivals))
    how = (CONFIDENCE, study.statistics.draws, study.units["seed"], units.strata, study.units["over"])
    found, ours = {}, axis.values.get(drawing.ours, math.nan)
    mean = units.strata.mean(units.table[0]) if math.isnan(ours) else ours
    for rival, row in zip(rivals, units.table[1:], strict=True):
        own = study.run_effects.get(axis.label.spec, {})
        errors = run_errors([own[name].whole for name in (drawing.ours, rival) if name in own])
        span = bca_interval(row - units.table[0], *how, runs=errors)
        if span is not None:
            found[rival] = (mean + span[0], mean + span[1])
    return replace(axis, intervals=found)
