"""The document of a run of two folders, and its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.images.image import ROLES
from difference_finder.page.document import Entry, comparison_document, image_labels
from difference_finder.page.layers import Layer, image_layer, thumbnail
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.states import STATES
from difference_finder.report.acceptance import command_of
from difference_finder.report.comparison_page import recorded_entry
from difference_finder.report.output_folder import OutputFolder
from difference_finder.report.recorded_pair import RecordedPair
from difference_finder.report.run_rows import RunRow
from difference_finder.report.tones import Scale, plane_of, shown_of
from difference_finder.storage.paths import AnyPath, as_path
from difference_finder.threads import map_in_order

if TYPE_CHECKING:
    from difference_finder.images.image import Image

__all__ = ["RunReport", "measurement_of_run", "row_facts", "run_document", "run_files"]


class RunReport:
    """The rows of a run with their pictures and the commands that accept them.

    Parameters
    ----------
    output
        Output folder with rows.
    base
        Folder that relative paths of images start from.
    """

    def __init__(self, output: OutputFolder, base: Path = Path()) -> None:
        self.output, self.base = output, base
        self.rows = output.rows or []
        self._measurement = measurement_of_run(self.rows)

    def document(self, title: str) -> dict[str, Any]:
        """Return the document without its entries."""
        return run_document(self.output, title)

    def entries(self, pictured: Collection[str], workers: int) -> Iterator[Entry]:
        """Yield the entries in order, with the pictures of rows in the given states."""
        return map_in_order(lambda row: self._entry(row, row.state in pictured), self.rows, workers)

    def _entry(self, row: RunRow, pictured: bool) -> Entry:
        facts = {**row_facts(row), "command": command_of(row, self.output.folders)}
        files = run_files(row, self.base) if pictured else {}
        if row.record is not None:
            entry = recorded_entry(row.record, row.path if pictured else None, files)
        else:
            entry = self._pictures(row, files)
        return Entry({**entry.facts, **facts}, entry.layers, entry.thumbnail)

    def _pictures(self, row: RunRow, files: Mapping[str, AnyPath]) -> Entry:
        """Return an entry with the images of a row that was not compared."""
        images, notes = {}, [row.cause] if row.cause else []
        for role, path in files.items():
            try:
                images[role] = self._measurement.open(path, role)
            except DifferenceFinderError as error:
                notes += [] if str(error) in notes else [str(error)]
        layers = _layers(images, row.files, self._measurement)
        small = thumbnail(layers[-1][1]) if layers else None
        return Entry({"name": row.name, "notes": notes}, tuple(layer for layer, _ in layers), small)


def _layers(
    images: Mapping[str, Image], paths: Mapping[str, str], measurement: Measurement
) -> list[tuple[Layer, Any]]:
    """Return the layer and the 8-bit pixels of each image, on one scale."""
    if not images:
        return []
    scales = {
        role: Scale.of(image, measurement.width_of(role, list(images))) for role, image in images.items()
    }
    shown = shown_of(next(iter(images.values())), scales)
    labels = image_labels({role: paths[role] for role in images})
    found = []
    for role, image in images.items():
        pixels = shown[role].levels(plane_of(image))
        span = shown[role].low, shown[role].high
        depth = 8 * int(plane_of(image).dtype.itemsize)
        found.append((image_layer(role, labels.get(role, role), pixels, span, depth), pixels))
    return found


def run_document(output: OutputFolder, title: str = "") -> dict[str, Any]:
    """Return the document of a run without its entries; "run" holds the number of rows in each state."""
    rows = output.rows or []
    counts = Counter(row.state for row in rows)
    records = [row.record or _substitute(row) for row in rows]
    document = comparison_document(title or output.title, records, output.failures)
    states = {state: counts[state] for state in STATES if counts[state]}
    words = ", ".join(f"{count:,} {state}" for state, count in states.items())
    summary = f"{len(rows):,} pair{'s' * (len(rows) != 1)}: {words}" if rows else "no pairs"
    return {**document, "summary": summary, "run": {"states": states, "writable": False}}


def _substitute(row: RunRow) -> dict[str, Any]:
    """Return what is known about a row without a record."""
    return {"name": row.name, "ok": row.ok, "state": row.state, "scores": row.scores}


def row_facts(row: RunRow) -> dict[str, Any]:
    """Return the items of an entry that are known without its images."""
    return {"state": row.state, "reason": row.reason()}


def run_files(row: RunRow, base: Path = Path()) -> dict[str, AnyPath]:
    """Return the paths of the images of a row, by their roles."""
    files = dict(row.files)
    if row.record is not None and not row.test:  # records of tests name files relative to several folders
        files = {role: str(row.record[role]["name"]) for role in ROLES if row.record.get(role)}
    paths = {role: as_path(path) for role, path in files.items()}
    return {role: base / path if isinstance(path, Path) else path for role, path in paths.items()}


def measurement_of_run(rows: list[RunRow]) -> Measurement:
    """Return the settings for reading the images of a run: they are the same in all of its records."""
    for row in rows:
        try:
            if row.record is not None:
                return RecordedPair(row.record).measurement
        except (DifferenceFinderError, KeyError, TypeError, ValueError):
            continue
    return Measurement.checked()
