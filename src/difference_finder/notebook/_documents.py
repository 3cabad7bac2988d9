"""Documents of widgets, with pictures up to a size limit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.page.document import (
    Entry,
    comparison_document,
    comparison_entry,
    inlined,
)
from difference_finder.page.layers import without_values
from difference_finder.report.study_page import pictured_entry, shown_images, study_document
from difference_finder.threads import map_in_order, worker_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from difference_finder.pipeline.comparison import Comparison, FailedPair
    from difference_finder.study.results import Results

__all__ = ["of_comparison", "of_failure", "of_study"]

ROW = 20
"""The approximate number of bytes of a score in a document."""


def of_comparison(comparison: Comparison, pictured: bool, limit: float) -> dict[str, Any]:
    """Return the document of a comparison.

    Parameters
    ----------
    comparison
        Comparison to show.
    pictured
        Whether the document has pictures.
    limit
        Most bytes of the document.

    Raises
    ------
    InputError
        If the document exceeds the limit; a comparison is not shown without one of its pictures.
    """
    record = comparison.to_dict(arrays=pictured)
    entry = comparison_entry(record)
    facts = inlined(entry) if pictured else _without(entry, "the pictures were omitted: images='none'")
    document = {**comparison_document(comparison.name or "Comparison", [record]), "entries": [facts]}
    size = _size(document)
    if size > limit and any(layer.values for layer in entry.layers):
        document["entries"] = [inlined(_without_values(entry))]
        size = _size(document)
    if size > limit:
        raise InputError(
            f"'{comparison.name}' takes {size / 1e6:,.1f} MB in the notebook, and at most"
            f" {limit / 1e6:,.1f} MB are allowed; compare a part of the images, increase 'megabytes', or"
            " open the files with 'difference-finder view'"
        )
    return document


def of_failure(failed: FailedPair) -> dict[str, Any]:
    """Return the document of a pair that could not be compared, with the reason."""
    record = {key: value for key, value in failed.to_dict().items() if key in ("name", "ok")}
    record["notes"] = [failed.cause]
    document = comparison_document(failed.name, [record], [failed.to_dict()])
    entry = _without(comparison_entry(record), f"{failed.stage}: {failed.error}: {failed.cause}")
    del entry["regions"]
    return {**document, "summary": "not compared", "entries": [entry]}


def of_study(study: Results, images: str, limit: float) -> dict[str, Any]:
    """Return the document of a study, with pictures up to the limit.

    Parameters
    ----------
    study
        Study to show.
    images
        Images with pictures: "crops", "all" or "none".
    limit
        Most bytes of the document.

    Raises
    ------
    InputError
        If the numbers alone exceed the limit.
    """
    scores = study.scores
    least = ROW * len(scores.names) * (1 + len(scores.methods) * len(scores.metrics))
    document = study_document(study) if least <= limit else {}
    size = max(least, _size(document))
    if size > limit:
        raise InputError(
            f"a study of {len(scores.names):,} images takes {size / 1e6:,.1f} MB in the notebook, and at most"
            f" {limit / 1e6:,.1f} MB are allowed; increase 'megabytes', or write a page with"
            " 'difference-finder report'"
        )
    document["entries"] = list(_entries(study, images, limit - size))
    return document


def _entries(study: Results, images: str, room: float) -> Iterator[dict[str, Any]]:
    """Yield the entries; images with crops get pictures first, in the order of the crops."""
    wanted = _wanted(study, images)
    pictured = _pictured(study, wanted, room)
    full = f"the pictures were omitted: earlier images fill {room / 1e6:,.1f} MB; increase 'megabytes'"
    other = f"the pictures were omitted: images={images!r}"
    asked = set(wanted)
    for name in study.scores.names:
        why = full if name in asked else other
        yield pictured.get(name) or _without(Entry({"name": name}), why)


def _pictured(study: Results, wanted: list[str], room: float) -> dict[str, dict[str, Any]]:
    """Return entries with pictures up to the limit; no image after the first that exceeds it is read."""
    numbers = {name: number for number, name in enumerate(study.scores.names)}
    found: dict[str, dict[str, Any]] = {}
    for entry in map_in_order(lambda name: pictured_entry(study, name), wanted, worker_count(None)):
        name = entry.facts["name"]
        facts = inlined(entry, numbers[name])
        if _size(facts) > room:
            facts = inlined(_without_values(entry), numbers[name])
        room -= _size(facts)
        if room < 0:
            break
        found[name] = facts
    return found


def _wanted(study: Results, images: str) -> list[str]:
    """Return the names of images to show with pictures, images with crops first."""
    crops = study.crops.lists.values() if study.crops is not None else ()
    first = dict.fromkeys(crop.image for listed in crops for crop in listed)
    shown = shown_images(study, images)
    return [name for name in dict.fromkeys((*first, *study.scores.names)) if name in shown]


def _without_values(entry: Entry) -> Entry:
    """Return an entry without the stored values of its images."""
    return replace(entry, layers=tuple(map(without_values, entry.layers)))


def _without(entry: Entry, why: str) -> dict[str, Any]:
    """Return an entry without pictures, and the reason."""
    return {**inlined(Entry(entry.facts)), "errors": [why]}


def _size(value: Any) -> int:
    return len(json.dumps(value, allow_nan=False))
