"""The sentences that captions of several plots share: images, what is left out, tests and protocols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from difference_finder.pipeline.protocol import recorded_spec
from difference_finder.study.metric_labels import join_words
from difference_finder.study.remarks import ELSEWHERE
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    from difference_finder.study.plots._drawing import Drawing

__all__ = [
    "MOST_NAMED",
    "describe_left_out",
    "describe_missing",
    "describe_protocols",
    "describe_units",
    "weights_of",
]

MOST_NAMED = 5
"""Maximum number of methods that a sentence names."""


def describe_units(drawing: Drawing, n: int) -> str:
    """Return the number of images or groups that a plot shows, such as "19 images in 2 data sets".

    Parameters
    ----------
    drawing
        The plot.
    n
        Number of units.
    """
    scores = drawing.study.scores
    text = count_of(n, "image" if scores.groups is None else "group")
    if scores.groups is not None:
        text += f" of {count_of(len(scores.names), 'image')}"
    if scores.data_sets is not None:
        text += f" in {count_of(len(set(scores.data_sets)), 'data set')}"
    return text


def weights_of(drawing: Drawing) -> str:
    """Return what a mean is a mean of, to follow "mean": "" without data sets and groups."""
    scores = drawing.study.scores
    parts = []
    if scores.groups is not None:
        parts.append("each group counts once")
    if scores.data_sets is not None:
        parts.append("each data set has the same weight")
    return f" ({', and '.join(parts)})" if parts else ""


def describe_left_out(drawing: Drawing, metrics: Sequence[str]) -> list[str]:
    """Return a sentence for each metric whose means do not cover all images, with the methods that cause it.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Names of metrics.
    """
    found = []
    for metric in metrics:
        means = [mean for mean in drawing.study.means if mean.metric == metric]
        lacking = means[0].images - means[0].n
        if lacking:
            found.append(
                f"Left out {'is' if lacking == 1 else 'are'} {lacking} of"
                f" {count_of(means[0].images, 'image')} on which {_name_in(drawing, metric)} is not a finite"
                f" number for every method ({_causes(drawing, metric)})."
            )
    return found


def _name_in(drawing: Drawing, metric: str) -> str:
    return drawing.labels[metric].name


def _causes(drawing: Drawing, metric: str) -> str:
    """Name the methods with missing and with infinite scores, and the number of their images."""
    means = [mean for mean in drawing.study.means if mean.metric == metric]
    parts = []
    for word in ("missing", "infinite"):
        counts = [(mean.method, getattr(mean, word)) for mean in means]
        told = [f"{drawing.called(name)} {count}" for name, count in counts if count]
        if told:
            parts.append(f"{word}: {join_names(told, MOST_NAMED)}")
    return "; ".join(parts)


def describe_missing(drawing: Drawing, metric: str, methods: Sequence[str]) -> str:
    """Return a sentence about the images without a score of each method, where infinite scores count.

    Parameters
    ----------
    drawing
        The plot.
    metric
        Name of the metric.
    methods
        Methods that are compared; an image without a score of one of them is left out.
    """
    means = {mean.method: mean for mean in drawing.study.means if mean.metric == metric}
    parts = []
    for word, what in (
        ("missing", "without a score, which are left out"),
        ("infinite", "with an infinite score, which count as such"),
    ):
        counts = [(name, getattr(means[name], word)) for name in methods]
        told = [f"{drawing.called(name)} {count}" for name, count in counts if count]
        if told:
            parts.append(f"{what}: {join_names(told, MOST_NAMED)}")
    return f"In {_name_in(drawing, metric)}, images {'; '.join(parts)}." if parts else ""


def describe_protocols(drawing: Drawing, metrics: Sequence[str]) -> str:
    """Return a sentence with the protocol of each metric."""
    record = drawing.study.record
    if ELSEWHERE in record:
        return "The scores were measured elsewhere."
    shared: dict[str, list[str]] = {}
    for fact in record["metrics"]:
        if fact["spec"] in metrics:
            spec = recorded_spec(fact.get("protocol") or record["protocol"])
            shared.setdefault(spec, []).append(_name_in(drawing, fact["spec"]))
    if not shared:
        return ""
    told = [f"{spec} for {join_words(names)}" for spec, names in shared.items()]
    return f"Protocol: {next(iter(shared)) if len(shared) == 1 else '; '.join(told)}."
