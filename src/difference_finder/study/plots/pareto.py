"""Any metric against any other, or against a number of one's own such as the runtime."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.metric_labels import MetricLabel, own_label
from difference_finder.study.plan.statistics_settings import metrics_named
from difference_finder.study.plots._captions import (
    MOST_NAMED,
    describe_left_out,
    describe_protocols,
    describe_units,
    weights_of,
)
from difference_finder.study.plots._drawing import POINTS
from difference_finder.study.plots._pareto import Box, frontier_of, place_labels, staircase
from difference_finder.study.plots._registry import plot
from difference_finder.study.plots._style import GREY
from difference_finder.study.plots._units import unit_scores
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.text import count_of, join_names, option

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing

__all__ = ["Axis", "pareto"]

MOST_LABELLED = 20
"""Maximum number of methods with a label and intervals; further ones are points."""

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


@plot("pareto", summary="One metric against another, or against the runtime, with the Pareto frontier.")
def pareto(drawing: Drawing, *, x: str | None = None, y: str | None = None) -> list[str]:
    """Draw the mean of each method in one metric against that in another.

    Parameters
    ----------
    drawing
        The plot.
    x, y
        Metric, or number of one's own such as the runtime. By default the first metric against the first
        number of one's own, or else against the second metric.
    """
    names = _axes(drawing, x, y)
    axes_of = [_values(drawing, name) for name in names]
    methods = [m for m in drawing.chosen.methods if all(m in one.values for one in axes_of)]
    if not methods:
        raise InputError(f"no method has both {names[0]} and {names[1]}; choose other values of x and y")
    points = [(axes_of[0].values[m], axes_of[1].values[m]) for m in methods]
    better = [one.label.higher_is_better for one in axes_of]
    front = [] if None in better else frontier_of(points, bool(better[0]), bool(better[1]))
    labelled = _labelled(drawing, methods, points, front, axes_of[1].label.higher_is_better)
    axes_of = [_with_intervals(drawing, one, labelled) for one in axes_of]
    [axes] = drawing.axes(1, 1, min(0.78 * drawing.width, 3.6))
    _draw_points(drawing, axes, axes_of, methods, set(labelled))
    if front:
        axes.plot(
            *staircase([points[place] for place in front]), color=GREY, linewidth=0.8,
            linestyle=(0, (3, 1.5)), zorder=1, label="frontier",
        )  # fmt: skip
    _finish(axes, axes_of)
    steps = staircase([points[place] for place in front]) if front else ([], [])
    hidden = _label_points(drawing, axes, axes_of, dict(zip(methods, points, strict=True)), labelled, steps)
    on_front = [drawing.called(methods[place]) for place in front]
    return _caption(drawing, axes_of, methods, labelled, on_front, hidden)


def _axes(drawing: Drawing, x: str | None, y: str | None) -> tuple[str, str]:
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


def _values(drawing: Drawing, name: str) -> Axis:
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


def _with_intervals(drawing: Drawing, axis: Axis, methods: list[str]) -> Axis:
    """Return an axis with the intervals of the differences of some means to that of ours, about the means."""
    if axis.n is None:
        return axis
    study, rivals = drawing.study, tuple(name for name in methods if name != drawing.ours)
    units = unit_scores(drawing, axis.label.spec, (drawing.ours, *rivals))
    how = (CONFIDENCE, study.statistics.draws, study.units["seed"], units.strata, study.units["over"])
    found, ours = {}, axis.values.get(drawing.ours, math.nan)
    mean = units.strata.mean(units.table[0]) if math.isnan(ours) else ours
    for rival, row in zip(rivals, units.table[1:], strict=True):
        span = bca_interval(row - units.table[0], *how)
        if span is not None:
            found[rival] = (mean + span[0], mean + span[1])
    return Axis(axis.label, axis.values, found, axis.n)


def _labelled(
    drawing: Drawing,
    methods: list[str],
    points: list[tuple[float, float]],
    front: list[int],
    higher: bool | None,
) -> list[str]:
    """Return the methods with a label: ours, the frontier, and then the best in y."""
    sign = 1 if higher is False else -1
    ranked = sorted(range(len(methods)), key=lambda place: sign * points[place][1])
    first = [methods.index(drawing.ours)] if drawing.ours in methods else []
    return [methods[place] for place in dict.fromkeys([*first, *front, *ranked])][:MOST_LABELLED]


def _draw_points(
    drawing: Drawing, axes: Any, both: list[Axis], methods: list[str], labelled: set[str]
) -> None:
    for method in methods:
        at = both[0].values[method], both[1].values[method]
        ours = method == drawing.ours
        if method not in labelled:
            axes.plot(*at, ".", color=GREY, markersize=2.5, markeredgewidth=0, label=method)
            continue
        look = drawing.look(method)
        spans = [one.intervals.get(method) for one in both]
        errors = [
            None if span is None else [[max(0.0, value - span[0])], [max(0.0, span[1] - value)]]
            for value, span in zip(at, spans, strict=True)
        ]
        axes.errorbar(
            *at, xerr=errors[0], yerr=errors[1], fmt=look.marker, color=look.colour,
            markersize=6.0 if ours else 4.5, markeredgecolor="black", markeredgewidth=0.9 if ours else 0.4,
            elinewidth=0.7, capsize=1.5, capthick=0.7, zorder=4 if ours else 3, label=method,
        )  # fmt: skip


def _finish(axes: Any, both: list[Axis]) -> None:
    """Label the axes, and choose their scales."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    for one, name, ruler in zip(both, "xy", (axes.xaxis, axes.yaxis), strict=True):
        if one.logarithmic:
            getattr(axes, f"set_{name}scale")("log")
            low, high = min(one.values.values()), max(one.values.values())
            ruler.set_major_locator(LogLocator(subs=(1,) if high > 200 * low else (1, 2, 5)))
            ruler.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            ruler.set_minor_formatter(NullFormatter())
        else:
            axes.locator_params(axis=name, nbins=5)
        getattr(axes, f"set_{name}label")(one.label.heading)
    axes.margins(0.12)
    axes.grid()


