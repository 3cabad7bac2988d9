"""The message about a folder without a finished study."""

from __future__ import annotations

from pathlib import Path

from difference_finder.storage.paths import as_path
from difference_finder.text import error_line, escape_controls, join_names

__all__ = ["describe_missing"]


def describe_missing(folder: str | Path, error: Exception, record: str, manifest: str) -> str:
    """Return what is wrong with a folder that should hold a finished study, and the remedy.

    Parameters
    ----------
    folder
        Folder of the study.
    error
        Error with which its files were read.
    record, manifest
        Names of the files of a finished study, and of one that was begun.
    """
    try:
        root = as_path(folder)
        if not root.is_dir():
            return f"'{folder}' is not a folder; pass the folder of a finished study, which rank writes"
        if (root / record).is_file():
            reason = escape_controls(error_line(error))
            return f"'{folder}' holds no finished study: {reason}; run the study again"
        if (root / manifest).is_file():
            return f"'{folder}' holds an unfinished study; run the same command again, which resumes it"
        inner = sorted(one.name for one in root.iterdir() if (one / record).is_file())
    except OSError:
        return f"'{folder}' holds no finished study: {error}; pass the folder of one, which rank writes"
    if inner:
        return (
            f"'{folder}' holds no finished study, but its folders do: {join_names(inner, 5)}; pass one of"
            f" them, such as '{root / inner[0]}'"
        )
    return f"'{folder}' holds no finished study, since it has no {record}; pass one, which rank writes"
