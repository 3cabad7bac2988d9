"""Folders that appear whole: a finished folder takes the place of another."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from difference_finder.storage.parts import part_name

__all__ = ["exchange", "part_folder", "replace_folder"]

AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2

UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""Errors of systems, and of file systems, that cannot exchange two names."""


def part_folder(parent: Path) -> Path:
    """Return the path of a new folder, which the next process removes if this one is killed."""
    return parent / part_name()


def replace_folder(folder: Path, target: Path) -> None:
    """Move a finished folder to a path, in place of an older folder, which is removed.

    Parameters
    ----------
    folder
        Finished folder, next to the target and with a name by :func:`part_folder`.
    target
        Path that the folder gets.

    Raises
    ------
    OSError
        If the folder cannot be moved. The older folder then keeps its place.

    Notes
    -----
    On Linux and macOS both folders exchange their names in a single step. Elsewhere, and in file systems
    without this, the older folder is moved away first; a process that is killed between both steps leaves it
    under a hidden name.
    """
    if not target.is_dir():
        folder.rename(target)
        return
    if not exchange(folder, target):
        old = part_folder(target.parent)
        target.rename(old)
        try:
            folder.rename(target)
        except OSError:
            old.rename(target)
            raise
        folder = old
    shutil.rmtree(folder, ignore_errors=True)  # what is left is removed by the next process


def exchange(first: Path, second: Path) -> bool:
    """Exchange the names of two folders in a single step; return False where that is not possible.

    Raises
    ------
    OSError
        If both keep their names for another reason, such as a full disk.
    """
    import ctypes  # slow to import

    library: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    names = os.fsencode(first), os.fsencode(second)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        code = library.renamex_np(*names, RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        code = library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE)
    else:
        return False
    number = ctypes.get_errno()
    if code and number not in UNSUPPORTED:
        raise OSError(number, os.strerror(number), str(second))
    return not code
