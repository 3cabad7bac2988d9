"""Folders that pictures are read from when a folder of results, which may come from elsewhere, is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, ReadError
from difference_finder.images.image import ROLES
from difference_finder.storage.paths import RemotePath, as_path, is_remote
from difference_finder.text import escape_controls, option

__all__ = ["Roots", "record_paths"]


class Roots:
    """The folders that pictures are read from: the folder of results, the working directory, and others.

    A folder of results names its pictures by their paths. One from elsewhere, such as an artifact of CI,
    could name any image on this machine, which a page made from it would then show to others.

    Parameters
    ----------
    folder
        Folder of the results.
    named
        Further folders, also of a remote store.

    Raises
    ------
    InputError
        If a further folder of this machine is not a folder.

    Attributes
    ----------
    refused
        Why the first refused files were refused; "" as long as none was.
    """

    def __init__(self, folder: str | Path, named: Iterable[str | Path] = ()) -> None:
        self.refused = ""
        self._folder = str(folder)
        self._local = [Path(folder).resolve(), working_folder().resolve()]
        self._remote: list[RemotePath] = []
        for one in [named] if isinstance(named, str | Path) else named:
            if is_remote(one):
                self._remote.append(as_path(one))
            elif Path(one).is_dir():
                self._local.append(Path(one).resolve())
            else:
                raise InputError(f"{option('root')} '{escape_controls(str(one))}' is not a folder")

    def check(self, paths: Iterable[Any]) -> None:
        """Refuse files that do not lie below one of the folders, links resolved.

        Raises
        ------
        ReadError
            If some lie elsewhere; it names the first, and the folders of all.
        """
        refused = [found for path in paths if not self._contains(found := as_path(path))]
        if not refused:
            return
        first, folder = escape_controls(str(refused[0])), escape_controls(self._folder)
        others = f" (nor do {len(refused) - 1} more)" if len(refused) > 1 else ""
        parents = list(dict.fromkeys(escape_controls(str(path.absolute().parent)) for path in refused))
        raise ReadError(
            f"'{first}' lies neither below '{folder}' nor below the working directory{others}, and is not"
            f" read; if you trust '{folder}', pass {option('root', parents)}"
        )

    def problem(self, paths: Iterable[Any]) -> str:
        """Return why files are refused; "" if none is."""
        try:
            self.check(paths)
        except ReadError as error:
            self.refused = self.refused or str(error)
            return str(error)
        return ""

    def _contains(self, path: Path | RemotePath) -> bool:
        if isinstance(path, RemotePath):
            above = (path, *path.parents)
            return ".." not in path.path.split("/") and any(root in above for root in self._remote)
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError):
            return False
        return any(real.is_relative_to(root) for root in self._local)


def working_folder() -> Path:
    """Return the working directory."""
    return Path.cwd()


def record_paths(record: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the paths of the images and of the mask of a record."""
    for role in ROLES:
        if isinstance(facts := record.get(role), Mapping) and isinstance(facts.get("name"), str):
            yield facts["name"]
    options = record.get("options")
    if isinstance(options, Mapping) and isinstance(options.get("mask"), str):
        yield options["mask"]
