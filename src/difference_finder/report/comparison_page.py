"""What a report shows of a folder that ``diff`` has written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.pictures import pictures_of
from difference_finder.page.document import Entry, comparison_document, comparison_entry
from difference_finder.page.layers import thumbnail
from difference_finder.pipeline.masks import mask_source, open_mask
from difference_finder.pipeline.prepare import prepare
from difference_finder.report.output_folder import Written, map_file, read_map
from difference_finder.threads import map_in_order

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair

__all__ = ["Differences"]

Record = dict[str, Any]


class Differences:
    """The records of a folder, and the error rows beside them.

    Parameters
    ----------
    folder
        What ``diff -o`` was given.

    Raises
    ------
    InputError
        If it holds no record.
    """

    def __init__(self, folder: Path) -> None:
        written = Written(folder)
        self.title, self.errors = written.title, written.failures
        self._files = {str(record["name"]): path for path, record in written.records.items()}
        failed = [{"name": row["name"], "ok": False, "notes": [row["cause"]]} for row in self.errors]
        self.records = sorted([*written.records.values(), *failed], key=lambda record: str(record["name"]))

    def document(self, title: str) -> dict[str, Any]:
        """Return the document without its entries."""
        return comparison_document(title or self.title, self.records, self.errors)

    def entries(self, shown: bool, workers: int) -> Iterator[Entry]:
        """Yield the pairs in order; with their pictures where they are shown."""
        return map_in_order(self._entry if shown else comparison_entry, self.records, workers)

    def _entry(self, record: Record) -> Entry:
        """Return a pair with what can be read of its pictures."""
        if "map" not in record:
            return comparison_entry(record)
        arrays: dict[str, Any] = {}
        notes = list(record.get("notes") or ())
        try:
            pair = self._pair(record)
            arrays |= pictures_of(pair, *(record["pictures"][end] for end in ("black", "white")))
            arrays |= self._truth(record)
            notes += _unlike(record)
            mask = None if pair.mask is None else pair.mask[0, 0]
        except (DifferenceFinderError, KeyError, TypeError) as error:
            notes.append(f"the images are not shown: {error}")
            mask = None
        try:
            arrays |= self._map(record, mask)
        except DifferenceFinderError as error:
            notes.append(f"the map is not shown: {error}")
        # That of the pictures, which may have been chosen.
        scale = (record.get("map") or {}).get("scale") or {}
        entry = comparison_entry({**record, "notes": notes, "arrays": arrays}, scale.get("vmax"))
        small = thumbnail(arrays["first"]) if "first" in arrays else None
        return Entry(entry.facts, entry.layers, small)

    def _pair(self, record: Record, second: str = "second") -> Pair:
        """Open two images of a record, as they were when it was made."""
        from difference_finder.readers import open_image

        options = record["options"]
        images = [
            open_image(Path(record[role]["name"]), background=options["background"])
            for role in ("first", second)
        ]
        mask = open_mask(mask_source(options["mask"]), str(record["name"]), None)
        ignore = [tuple(box) for box in options["ignore"]]
        fit, data_range = options["fit"], options["data_range"]
        return prepare(*images, data_range=data_range, fit=fit, mask=mask, ignore=ignore)

    def _truth(self, record: Record) -> Mapping[str, Any]:
        if not record.get("reference"):
            return {}
        pair = self._pair(record, "reference")
        black, white = (record["pictures"][end] for end in ("black", "white"))
        return {"reference": pictures_of(pair, black, white)["second"]}

    def _map(self, record: Record, mask: Any) -> dict[str, Any]:
        """Return the map from the file beside the record, and where it counts; nothing if there is none."""
        path = map_file(self._files[str(record["name"])])
        if path is None:
            return {}
        plane = read_map(path)
        hidden = mask is not None and mask.shape == plane.shape and not mask.all() and mask.any()
        return {"map": plane, "mask": mask} if hidden else {"map": plane}


def _unlike(record: Record) -> list[str]:
    """Say where the images of the files are not those that were compared."""
    chosen = record["options"].get("pre_processor")
    parts = chosen if isinstance(chosen, list) else [chosen]
    names = [str(part.get("name") if isinstance(part, dict) else part) for part in parts if part]
    changed = [name for name in names if name != "identity"]
    return (
        [f"images are shown as their files are; the map was made after {', '.join(changed)}"]
        if changed
        else []
    )
