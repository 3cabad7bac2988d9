"""Performance profiles: the share of images on which a method comes near to the best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.study.metric_labels import join_words
from difference_finder.study.plots._captions import (
    describe_missing,
    describe_protocols,
    describe_units,
    join_counts,
    used_data_sets,
)
from difference_finder.study.plots._drawing import check_panels
from difference_finder.study.plots._registry import plot
from difference_finder.text import count_of

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing
    from difference_finder.study.statistics.profiles import Profile

__all__ = ["profile"]

MOST_METHODS, MOST_PANELS = 8, 8

BANDED = 3
"""Number of methods up to which all have a band; among more, only ours."""

PANEL = 1.6
"""Least width of a panel in inches."""


@plot(
    "profile",
    summary="The share of images on which each method comes within a distance of the best (profile).",
    least_methods=2,
)
def profile(drawing: Drawing, *, metrics: tuple[str, ...] = ()) -> list[str]:
    """Draw the performance profiles, in a panel for each metric.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Metrics to show; empty for the primary ones, or the first.
    """
    names = drawing.metrics()
    check_panels("profile", len(names), MOST_PANELS)
    shown = drawing.best_methods(names[0], MOST_METHODS)
    found = drawing.study.profiles(shown.methods, metrics=names)
    columns = max(1, min(len(names), int(drawing.width / PANEL)))
    rows = -(-len(names) // columns)
    axes = drawing.axes(rows, columns, rows * min(2.2, 0.62 * drawing.width / columns + 0.3), sharey=True)
    for own in axes[len(names) :]:
        own.set_axis_off()
    for own, metric in zip(axes, names, strict=False):
        handles = _panel(drawing, own, found[metric])
    for own in axes[::columns]:
        own.set_ylabel(f"{_unit(drawing)}s (%)")
    drawing.legend(handles, drawing.called_short(shown.methods))
    return _caption(drawing, [found[metric] for metric in names], shown.sentence)


def _unit(drawing: Drawing) -> str:
    return "image" if drawing.study.scores.groups is None else "group"


def _panel(drawing: Drawing, axes: Any, found: Profile) -> list[Any]:
    """Draw the profiles in one metric; return the lines."""
    lines = []
    banded = found.methods if len(found.methods) <= BANDED else (drawing.ours,)
    for place, method in enumerate(found.methods):
        look, ours = drawing.look(method), method == drawing.ours
        shares = [100 * share for share in found.shares[place]]
        if found.bands is not None and method in banded:
            low, high = zip(*found.bands[place], strict=True)
            axes.fill_between(
                found.distances, [100 * end for end in low], [100 * end for end in high],
                step="post", facecolor=look.colour, alpha=0.15, linewidth=0,
            )  # fmt: skip
        lines += axes.plot(
            found.distances, shares, drawstyle="steps-post", color=look.colour, linestyle=look.line,
            linewidth=1.6 if ours else 1.1, marker=look.marker, markevery=(3 + 4 * place, 25),
            markersize=3.2, zorder=3 if ours else 2, label=method,
        )  # fmt: skip
    label = drawing.labels[found.metric]
    unit = f" ({label.unit})" if label.unit else ""
    axes.set_xlabel(f"distance in {label.name}{unit}")
    axes.set_xlim(0, found.distances[-1])
    axes.set_ylim(0, 102)
    axes.locator_params(axis="x", nbins=5)
    axes.grid()
    return lines


def _caption(drawing: Drawing, profiles: list[Profile], shown: str) -> list[str]:
    names = tuple(found.metric for found in profiles)
    words = join_words([drawing.labels[name].words for name in names])
    used = {name: used_data_sets(drawing, name, infinite=True) for name in names}
    where = join_counts(
        drawing,
        {found.metric: describe_units(drawing, found.n, used=used[found.metric]) for found in profiles},
    )
    first = profiles[0]
    weight = "; each data set has the same weight" if first.data_sets is not None else ""
    who = "" if len(first.methods) <= BANDED else f" of {drawing.called(drawing.ours)}"
    bands = f" Bands{who} are pointwise {100 * first.confidence:g} % bootstrap intervals."
    ends = [_end(drawing, found) for found in profiles]
    has_bands = first.bands is not None and (not who or drawing.ours in first.methods)
    return [
        f"Performance profiles of {count_of(len(first.methods), 'method')} in {words}: the share of"
        f" {where} on which a method is at most the distance worse than the best of these methods{weight}."
        f" At distance 0 it is the share on which the method is the best. No test is made."
        f"{bands if has_bands else ''}",
        *filter(None, ends),
        *(describe_missing(drawing, name, first.methods) for name in names),
        shown,
        describe_protocols(drawing, names),
    ]


def _end(drawing: Drawing, found: Profile) -> str:
    """Return a sentence about the scores beyond the end of the axis; "" if there is none."""
    if not found.beyond:
        return ""
    label, scores = drawing.labels[found.metric], found.n * len(found.methods)
    unit = f" {label.unit}" if label.unit else ""
    return (
        f"The axis of {label.name} ends at {found.distances[-1]:.3g}{unit}; further from the best"
        f" {'is' if found.beyond == 1 else 'are'} {found.beyond} of {count_of(scores, 'score')}."
    )
