"""The document of the page for records of comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.map_facts import (
    describe_parts,
    describe_protocol,
    format_score,
    read_map_facts,
    read_regions,
)
from difference_finder.errors import DifferenceFinderError
from difference_finder.images.contents import describe_transform, notes_with_unequal
from difference_finder.page.layers import Layer, error_layer, image_layer, map_layer, within_limit
from difference_finder.page.measures import measure_of
from difference_finder.page.shell import data_address
from difference_finder.page.stored import value_address
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "SCHEMA",
    "Entry",
    "comparison_document",
    "comparison_entry",
    "facts_of",
    "image_labels",
    "inlined",
    "items_of",
    "regions_of",
]

SCHEMA = 2
"""The schema of the document."""

Record = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Entry:
    """An entry of the document: one image or pair with its pictures.

    Parameters
    ----------
    facts
        Entry of the document without layers.
    layers
        Pictures of the entry.
    thumbnail
        Thumbnail for the table, as JPEG; None for none.
    """

    facts: dict[str, Any]
    layers: tuple[Layer, ...] = ()
    thumbnail: bytes | None = None


def inlined(entry: Entry, number: int = 0) -> dict[str, Any]:
    """Return an entry of the document with inline pictures and stored values.

    Parameters
    ----------
    entry
        Entry to convert.
    number
        Index of the entry in the document.
    """
    layers = [
        {**layer.facts, "id": f"{number}-{i}", "source": _inline(layer.png)}
        for i, layer in enumerate(entry.layers)
    ]
    for layer, facts in zip(entry.layers, layers, strict=True):
        if layer.values:
            source = {"type": "inline", "url": value_address(layer.values)}
            facts["stored"] = {**facts["stored"], "source": source}
    facts = {**entry.facts, "layers": layers}
    if entry.thumbnail is not None:
        facts["thumbnail"] = {"id": f"small-{number}", "source": _inline(entry.thumbnail)}
    return facts


def _inline(picture: bytes) -> dict[str, str]:
    return {"type": "inline", "url": data_address(picture)}


def comparison_entry(record: Record, vmax: float | None = None, gain: float | None = None) -> Entry:
    """Return the entry of a comparison.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``; images and map may be missing.
    vmax, gain
        Value of the last colour, or amplification of the differences, as for the heatmap.
    """
    arrays = record.get("arrays") or {}
    layers = [_image(record, role, arrays[role]) for role in _roles(record) if role in arrays]
    if "map" in arrays:
        facts = read_map_facts(record)
        layers.append(map_layer(facts.title, facts, vmax, gain))
    layers += _errors(record)
    known = {"name": str(record.get("name") or ""), **items_of(record)}
    if arrays and "first" in arrays:
        known["measure"] = measure_of(record)
    return Entry(known, within_limit(layers))


def items_of(record: Record) -> dict[str, Any]:
    """Return the items of an entry that need no pictures."""
    return {
        **regions_of(record),
        "statements": _statements(record),
        "notes": notes_with_unequal({**record, "transform": None}),  # it is among the statements
        "facts": facts_of(record),
    }


def regions_of(record: Record) -> dict[str, Any]:
    """Return the regions of a record, each with the image that is better in it if the record tells."""
    return {"regions": read_regions(record), "regions_dropped": record.get("regions_dropped") or 0}


def _statements(record: Record) -> list[str]:
    """Return sentences about the whole pair: the change that explains it, and which image is better where."""
    transform, advantage = record.get("transform"), record.get("advantage")
    texts = [describe_transform(transform, lambda _, value: format_score(value))] if transform else []
    texts += [str(advantage["text"])] if advantage else []
    return [f"{text[0].upper()}{text[1:]}." for text in texts]


def _image(record: Record, role: str, pixels: NDArray[np.uint8]) -> Layer:
    """Return the layer of an image, in the units of its file."""
    source = record.get(role) or {}
    pictures = record.get("pictures") or {}
    kind = str(source.get("dtype") or "uint8")
    depth = {"uint8": 8, "bool": 8}.get(kind, 16 if kind == "uint16" else 32)
    unit = (source.get("data_range") or 255.0) if kind.startswith(("uint", "bool")) else 1.0
    span = pictures.get("black", 0.0) * unit, pictures.get("white", 1.0) * unit
    stored = ((record.get("arrays") or {}).get("stored") or {}).get(role)
    values = None if stored is None else (stored[0], unit / stored[1])
    return image_layer(_roles(record)[role][0], _labels(record)[role], pixels, span, depth, values)


def _errors(record: Record) -> list[Layer]:
    """Return the error maps of a record, if it has any."""
    labels = _labels(record)
    base = labels["reference" if "reference" in labels else "first"]
    known = (record.get("pictures") or {}).get("data_range") is not None
    maps = (record.get("arrays") or {}).get("errors") or {}
    return [error_layer(labels[role], base, plane, known) for role, plane in maps.items()]


def _roles(record: Record) -> dict[str, tuple[str, str]]:
    """Return the role and the label of each image of a record."""
    roles = {"first": ("first", "First"), "second": ("second", "Second")}
    return {**roles, "reference": ("reference", "Reference")} if record.get("reference") else roles


def _labels(record: Record) -> dict[str, str]:
    """Return the labels of the images of a record."""
    roles = _roles(record)
    labels = image_labels({role: str((record.get(role) or {}).get("name") or "") for role in roles})
    return labels or {role: words for role, (_, words) in roles.items()}


def image_labels(paths: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of images: the shortest ends of their paths that are unique; none if there are none.

    Examples
    --------
    >>> image_labels({"first": "a/x.png", "second": "b/x.png"}), image_labels({"first": "a/x.png"})
    ({'first': 'a/x.png', 'second': 'b/x.png'}, {'first': 'x.png'})
    """
    parts = {role: path.replace("\\", "/").rstrip("/").split("/") for role, path in paths.items()}
    for count in range(1, max(map(len, parts.values())) + 1):
        tails = {role: "/".join(names[-count:]) for role, names in parts.items()}
        if all(tails.values()) and len(set(tails.values())) == len(tails):
            return tails
    return {}


