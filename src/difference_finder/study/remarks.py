"""Sentences about what the scores of a study do not include."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from difference_finder.images.contents import KINDS
from difference_finder.text import count_of

__all__ = ["list_remarks"]


def list_remarks(record: Mapping[str, Any]) -> list[str]:
    """Return the remarks of a study: pixels that are left out, and contents that differ between methods.

    Parameters
    ----------
    record
        Record of the study.

    Examples
    --------
    >>> list_remarks({"images": 4, "support": {"images": 1, "pixels": 50, "of": 1000}})  # doctest: +ELLIPSIS
    ['On 1 of 4 images, 50 of 1000 pixels are ... left out for all methods.']
    """
    return [*_on_support(record), *_on_unequal(record)]


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
