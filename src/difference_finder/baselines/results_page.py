"""The page of a test run in the folder of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from difference_finder.baselines.outcomes import CHANGED, PAGE
from difference_finder.pipeline.run_file import RunFolders, write_run_folders
from difference_finder.report import write_run_page
from difference_finder.report.run_rows import RunRow, write_rows
from difference_finder.storage.atomic import make_folder

__all__ = ["write_results_page"]


def write_results_page(
    outcomes: Iterable[Mapping[str, Any]],
    stale: Iterable[Path],
    folders: tuple[Path, Path],
    here: Path,
    arguments: Sequence[str] = (),
) -> Path:
    """Write the table and the page of a test run into the folder of results; return the page.

    Parameters
    ----------
    outcomes
        Outcome of each picture: "name", "test", "status", "state", "baseline", "why" and "files".
    stale
        Baselines that no test uses.
    folders
        Folder of the baselines, and folder of the results.
    here
        Folder that relative paths of outcomes start from.
    arguments
        Arguments of pytest that name the folders.

    Raises
    ------
    DifferenceFinderError
        If a file cannot be written.
    """
    baselines, results = folders
    make_folder(results)
    rows = [_row(facts) for facts in sorted(outcomes, key=lambda facts: str(facts["name"]))]
    rows += [_stale_row(path, baselines, here) for path in stale]
    write_rows(results, rows)
    write_run_folders(
        results, RunFolders(_below(baselines, here), _below(results, here), None, tuple(arguments))
    )
    write_run_page(results, results / PAGE, "Pictures of the tests", here)
    return results / PAGE


def _row(facts: Mapping[str, Any]) -> RunRow:
    """Return the row of a picture; a picture that matches is not stored."""
    exists = facts["status"] != "missing"
    compared = facts["status"] in ("passed", "differs", *CHANGED)
    return RunRow(
        str(facts["name"]),
        str(facts["state"]),
        str(facts["baseline"]) if exists else "",
        next(iter(facts["files"]), ""),
        compared,
        _cause(facts),
        test=str(facts["test"]),
        target="" if exists else str(facts["baseline"]),
    )


def _cause(facts: Mapping[str, Any]) -> str:
    if facts["status"] in CHANGED:
        return f"the baseline was {facts['status']}"
    return str(facts["why"][0]) if facts["why"] else ""


def _stale_row(path: Path, baselines: Path, here: Path) -> RunRow:
    name = path.relative_to(baselines).as_posix()
    return RunRow(name, "deleted", _below(path, here), "", False, "no test uses this baseline")


def _below(path: Path, here: Path) -> str:
    """Return a path relative to a folder, if it lies inside."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
