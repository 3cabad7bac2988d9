"""Files that no reader reads: their differences between two folders, byte by byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from difference_finder.storage.equal_bytes import have_equal_bytes
from difference_finder.storage.listing import FolderListing
from difference_finder.text import error_line

__all__ = ["UnreadDifference", "unread_differences"]


@dataclass(frozen=True)
class UnreadDifference:
    """A file that no reader reads, and that is not the same in two folders.

    Parameters
    ----------
    name
        Path below the folders, with suffix.
    first, second
        The file in both folders; None where it is missing.
    cause
        How both differ.
    """

    name: str
    first: Any
    second: Any
    cause: str


def unread_differences(first: FolderListing, second: FolderListing) -> list[UnreadDifference]:
    """Return the unread files of two folders that are missing in one, or have other bytes.

    Parameters
    ----------
    first, second
        The folders.

    Returns
    -------
    list of UnreadDifference
        In order of name. A file that cannot be opened counts as different.
    """
    found = []
    for name in sorted({**first.unread, **second.unread}):
        ours, theirs = first.unread.get(name), second.unread.get(name)
        cause = _difference(first, second, ours, theirs)
        if cause:
            found.append(UnreadDifference(name, ours, theirs, f"'{name}' is not read; {cause}"))
    return found


def _difference(first: FolderListing, second: FolderListing, ours: Any, theirs: Any) -> str:
    if ours is None or theirs is None:
        return f"only '{(first if theirs is None else second).root}' holds it"
    try:
        return "" if have_equal_bytes(ours, theirs) else "its bytes differ"
    except OSError as error:
        return f"its bytes cannot be compared: {error_line(error)}"
