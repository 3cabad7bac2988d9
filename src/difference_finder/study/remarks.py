"""Sentences about what the scores of a study do not include."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import KINDS
from difference_finder.parts.spec import split_protocol
from difference_finder.pipeline.protocol import recorded_spec
from difference_finder.study.suspicions import list_suspicions
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    from difference_finder.study.table import Mean, Scores

__all__ = [
    "ELSEWHERE",
    "describe_protocols",
    "describe_runs",
    "list_order_remarks",
    "list_remarks",
    "list_run_remarks",
    "most_frequent_notes",
]

ELSEWHERE = "measured_elsewhere"
"""Entry of the record of a study of scores that were measured elsewhere: the file, and its SHA-256."""

WITHIN = 2
"""Number of standard errors within which other runs may well reverse a difference."""

MOST_NOTES = 50
"""Maximum number of different notes in the record, which keeps the most frequent ones."""

MOST_ORDERED = 5
"""Maximum number of methods that a remark lists."""


def describe_protocols(record: Mapping[str, Any]) -> str:
    """Name the protocol of the metrics whose names do not contain one.

    Examples
    --------
    >>> protocol = {"name": "basicsr", "settings": {"crop_border": 4}}
    >>> describe_protocols({"protocol": protocol, "metrics": [{"spec": "psnr"}]})
    'protocol basicsr:crop_border=4'
    >>> describe_protocols({"protocol": protocol, "metrics": [{"spec": "psnr@default"}]})
    'each metric under its own protocol'
    """
    if ELSEWHERE in record:
        return "measured elsewhere"
    if all(split_protocol(fact["spec"])[1] for fact in record["metrics"]):
        return "each metric under its own protocol"
    return f"protocol {recorded_spec(record['protocol'])}"


def most_frequent_notes(counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Return the entries of the record for the notes, most frequent first.

    Parameters
    ----------
    counts
        Number of images for each note and method.

    Examples
    --------
    >>> most_frequent_notes(Counter({("image: has an alpha channel", "ours"): 3}))
    {'notes': [{'note': 'image: has an alpha channel', 'method': 'ours', 'images': 3}], 'notes_left_out': 0}
    """
    kinds = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    notes = [{"note": note, "method": method, "images": n} for (note, method), n in kinds[:MOST_NOTES]]
    return {"notes": notes, "notes_left_out": len(kinds) - len(notes)}


def list_remarks(record: Mapping[str, Any]) -> list[str]:
    """Return the remarks of a study: suspicions, pixels left out, and contents that differ between methods.

    Parameters
    ----------
    record
        Record of the study.

    Examples
    --------
    >>> list_remarks({"images": 4, "support": {"images": 1, "pixels": 50, "of": 1000}})  # doctest: +ELLIPSIS
    ['On 1 of 4 images, 50 of 1000 pixels are ... left out for all methods.']
    """
    return [*list_suspicions(record), *_on_support(record), *_on_unequal(record)]


def _on_support(record: Mapping[str, Any]) -> Iterator[str]:
    support = record.get("support")
    if support:
        verb = "is" if support["pixels"] == 1 else "are"
        images = f"{support['images']} of {count_of(record['images'], 'image')}"
        yield (
            f"On {images}, {support['pixels']} of {support['of']} pixels {verb} not finite in the reference"
            f" or in a method, and {verb} left out for all methods."
        )


