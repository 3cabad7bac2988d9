"""Runs of two folders that ``diff`` or the tests of pictures wrote."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.report.acceptance import acceptance_of
from difference_finder.report.run_page import measurement_of_run, row_facts, run_document, run_files
from difference_finder.viewer.album import Album
from difference_finder.viewer.decisions import Decisions
from difference_finder.viewer.recorded_scene import RecordedScene
from difference_finder.viewer.scene import Scene

if TYPE_CHECKING:
    from difference_finder.pipeline.measurement import Measurement
    from difference_finder.report.output_folder import OutputFolder
    from difference_finder.report.run_rows import RunRow
    from difference_finder.viewer.cache import Cache
    from difference_finder.viewer.pyramids import MapPyramid

__all__ = ["album_of_run"]


class _UncomparedScene(Scene):
    """The images of a row that was not compared, or of which no record was written."""

    def __init__(self, row: RunRow, measurement: Measurement, cache: Cache) -> None:
        self._row = row
        super().__init__(row.name, partial(run_files, row), measurement, cache)

    def details(self) -> dict[str, Any]:
        opened = self.opened()
        cause = self._row.cause
        return {"notes": [*opened.notes, *([cause] if cause and cause not in opened.errors else [])]}

    def map(self, key: str) -> MapPyramid:
        raise NotImplementedError(key)  # the scene has no map, so that no layer leads here


def album_of_run(output: OutputFolder, cache: Cache) -> Album:
    """Return an album of the rows of a run, with the decisions about them."""
    rows = output.rows or []
    measurement = measurement_of_run(rows)
    scenes = [_scene(row, output, measurement, cache) for row in rows]
    acceptances = {}
    for row, scene in zip(rows, scenes, strict=True):
        acceptance = acceptance_of(row, output.folders)
        if acceptance is not None:
            acceptances[scene.id] = row.name, acceptance
    decisions = Decisions(acceptances)
    for scene in scenes:
        if isinstance(scene, RecordedScene):
            scene.is_accepted = partial(decisions.is_accepted, scene.id)
    facts = {scene.id: row_facts(row) for row, scene in zip(rows, scenes, strict=True)}

    def document() -> dict[str, Any]:
        found = run_document(output)
        return {**found, "run": {**found["run"], "writable": True}}

    def known(entry: str) -> dict[str, Any]:
        return {**facts[entry], **decisions.facts(entry)}

    return Album(scenes, document, known, decisions)


def _scene(row: RunRow, output: OutputFolder, measurement: Measurement, cache: Cache) -> Scene:
    if row.record is not None and row.path is not None:
        try:
            return RecordedScene(row.path, row.record, cache, run_files(row))
        except (DifferenceFinderError, KeyError, TypeError, ValueError) as error:
            output.fail(row.name, "read", type(error).__name__, f"'{row.path}' is damaged: {error}")
    return _UncomparedScene(row, measurement, cache)