def facts_of(record: Record) -> list[list[str]]:
    """Return the rows of facts about a pair: names and values."""
    rows = [[name, format_score(value)] for name, value in (record.get("scores") or {}).items()]
    for role, (_, words) in _roles(record).items():
        source = record.get(role)
        if isinstance(source, Mapping):
            size = f"{source.get('width')} \u00d7 {source.get('height')}, {source.get('dtype')}"
            rows.append([words, f"{source.get('name')} ({size})"])
    rows += [["measured by", words] for words in describe_protocol(record.get("protocol"))]
    rows += [["map", words] for words in describe_parts(record.get("options") or {})]
    return rows


def _plain(record: Record) -> dict[str, Any]:
    """Return a record without arrays, ready for JSON."""
    plain: dict[str, Any] = to_jsonable({key: value for key, value in record.items() if key != "arrays"})
    return plain


def comparison_document(
    title: str, records: Sequence[Record], errors: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the document of comparisons, without entries.

    Parameters
    ----------
    title
        Title of the page.
    records
        Record of each entry, without scores for failed pairs; empty if the pairs are not compared yet.
    errors
        Error rows of the failed pairs.
    """
    names = list(dict.fromkeys(name for record in records for name in record.get("scores") or {}))
    main: Mapping[str, Any] = next((record["metric"] for record in records if record.get("metric")), {})
    plain = [_plain(record) for record in records]
    return {
        "schema": SCHEMA,
        "kind": "comparison",
        "title": title,
        "summary": _summary(records),
        "record": plain[0] if len(plain) == 1 else {"schema": SCHEMA, "pairs": plain},
        "ours": None,
        "methods": ["score"] if names else [],
        "metrics": [_metric(name, main) for name in names],
        "scores": {
            name: [[_score((record.get("scores") or {}).get(name)) for record in records]] for name in names
        },
        "groups": None,
        "errors": list(errors),
        "verdicts": None,
        "crops": None,
    }


def _score(value: Any) -> Any:
    """Return a score ready for JSON; for a batch, the score of the first sample."""
    return to_jsonable(value[0] if isinstance(value, list | tuple) and value else value)


def _metric(name: str, main: Mapping[str, Any]) -> dict[str, Any]:
    """Return the direction and the unit of a score; unknown for unregistered metrics and gaps."""
    from difference_finder.parts.registry import metrics

    try:
        part = metrics.get(name.removesuffix(" of first").removesuffix(" of second"))
    except DifferenceFinderError:
        better = main.get("higher_is_better") if name == main.get("name") else None
        return {"spec": name, "higher_is_better": better, "unit": ""}
    return {"spec": name, "higher_is_better": part.higher_is_better, "unit": part.unit}


def _summary(records: Sequence[Record]) -> str:
    if not records:
        return ""
    if len(records) != 1:
        differing = sum(bool(record.get("regions")) for record in records)
        return f"{len(records):,} pairs, {differing:,} with regions"
    count = len(records[0].get("regions") or ())
    scores = [f"{name} {format_score(value)}" for name, value in (records[0].get("scores") or {}).items()]
    return ", ".join([f"{count} region{'s' * (count != 1)}", *scores])
