"""Any metric against any other, or against a number of one's own such as the runtime."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.plots._axis import CONFIDENCE, Axis, axis_of, chosen_axes, with_intervals
from difference_finder.study.plots._captions import (
    MOST_NAMED,
    describe_left_out,
    describe_protocols,
    describe_units,
    join_counts,
    used_data_sets,
    weights_of,
)
from difference_finder.study.plots._frontier import frontier_of, staircase
from difference_finder.study.plots._point_labels import label_points
from difference_finder.study.plots._registry import plot
from difference_finder.study.plots._style import GREY
from difference_finder.study.tables.numbers import LARGE, format_own
from difference_finder.text import count_of, join_names, option

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing

__all__ = ["pareto"]

MOST_LABELLED = 20
"""Maximum number of methods with a label and intervals; further ones are points."""


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
    names = chosen_axes(drawing, x, y)
    axes_of = [axis_of(drawing, name) for name in names]
    methods = [m for m in drawing.chosen.methods if all(m in one.values for one in axes_of)]
    if not methods:
        raise InputError(
            f"no method has both '{names[0]}' and '{names[1]}'; choose another {option('x')} or {option('y')}"
        )
    points = [(axes_of[0].values[m], axes_of[1].values[m]) for m in methods]
    better = [one.label.higher_is_better for one in axes_of]
    front = [] if None in better else frontier_of(points, bool(better[0]), bool(better[1]))
    labelled = _labelled(drawing, methods, points, front, axes_of[1].label.higher_is_better)
    axes_of = [with_intervals(drawing, one, labelled) for one in axes_of]
    [axes] = drawing.axes(1, 1, min(0.78 * drawing.width, 3.6))
    _draw_points(drawing, axes, axes_of, methods, set(labelled))
    if front:
        axes.plot(
            *staircase([points[place] for place in front]), color=GREY, linewidth=0.8,
            linestyle=(0, (3, 1.5)), zorder=1, label="frontier",
        )  # fmt: skip
    _finish(axes, axes_of)
    steps = staircase([points[place] for place in front]) if front else ([], [])
    hidden = label_points(drawing, axes, axes_of, dict(zip(methods, points, strict=True)), labelled, steps)
    on_front = [drawing.called(methods[place]) for place in front]
    return _caption(drawing, axes_of, methods, labelled, on_front, hidden)


def _labelled(
    drawing: Drawing,
    methods: list[str],
    points: list[tuple[float, float]],
    front: list[int],
    higher: bool | None,
) -> list[str]:
    """Return the methods with a label: ours, the frontier or evenly chosen points of it, the best in y."""
    sign = 1 if higher is False else -1
    ranked = sorted(range(len(methods)), key=lambda place: sign * points[place][1])
    first = [methods.index(drawing.ours)] if drawing.ours in methods else []
    room = MOST_LABELLED - len(first)
    if len(front) > room:
        front = [front[round(step * (len(front) - 1) / (room - 1))] for step in range(room)]
    return [methods[place] for place in dict.fromkeys([*first, *front, *ranked])][:MOST_LABELLED]


def _draw_points(
    drawing: Drawing, axes: Any, both: list[Axis], methods: list[str], labelled: set[str]
) -> None:
    plain = [[one.values[method] for method in methods if method not in labelled] for one in both]
    axes.plot(*plain, ".", color=GREY, markersize=2.5, markeredgewidth=0, label="without a name")
    for method in (one for one in methods if one in labelled):
        at = both[0].values[method], both[1].values[method]
        ours = method == drawing.ours
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
        if one.n is None and max(map(abs, one.values.values())) >= LARGE:
            ruler.set_major_formatter(FuncFormatter(partial(_tick, unit=one.label.unit)))
        getattr(axes, f"set_{name}label")(one.label.heading)
    axes.margins(0.12)
    axes.grid()


def _tick(value: float, _: int | None = None, *, unit: str) -> str:
    """Return a number of one's own at an axis, as tables have it, without zeros at its end."""
    text = format_own(value, unit)
    return re.sub(r"\.?0+(?=[A-Z]$)", "", text) if "." in text else text


def _caption(
    drawing: Drawing,
    both: list[Axis],
    methods: list[str],
    labelled: list[str],
    front: list[str],
    hidden: list[str],
) -> list[str]:
    metrics = tuple(one.label.spec for one in both if one.n is not None)
    counts = {
        one.label.spec: describe_units(drawing, one.n, used=used_data_sets(drawing, one.label.spec))
        for one in both
        if one.n is not None
    }
    over = f", means{weights_of(drawing)} over {join_counts(drawing, counts)}" if metrics else ""
    sentences = [
        f"{both[1].label.words} against {both[0].label.words} of {count_of(len(methods), 'method')}{over}.",
    ]
    if any(one.intervals for one in both):
        sentences.append(
            f"Bars are {100 * CONFIDENCE:g} % bootstrap intervals (BCa) of the difference to"
            f" {drawing.called(drawing.ours)}, not corrected for several comparisons."
        )
    if len(front) == 1:
        sentences.append(f"No method is better than {front[0]} on either axis.")
    elif front:
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
        sentences.append(f"Points without a name: {count_of(len(plain), 'method')}.")
    return [*sentences, *describe_left_out(drawing, metrics), describe_protocols(drawing, metrics)]
