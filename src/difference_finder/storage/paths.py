"""Paths of files on this machine, and of files that fsspec reaches.

A local path is a ``pathlib.Path``. A remote one is a :class:`RemotePath`, which offers the methods of
``Path`` that studies use, so that callers treat both alike.
"""

# universal-pathlib 0.3.10 (UPath) was tried against tests/storage in place of RemotePath. After listing a
# folder, its stat() sends one request for each file: 50 for 50 files, where the listing here answers all of
# them. Its st_mtime_ns is 0 where a file system calls the time "created" (memory://), so that a resumed study
# no longer refused an image that had changed.

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from difference_finder.errors import DifferenceFinderError, InputError, MissingDependencyError, ReadError
from difference_finder.text import error_line

__all__ = ["AnyPath", "RemotePath", "as_path", "check_shared", "is_remote", "local_file"]

TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
"""Names that file systems give to the time of the last change."""

PRIVATE = ("memory",)
"""Protocols of file systems that each process has for itself."""


@dataclass(frozen=True, order=True)
class RemotePath:
    """The path of a file or a folder that fsspec reaches.

    Parameters
    ----------
    protocol
        Name of the file system, such as "s3".
    path
        Path without the protocol, as the file system writes it.
    facts
        Entry of the listing that the path is from; None if it is not from one.
    """

    protocol: str
    path: str
    facts: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.protocol}://{self.path}"

    def __truediv__(self, name: str) -> RemotePath:
        return RemotePath(self.protocol, f"{self.path.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        """The suffix of the name, with its dot."""
        return PurePosixPath(self.path).suffix

    @property
    def parent(self) -> RemotePath:
        """The folder that contains the path."""
        return RemotePath(self.protocol, str(PurePosixPath(self.path).parent))

    @property
    def parents(self) -> list[RemotePath]:
        """The folders that contain the path, the nearest first."""
        return [RemotePath(self.protocol, str(folder)) for folder in PurePosixPath(self.path).parents]

    def relative_to(self, folder: RemotePath) -> PurePosixPath:
        """Return the path below a folder."""
        return PurePosixPath(self.path).relative_to(PurePosixPath(folder.path))

    def absolute(self) -> RemotePath:
        """Return the path itself, which is absolute."""
        return self

    resolve = absolute

    def stat(self) -> Any:
        """Return size and time as ``os.stat`` does, without a request if the path is from a listing.

        Raises
        ------
        OSError
            If there is no such file.
        """
        facts = self.facts
        if facts is None:
            self._files.invalidate_cache(self.parent.path)
            facts = self._files.info(self.path)
        time = next((facts[key] for key in TIMES if facts.get(key) is not None), 0)
        if isinstance(time, str):
            time = datetime.fromisoformat(time)
        seconds = time.timestamp() if isinstance(time, datetime) else float(time)
        return SimpleNamespace(st_size=int(facts.get("size") or 0), st_mtime_ns=round(seconds * 1e9))

    def exists(self) -> bool:
        """Return whether the file or folder exists."""
        self._files.invalidate_cache(self.parent.path)
        return bool(self._files.exists(self.path))

    def is_dir(self) -> bool:
        """Return whether the path is a folder."""
        return bool(self._files.isdir(self.path))

    def is_file(self) -> bool:
        """Return whether the path is a file."""
        return self.facts is not None or bool(self._files.isfile(self.path))

    def open(self, *_: Any, **text: Any) -> Any:
        """Open the file for reading bytes, or text if an encoding is given."""
        return self._files.open(self.path, "r" if text else "rb", **text)

    def read_bytes(self) -> bytes:
        """Return the content of the file."""
        with self.open() as file:
            data: bytes = file.read()
        return data

    def iterdir(self) -> Iterator[RemotePath]:
        """Yield the entries of the folder."""
        self._files.invalidate_cache(self.path)
        with contextlib.suppress(FileNotFoundError):  # many stores have no folders, only file names
            for facts in self._files.ls(self.path, detail=True):
                yield self._listed(facts)

    def files(self) -> Iterator[RemotePath]:
        """Yield the files at any depth below the folder, without hidden ones, by one listing."""
        self._files.invalidate_cache(self.path)
        for path, facts in self._files.find(self.path, detail=True).items():
            below = self._listed({**facts, "name": path})
            if not any(part.startswith(".") for part in below.relative_to(self).parts):
                yield below

    def mkdir(self) -> None:
        """Make the folder and its parents; do nothing where the store has no folders.

        Raises
        ------
        InputError
            If the folder cannot be made.
        """
        try:
            self._files.makedirs(self.path, exist_ok=True)
        except Exception as error:
            raise InputError(f"cannot make folder '{self}': {error_line(error)}") from error

    def unlink(self) -> None:
        """Remove the file."""
        self._files.rm_file(self.path)

    def write_whole(self, pieces: Iterable[bytes]) -> None:
        """Write the file atomically.

        The data is written under another name and then moved: some file systems show files that are half
        written.

        Raises
        ------
        InputError
            If the file cannot be written. An existing file then keeps its content.
        """
        temporary = self.parent / f".{os.urandom(8).hex()}.part"
        try:
            with self._files.open(temporary.path, "wb") as file:
                for piece in pieces:
                    file.write(piece)
            self._files.mv(temporary.path, self.path)
        except BaseException as error:
            with contextlib.suppress(Exception):  # the first error is the one to report
                temporary.unlink()
            if not isinstance(error, Exception):
                raise
            raise InputError(f"cannot write '{self}': {error_line(error)}") from error

    def _listed(self, facts: Mapping[str, Any]) -> RemotePath:
        return RemotePath(self.protocol, self._files._strip_protocol(facts["name"]), facts)

    @property
    def _files(self) -> Any:
        return _file_system(self.protocol)


AnyPath = Path | RemotePath
"""A local or remote path."""


def is_remote(given: Any) -> bool:
    """Return whether a path is one for fsspec, such as "s3://bucket/folder".

    Examples
    --------
    >>> is_remote("s3://bucket/GT"), is_remote("results/GT"), is_remote("file:///results/GT")
    (True, False, False)
    """
    if isinstance(given, RemotePath):
        return True
    protocol, separator, _ = str(given).partition("://") if isinstance(given, str) else ("", "", "")
    drive = len(protocol) == 1  # a drive of Windows
    return bool(separator) and not drive and protocol != "file" and protocol.replace("+", "").isalnum()


def as_path(given: Any) -> Any:
    """Return a path as a ``Path`` or a :class:`RemotePath`.

    Raises
    ------
    InputError
        If fsspec does not know the protocol, or the path is invalid.
    MissingDependencyError
        If fsspec, or the package that it needs for the protocol, is not installed.

    Examples
    --------
    >>> as_path("file:///results/GT").as_posix(), str(as_path("memory://results/GT/"))
    ('/results/GT', 'memory:///results/GT')
    """
    if not is_remote(given):
        text = given.removeprefix("file://") if isinstance(given, str) else given
        return Path(unquote(text) if text is not given else text)
    if isinstance(given, RemotePath):
        return given
    protocol = given.partition("://")[0]
    return RemotePath(protocol, _file_system(protocol)._strip_protocol(given).rstrip("/"))


@cache
def _file_system(protocol: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise MissingDependencyError.for_extra(f"'{protocol}://'", "fsspec", "remote") from error
    try:
        return fsspec.filesystem(protocol)
    except ImportError as error:  # the message names the package to install
        raise MissingDependencyError(f"'{protocol}://': {error_line(error)}") from error
    except ValueError as error:
        raise InputError(
            f"fsspec knows no protocol '{protocol}://'; pass a folder, or a URL such as s3://bucket/folder"
        ) from error


@contextlib.contextmanager
def local_file(file: Any) -> Iterator[Path]:
    """Yield the path of a file on this machine: a temporary copy if the file is remote or in memory.

    Parameters
    ----------
    file
        ``Path``, or an object with a name and the method ``read_bytes``, such as a :class:`RemotePath`.

    Raises
    ------
    ReadError
        If the file cannot be fetched.
    """
    if isinstance(file, Path):
        yield file
        return
    import tempfile  # slow to import

    with tempfile.TemporaryDirectory(prefix="difference-finder-") as folder:
        copy = Path(folder, file.name)
        try:
            copy.write_bytes(file.read_bytes())
        except Exception as error:
            raise ReadError(f"cannot read '{file}': {error_line(error)}") from error
        try:
            yield copy
        except DifferenceFinderError as error:
            raise type(error)(str(error).replace(str(copy), str(file))) from error


def check_shared(paths: Iterable[Any]) -> None:
    """Raise an error if other processes do not see one of the paths.

    Raises
    ------
    InputError
        If a path is private to this process; the message names the first one.
    """
    for path in paths:
        if str(path).partition("://")[0] in PRIVATE:
            raise InputError(
                f"'{path}' is in the memory of this process, which worker processes do not see; use"
                " another folder, or in Python engine=concurrent.futures.ThreadPoolExecutor()"
            )
