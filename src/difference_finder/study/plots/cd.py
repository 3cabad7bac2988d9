"""The critical-difference diagram: mean ranks, and groups of methods that do not differ significantly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.figure import Run
from difference_finder.study.metric_labels import join_words
from difference_finder.study.plan.statistics_settings import NEMENYI, POST_HOC
from difference_finder.study.plots._captions import (
    describe_missing,
    describe_protocols,
    describe_units,
    join_counts,
    used_data_sets,
)
from difference_finder.study.plots._drawing import POINTS, check_panels
from difference_finder.study.plots._registry import plot
from difference_finder.study.statistics.paragraph import format_p
from difference_finder.text import count_of

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing
    from difference_finder.study.statistics.all_pairs import AllPairs

__all__ = ["cd"]

MOST_METHODS, MOST_METRICS = 20, 6

SIDE = 0.32
"""Share of the width that names take at most on each side, unless those on the other side take less."""


@plot(
    "cd",
    summary="Critical-difference diagram: mean ranks, and bars over methods that do not differ.",
    least_methods=2,
)
def cd(drawing: Drawing, *, metrics: tuple[str, ...] = (), post_hoc: str | None = None) -> list[str]:
    """Draw the mean ranks of the methods, a diagram for each metric.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Metrics to show; empty for the primary ones, or the first.
    post_hoc
        "nemenyi" or "conover"; None for the test of the study, or Nemenyi's.

    References
    ----------
    Demsar, Statistical comparisons of classifiers over multiple data sets, JMLR 7 (2006), 1-30.
    """
    names = drawing.metrics()
    check_panels("cd", len(names), MOST_METRICS)
    if post_hoc is not None and post_hoc not in POST_HOC:
        raise UnknownNameError.among("post-hoc test", str(post_hoc), POST_HOC)
    shown = drawing.best_methods(names[0], MOST_METHODS)
    pairs = drawing.study.all_pairs(shown.methods, post_hoc, metrics=names, intervals=False)
    for found in pairs.values():
        if found.n < 2:
            raise InputError(
                f"a critical-difference diagram needs at least 2 images with a score of every method, or"
                f" groups of images, and {found.n} {'has' if found.n == 1 else 'have'} one in"
                f" '{found.metric}'; choose another plot"
            )
    diagrams = [_Diagram(drawing, pairs[name], len(names) > 1) for name in names]
    for diagram, axes in zip(diagrams, drawing.free_axes([one.height for one in diagrams]), strict=True):
        diagram.draw(axes)
    return _caption(drawing, [pairs[name] for name in names], shown.sentence)


class _Diagram:
    """The diagram of one metric, in inches from its top left corner."""

    def __init__(self, drawing: Drawing, pairs: AllPairs, titled: bool) -> None:
        self.drawing, self.pairs, self.titled = drawing, pairs, titled
        self.order = sorted(range(len(pairs.methods)), key=pairs.mean_ranks.__getitem__)
        self.tracks = _tracks([self._span(clique) for clique in pairs.cliques])
        line = drawing.line
        has_difference = pairs.critical_difference is not None
        self.axis = line * (0.5 + 1.3 * titled + 1.5 * has_difference + 1.2)
        self.rows = self.axis + line * (0.6 + 0.55 * (max(self.tracks, default=-1) + 1) + 0.5)
        self.height = self.rows + line * (1.15 * math.ceil(len(self.order) / 2) + 0.3)
        half = math.ceil(len(self.order) / 2)
        sides = [
            [pairs.methods[place] for place in places] for places in (self.order[:half], self.order[half:])
        ]
        rank_room = drawing.face.width([Run("00.00 ", True)]) / POINTS + 0.12
        self.names: dict[str, str] = {}
        needed = [self._widest(map(drawing.called, names)) + rank_room for names in sides]
        rooms = [max(SIDE * drawing.width, 2 * SIDE * drawing.width - other) for other in reversed(needed)]
        self.sides = [
            self._add_names(names, room - rank_room) + rank_room
            for names, room in zip(sides, rooms, strict=True)
        ]
        ends = min(pairs.mean_ranks), max(pairs.mean_ranks)
        reach = max(ends[1] - ends[0], 1.05 * (pairs.critical_difference or 0.0))
        self.low = max(1.0, math.floor(ends[0]))
        self.high = max(math.ceil(ends[1]), math.ceil(min(self.low + reach, len(self.order))), self.low + 1)
        self.end = max(self.high, self.low + reach)
        self.left, self.right = self.sides[0] + 0.15, drawing.width - self.sides[1] - 0.15

    def _add_names(self, methods: Sequence[str], room: float) -> float:
        """Shorten the names of one side to a width in inches; return the width that they take."""
        short = self.drawing.called_short(methods, room * POINTS)
        self.names |= dict(zip(methods, short, strict=True))
        return self._widest(short)

    def _widest(self, texts: Iterable[str]) -> float:
        """Return the width of the widest of bold texts, in inches."""
        return max(self.drawing.face.width([Run(text, True)]) for text in texts) / POINTS

    def _span(self, clique: tuple[str, ...]) -> tuple[float, float]:
        ranks = [self.pairs.mean_ranks[self.pairs.methods.index(name)] for name in clique]
        return min(ranks), max(ranks)

    def x(self, rank: float) -> float:
        """Return the position of a mean rank; the best is at the left."""
        return self.left + (rank - self.low) / (self.end - self.low) * (self.right - self.left)

    def draw(self, axes: Any) -> None:
        """Draw axis, names, bars of groups and the critical difference."""
        line, size = self.drawing.line, self.drawing.face.size
        thin = {"color": "black", "linewidth": 0.7, "solid_capstyle": "butt"}
        axes.plot([self.left, self.x(self.high)], [self.axis] * 2, label="axis", **thin)
        step = max(1, math.ceil((self.high - self.low) / 10))
        for rank in range(int(self.low), int(self.high) + 1, step):
            axes.plot([self.x(rank)] * 2, [self.axis, self.axis - 0.25 * line], **thin)
            axes.text(
                self.x(rank), self.axis - 0.4 * line, str(rank), ha="center", va="bottom", fontsize=size - 1
            )
        if self.titled:
            name = self.drawing.labels[self.pairs.metric].name
            axes.text(0.02, 0.2 * line, name, ha="left", va="top", fontsize=size)
        self._draw_difference(axes)
        self._draw_names(axes)
        for clique, track in zip(self.pairs.cliques, self.tracks, strict=True):
            ends = [self.x(rank) for rank in self._span(clique)]
            y = self.axis + line * (0.6 + 0.55 * track)
            axes.plot(
                [ends[0] - 0.025, ends[1] + 0.025], [y, y],
                color="black", linewidth=2.6, solid_capstyle="butt", label="group", zorder=4,
            )  # fmt: skip

    def _draw_difference(self, axes: Any) -> None:
        difference = self.pairs.critical_difference
        if difference is None:
            return
        line = self.drawing.line
        y = line * (0.5 + 1.3 * self.titled + 1.0)
        ends = self.x(self.low), self.x(self.low + difference)
        axes.plot(ends, [y, y], color="black", linewidth=1.0, label="critical difference")
        for end in ends:
            axes.plot([end] * 2, [y - 0.2 * line, y + 0.2 * line], color="black", linewidth=1.0)
        axes.text(
            sum(ends) / 2, y - 0.25 * line, f"CD = {difference:.3g}",
            ha="center", va="bottom", fontsize=self.drawing.face.size - 1,
        )  # fmt: skip

    def _draw_names(self, axes: Any) -> None:
        """Draw the names at both sides: the better half at the left, from the top, and the others."""
        drawing, pairs = self.drawing, self.pairs
        half = math.ceil(len(self.order) / 2)
        for number, place in enumerate(self.order):
            at_left = number < half
            row = number if at_left else len(self.order) - 1 - number
            y = self.rows + drawing.line * 1.15 * (row + 0.4)
            rank, ours = pairs.mean_ranks[place], pairs.methods[place] == drawing.ours
            colour = drawing.look(drawing.ours).colour if ours else "black"
            end = self.sides[0] + 0.05 if at_left else drawing.width - self.sides[1] - 0.05
            axes.plot(
                [self.x(rank)] * 2 + [end], [self.axis, y, y],
                color=colour, linewidth=1.2 if ours else 0.6, label=pairs.methods[place],
            )  # fmt: skip
            parts = self.names[pairs.methods[place]], f"{rank:.2f}"
            text = " ".join(parts if at_left else parts[::-1])
            axes.text(
                end + (-0.03 if at_left else 0.03), y, text, ha="right" if at_left else "left",
                va="center_baseline", color=colour, fontweight="bold" if ours else "normal",
            )  # fmt: skip


def _tracks(spans: list[tuple[float, float]]) -> list[int]:
    """Return the number of the track of each span, so that spans of one track do not touch."""
    ends: list[float] = []
    found = []
    for low, high in spans:
        track = next((place for place, end in enumerate(ends) if end < low), len(ends))
        ends[track : track + 1] = [high]
        found.append(track)
    return found


def _caption(drawing: Drawing, pairs: list[AllPairs], shown: str) -> list[str]:
    names = tuple(found.metric for found in pairs)
    first = pairs[0]
    words = join_words([drawing.labels[name].words for name in names])
    used = {name: used_data_sets(drawing, name, infinite=True) for name in names}
    where = join_counts(
        drawing,
        {found.metric: describe_units(drawing, found.n, used=used[found.metric]) for found in pairs},
    )
    weight = " (each data set has the same weight)" if first.data_sets is not None else ""
    return [
        f"Mean ranks of {count_of(len(first.methods), 'method')} in {words} on {where}{weight};"
        f" 1 is the best rank. {_test(first)}",
        *(_friedman(drawing, found, len(pairs) > 1) for found in pairs),
        *(describe_missing(drawing, name, first.methods) for name in names),
        f"{shown} Ranks and tests are those of the shown methods alone." if shown else "",
        describe_protocols(drawing, names),
    ]


def _test(pairs: AllPairs) -> str:
    level = f"family-wise level {pairs.level:g} over all pairs of a metric"
    if pairs.post_hoc == NEMENYI:
        return (
            "Thick bars join methods without a significant difference by Nemenyi's test"
            f" ({level}): their mean ranks differ by less than the critical difference (CD)."
        )
    return (
        "Thick bars join methods without a significant difference by Conover's test with Holm's correction"
        f" ({level}), which has no single critical difference."
    )


def _friedman(drawing: Drawing, pairs: AllPairs, named: bool) -> str:
    """Report Friedman's test, and warn where pairs should not be compared."""
    name = f" in {drawing.labels[pairs.metric].name}" if named else ""
    if math.isnan(pairs.friedman_p):
        return f"Friedman's test needs at least 3 methods{name}."
    text = f"Friedman's test{name}: {format_p(pairs.friedman_p)}"
    if pairs.friedman_p <= pairs.level:
        return f"{text}."
    return f"{text}, not significant, so that differences of pairs should not be relied on."
