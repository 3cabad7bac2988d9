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
from difference_finder.storage.patterns import FilePattern, split_pattern
from difference_finder.text import count_of

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
    pattern
        Pattern of the images below the folder; None for all images.
    """

    root: Any
    images: tuple[Any, ...]
    unread: dict[str, Any]
    suffixes: frozenset[str]
    pattern: FilePattern | None = None

    def below(self, path: Any) -> PurePath:
        """Return the path of a file below the folder."""
        below: PurePath = path.relative_to(self.root)
        return below

    def name(self, path: Any) -> str:
        """Return the name of an image in Unicode form NFC.

        It is what ``{image}`` stands for in the pattern, or else the path below the folder, without suffix.
        """
        below, suffix = self.below(path).as_posix(), _suffix(path, self.suffixes)
        found = None if self.pattern is None else self.pattern.name(below, suffix)
        return unicodedata.normalize("NFC", below[: len(below) - len(suffix)] if found is None else found)

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
        Folder, also a remote one; or a pattern such as "results/{image}_x4.png", which only lists the images
        that it stands for.
    suffixes
        Suffixes of images, in lower case with the dot.

    Raises
    ------
    PairingError
        If it is not a folder, or cannot be listed, or no file matches the pattern.
    """
    base, pattern = split_pattern(folder)
    root, known = as_path(base), frozenset(suffixes)
    if not root.is_dir():
        raise PairingError(f"'{root}' is not a folder; pass two folders or two files")
    files: list[Any] = sorted(root.files() if isinstance(root, RemotePath) else _walk(root))
    unread = [path for path in files if not _suffix(path, known)]
    images = tuple(path for path in files if _suffix(path, known))
    if pattern is not None:
        # Other images in the folder are not meant: a pattern chooses some.
        listed = len(images)
        images = tuple(path for path in images if _stands_for(pattern, path, root, known))
        unread = []
        if listed and not images:
            raise PairingError(
                f"no file matches '{folder}': '{root}' holds {count_of(listed, 'image')}, but none that"
                f" '{pattern.text}' stands for; correct the pattern"
            )
    return FolderListing(
        root,
        images,
        {
            unicodedata.normalize("NFC", path.relative_to(root).as_posix()): path
            for path in unread
            if path.name.lower() not in SIDECARS
        },
        known,
        pattern,
    )


def _stands_for(pattern: FilePattern, path: Any, root: Any, known: frozenset[str]) -> bool:
    return pattern.name(path.relative_to(root).as_posix(), _suffix(path, known)) is not None


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
