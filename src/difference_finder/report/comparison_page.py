"""The document of a folder that ``diff`` wrote, and its entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.errors import error_maps, is_deep
from difference_finder.images.pictures import pictures_of, scale_of_pictures, stored_of
from difference_finder.page.document import Entry, comparison_document, comparison_entry
from difference_finder.page.layers import thumbnail
from difference_finder.report.output_folder import OutputFolder, map_file, read_map
from difference_finder.report.recorded_pair import RecordedPair
from difference_finder.threads import map_in_order

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair
    from difference_finder.storage.paths import AnyPath

__all__ = ["ComparisonReport", "recorded_entry"]

Record = dict[str, Any]


class ComparisonReport:
    """The records and error rows of a folder.

    Parameters
    ----------
    written
        Output folder of ``diff``.
    """

    def __init__(self, written: OutputFolder) -> None:
        self.title, self.errors = written.title, written.failures
        self._files = {str(record["name"]): path for path, record in written.records.items()}
        failed = [{"name": row["name"], "ok": False, "notes": [row["cause"]]} for row in self.errors]
        self.records = sorted([*written.records.values(), *failed], key=lambda record: str(record["name"]))

    def document(self, title: str) -> dict[str, Any]:
        """Return the document without its entries."""
        return comparison_document(title or self.title, self.records, self.errors)

    def entries(self, shown: bool, workers: int) -> Iterator[Entry]:
        """Yield the entries in order, with or without pictures."""

        def entry(record: Record) -> Entry:
            return recorded_entry(record, self._files.get(str(record["name"])) if shown else None)

        return map_in_order(entry, self.records, workers)


def recorded_entry(
    record: Mapping[str, Any], path: Path | None, files: Mapping[str, AnyPath] | None = None
) -> Entry:
    """Return the entry of a record, with the images and the map that can be read.

    Parameters
    ----------
    record
        Record of a comparison, or an error row.
    path
        Path of the record, next to its map; None for an entry without pictures.
    files
        Images by their roles; None for the paths in the record.
    """
    if "map" not in record or path is None:
        return comparison_entry(record)
    notes = list(record.get("notes") or ())
    mask, pictures = None, record.get("pictures")
    arrays: dict[str, Any] = {}
    try:
        pair, pictures, arrays = _opened(record, files)
        mask = None if pair.mask is None else pair.mask[0, 0]
        notes += _unlike(record)
    except (DifferenceFinderError, KeyError, TypeError) as error:
        notes.append(f"the images are not shown: {error}")
    try:
        arrays |= _map(path, mask)
    except DifferenceFinderError as error:
        notes.append(f"the map is not shown: {error}")
    # The scale of the drawn pictures, which the user may have chosen.
    scale = (record.get("map") or {}).get("scale") or {}
    entry = comparison_entry(
        {**record, "notes": notes, "pictures": pictures, "arrays": arrays}, scale.get("vmax")
    )
    shown = next((arrays[role] for role in ("second", "first") if role in arrays), None)
    return Entry(entry.facts, entry.layers, None if shown is None else thumbnail(shown))


def _map(record: Path, mask: Any) -> dict[str, Any]:
    """Return the map beside a record with its mask; nothing if there is no map."""
    path = map_file(record)
    if path is None:
        return {}
    plane = read_map(path)
    hidden = mask is not None and mask.shape == plane.shape and not mask.all() and mask.any()
    return {"map": plane, "mask": mask} if hidden else {"map": plane}


def _opened(
    record: Mapping[str, Any], files: Mapping[str, AnyPath] | None
) -> tuple[Pair, Record, dict[str, Any]]:
    """Return the pair of a record, the scale of its pictures, and the pictures with their error maps."""
    source = RecordedPair(record, files)
    images = source.open()
    pair = source.prepare(images)
    recorded = [record["pictures"][end] for end in ("black", "white")]
    # Files with equal bytes are not decoded by diff, and have no scale.
    black, white = scale_of_pictures(pair) if None in recorded else map(float, recorded)
    arrays: dict[str, Any] = {**pictures_of(pair, black, white), "stored": stored_of(pair)}
    data_range = source.measurement.data_range_of([pair], images[2 if len(images) > 2 else 0])
    if is_deep(images) or pair.padding is not None:
        arrays["errors"] = error_maps(pair, data_range or white - black)
    return pair, {"black": black, "white": white, "data_range": data_range}, arrays


def _unlike(record: Mapping[str, Any]) -> list[str]:
    """Return a note if the compared images differ from the files."""
    chosen = record["options"].get("pre_processor")
    parts = chosen if isinstance(chosen, list) else [chosen]
    names = [str(part.get("name") if isinstance(part, dict) else part) for part in parts if part]
    changed = [name for name in names if name != "identity"]
    return [f"images are shown without {', '.join(changed)}, which the map includes"] if changed else []
