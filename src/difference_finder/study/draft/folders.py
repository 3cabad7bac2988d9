"""The folders of images below some folders, and what their images hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.errors import InputError, PairingError
from difference_finder.readers import known_suffixes
from difference_finder.storage.listing import list_folder
from difference_finder.storage.paths import is_remote
from difference_finder.storage.patterns import IMAGE, nearest_placeholder, placeholders_in
from difference_finder.study.plan.study_file import PLACEHOLDERS

__all__ = ["ImageFolder", "absolute", "find_folders"]

KNOWN = (*PLACEHOLDERS, IMAGE)


@dataclass(frozen=True)
class ImageFolder:
    """A folder that holds images.

    Parameters
    ----------
    path
        The folder.
    parts
        Names of the folders that lead to it, from the one that all folders lie in, without that.
    files
        Names of its images, by their names without suffix.
    root
        Name of the folder that all folders lie in.
    """

    path: Path
    parts: tuple[str, ...]
    files: dict[str, str] = field(hash=False)
    root: str = ""


def find_folders(given: Sequence[str | Path]) -> list[ImageFolder]:
    """Return the folders that hold images, at any depth below some folders.

    Raises
    ------
    InputError
        If a folder does not exist, lies on a remote store, or has a name that patterns would misread.
    PairingError
        If there is no image.
    """
    if not given:
        raise InputError("pass at least one folder of images")
    suffixes = known_suffixes()
    found: dict[Path, dict[str, str]] = {}
    for folder in given:
        if is_remote(folder):
            raise InputError(f"'{folder}' is remote; write its study file by hand, or pass a local folder")
        _check_folder(folder)
        for path in list_folder(Path(folder), suffixes).images:
            stem = path.name[: -len(_suffix(path, suffixes))]
            found.setdefault(path.parent, {}).setdefault(stem, path.name)
    if not found:
        raise PairingError(
            f"no image lies in {', '.join(map(repr, map(str, given)))}; pass folders of images"
        )
    root = Path(os.path.commonpath([absolute(folder) for folder in given]))
    listed = []
    for path, files in sorted(found.items()):
        parts = absolute(path).relative_to(root).parts
        if any(letter in part for part in parts for letter in "{}*"):
            raise InputError(
                f"'{path}' contains a brace or *, which stand for names in study files; rename it"
            )
        listed.append(ImageFolder(path, parts, files, root.name))
    return listed


def _check_folder(folder: str | Path) -> None:
    """Raise an error if a folder does not exist, or patterns would misread its name."""
    words = placeholders_in(str(folder))
    if not Path(folder).is_dir():
        if not words:
            raise InputError(f"'{folder}' is not a folder; pass folders of images")
        near = "".join(nearest_placeholder(word, KNOWN) for word in words if word not in KNOWN)
        raise InputError(
            f"'{folder}' is a pattern, and not a folder{near or '.'} Pass the folders themselves, or their"
            " common folder: data sets and methods are found by their names"
        )
    if any(letter in str(folder) for letter in "{}*"):
        raise InputError(f"'{folder}' contains a brace or *, which stand for names in study files; rename it")


def absolute(path: str | Path) -> Path:
    """Return the absolute form of a path, without ``..``; links stay as they are."""
    return Path(os.path.normpath(Path(path).absolute()))


def _suffix(path: Path, known: frozenset[str]) -> str:
    both = "".join(path.suffixes[-2:])
    return both if both.lower() in known else path.suffix
