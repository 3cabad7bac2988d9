"""Whether two files hold the same bytes."""

from __future__ import annotations

from typing import Any

__all__ = ["have_equal_bytes"]

CHUNK = 1 << 20
"""Number of bytes that are read and compared at a time."""


def have_equal_bytes(first: Any, second: Any) -> bool:
    """Tell whether two files hold the same bytes; nothing is read of files of different lengths.

    Parameters
    ----------
    first, second
        Paths of regular files, on this machine or on a remote store.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    if first.stat().st_size != second.stat().st_size:
        return False
    with first.open("rb") as ours, second.open("rb") as theirs:
        while piece := ours.read(CHUNK):
            if piece != theirs.read(CHUNK):
                return False
        return not theirs.read(1)
