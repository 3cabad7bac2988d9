"""Comparisons that ``diff`` wrote into a folder."""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, ReadError
from difference_finder.page.document import comparison_document
from difference_finder.page.document import facts_of as facts_of_record
from difference_finder.places import place
from difference_finder.viewer.album import Album
from difference_finder.viewer.compared import THREE, TWO
from difference_finder.viewer.maps import facts_of
from difference_finder.viewer.memory import Memory
from difference_finder.viewer.pyramids import TOP, MapPyramid
from difference_finder.viewer.scene import Reading, Scene

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SUMMARY", "album_of_records", "records_in"]

SUMMARY = "summary.csv"

NPY, TIFF = ".map.npy", ".map.tif"
"""What the names of maps end with."""


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
        images = [record[key] for key in ("reference", "candidate", "truth") if record.get(key)]
        roles = THREE if len(images) > 2 else TWO
        files = {role: place(image["name"]) for role, image in zip(roles, images, strict=True)}
        super().__init__(str(record["name"]), lambda: files, reading, memory)
        self._stem = path.with_suffix("")
        self._record = record

    def known(self) -> dict[str, Any]:
        return {key: self._record[key] for key in ("regions", "regions_dropped")}

    def details(self) -> dict[str, Any]:
        told = {**self.known(), "notes": self._record["notes"]}
        told |= {"facts": facts_of_record(self._record), "record": self._record}
        if self._file() is None:
            told["notes"] = [
                *told["notes"],
                f"there is no map: '{self._stem}{NPY}' was not written, or is gone",
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

    def _file(self) -> Path | None:
        files = (Path(f"{self._stem}{suffix}") for suffix in (NPY, TIFF))
        return next((path for path in files if path.is_file()), None)

    def _read_map(self) -> MapPyramid:
        path = self._file()
        if path is None:
            raise ReadError(f"'{self._stem}{NPY}' is no longer there; run diff again")
        try:
            plane = _plane_of(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadError(f"cannot read '{path}': {error}; run diff again") from error
        facts = facts_of(plane, None, self._record["map"])
        return MapPyramid(plane, None, facts.low, facts.high)


def _plane_of(path: Path) -> NDArray[np.floating]:
    import numpy as np

    if path.name.endswith(NPY):
        plane = np.load(path, allow_pickle=False)
    else:
        import tifffile

        with tifffile.TiffFile(path) as file:
            page = file.pages.first
            scale = json.loads(page.description)
            span = scale["vmax"] - scale["vmin"]
            plane = (scale["vmin"] + page.asarray() / TOP * span).astype(np.float32)
    if plane.ndim != 2 or plane.dtype.kind != "f" or not plane.size:
        raise ValueError(f"it holds {plane.dtype} of shape {plane.shape}, which is no map")
    return np.asarray(plane)


def records_in(folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the records of comparisons in a folder, in order of name; files of other kinds are left out."""
    found: dict[Path, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            record = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if (
            isinstance(record, dict)
            and record.get("schema") == 1
            and {"map", "reference", "scores"} <= {*record}
        ):
            found[path] = record
    return found


def album_of_records(folder: Path, memory: Memory | None = None) -> Album:
    """Return an album of what ``diff`` wrote into a folder.

    Raises
    ------
    InputError
        If there is no record of a comparison.
    """
    records = records_in(folder)
    if not records:
        raise InputError(
            f"'{folder}' holds neither a finished study nor records of comparisons; give the folder that rank"
            " or diff wrote, or two images"
        )
    kept = memory or Memory()
    scenes = [_Recorded(path, record, kept) for path, record in records.items()]
    document = partial(comparison_document, folder.resolve().name, list(records.values()))
    return Album(scenes, partial(document, errors=_failures(folder)))


def _failures(folder: Path) -> list[dict[str, Any]]:
    """Return the error rows of the summary."""
    try:
        with Path(folder, SUMMARY).open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row.get("ok") == "False"]
    except OSError:
        return []
    return [
        {"name": row["name"], "method": None, "metric": None, "stage": "", "error": "", "cause": row["error"]}
        for row in rows
    ]