def _on_unequal(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each kind of contents that some methods share with the reference more often."""
    for kind, counts in (record.get("unequal") or {}).items():
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{method} on {count}" for method, count in counts.items())
            yield (
                "The methods differ from the reference in something that the scores do not include, on"
                f" unequal numbers of images: {kind} ({KINDS.get(kind, kind)}), {told}."
            )


def describe_runs(record: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each method with several runs: their number, and how much their means differ.

    Parameters
    ----------
    record
        Record of the study; see :func:`difference_finder.study.runs.runs_record`.

    Examples
    --------
    >>> spread = {"psnr": {"means": [30.0, 30.1], "std": 0.0707, "standard_error": 0.05}}
    >>> runs = {"ours": {"runs": ["a", "b"], "spread": spread}}
    >>> describe_runs({"runs": runs, "metrics": [{"spec": "psnr", "unit": "dB"}]})
    ['Scores of ours are means of 2 runs, whose means have a standard deviation of 0.071 dB in psnr.']
    """
    units = {facts["spec"]: facts["unit"] for facts in record.get("metrics", ())}
    found = []
    for method, facts in (record.get("runs") or {}).items():
        listed = [
            f"{own['std']:.2g}{' ' if units.get(metric) else ''}{units.get(metric, '')} in {metric}"
            for metric, own in facts["spread"].items()
            if own["std"] is not None
        ]
        number = count_of(len(facts["runs"]), "run")
        spread = (
            f", whose means have a standard deviation of {join_names(listed, MOST_ORDERED)}" if listed else ""
        )
        found.append(f"Scores of {method} are means of {number}{spread}.")
    return found


FEW_WITH_RUNS = 2
"""Number of methods with several runs up to which a verdict states the spread of each."""


def list_run_remarks(record: Mapping[str, Any], means: Iterable[Mean]) -> list[str]:
    """Return the sentences about runs: their spread, and which differences are within it.

    Parameters
    ----------
    record
        Record of the study.
    means
        Mean of each method in each metric.
    """
    runs = record.get("runs") or {}
    if not runs:
        return []
    resampled = any(own.get("effects") for facts in runs.values() for own in facts["spread"].values())
    taken = (
        "Confidence intervals include the choice of runs, which are resampled as well; p values and ranks"
        " refer to these runs, and a method is called better or worse only if its simultaneous interval"
        " excludes zero."
        if resampled
        else "Tests and intervals take these runs as given."
    )
    values = {(mean.metric, mean.method): mean.mean for mean in means}
    ours, within = record["ours"], []
    for (metric, method), value in values.items():
        errors = [_run_error(runs, name, metric) for name in (ours, method)]
        gap = abs(values[metric, ours] - value)
        if method != ours and any(errors) and gap < WITHIN * math.hypot(*errors) and not resampled:
            within.append(f"{method} in {metric}")
    found = [*(describe_runs(record) if len(runs) <= FEW_WITH_RUNS else _count_runs(runs)), taken]
    if within:
        found.append(
            f"Other runs may reverse the difference, which is less than {WITHIN} standard errors of the mean"
            f" over runs: {join_names(within, MOST_ORDERED)}."
        )
    return found


def _count_runs(runs: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each number of runs, with the methods that have it."""
    methods: dict[int, list[str]] = {}
    for method, facts in runs.items():
        methods.setdefault(len(facts["runs"]), []).append(method)
    return [
        f"Scores of {join_names(names, MOST_ORDERED)} are means of {count_of(number, 'run')}."
        for number, names in methods.items()
    ]


def _run_error(runs: Mapping[str, Any], method: str, metric: str) -> float:
    spread = runs.get(method, {}).get("spread", {}).get(metric) or {}
    return float(spread.get("standard_error") or 0.0)


def list_order_remarks(scores: Scores, higher_is_better: Mapping[str, bool | None]) -> list[str]:
    """Return a sentence for each metric in which means over images rank the methods in another order.

    Parameters
    ----------
    scores
        Scores of the study; without groups and data sets there are no such sentences.
    higher_is_better
        Direction of each metric; metrics without a direction are not ranked.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder.study.table import Scores
    >>> table = np.array([[3.0, 3.0, 1.0], [2.0, 2.0, 2.5]])
    >>> scores = Scores(("x", "y", "z"), ("g", "g", "h"), ("a", "b"), ("psnr",), {"psnr": table})
    >>> list_order_remarks(scores, {"psnr": True})
    ['Means over images would rank the methods otherwise in psnr: a (2.3333), b (2.1667).']
    """
    found = []
    weighted = scores.groups is not None or scores.data_sets is not None
    for metric in scores.metrics if weighted else ():
        better = higher_is_better.get(metric)
        if better is None:
            continue
        weighted_means, by_images = (
            scores.mean_values(metric, units, pooled)[-1]
            for units, pooled in ((scores.units, False), (None, True))
        )
        orders = [
            sorted(range(len(values)), key=values.__getitem__, reverse=better)
            for values in (weighted_means, by_images)
        ]
        if orders[0] != orders[1]:
            listed = [f"{scores.methods[i]} ({by_images[i]:#.5g})" for i in orders[1]]
            order = join_names(listed, MOST_ORDERED)
            found.append(f"Means over images would rank the methods otherwise in {metric}: {order}.")
    return found