def _label_points(
    drawing: Drawing,
    axes: Any,
    both: list[Axis],
    points: Mapping[str, tuple[float, float]],
    labelled: list[str],
    steps: tuple[list[float], list[float]],
) -> list[str]:
    """Write the names beside the points, and an arrow towards better; return the methods without room."""
    drawing.figure.canvas.draw()
    scale = POINTS / drawing.figure.dpi
    corner = axes.bbox.x0 * scale, axes.bbox.y0 * scale

    def placed(x: float, y: float) -> tuple[float, float]:
        across, up = axes.transData.transform((x, y)) * scale
        return float(across) - corner[0], float(up) - corner[1]

    page = Box(0, 0, axes.bbox.width * scale, axes.bbox.height * scale)
    spots = {method: placed(*point) for method, point in points.items()}
    obstacles = [_around(*spot, 3.5 if method in labelled else 1.2) for method, spot in spots.items()]
    for method in labelled:
        for way, one in enumerate(both):
            for end in one.intervals.get(method, ()):
                at = [*points[method]]
                at[way] = end
                obstacles.append(_along(spots[method], placed(*at)))
    corners = [placed(*point) for point in zip(*steps, strict=True)]
    obstacles += [_along(*ends) for ends in pairwise(corners)]
    arrow = _draw_arrow(drawing, axes, both, obstacles, page)
    size = drawing.face.size - 1
    names = dict(zip(labelled, drawing.called_short(labelled), strict=True))
    wide = {m: drawing.face.width([(names[m], m == drawing.ours)], size) for m in labelled}
    found = place_labels(
        [spots[m] for m in labelled], [(wide[m], 1.1 * size) for m in labelled], [*obstacles, *arrow], page
    )
    for method, place in zip(labelled, found, strict=True):
        if place is not None:
            _write(axes, points[method], spots[method], place, names[method], method == drawing.ours, size)
    return [method for method, place in zip(labelled, found, strict=True) if place is None]


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def _along(first: tuple[float, float], second: tuple[float, float]) -> Box:
    """Return the box of a line, a little wider than it."""
    across, up = zip(first, second, strict=True)
    return Box(min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1)


def _write(
    axes: Any,
    point: tuple[float, float],
    spot: tuple[float, float],
    place: tuple[Box, float],
    text: str,
    bold: bool,
    size: float,
) -> None:
    """Write a label, with a line to its point if it is far away."""
    box, reach = place
    middle = (box.left + box.right) / 2 - spot[0], (box.bottom + box.top) / 2 - spot[1]
    far = {"arrowstyle": "-", "linewidth": 0.4, "color": GREY, "shrinkA": 1, "shrinkB": 3}
    label = axes.annotate(
        text, point, middle, textcoords="offset points", ha="center", va="center", fontsize=size,
        fontweight="bold" if bold else "normal", arrowprops=far if reach > 10 else None, zorder=5,
    )  # fmt: skip
    label.set_in_layout(False)


