"""The document of a folder that ``diff`` wrote, and its entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.errors import error_maps, is_deep
from difference_finder.images.pictures import pictures_of
from difference_finder.page.document import Entry, comparison_document, comparison_entry
from difference_finder.page.layers import thumbnail
from difference_finder.report.output_folder import OutputFolder, map_file, read_map
from difference_finder.report.recorded_pair import RecordedPair
from difference_finder.threads import map_in_order

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair

__all__ = ["ComparisonReport"]

Record = dict[str, Any]


class ComparisonReport:
    """The records and error rows of a folder.

    Parameters
    ----------
    folder
        Folder that was passed to ``diff -o``.

    Raises
    ------
    InputError
        If the folder contains no record.
    """

    def __init__(self, folder: Path) -> None:
        written = OutputFolder(folder)
        self.title, self.errors = written.title, written.failures
        self._files = {str(record["name"]): path for path, record in written.records.items()}
        failed = [{"name": row["name"], "ok": False, "notes": [row["cause"]]} for row in self.errors]
        self.records = sorted([*written.records.values(), *failed], key=lambda record: str(record["name"]))

    def document(self, title: str) -> dict[str, Any]:
        """Return the document without its entries."""
        return comparison_document(title or self.title, self.records, self.errors)

    def entries(self, shown: bool, workers: int) -> Iterator[Entry]:
        """Yield the entries in order, with or without pictures."""
        return map_in_order(self._entry if shown else comparison_entry, self.records, workers)

    def _entry(self, record: Record) -> Entry:
        """Return an entry with the images and the map that can be read."""
        if "map" not in record:
            return comparison_entry(record)
        notes = list(record.get("notes") or ())
        mask, pictures = None, record.get("pictures")
        arrays: dict[str, Any] = {}
        try:
            pair, pictures, arrays = _opened(record)
            mask = None if pair.mask is None else pair.mask[0, 0]
            notes += _unlike(record)
        except (DifferenceFinderError, KeyError, TypeError) as error:
            notes.append(f"the images are not shown: {error}")
        try:
            arrays |= self._map(record, mask)
        except DifferenceFinderError as error:
            notes.append(f"the map is not shown: {error}")
        # The scale of the drawn pictures, which the user may have chosen.
        scale = (record.get("map") or {}).get("scale") or {}
        record = {**record, "notes": notes, "pictures": pictures, "arrays": arrays}
        entry = comparison_entry(record, scale.get("vmax"))
        small = thumbnail(arrays["first"]) if "first" in arrays else None
        return Entry(entry.facts, entry.layers, small)

    def _map(self, record: Record, mask: Any) -> dict[str, Any]:
        """Return the map of a record with its mask; nothing if there is no map."""
        path = map_file(self._files[str(record["name"])])
        if path is None:
            return {}
        plane = read_map(path)
        hidden = mask is not None and mask.shape == plane.shape and not mask.all() and mask.any()
        return {"map": plane, "mask": mask} if hidden else {"map": plane}


def _opened(record: Record) -> tuple[Pair, Record, dict[str, Any]]:
    """Return the pair of a record, the scale of its pictures, and the pictures with their error maps."""
    source = RecordedPair(record)
    images = source.open()
    pair = source.prepare(images)
    black, white = (float(record["pictures"][end]) for end in ("black", "white"))
    arrays: dict[str, Any] = pictures_of(pair, black, white)
    data_range = source.measurement.data_range_of([pair], images[2 if len(images) > 2 else 0])
    if is_deep(images) or pair.padding is not None:
        arrays["errors"] = error_maps(pair, data_range or white - black)
    return pair, {"black": black, "white": white, "data_range": data_range}, arrays


def _unlike(record: Record) -> list[str]:
    """Return a note if the compared images differ from the files."""
    chosen = record["options"].get("pre_processor")
    parts = chosen if isinstance(chosen, list) else [chosen]
    names = [str(part.get("name") if isinstance(part, dict) else part) for part in parts if part]
    changed = [name for name in names if name != "identity"]
    return [f"images are shown without {', '.join(changed)}, which the map includes"] if changed else []
