"""The document that the page shows, of records of comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.map_facts import (
    describe_parts,
    describe_protocol,
    format_score,
    read_map_facts,
)
from difference_finder.errors import DifferenceFinderError
from difference_finder.page.layers import Layer, image_layer, map_layer
from difference_finder.page.shell import data_address
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SCHEMA", "Entry", "comparison_document", "comparison_entry", "facts_of", "inlined"]

SCHEMA = 1

Record = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Entry:
    """One image, or pair, of the document with its pictures.

    Parameters
    ----------
    facts
        An entry of the document without layers.
    layers
        Its pictures.
    thumbnail
        A small one for the table, as JPEG; None for none.
    """

    facts: dict[str, Any]
    layers: tuple[Layer, ...] = ()
    thumbnail: bytes | None = None


def inlined(entry: Entry, number: int = 0) -> dict[str, Any]:
    """Return an entry as it stands in the document, its pictures with it.

    Parameters
    ----------
    entry
        The entry.
    number
        Which of the document it is.
    """
    facts = {
        **entry.facts,
        "layers": [
            {**layer.facts, "id": f"{number}-{i}", "source": _inline(layer.png)}
            for i, layer in enumerate(entry.layers)
        ],
    }
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
        What :meth:`Comparison.to_dict` gives with ``arrays=True``; pictures and map may be missing.
    vmax, gain
        The value of the last colour, or how much differences are amplified, as for the heatmap.
    """
    arrays = record.get("arrays") or {}
    layers = [_image(record, role, pixels) for role, pixels in arrays.items() if role not in ("map", "mask")]
    if "map" in arrays:
        facts = read_map_facts(record)
        layers.append(map_layer(facts.title, facts, vmax, gain))
    told = {
        "name": str(record.get("name") or ""),
        "regions": list(record.get("regions") or ()),
        "regions_dropped": record.get("regions_dropped") or 0,
        "notes": list(map(str, record.get("notes") or ())),
        "facts": facts_of(record),
    }
    return Entry(told, tuple(layers))


def _image(record: Record, role: str, pixels: NDArray[np.uint8]) -> Layer:
    """Return an image in the units of its file."""
    source = record.get(role) or {}
    pictures = record.get("pictures") or {}
    kind = str(source.get("dtype") or "uint8")
    depth = {"uint8": 8, "bool": 8}.get(kind, 16 if kind == "uint16" else 32)
    unit = (source.get("data_range") or 255.0) if kind.startswith(("uint", "bool")) else 1.0
    span = pictures.get("black", 0.0) * unit, pictures.get("white", 1.0) * unit
    return image_layer(_roles(record)[role][0], _labels(record)[role], pixels, span, depth)


def _roles(record: Record) -> dict[str, tuple[str, str]]:
    """Return for each image of a record its role on the page, and that in words."""
    if record.get("reference"):
        return {
            "first": ("first", "First"),
            "second": ("second", "Second"),
            "reference": ("truth", "Reference"),
        }
    return {"first": ("reference", "First"), "second": ("candidate", "Second")}


def _labels(record: Record) -> dict[str, str]:
    """Return what images are called: as much of the end of their paths as tells them apart."""
    roles = _roles(record)
    paths = {role: str((record.get(role) or {}).get("name") or "") for role in roles}
    parts = {role: path.replace("\\", "/").rstrip("/").split("/") for role, path in paths.items()}
    for count in range(1, max(map(len, parts.values())) + 1):
        tails = {role: "/".join(names[-count:]) for role, names in parts.items()}
        if all(tails.values()) and len(set(tails.values())) == len(tails):
            return tails
    return {role: words for role, (_, words) in roles.items()}


def facts_of(record: Record) -> list[list[str]]:
    """Return what stands beside a pair, in words."""
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
    """Return a record without its arrays, ready for JSON."""
    plain: dict[str, Any] = to_jsonable({key: value for key, value in record.items() if key != "arrays"})
    return plain


def comparison_document(
    title: str, records: Sequence[Record], errors: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the document of comparisons, without entries.

    Parameters
    ----------
    title
        The heading.
    records
        One for each entry, those of pairs that failed have no scores; or none, where pairs are yet to be
        compared.
    errors
        Why they failed.
    """
    names = list(dict.fromkeys(name for record in records for name in record.get("scores") or {}))
    main: Mapping[str, Any] = next((record["metric"] for record in records if record.get("metric")), {})
    kept = [_plain(record) for record in records]
    return {
        "schema": SCHEMA,
        "kind": "comparison",
        "title": title,
        "summary": _summary(records),
        "record": kept[0] if len(kept) == 1 else {"schema": SCHEMA, "pairs": kept},
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
    """Return a score ready for JSON; of a batch that of the first sample."""
    return to_jsonable(value[0] if isinstance(value, list | tuple) and value else value)


def _metric(name: str, main: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a score; that of an unknown metric, or a gap, has no better side."""
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
