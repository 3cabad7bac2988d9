"""The sentences that captions of several plots share: images, what is left out, tests and protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from difference_finder.pipeline.protocol import recorded_spec
from difference_finder.study.metric_labels import join_words
from difference_finder.study.remarks import ELSEWHERE
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.plots._drawing import Drawing

__all__ = [
    "MOST_NAMED",
    "describe_left_out",
    "describe_missing",
    "describe_protocols",
    "describe_units",
    "join_counts",
    "used_data_sets",
    "weights_of",
]

MOST_NAMED = 5
"""Maximum number of methods that a sentence names."""


def describe_units(drawing: Drawing, n: int, data_sets: Sequence[str] = (), used: int | None = None) -> str:
    """Return the number of images or groups that a plot shows, such as "19 images in 2 data sets".

    Parameters
    ----------
    drawing
        The plot.
    n
        Number of units.
    data_sets
        Data sets that are shown; empty for all.
    used
        Number of these data sets that have such units; None for all.
    """
    scores = drawing.study.scores
    text = count_of(n, "image" if scores.groups is None else "group")
    if scores.groups is not None:
        text += f" of {count_of(len(_places(drawing, data_sets)), 'image')}"
    if scores.data_sets is not None:
        every = len(set(scores.data_sets))
        shown = used or len(data_sets) or every
        text += f" in {shown} of" if shown < every else " in"
        text += f" {count_of(every, 'data set')}"
    return text


def used_data_sets(
    drawing: Drawing, metric: str, data_sets: Sequence[str] = (), infinite: bool = False
) -> int | None:
    """Return the number of data sets with an image that has a score of every method; None without data sets.

    Parameters
    ----------
    drawing
        The plot.
    metric
        Name of the metric.
    data_sets
        Data sets that are shown; empty for all.
    infinite
        Whether infinite scores count.
    """
    import numpy as np

    scores = drawing.study.pooled
    if scores.data_sets is None:
        return None
    table = scores.tables[metric]
    known: NDArray[np.bool_] = np.asarray((~np.isnan(table) if infinite else np.isfinite(table)).all(axis=0))
    return len({scores.data_sets[place] for place in _places(drawing, data_sets) if known[place]})


def join_counts(drawing: Drawing, counts: Mapping[str, str]) -> str:
    """Return the numbers of units of several metrics, which are stated once if they are equal.

    Parameters
    ----------
    drawing
        The plot.
    counts
        Number of units of each metric, as :func:`describe_units` returns it.
    """
    if len(set(counts.values())) == 1:
        return next(iter(counts.values()))
    return join_words([f"{text} ({_name_in(drawing, metric)})" for metric, text in counts.items()])


def _places(drawing: Drawing, data_sets: Sequence[str]) -> list[int]:
    """Return the places of the images of some data sets; empty for all."""
    scores = drawing.study.scores
    if not data_sets or scores.data_sets is None:
        return list(range(len(scores.names)))
    return [place for place, name in enumerate(scores.data_sets) if name in data_sets]


def weights_of(drawing: Drawing) -> str:
    """Return what a mean is a mean of, to follow "mean": "" without data sets and groups."""
    scores = drawing.study.scores
    parts = []
    if scores.groups is not None:
        parts.append("each group counts once")
    if scores.data_sets is not None:
        parts.append("each data set has the same weight")
    return f" ({', and '.join(parts)})" if parts else ""


def describe_left_out(drawing: Drawing, metrics: Sequence[str], data_sets: Sequence[str] = ()) -> list[str]:
    """Return a sentence for each metric whose means do not cover all images, with the methods that cause it.

    Parameters
    ----------
    drawing
        The plot.
    metrics
        Names of metrics.
    data_sets
        Data sets that are shown; empty for all.
    """
    import numpy as np

    scores, places = drawing.study.pooled, _places(drawing, data_sets)
    found = []
    for metric in metrics:
        table = scores.tables[metric][:, places]
        lacking = int((~np.isfinite(table).all(axis=0)).sum())
        causes = {"missing": np.isnan(table).sum(axis=1), "infinite": np.isinf(table).sum(axis=1)}
        told = {
            word: [f"{drawing.called(m)} {n}" for m, n in zip(scores.methods, counts, strict=True) if n]
            for word, counts in causes.items()
        }
        if lacking:
            named = [f"{word}: {join_names(names, MOST_NAMED)}" for word, names in told.items() if names]
            found.append(
                f"Left out {'is' if lacking == 1 else 'are'} {lacking} of"
                f" {count_of(len(places), 'image')} on which {_name_in(drawing, metric)} is not a finite"
                f" number for every method ({'; '.join(named)})."
            )
    return found


def _name_in(drawing: Drawing, metric: str) -> str:
    return drawing.labels[metric].name


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
