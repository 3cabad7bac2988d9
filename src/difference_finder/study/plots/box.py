"""The distribution of the scores of each method, as boxes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.study.metric_labels import join_words
from difference_finder.study.plots._captions import (
    describe_left_out,
    describe_protocols,
    describe_units,
    join_counts,
    used_data_sets,
    weights_of,
)
from difference_finder.study.plots._drawing import LABEL_SHARE, check_panels
from difference_finder.study.plots._registry import plot
from difference_finder.study.plots._style import GREY, LIGHT
from difference_finder.study.plots._units import UnitScores, unit_scores
from difference_finder.text import count_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.plots._drawing import Drawing, Shown

    Panels = list[tuple[UnitScores, str]]

__all__ = ["box"]

MOST_METHODS, MOST_PANELS = 24, 12

FEWEST, FEW = 5, 25
"""Number of units from which there is a box, and up to which each unit is a point."""

MOST_BEYOND = 100
"""Maximum number of points beyond the whiskers of a box; the outermost are drawn."""

WHISKER = 1.5
"""Maximum length of whiskers, as a multiple of the distance of the quartiles (Tukey)."""

MEAN = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 3.4,
    "markerfacecolor": "white",
    "markeredgecolor": "black",
    "markeredgewidth": 0.7,
    "zorder": 5,
}

PANEL = 1.15
"""Least width of a panel in inches, without the names of methods."""


@plot("box", summary="The distribution of the scores of each method, with its mean, for each data set.")
def box(drawing: Drawing, *, metrics: tuple[str, ...] = (), data_sets: tuple[str, ...] = ()) -> list[str]:
    """Draw a box for each method, in a panel for each metric and data set.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Metrics to show; empty for the primary ones, or the first.
    data_sets
        Data sets to show; empty for all.
    """
    names = drawing.metrics(directed=False)
    shown = drawing.best_methods(names[0], MOST_METHODS)
    panels: Panels = []
    for metric in names:
        units = unit_scores(drawing, metric, shown.methods)
        panels += [(units, name) for name in (data_sets or units.data_sets or ("",))]
    check_panels("box", len(panels), MOST_PANELS)
    axes = _grid(drawing, panels, len(names), len(shown.methods))
    beyond = sum(_panel(drawing, own, *panel) for own, panel in zip(axes, panels, strict=True))
    labels = drawing.called_short(shown.methods)
    axes[0].set_yticks(range(len(labels)), labels)
    axes[0].set_ylim(len(labels) - 0.4, -0.6)
    for own in axes:
        for label, method in zip(own.get_yticklabels(), shown.methods, strict=False):
            label.set_fontweight("bold" if method == drawing.ours else "normal")
    return _caption(drawing, panels, shown, beyond)


def _grid(drawing: Drawing, panels: Panels, metrics: int, methods: int) -> list[Any]:
    """Return the axes of the panels: a column for each metric if they fit, else rows of their own."""
    each = len(panels) // metrics
    most = max(1, int((1 - LABEL_SHARE) * drawing.width / PANEL))
    side_by_side = 1 < metrics <= most
    columns = metrics if side_by_side else min(each, most)
    rows = each if side_by_side else metrics * -(-each // columns)
    height = rows * drawing.line * (1.2 * methods + 3.2)
    axes = drawing.axes(rows, columns, height, sharey=True)
    if side_by_side:
        return [axes[place * columns + number] for number in range(metrics) for place in range(each)]
    found = []
    for number, own in enumerate(axes):
        if number % (rows // metrics * columns) < each:
            found.append(own)
        else:
            own.set_axis_off()
    return found


def _panel(drawing: Drawing, axes: Any, units: UnitScores, data_set: str) -> int:
    """Draw the boxes of one panel; return the number of points beyond whiskers that are not drawn."""
    table = units.of_data_set(data_set) if data_set else units.table
    left_out = 0
    for place, (method, row) in enumerate(zip(units.methods, table, strict=True)):
        left_out += _draw_box(axes, place, row, method == drawing.ours, drawing.look(drawing.ours).colour)
    label = drawing.labels[units.metric]
    axes.set_xlabel(label.heading)
    if data_set:
        axes.set_title(f"{drawing.called(data_set)} (n = {table.shape[1]})")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.locator_params(axis="x", nbins=4)
    return left_out


def _draw_box(axes: Any, place: int, row: NDArray[np.float64], ours: bool, colour: str) -> int:
    """Draw quartiles, whiskers, points and the mean of a method; return the number of points left out."""
    import numpy as np

    if not row.size:
        axes.text(0.5, place, "no image", transform=axes.get_yaxis_transform(), ha="center", va="center")
        return 0
    edge, face = (colour, _tint(colour)) if ours else (GREY, LIGHT)
    low, middle, high = np.quantile(row, (0.25, 0.5, 0.75))
    reach = WHISKER * (high - low)
    inside = row[(row >= low - reach) & (row <= high + reach)]
    beyond = row[(row < low - reach) | (row > high + reach)]
    if row.size >= FEWEST:
        axes.barh(
            place, high - low, left=low, height=0.62, facecolor=face, edgecolor=edge, linewidth=0.8, zorder=2
        )
        axes.hlines([place] * 2, [inside.min(), high], [low, inside.max()], colors=edge, linewidth=0.8)
        axes.vlines(middle, place - 0.31, place + 0.31, colors="black", linewidth=1.3, zorder=3)
    few = row.size <= FEW
    points = np.sort(row) if few else _outermost(beyond, middle)
    # Spread over the height of the box, so that near points do not hide each other.
    offsets = 0.16 * (np.arange(points.size) % 3 - 1) if few else np.zeros(points.size)
    dots = {"linestyle": "none", "marker": "o", "markersize": 2.0, "markeredgewidth": 0, "zorder": 4}
    axes.plot(points, place + offsets, color=edge, label="points", **dots)
    axes.plot(math.fsum(row) / row.size, place, label="mean", **MEAN)
    return 0 if few else int(beyond.size - points.size)


def _outermost(beyond: NDArray[np.float64], middle: float) -> NDArray[np.float64]:
    import numpy as np

    order = np.argsort(-np.abs(beyond - middle), kind="stable")
    return np.sort(beyond[order[:MOST_BEYOND]])


def _tint(colour: str) -> tuple[float, ...]:
    """Return a light shade of a colour."""
    from matplotlib.colors import to_rgb

    return tuple(1 - 0.35 * (1 - part) for part in to_rgb(colour))


def _caption(drawing: Drawing, panels: Panels, shown: Shown, beyond: int) -> list[str]:
    every = tuple(dict.fromkeys(units.metric for units, _ in panels))
    data_sets = tuple(dict.fromkeys(name for _, name in panels if name))
    sizes = [units.of_data_set(name).shape[1] if name else units.n for units, name in panels]
    each = len(panels) // len(every)
    counts = {
        metric: describe_units(
            drawing,
            sum(sizes[number * each : (number + 1) * each]),
            data_sets,
            used_data_sets(drawing, metric, data_sets),
        )
        for number, metric in enumerate(every)
    }
    where = join_counts(drawing, counts)
    words = join_words([drawing.labels[metric].words for metric in every])
    unit = "image" if drawing.study.scores.groups is None else "mean of a group"
    if max(sizes) <= FEW:
        dots = f" Each dot is one {unit}."
    elif min(sizes) <= FEW:
        dots = f" With up to {FEW} units each dot is one {unit}, else dots are those beyond the whiskers."
    else:
        dots = " Dots are those beyond the whiskers."
    more = f" {beyond} further dots, nearer to the whiskers, are not drawn." if beyond else ""
    few = f" (from {FEWEST} units)" if min(sizes) < FEWEST else ""
    boxes = (
        f" Boxes are quartiles with the median, and whiskers reach the last score within {WHISKER:g} times"
        f" the distance of the quartiles{few}."
    )
    weights = "" if data_sets else weights_of(drawing)
    return [
        f"{words} of {count_of(len(shown.methods), 'method')} on {where}."
        f"{boxes if max(sizes) >= FEWEST else ''} Diamonds are means{weights}.{dots}{more} No test is made.",
        shown.sentence,
        *describe_left_out(drawing, every, data_sets),
        describe_protocols(drawing, every),
    ]
