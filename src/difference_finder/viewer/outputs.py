"""Comparisons that ``diff`` wrote into a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from difference_finder.errors import DifferenceFinderError
from difference_finder.page.document import comparison_document
from difference_finder.report.output_folder import OutputFolder
from difference_finder.report.roots import Roots
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.recorded_scene import RecordedScene
from difference_finder.viewer.runs import album_of_run

__all__ = ["album_of_records"]


def album_of_records(folder: Path, cache: Cache | None = None, roots: Roots | None = None) -> Album:
    """Return an album of the comparisons in a folder that ``diff`` wrote.

    Parameters
    ----------
    folder
        Folder that ``diff`` wrote.
    cache
        Cache of the pixels; None for a new one.
    roots
        Folders that pictures may lie in; None for any.

    Raises
    ------
    InputError
        If the folder contains no record.
    """
    output, shared = OutputFolder(folder, roots), cache or Cache()
    if output.rows is not None:
        return album_of_run(output, shared)
    title, scenes, records = output.title, [], []
    for path, record in output.records.items():
        try:
            scenes.append(RecordedScene(path, record, shared))
        except (DifferenceFinderError, KeyError, TypeError, ValueError) as error:
            output.fail(str(record["name"]), "read", type(error).__name__, f"'{path}' is damaged: {error}")
            continue
        records.append(record)
    return Album(scenes, partial(comparison_document, title, records, output.failures))
