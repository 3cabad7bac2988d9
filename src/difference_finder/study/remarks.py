"""Sentences about what the scores of a study do not include."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import KINDS
from difference_finder.parts.spec import split_protocol
from difference_finder.pipeline.protocol import Protocol
from difference_finder.study.suspicions import list_suspicions
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    from difference_finder.study.table import Scores

__all__ = ["describe_protocols", "list_order_remarks", "list_remarks"]

MOST_ORDERED = 5
"""Maximum number of methods that a remark lists."""


def describe_protocols(record: Mapping[str, Any]) -> str:
    """Name the protocol of the metrics whose names do not contain one.

    Examples
    --------
    >>> protocol = {"name": "basicsr", "settings": {"crop_border": 4}, "pooled": []}
    >>> describe_protocols({"protocol": protocol, "metrics": [{"spec": "psnr"}]})
    'protocol basicsr:crop_border=4'
    >>> describe_protocols({"protocol": protocol, "metrics": [{"spec": "psnr@default"}]})
    'each metric under its own protocol'
    """
    if all(split_protocol(fact["spec"])[1] for fact in record["metrics"]):
        return "each metric under its own protocol"
    return f"protocol {Protocol.from_dict(record['protocol']).spec}"


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
        images = f"{support['images']} of {count_of(record['images'], 'image')}"
        yield (
            f"On {images}, {support['pixels']} of {support['of']} pixels are not finite in the reference or"
            " in a method, and are left out for all methods."
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
