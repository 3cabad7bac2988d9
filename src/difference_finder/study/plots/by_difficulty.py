"""The means of the images with low, middle and high high-frequency content of the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.difficulty import describe_left_out
from difference_finder.study.metric_labels import join_words
from difference_finder.study.plots._captions import describe_protocols, weights_of
from difference_finder.study.plots._drawing import check_panels
from difference_finder.study.plots._registry import plot
from difference_finder.study.plots._units import no_common_image
from difference_finder.text import count_of

if TYPE_CHECKING:
    from difference_finder.study.difficulty import Third
    from difference_finder.study.plots._drawing import Drawing

__all__ = ["by_difficulty"]

MOST_METHODS, MOST_METRICS = 8, 4


@plot("by-difficulty", summary="Means of the images with low, middle and high detail of the reference.")
def by_difficulty(drawing: Drawing, *, metrics: tuple[str, ...] = ()) -> list[str]:
    """Draw the means in thirds, and beside them the advantage of ours over each rival.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Metrics to show; empty for the primary ones, or the first.
    """
    names, found = drawing.metrics(directed=False), _thirds(drawing)
    check_panels("by-difficulty", len(names), MOST_METRICS)
    for metric in names:
        if not any(mean.n for third in found for mean in third.means if mean.metric == metric):
            raise no_common_image(metric)
    shown = drawing.best_methods(names[0], MOST_METHODS)
    means = {(third.name, mean.metric, mean.method): mean for third in found for mean in third.means}
    rivals = [name for name in shown.methods if name != drawing.ours]
    better = drawing.study.higher_is_better
    columns = 2 if rivals and any(better[name] is not None for name in names) else 1
    axes = drawing.axes(len(names), columns, len(names) * 1.75)
    for row, metric in enumerate(names):
        values = {m: [means[third.name, metric, m].mean for third in found] for m in shown.methods}
        label = drawing.labels[metric]
        own = axes[row * columns]
        ticks = [f"{third.name}\n(n = {_units(third, metric)})" for third in found]
        handles = _lines(drawing, own, values, ticks)
        own.set_ylabel(f"mean {label.heading}")
        if columns == 1:
            continue
        if better[metric] is None:
            axes[row * columns + 1].set_axis_off()
            continue
        sign = 1 if better[metric] else -1
        ours = [means[third.name, metric, drawing.ours].mean for third in found]
        gaps = {name: [sign * (a - b) for a, b in zip(ours, values[name], strict=True)] for name in rivals}
        beside = axes[row * columns + 1]
        _lines(drawing, beside, gaps, ticks)
        beside.axhline(0, color="black", linewidth=0.6)
        beside.set_ylabel(f"advantage{f' ({label.unit})' if label.unit else ''}")
    drawing.legend(handles, drawing.called_short(shown.methods))
    return _caption(drawing, found, names, shown.sentence, columns)


def _thirds(drawing: Drawing) -> list[Third]:
    found = drawing.study.by_difficulty()
    if not found:
        raise InputError(
            "the high-frequency content of the references of this study is unknown, since its scores were"
            " measured elsewhere or by an earlier version; run a study of the images"
        )
    if len(found) < 3 and drawing.study.scores.data_sets is not None:
        raise InputError(
            "thirds by difficulty are formed within each data set, and none has at least 3 images, or groups"
            " of images; choose another plot"
        )
    if len(found) < 3:
        raise InputError(
            f"{count_of(sum(third.images for third in found), 'image')} cannot be divided into thirds; a plot"
            " by difficulty needs at least 3 images, or groups of images"
        )
    return found


def _units(third: Third, metric: str) -> int:
    """Return the number of images or groups that the means of a third average."""
    mean = next(mean for mean in third.means if mean.metric == metric)
    return mean.n if mean.groups is None else mean.groups


def _lines(drawing: Drawing, axes: Any, values: dict[str, list[float]], ticks: list[str]) -> list[Any]:
    """Draw a line over the thirds for each method; return the lines."""
    lines = []
    for method, row in values.items():
        look, ours = drawing.look(method), method == drawing.ours
        lines += axes.plot(
            range(len(ticks)), row, color=look.colour, marker=look.marker, linestyle=look.line,
            linewidth=1.6 if ours else 1.1, zorder=3 if ours else 2, label=method,
        )  # fmt: skip
    axes.set_xticks(range(len(ticks)), ticks, linespacing=1.0)
    axes.set_xlim(-0.3, len(ticks) - 0.7)
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y")
    return lines


def _caption(
    drawing: Drawing, found: list[Third], names: tuple[str, ...], shown: str, columns: int
) -> list[str]:
    words = join_words([drawing.labels[name].words for name in names])
    ours = drawing.called(drawing.ours)
    gaps = f" Right: mean advantage of {ours} over each rival, positive where {ours} is better." * (
        columns > 1
    )
    parts = "" if drawing.study.scores.data_sets is None else ", each data set divided by itself"
    return [
        f"Mean{weights_of(drawing)} {words} by high-frequency content of the reference: thirds of"
        f" {count_of(sum(third.images for third in found), 'image')}, where the content is the root mean"
        f" square of the luma less itself halved and enlarged again, relative to the data range"
        f"{parts} ({'; '.join(_range(third) for third in found)}).{gaps} No test is made.",
        *_left_out(drawing, found, names),
        shown,
        describe_protocols(drawing, names),
    ]


def _range(third: Third) -> str:
    return f"{third.name} {third.least:.3g} to {third.most:.3g}"


def _left_out(drawing: Drawing, found: list[Third], names: tuple[str, ...]) -> list[str]:
    """Count the images that means leave out, and those whose content is unknown."""
    sentences = []
    for metric in names:
        lacking = {
            third.name: third.images - mean.n
            for third in found
            for mean in [m for m in third.means if m.metric == metric][:1]
        }
        told = [f"{count} {name}" for name, count in lacking.items() if count]
        if told:
            sentences.append(
                f"Images without a finite {drawing.labels[metric].name} of every method are left out:"
                f" {join_words(told)}."
            )
    unknown = len(drawing.study.scores.names) - sum(third.images for third in found)
    if unknown:
        sentences.append(f"{describe_left_out(unknown)}.")
    return sentences
