"""Folders that ``diff`` wrote: records, error rows and maps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.codes import TOP
from difference_finder.errors import InputError, ReadError
from difference_finder.pipeline.comparison import SCHEMA
from difference_finder.pipeline.run_file import read_run_folders
from difference_finder.report.record_shape import record_error
from difference_finder.report.roots import Roots, record_paths
from difference_finder.report.run_rows import RENAMED, RunRow, read_rows, sorted_rows
from difference_finder.text import error_line, escape_controls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OutputFolder", "map_file", "read_map"]


NPY, TIFF = ".map.npy", ".map.tif"
"""The endings of the names of maps."""


class OutputFolder:
    """The records and error rows in a folder that ``diff`` wrote.

    Parameters
    ----------
    folder
        Folder that was passed to ``diff -o``.
    roots
        Folders that pictures may lie in; None for any. Records and rows that name others become error rows.

    Attributes
    ----------
    rows
        Rows of a run of two folders, failures first; None for the outputs of single pairs.
    folders
        Folders of the run, if they are known.
    records
        Records by the paths of their files, in the order of their names; of a run, the records of its rows.
    failures
        Error rows of pairs that could not be compared, and of records that cannot be read.

    Raises
    ------
    InputError
        If the folder contains neither.
    """

    def __init__(self, folder: Path, roots: Roots | None = None) -> None:
        self.folder = folder
        self.failures: list[dict[str, Any]] = []
        records = {path: record for path in sorted(folder.rglob("*.json")) if (record := self._record(path))}
        rows = read_rows(folder, records)
        if roots is not None and rows is not None:
            rows = [_kept_inside(row, roots) for row in rows]
        elif roots is not None:
            records = self._inside(records, roots)
        self.rows = None if rows is None else sorted_rows(rows)
        self.folders = read_run_folders(folder)
        if rows is not None:
            records = {row.path: records[row.path] for row in rows if row.path}
            self._keep_failures(rows)
        self.records = dict(sorted(records.items(), key=lambda item: str(item[1]["name"])))
        if not self.records and not self.failures and not rows:
            raise InputError(
                f"'{folder}' contains neither a finished study nor records of comparisons; pass the folder"
                " that rank or diff wrote"
            )

    @property
    def title(self) -> str:
        """The title of all comparisons together."""
        names = [str(record["name"]) for record in self.records.values()]
        return names[0] if len(names) == 1 and not self.failures else self.folder.resolve().name

    def _record(self, path: Path) -> dict[str, Any] | None:
        """Return a record; None if the JSON file is not a record."""
        try:
            record = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            self._fail_to_read(path, type(error).__name__, error_line(error))
            return None
        if not isinstance(record, dict) or not {"name", "map", "regions", "scores"} <= set(record):
            return None
        upgraded = _upgraded(record)
        if upgraded is not None and (problem := record_error(upgraded)):
            self._fail_to_read(path, "ReadError", f"it is damaged: {problem}; run diff again")
            return None
        return upgraded

    def _fail_to_read(self, path: Path, error: str, cause: str) -> None:
        """Add an error row for a record that cannot be read."""
        name = path.relative_to(self.folder).with_suffix("").as_posix()
        self.fail(name, "read", error, escape_controls(f"cannot read '{path}': {cause}"))

    def _inside(self, records: dict[Path, dict[str, Any]], roots: Roots) -> dict[Path, dict[str, Any]]:
        """Return the records whose files may be read; the others become error rows."""
        found = {}
        for path, record in records.items():
            if problem := roots.problem([*record_paths(record), *_maps(path)]):
                self.fail(str(record["name"]), "read", "ReadError", problem)
            else:
                found[path] = record
        return found

    def _keep_failures(self, rows: list[RunRow]) -> None:
        """Keep the failures of a run: its damaged records, and its pairs that could not be compared."""
        names = {row.name for row in rows}
        self.failures = [failure for failure in self.failures if failure["name"] in names]
        for row in rows:
            if row.state in ("failed", "size") and not row.ok:
                self.fail(row.name, "compare", "", row.cause)

    def fail(self, name: str, stage: str, error: str, cause: str) -> None:
        """Add an error row."""
        row = {"name": name, "method": None, "metric": None, "stage": stage, "error": error, "cause": cause}
        self.failures.append(row)


def _kept_inside(row: RunRow, roots: Roots) -> RunRow:
    """Return a row, or the row of a failure if one of its files must not be read."""
    recorded = () if row.record is None else record_paths(row.record)
    maps = () if row.path is None else _maps(row.path)
    problem = roots.problem([*row.files.values(), *recorded, *maps])
    if not problem:
        return row
    return RunRow(row.name, "failed", "", "", ok=False, cause=problem, test=row.test)


def _maps(record: Path) -> list[Path]:
    """Return the file of the map of a record, which could be a link, if there is one."""
    found = map_file(record)
    return [] if found is None else [found]


def map_file(record: Path) -> Path | None:
    """Return the file of the map of a record; None if there is none."""
    files = (Path(str(record).removesuffix(".json") + suffix) for suffix in (NPY, TIFF))
    return next((path for path in files if path.is_file()), None)


def read_map(path: Path) -> NDArray[np.floating]:
    """Return a map from its file (H, W).

    Raises
    ------
    ReadError
        If the file cannot be read or is not a map.
    """
    import numpy as np

    try:
        plane = np.load(path, allow_pickle=False) if path.name.endswith(NPY) else _from_tiff(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReadError(f"cannot read '{path}': {error}; run diff again") from error
    if plane.ndim != 2 or plane.dtype.kind != "f" or not plane.size:
        raise ReadError(f"'{path}' holds {plane.dtype} of shape {plane.shape}, not a map; run diff again")
    return np.asarray(plane)


def _from_tiff(path: Path) -> NDArray[np.floating]:
    import tifffile

    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        scale = json.loads(page.description)
        values: NDArray[np.floating] = scale["vmin"] + page.asarray() / TOP * (scale["vmax"] - scale["vmin"])
    return values.astype("float32")


def _upgraded(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return a record in the present schema, or None if its schema is unknown."""
    if record.get("schema") == SCHEMA:
        return record
    if record.get("schema") != 1:
        return None
    return {RENAMED.get(key, key): value for key, value in record.items()} | {"schema": SCHEMA}
