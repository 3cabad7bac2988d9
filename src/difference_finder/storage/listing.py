"""The files of a folder: images by name, and files that no reader reads."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from difference_finder.errors import PairingError
from difference_finder.storage.paths import RemotePath, as_path

__all__ = ["FolderListing", "list_folder"]

SIDECARS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""Files in lower case that systems add to folders of pictures. Like hidden files, they are not listed."""


@dataclass(frozen=True)
class FolderListing:
    """The files at any depth below a folder, without hidden files and files that systems add.

    Parameters
    ----------
    root
        Folder.
    images
        Files with the suffix of an image, in order of path.
    unread
        All other files by their path below the folder, in order of path.
    suffixes
        Suffixes of images, in lower case with the dot.
    """

    root: Any
    images: tuple[Any, ...]
    unread: dict[str, Any]
    suffixes: frozenset[str]

    def below(self, path: Any) -> PurePath:
        """Return the path of a file below the folder."""
        below: PurePath = path.relative_to(self.root)
        return below

    def name(self, path: Any) -> str:
        """Return the name of an image: its path below the folder, without suffix, in Unicode form NFC."""
        below = self.below(path).as_posix()
        return unicodedata.normalize("NFC", below[: len(below) - len(_suffix(path, self.suffixes))])

    def by_name(self) -> dict[str, list[Any]]:
        """Return the images of each name; several that differ only in their suffix share one."""
        groups: dict[str, list[Any]] = {}
        for path in self.images:
            groups.setdefault(self.name(path), []).append(path)
        return groups


def list_folder(folder: str | Path, suffixes: Iterable[str]) -> FolderListing:
    """List a folder.

    Parameters
    ----------
    folder
        Folder, also a remote one.
    suffixes
        Suffixes of images, in lower case with the dot.

    Raises
    ------
    PairingError
        If it is not a folder, or cannot be listed.
    """
    root, known = as_path(folder), frozenset(suffixes)
    if not root.is_dir():
        raise PairingError(f"'{root}' is not a folder; pass two folders or two files")
    files: list[Any] = sorted(root.files() if isinstance(root, RemotePath) else _walk(root))
    unread = [path for path in files if not _suffix(path, known)]
    return FolderListing(
        root,
        tuple(path for path in files if _suffix(path, known)),
        {
            unicodedata.normalize("NFC", path.relative_to(root).as_posix()): path
            for path in unread
            if path.name.lower() not in SIDECARS
        },
        known,
    )


def _suffix(path: Any, known: frozenset[str]) -> str:
    """Return the suffix of an image, such as ".png" or ".nii.gz"; "" for other files."""
    last = path.suffix.lower()
    if last in known:
        return str(last)
    both = "".join(PurePath(path.name).suffixes[-2:]).lower()
    return both if both in known else ""


def _walk(root: Path) -> Iterator[Path]:
    """Yield all files below a folder except hidden ones; broken links are included, and fail when read."""

    def refuse(error: OSError) -> None:
        raise PairingError(f"folder '{error.filename}' cannot be listed: {error.strerror}") from error

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                yield path
