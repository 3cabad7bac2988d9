"""The file in an output folder that names the folders of the run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import write_whole

__all__ = ["RUN", "RunFolders", "read_run_folders", "write_run_folders"]

RUN = "run.jsonl"
"""The name of the file. No file of a pair has this suffix."""


@dataclass(frozen=True)
class RunFolders:
    """The folders of a run.

    Parameters
    ----------
    first, second
        Folders of the first and of the second images, as they were given.
    reference
        Folder of the references; None if there is none.
    arguments
        Arguments of pytest that name the folders; empty for runs of ``diff``.
    """

    first: str
    second: str
    reference: str | None = None
    arguments: tuple[str, ...] = ()


def write_run_folders(output: Path, folders: RunFolders) -> None:
    """Write the folders of a run into its output folder."""
    write_whole(output / RUN, f"{json.dumps(asdict(folders))}\n".encode("ascii"))


def read_run_folders(output: Path) -> RunFolders | None:
    """Return the folders of a run; None if the file is missing or damaged."""
    try:
        with (output / RUN).open("rb") as file:
            facts: Any = json.loads(file.readline())
        folders = RunFolders(facts["first"], facts["second"], facts["reference"], tuple(facts["arguments"]))
    except DAMAGE:
        return None
    texts = [folders.first, folders.second, folders.reference or "", *folders.arguments]
    return folders if all(isinstance(text, str) for text in texts) and all(texts[:2]) else None
