"""Atomic writes: output files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from difference_finder.errors import DifferenceFinderError, DiskFullError, InputError
from difference_finder.storage.parts import part_name, sweep
from difference_finder.storage.paths import AnyPath, RemotePath
from difference_finder.text import escape_controls

__all__ = ["deliver", "make_folder", "write_error", "write_whole"]

_REMEDIES = {
    errno.ENOENT: "its folder does not exist; create it first",
    errno.ENOTDIR: "a file has the name of its folder; choose another folder",
    errno.EACCES: "permission denied; choose another folder or change its permissions",
    errno.EPERM: "permission denied; choose another folder or change its permissions",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.EISDIR: "a folder of that name exists; choose another name",
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def write_whole(path: str | AnyPath, data: bytes | Iterable[bytes]) -> None:
    """Write a file atomically: it appears whole or not at all.

    Parameters
    ----------
    path
        File to write; an existing one is replaced. Its folder must exist.
    data
        Content of the file, whole or as consecutive pieces.

    Raises
    ------
    DiskFullError
        If the disk is full, or a quota is used up.
    InputError
        If the file cannot be written for another reason.

    In both cases, an existing file keeps its content, and no temporary file is left.

    Notes
    -----
    The bytes go to a file of a random name in the same folder, which replaces the old file in a single step
    once they are on the disk. A link is followed, and a device such as ``/dev/stdout`` is written to
    directly: replacing it would destroy it.
    """
    pieces = [data] if isinstance(data, bytes) else data
    if isinstance(path, RemotePath):
        path.write_whole(pieces)
        return
    try:
        target = Path(path).resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                _write(file, pieces)
        else:
            _replace(target, pieces)
    except DifferenceFinderError:  # of the pieces
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise write_error(path, error) from error


def deliver(destination: str | Path | BinaryIO, data: bytes) -> Path | BinaryIO:
    """Write bytes to a path, atomically, or to an open binary file.

    Parameters
    ----------
    destination
        Path, or file opened for writing bytes.
    data
        Bytes to write.

    Returns
    -------
    Path or binary file
        The destination that was given.
    """
    if isinstance(destination, str | os.PathLike):
        write_whole(destination, data)
        return Path(destination)
    destination.write(data)
    return destination


def make_folder(path: str | AnyPath) -> Any:
    """Make a folder and its parents if they do not exist.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """
    if isinstance(path, RemotePath):
        path.mkdir()
        return path
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except FileExistsError as error:
        raise InputError(
            f"cannot make folder '{escape_controls(str(path))}': a file of that name exists; choose another"
        ) from error
    except (OSError, ValueError) as error:
        raise _kind_of(error)(
            f"cannot make folder '{escape_controls(str(path))}': {_reason(error)}"
        ) from error
    return folder


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    # The name is not derived from the target's, which may already be as long as the file system allows. Mode
    # "x" refuses an existing file, and gives the permissions of any new file.
    sweep(target.parent)
    temporary = target.with_name(part_name())
    try:
        with temporary.open("xb") as file:
            _write(file, pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):  # the first error is the one to report
            temporary.unlink(missing_ok=True)
        raise


def write_error(path: Any, error: Exception) -> InputError:
    """Return the error of a file that cannot be written; one of its own for a full disk."""
    return _kind_of(error)(f"cannot write '{escape_controls(str(path))}': {_reason(error)}")


def _kind_of(error: Exception) -> type[InputError]:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return DiskFullError if full else InputError


def _write(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        file.write(piece)


def _reason(error: Exception) -> str:
    known = _REMEDIES.get(error.errno or 0) if isinstance(error, OSError) else None
    return known or escape_controls(getattr(error, "strerror", None) or str(error))
