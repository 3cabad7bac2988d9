"""What plots contain: their texts, where these are, and lines by their labels; and made studies to draw."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from difference_finder.study.plan.statistics_settings import StatisticsSettings
from difference_finder.study.study import Study
from difference_finder.study.table import Scores
from made_study import METRICS, made_study

PSNR = METRICS[0]["spec"]
DRAWS = 499
OWN = {"runtime": {"unit": "s", "lower_is_better": True, "values": {"ours": 0.5, "edsr": 0.02}}}
HOSTILE = (
    "ours",
    "$\\alpha^2$",
    "two\nlines\t_{x}",
    "100% & #1",
    "a very long name of a method with " + "many words " * 8 + "x2",
    "a very long name of a method with " + "many words " * 8 + "x4",
    "\u00e9t\u00e9-\u00d8",
)


def study(data_sets: tuple[str, ...] | None = None, difficulty: bool = True, **options: Any) -> Study:
    """Return a made study whose images have known high-frequency contents."""
    options.setdefault("statistics", {**StatisticsSettings().to_dict(), "draws": DRAWS})
    made = made_study(data_sets, **options)
    if difficulty:
        object.__setattr__(made, "high_frequency", np.linspace(0.01, 0.2, len(made.scores.names)))
    return made


def with_groups(made: Study, size: int) -> Study:
    """Return the study with groups of images that follow each other."""
    scores = made.scores
    groups = tuple(str(place // size) for place in range(len(scores.names)))
    grouped = Scores(scores.names, groups, scores.methods, scores.metrics, scores.tables, scores.data_sets)
    return Study(grouped, (), made.record, None, dict, made.high_frequency)


def texts(plot: Any) -> list[tuple[str, Any, float]]:
    """Return the texts that are drawn, with their boxes in pixels and their sizes in points."""
    from matplotlib.text import Text  # whose box is without the line of an annotation

    from difference_finder.study.plots._style import style

    with style(plot._face):
        plot.figure.canvas.draw()
        renderer = plot.figure.canvas.get_renderer()
        return [
            (text.get_text(), Text.get_window_extent(text, renderer), text.get_fontsize())
            for text in _drawn_texts(plot.figure)
            if text.get_visible() and text.get_text().strip()
        ]


def _drawn_texts(figure: Any) -> Iterator[Any]:
    for legend in figure.legends:
        yield from legend.get_texts()
    for axes in figure.axes:
        yield from axes.texts
        if not axes.axison:
            continue
        yield from (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label)
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                # Labels beyond the limits of an axis are not drawn.
                if low <= tick.get_loc() <= high and tick.label1.get_visible():
                    yield tick.label1


def faults(plot: Any) -> list[str]:
    """Return what is wrong with the texts of a plot: cut off, over each other, or too small to read."""
    page, found = plot.figure.bbox, texts(plot)
    wrong = [f"{text!r} is cut off" for text, box, _ in found if not _within(box, page)]
    wrong += [f"{text!r} has {size:g} points" for text, _, size in found if size < 6.99]
    for (first, one, _), (second, other, _) in itertools.combinations(found, 2):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        high = min(one.y1, other.y1) - max(one.y0, other.y0)
        if wide > 1 and high > 0.15 * min(one.height, other.height):
            wrong.append(f"{first!r} is over {second!r}")
    return wrong


def _within(box: Any, page: Any) -> bool:
    return bool(
        box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1 and box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1
    )


def lines(axes: Any, label: str) -> list[Any]:
    """Return the lines of axes with a label."""
    return [line for line in axes.lines if line.get_label() == label]