def _draw_arrow(drawing: Drawing, axes: Any, both: list[Axis], obstacles: list[Box], page: Box) -> list[Box]:
    """Draw an arrow towards better values in a free corner; return the box that it takes."""
    signs = [{True: 1, False: -1, None: 0}[one.label.higher_is_better] for one in both]
    if not any(signs):
        return []
    size = drawing.face.size - 1
    wide, high = drawing.face.width([("better", False)], size) + 22, 20.0
    best = (signs[0] or 1, signs[1] or 1)
    corners = [best, (best[0], -best[1]), (-best[0], best[1]), (-best[0], -best[1])]
    boxes = [
        Box(
            4 if right < 0 else page.right - wide - 4,
            4 if up < 0 else page.top - high - 2,
            4 + wide if right < 0 else page.right - 4,
            4 + high if up < 0 else page.top - 2,
        )
        for right, up in corners
    ]
    box = min(boxes, key=lambda one: sum(one.overlap(other) for other in obstacles))
    length = 16 if all(signs) else 20
    reach = [sign * length / 2 for sign in signs]
    left_side = signs[0] < 0
    centre = (box.left + 10 if left_side else box.right - 10), (box.bottom + box.top) / 2
    to_axes = [page.right, page.top]
    tail, head = (
        [(at + way * step) / most for at, step, most in zip(centre, reach, to_axes, strict=True)]
        for way in (-1, 1)
    )
    shaft = {"arrowstyle": "-|>", "linewidth": 0.9, "color": GREY, "shrinkA": 0, "shrinkB": 0,
             "mutation_scale": 7}  # fmt: skip
    drawn = axes.annotate(
        "", head, tail, xycoords="axes fraction", textcoords="axes fraction", arrowprops=shaft, zorder=2
    )
    text = axes.text(
        (centre[0] + (12 if left_side else -12)) / page.right, centre[1] / page.top, "better",
        transform=axes.transAxes, ha="left" if left_side else "right", va="center", fontsize=size, color=GREY,
    )  # fmt: skip
    for one in (drawn, text):
        one.set_in_layout(False)
    return [box]


def _caption(
    drawing: Drawing,
    both: list[Axis],
    methods: list[str],
    labelled: list[str],
    front: list[str],
    hidden: list[str],
) -> list[str]:
    metrics = tuple(one.label.spec for one in both if one.n is not None)
    means = " and ".join(
        f"{describe_units(drawing, one.n)}{f' ({one.label.name})' if len(metrics) > 1 else ''}"
        for one in both
        if one.n is not None
    )
    if len({one.n for one in both if one.n is not None}) == 1:
        means = describe_units(drawing, next(one.n for one in both if one.n is not None))
    over = f", means{weights_of(drawing)} over {means}" if metrics else ""
    sentences = [
        f"{both[1].label.words} against {both[0].label.words} of {count_of(len(methods), 'method')}{over}.",
    ]
    if any(one.intervals for one in both):
        sentences.append(
            f"Bars are {100 * CONFIDENCE:g} % bootstrap intervals (BCa) of the difference to"
            f" {drawing.called(drawing.ours)}, not corrected for several comparisons."
        )
    if front:
        sentences.append(
            f"The dashed line is the Pareto frontier, no method being better on both axes than"
            f" {join_names(front, MOST_NAMED)}."
        )
    else:
        sentences.append("Without a direction of both axes there is no frontier.")
    sentences += [f"The axis of {one.label.name} is logarithmic." for one in both if one.logarithmic]
    for one in both:
        lacking = [drawing.called(m) for m in drawing.chosen.methods if m not in one.values]
        if lacking:
            sentences.append(f"Not shown, without {one.label.name}: {join_names(lacking, MOST_NAMED)}.")
    plain = [m for m in methods if m not in labelled] + hidden
    if plain:
        sentences.append(f"{count_of(len(plain), 'method')} without a name are points.")
    return [*sentences, *describe_left_out(drawing, metrics), describe_protocols(drawing, metrics)]
