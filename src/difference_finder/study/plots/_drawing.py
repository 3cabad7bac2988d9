"""What a plot draws with: the study, what was chosen of it, and axes on a page of a fixed width."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.figure import Run
from difference_finder.study.metric_labels import MetricLabel, metric_labels
from difference_finder.study.plots._style import Look, look_of
from difference_finder.study.short_names import distinct_names
from difference_finder.text import count_of, escape_controls

if TYPE_CHECKING:
    from difference_finder.study.figure import Typeface
    from difference_finder.study.results import Results
    from difference_finder.study.tables import TableOptions

__all__ = ["LABEL_SHARE", "POINTS", "Drawing", "Shown", "check_panels"]

POINTS = 72.0

LABEL_SHARE = 0.3
"""Share of the width of a plot that names of methods beside axes take at most."""


@dataclass(frozen=True)
class Shown:
    """The methods that a plot shows.

    Parameters
    ----------
    methods
        Names of the methods, in their order.
    left_out
        Number of methods that are not shown.
    sentence
        Sentence about them for the caption; "" if all are shown.
    """

    methods: tuple[str, ...]
    left_out: int = 0
    sentence: str = ""


@dataclass(eq=False)
class Drawing:
    """A plot that is being drawn.

    Parameters
    ----------
    study
        Results of a study.
    chosen
        Chosen metrics, methods, data sets and labels.
    face
        Font of the text.
    width
        Width in inches.
    height
        Height in inches; None for the height that the content needs.
    figure
        Figure of matplotlib, without axes.
    stated
        Names of the metrics that were asked for; empty for the default ones of the plot.
    """

    study: Results
    chosen: TableOptions
    face: Typeface
    width: float
    height: float | None
    figure: Any
    stated: tuple[str, ...] = ()

    @property
    def ours(self) -> str:
        """The method that the study is about."""
        return self.study.ours

    @cached_property
    def labels(self) -> Mapping[str, MetricLabel]:
        """The label of each metric of the study."""
        found = metric_labels(self.study.record["metrics"], self.chosen.labels)
        return {label.spec: label for label in found}

    def metrics(self, directed: bool = True) -> tuple[str, ...]:
        """Return the metrics to show: the chosen ones, else the primary ones, else the first.

        Parameters
        ----------
        directed
            Whether they need a direction.

        Raises
        ------
        InputError
            If a metric that was chosen has no direction, or no metric of the study has one.
        """
        better = self.study.higher_is_better
        if self.stated:
            for name in self.stated:
                if directed and better[name] is None:
                    raise InputError(
                        f"metric '{name}' has no direction, higher or lower is better, so that methods cannot"
                        " be compared in it; choose another metric"
                    )
            return self.stated
        known = [name for name in better if better[name] is not None or not directed]
        if not known:
            raise InputError("no metric of this study has a direction, so that methods cannot be compared")
        primary = [name for name in self.study.statistics.primary if name in known]
        return tuple(primary or known[:1])

    def called(self, name: str) -> str:
        """Return the displayed name of a method or a data set, in full, on one line."""
        return escape_controls(self.chosen.label_of(name))

    def called_short(self, names: Sequence[str], room: float | None = None) -> list[str]:
        """Return displayed names of methods, shortened to a width in points; all differ.

        Parameters
        ----------
        names
            Names of the methods.
        room
            Width in points; None for a share of the plot.
        """
        room = LABEL_SHARE * self.width * POINTS if room is None else room
        size = self.face.size

        def fits(text: str) -> bool:
            return self.face.width([Run(text, True)], size) <= room

        return distinct_names([self.called(name) for name in names], fits)

    def look(self, method: str) -> Look:
        """Return colour, marker and line of a method; the first of all looks is that of ours."""
        others = [name for name in self.chosen.methods if name != self.ours]
        return look_of(0 if method == self.ours else 1 + others.index(method))

    def best_methods(self, metric: str, most: int) -> Shown:
        """Return at most ``most`` of the chosen methods: those with the best means in a metric, and ours.

        Parameters
        ----------
        metric
            Name of the metric.
        most
            Maximum number of methods.
        """
        methods = self.chosen.methods
        if len(methods) <= most:
            return Shown(tuple(methods))
        means = {mean.method: mean.mean for mean in self.study.means if mean.metric == metric}
        sign = -1 if self.study.higher_is_better[metric] else 1
        ranked = sorted(methods, key=lambda name: (math.isnan(means[name]), sign * means[name]))
        best, rest = ranked[:most], len(methods) - most
        lacks_ours = self.ours in ranked[most:]
        if lacks_ours:
            best[-1] = self.ours
        sentence = (
            f"Shown {'are ' if most - lacks_ours > 1 else 'is '}"
            f"{count_of(most - lacks_ours, 'method')} with the best mean {self.labels[metric].name}"
            f"{f', and {self.called(self.ours)}' if lacks_ours else ''}; {count_of(rest, 'further method')}"
            f" {'is' if rest == 1 else 'are'} not."
        )
        return Shown(tuple(name for name in methods if name in best), rest, sentence)

    def axes(self, rows: int, columns: int, height: float, **settings: Any) -> list[Any]:
        """Make a grid of axes, row by row, and set the size of the page.

        Parameters
        ----------
        rows, columns
            Size of the grid.
        height
            Height of the page in inches, unless the user chose one.
        settings
            Keyword arguments of ``Figure.subplots``.

        """
        self.figure.set_size_inches(self.width, self.height or height)
        return list(self.figure.subplots(rows, columns, squeeze=False, **settings).ravel())

    def free_axes(self, heights: Sequence[float]) -> list[Any]:
        """Make axes over each other, whose coordinates are inches from their top left corner, downwards.

        Parameters
        ----------
        heights
            Heights in inches. If the user chose the height of the page, they are scaled to it.
        """
        every = sum(heights)
        scale = (self.height or every) / every
        self.figure.set_size_inches(self.width, every * scale)
        self.figure.set_layout_engine("none")
        found, top = [], 1.0
        for height in heights:
            top -= height / every
            axes = self.figure.add_axes((0, top, 1, height / every))
            axes.set_axis_off()
            axes.set_xlim(0, self.width)
            axes.set_ylim(height, 0)
            found.append(axes)
        return found

    def legend(self, handles: Sequence[Any], labels: Sequence[str]) -> None:
        """Add a legend beneath all axes, with as many columns as fit.

        Parameters
        ----------
        handles
            Artists of matplotlib.
        labels
            Their labels.
        """
        size = self.face.size - 1
        widest = max(self.face.width([Run(label, False)], size) for label in labels) + 4.6 * size
        columns = max(1, min(len(labels), int(self.width * POINTS / widest)))
        rows = -(-len(labels) // columns)
        self.figure.set_size_inches(
            self.width, self.figure.get_figheight() + (0 if self.height else rows * 1.3 * size / POINTS)
        )
        self.figure.legend(
            handles, labels, loc="outside lower center", ncols=-(-len(labels) // rows), columnspacing=1.2
        )

    @property
    def line(self) -> float:
        """The distance of lines of text, in inches."""
        return self.face.line / POINTS


def check_panels(kind: str, count: int, most: int) -> None:
    """Raise an error if a plot would have too many panels to be read.

    Raises
    ------
    InputError
        If there are more than ``most``.
    """
    if count > most:
        raise InputError(
            f"the plot '{kind}' would have {count} panels, and at most {most} can be read; choose fewer"
            " metrics, methods or data sets"
        )
