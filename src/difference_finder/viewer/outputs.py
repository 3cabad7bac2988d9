"""Comparisons that ``diff`` wrote into a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.errors import ReadError
from difference_finder.images.image import ROLES
from difference_finder.page.document import comparison_document
from difference_finder.page.document import facts_of as facts_of_record
from difference_finder.report.output_folder import Written, map_file, read_map
from difference_finder.storage.paths import as_path
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Memory
from difference_finder.viewer.maps import facts_of
from difference_finder.viewer.pairs import THREE, TWO
from difference_finder.viewer.pyramids import MapPyramid
from difference_finder.viewer.scene import Reading, Scene

__all__ = ["album_of_records"]


class _Recorded(Scene):
    """A pair that was compared: its images are where they were, its map lies beside its record."""

    def __init__(self, path: Path, record: dict[str, Any], memory: Memory) -> None:
        options = record.get("options") or {}
        reading = Reading(
            options.get("background") or "white",
            options.get("max_pixels"),
            options.get("data_range"),
            options.get("fit") or "error",
        )
        images = [record[key] for key in ROLES if record.get(key)]
        roles = THREE if len(images) > 2 else TWO
        files = {role: as_path(image["name"]) for role, image in zip(roles, images, strict=True)}
        super().__init__(str(record["name"]), lambda: files, reading, memory)
        self._path = path
        self._record = record

    def known(self) -> dict[str, Any]:
        return {key: self._record[key] for key in ("regions", "regions_dropped")}

    def details(self) -> dict[str, Any]:
        told = {**self.known(), "notes": self._record["notes"]}
        told |= {"facts": facts_of_record(self._record), "record": self._record}
        if map_file(self._path) is None:
            told["notes"] = [
                *told["notes"],
                f"there is no map beside '{self._path}': it was not written, or is gone",
            ]
            return told
        try:
            pyramid = self.map("map")
        except ReadError as error:
            return {**told, "errors": [str(error)]}
        if self._record["map"].get("masked"):
            told["notes"] = [
                *told["notes"],
                "what was left out is shown as no difference: the file of the map does not tell it",
            ]
        facts = facts_of(pyramid.plane, None, self._record["map"])
        return {**told, "layers": [self.map_layer("map", facts)]}

    def map(self, key: str) -> MapPyramid:
        pyramid: MapPyramid = self.memory.get((self.id, key), self._read_map)
        return pyramid

    def _read_map(self) -> MapPyramid:
        path = map_file(self._path)
        if path is None:
            raise ReadError(f"the map beside '{self._path}' is no longer there; run diff again")
        plane = read_map(path)
        facts = facts_of(plane, None, self._record["map"])
        return MapPyramid(plane, None, facts.low, facts.high)


def album_of_records(folder: Path, memory: Memory | None = None) -> Album:
    """Return an album of what ``diff`` wrote into a folder.

    Raises
    ------
    InputError
        If there is no record of a comparison.
    """
    written, kept = Written(folder), memory or Memory()
    scenes = [_Recorded(path, record, kept) for path, record in written.records.items()]
    records = list(written.records.values())
    return Album(scenes, partial(comparison_document, written.title, records, written.failures))
