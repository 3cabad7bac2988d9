"""The differences of ours to each rival, image by image."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.metric_labels import join_words
from difference_finder.study.plots._captions import (
    MOST_NAMED,
    describe_protocols,
    describe_units,
    weights_of,
)
from difference_finder.study.plots._drawing import POINTS, check_panels
from difference_finder.study.plots._registry import plot
from difference_finder.study.plots._style import GREY, LIGHT
from difference_finder.study.statistics.advantages import advantages
from difference_finder.study.statistics.outcome import BETTER, WORSE
from difference_finder.study.statistics.paragraph import TESTS, describe_correction, format_amounts, format_p
from difference_finder.text import count_of, join_names, option, typeset_minus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.plots._drawing import Drawing
    from difference_finder.study.statistics.outcome import Outcome, Verdict
    from difference_finder.study.statistics.paired import Paired

__all__ = ["paired"]

MOST_RIVALS, MOST_PANELS = 6, 12

FEW = 4
"""Number of units up to which the label of the axis is below the numbers 1 and n rather than between them."""

PANEL = 1.6
"""Least width of a panel in inches."""

SEPARATE = 60
"""Number of units up to which each has a bar of its own; the steps of more touch each other."""

MOST_STEPS = 2000
"""Maximum number of steps, evenly chosen from the sorted differences."""

UNLIKE = 4.0
"""Ratio of the largest differences of two panels above which panels have scales of their own."""

BAND = {"facecolor": "#e69f00", "alpha": 0.35, "zorder": 3, "linewidth": 0}
"""Look of an interval, which lies over the bars."""

COUNTED: Mapping[str, Callable[[Paired], int]] = {
    "infinite differences, which are arrowheads and do not enter means": lambda pair: pair.n_infinite,
    "ties of two infinite scores, which do not enter means": lambda pair: pair.n_both_infinite,
    "images left out for lack of a score": lambda pair: pair.left_out.images,
    "groups left out, on which both are infinitely better on an image": lambda pair: pair.left_out.opposed,
}
"""What the caption counts, for each rival."""


@plot("paired", summary="Sorted differences of ours to each rival, with mean, interval and verdict.")
def paired(drawing: Drawing, *, metrics: tuple[str, ...] = ()) -> list[str]:
    """Draw the sorted differences, in a panel for each metric and rival.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Metrics to show; empty for the primary ones, or the first.
    """
    names, verdict = drawing.metrics(), drawing.study.verdicts
    shown = drawing.best_methods(names[0], MOST_RIVALS + (drawing.ours in drawing.chosen.methods))
    rivals = [name for name in shown.methods if name != drawing.ours]
    if verdict is None or not rivals:
        raise InputError(
            f"the plot 'paired' compares '{drawing.ours}' with its rivals, and there is none; add a method,"
            f" or choose another {option('kind')}"
        )
    found = {(outcome.metric, outcome.rival): outcome for outcome in verdict.outcomes}
    outcomes = [found[metric, rival] for metric in names for rival in rivals]
    check_panels("paired", len(outcomes), MOST_PANELS)
    for metric in names:
        if not any(outcome.paired.n_finite for outcome in outcomes if outcome.metric == metric):
            raise InputError(
                f"no image has a finite difference between '{drawing.ours}' and a rival in '{metric}', so"
                " that there is nothing to draw; choose another metric, or other methods"
            )
    columns = _columns(drawing, len(rivals))
    rows = -(-len(rivals) // columns)
    axes = drawing.axes(len(names) * rows, columns, len(names) * rows * 11.5 * drawing.line)
    values = [_differences(drawing, outcome) for outcome in outcomes]
    places = [metric * rows * columns + rival for metric in range(len(names)) for rival in range(len(rivals))]
    for place, own in enumerate(axes):
        if place not in places:
            own.set_axis_off()
    used = [axes[place] for place in places]
    for own, outcome, differences in zip(used, outcomes, values, strict=True):
        _panel(drawing, verdict, own, outcome, differences)
        if places[used.index(own)] % columns == 0:
            label = drawing.labels[outcome.metric]
            own.set_ylabel(f"advantage in {label.name}{f' ({label.unit})' if label.unit else ''}")
    unlike = [
        _scale([own for own, o in zip(used, outcomes, strict=True) if o.metric == metric and _is_sized(o)])
        for metric in names
    ]
    return _caption(drawing, verdict, outcomes, shown.sentence, any(unlike))


def _differences(drawing: Drawing, outcome: Outcome) -> NDArray[np.float64]:
    """Return the advantages of ours on each unit, sorted."""
    import numpy as np

    study = drawing.study
    scores, table = study.scores, study.pooled.tables[outcome.metric]
    first, second = (table[scores.methods.index(name)] for name in (study.ours, outcome.rival))
    better = outcome.paired.higher_is_better
    return np.sort(advantages(first, second, better, scores.groups, scores.data_sets).values)


def _panel(
    drawing: Drawing, verdict: Verdict, axes: Any, outcome: Outcome, values: NDArray[np.float64]
) -> None:
    """Draw the differences of one comparison, with their mean and its interval."""
    import numpy as np

    pair, colour = outcome.paired, drawing.look(drawing.ours).colour
    finite = np.isfinite(values)
    places = np.arange(1, values.size + 1)
    _draw_steps(axes, places[finite], values[finite], colour)
    for sign, edge, marker in ((1, 1.0, "^"), (-1, 0.0, "v")):
        where = places[values == sign * np.inf]
        if not where.size:  # an empty line without clipping would take the whole page
            continue
        axes.plot(
            where, np.full(where.size, edge), marker, color=colour if sign > 0 else GREY,
            transform=axes.get_xaxis_transform(), clip_on=False, label="infinite",
        )  # fmt: skip
    if not _is_sized(outcome):
        why = "all differences are 0" if pair.n_finite else "no finite difference"
        axes.text(0.5, 0.6, why, transform=axes.transAxes, ha="center", va="bottom", style="italic")
        axes.set_ylim(-1, 1)
        axes.set_yticks([0] if pair.n_finite else [])
    elif pair.interval is not None:
        axes.axhspan(*pair.interval, label="interval", **BAND)
    if pair.n_finite:
        axes.axhline(pair.mean, color="black", linewidth=1.0, linestyle=(0, (4, 1.5)), zorder=4, label="mean")
    if pair.n_finite:
        axes.axhline(0, color="black", linewidth=0.6, zorder=4)
    if _is_sized(outcome):
        axes.locator_params(axis="y", nbins=5)
    axes.set_xlim(0.4, max(values.size, 1) + 0.6)
    axes.set_xticks([1, values.size] if values.size > 1 else [1] * values.size)
    axes.set_xlabel(f"{verdict.unit}s, sorted", labelpad=-4 if values.size > FEW else 2.5)
    axes.set_title("\n".join(_title(drawing, outcome)), fontsize=drawing.face.size - 1, linespacing=1.05)


def _is_sized(outcome: Outcome) -> bool:
    """Tell whether a finite difference is not zero, so that the axis has a scale."""
    pair = outcome.paired
    return pair.ties - pair.n_both_infinite < pair.n_finite


def _columns(drawing: Drawing, rivals: int) -> int:
    return max(1, min(rivals, int(drawing.width / PANEL)))


def _draw_steps(axes: Any, places: NDArray[np.intp], values: NDArray[np.float64], colour: str) -> None:
    """Draw bars, or steps without gaps where there are many, darker where ours is better."""
    import numpy as np

    if values.size <= SEPARATE:
        colours = [colour if value > 0 else LIGHT for value in values]
        axes.bar(places, values, width=0.8, color=colours, edgecolor=GREY, linewidth=0.3, zorder=2)
        return
    chosen = np.unique(np.linspace(0, values.size - 1, min(values.size, MOST_STEPS)).round().astype(int))
    edges = np.concatenate(
        [[places[0] - 0.5], (places[chosen][:-1] + places[chosen][1:]) / 2, [places[-1] + 0.5]]
    )
    steps = values[chosen]
    for part, fill in ((np.minimum(steps, 0), "#bdbdbd"), (np.maximum(steps, 0), colour)):
        axes.stairs(part, edges, fill=True, color=fill, linewidth=0, zorder=2)


def _title(drawing: Drawing, outcome: Outcome) -> list[str]:
    """Return the rival, the verdict about ours, and the mean with its p value, as lines."""
    pair, unit = outcome.paired, drawing.labels[outcome.metric].unit
    room = 0.6 * drawing.width * POINTS / _columns(drawing, MOST_RIVALS)
    ours, rival = drawing.called_short([drawing.ours, outcome.rival], room)
    word = f"{ours} {outcome.word}" if outcome.word in (BETTER, WORSE) else outcome.word
    lines = [f"vs. {rival}", word]
    if not pair.n:
        return [*lines, "no score of both"]
    p = typeset_minus(format_p(outcome.adjusted_p))
    if not pair.n_finite:
        return [*lines, p]
    mean = typeset_minus(format_amounts([pair.mean], pair.interval)[0])
    return [*lines, f"{'+' * (pair.mean > 0)}{mean}{f' {unit}' if unit else ''}, {p}"]


def _scale(axes: Sequence[Any]) -> bool:
    """Give panels of one metric one scale, unless their differences are too unlike; tell whether they are."""
    if not axes:
        return False
    ends = [max(map(abs, own.get_ylim())) for own in axes]
    if max(ends) > UNLIKE * min(ends):
        return True
    low, high = min(own.get_ylim()[0] for own in axes), max(own.get_ylim()[1] for own in axes)
    for own in axes:
        own.set_ylim(low, high)
    return False


def _caption(
    drawing: Drawing, verdict: Verdict, outcomes: Sequence[Outcome], shown: str, unlike: bool
) -> list[str]:
    metrics = tuple(dict.fromkeys(outcome.metric for outcome in outcomes))
    numbers = sorted({outcome.paired.n for outcome in outcomes})
    used = max((outcome.paired.data_sets or 0 for outcome in outcomes), default=0)
    n = describe_units(drawing, numbers[-1], used=used or None)
    n = n if len(numbers) == 1 else f"{numbers[0]} to {n}"
    each = "" if numbers == [1] else "each of "
    ours = drawing.called(drawing.ours)
    words = join_words([drawing.labels[metric].words for metric in metrics])
    tests = join_words(list(dict.fromkeys(TESTS[outcome.paired.decided_by] for outcome in outcomes)))
    correction = describe_correction(verdict, lambda metric: drawing.labels[metric].name)
    confidence = f"{100 * outcomes[0].paired.confidence:g} %"
    has_bands = any(outcome.paired.interval is not None for outcome in outcomes)
    bands = f", bands their {confidence} bootstrap intervals (BCa)" * has_bands
    return [
        f"Advantage of {ours} over {count_of(len({o.rival for o in outcomes}), 'rival')} on {each}{n} in"
        f" {words}, sorted, positive where {ours} is better. Dashed lines are means{weights_of(drawing)}"
        f"{bands}. Verdicts and p values: {tests}, family-wise level {verdict.level:g}"
        f"{f', {correction}' if correction else ''}.",
        "Panels have scales of their own." if unlike else "",
        *_left_out(drawing, outcomes),
        shown,
        describe_protocols(drawing, metrics),
    ]


def _left_out(drawing: Drawing, outcomes: Sequence[Outcome]) -> list[str]:
    """Count the infinite differences, and the images without scores, of each comparison."""
    several = len({outcome.metric for outcome in outcomes}) > 1
    found = []
    for what, count in COUNTED.items():
        told = [
            f"{drawing.called(o.rival)}{f' in {drawing.labels[o.metric].name}' if several else ''}"
            f" {count(o.paired)}"
            for o in outcomes
            if count(o.paired)
        ]
        if told:
            found.append(f"Numbers of {what}: {join_names(told, MOST_NAMED)}.")
    return found
