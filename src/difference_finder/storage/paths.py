"""Where files are: on this machine, or somewhere that fsspec reaches.

A place of this machine is a ``pathlib.Path``. Any other is a :class:`Remote`, which has those of its methods
that studies need, so that whoever walks, reads and writes need not know.
"""

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

__all__ = ["Place", "Remote", "is_remote", "local_file", "place", "refuse_private"]

TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
"""What different file systems call the time of the last change."""

PRIVATE = ("memory",)
"""What each process has for itself."""


@dataclass(frozen=True, order=True)
class Remote:
    """A file or a folder that fsspec reaches.

    Parameters
    ----------
    protocol
        Such as "s3".
    path
        Without the protocol, as the file system writes it.
    facts
        What a listing said of it; None if it is not from one.
    """

    protocol: str
    path: str
    facts: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.protocol}://{self.path}"

    def __truediv__(self, name: str) -> Remote:
        return Remote(self.protocol, f"{self.path.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        """What follows the last dot, with the dot."""
        return PurePosixPath(self.path).suffix

    @property
    def parent(self) -> Remote:
        """The folder that it is in."""
        return Remote(self.protocol, str(PurePosixPath(self.path).parent))

    @property
    def parents(self) -> list[Remote]:
        """The folders that it is in, the nearest first."""
        return [Remote(self.protocol, str(folder)) for folder in PurePosixPath(self.path).parents]

    def relative_to(self, folder: Remote) -> PurePosixPath:
        """Return the path below a folder."""
        return PurePosixPath(self.path).relative_to(PurePosixPath(folder.path))

    def absolute(self) -> Remote:
        """Return the place itself."""
        return self

    resolve = absolute

    def stat(self) -> Any:
        """Return size and time as ``os.stat`` does; those of a listing, if the place is from one.

        Raises
        ------
        OSError
            If it is not there.
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
        """Tell whether it is there."""
        self._files.invalidate_cache(self.parent.path)
        return bool(self._files.exists(self.path))

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        return bool(self._files.isdir(self.path))

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        return self.facts is not None or bool(self._files.isfile(self.path))

    def open(self, *_: Any, **text: Any) -> Any:
        """Open it for reading bytes, or text if its encoding is given."""
        return self._files.open(self.path, "r" if text else "rb", **text)

    def read_bytes(self) -> bytes:
        """Return all of it."""
        with self.open() as file:
            data: bytes = file.read()
        return data

    def iterdir(self) -> Iterator[Remote]:
        """Yield what is in the folder."""
        self._files.invalidate_cache(self.path)
        with contextlib.suppress(FileNotFoundError):  # many have no folders, only names of files
            for facts in self._files.ls(self.path, detail=True):
                yield self._listed(facts)

    def files(self) -> Iterator[Remote]:
        """Yield the files at any depth below the folder, hidden ones left out, in one listing."""
        self._files.invalidate_cache(self.path)
        for path, facts in self._files.find(self.path, detail=True).items():
            below = self._listed({**facts, "name": path})
            if not any(part.startswith(".") for part in below.relative_to(self).parts):
                yield below

    def mkdir(self) -> None:
        """Make the folder, and those above it; where there are no folders this does nothing.

        Raises
        ------
        InputError
            If it cannot be made.
        """
        try:
            self._files.makedirs(self.path, exist_ok=True)
        except Exception as error:
            raise InputError(f"cannot make folder '{self}': {_line(error)}") from error

    def unlink(self) -> None:
        """Remove the file."""
        self._files.rm_file(self.path)

    def write_whole(self, pieces: Iterable[bytes]) -> None:
        """Write the file so that it appears whole or not at all.

        It gets another name until it is there: not all file systems keep half a file to themselves.

        Raises
        ------
        InputError
            If it cannot be written. An older file is then as it was.
        """
        temporary = self.parent / f".{os.urandom(8).hex()}.part"
        try:
            with self._files.open(temporary.path, "wb") as file:
                for piece in pieces:
                    file.write(piece)
            self._files.mv(temporary.path, self.path)
        except BaseException as error:
            with contextlib.suppress(Exception):  # What went wrong first is what the user must hear.
                temporary.unlink()
            if not isinstance(error, Exception):
                raise
            raise InputError(f"cannot write '{self}': {_line(error)}") from error

    def _listed(self, facts: Mapping[str, Any]) -> Remote:
        return Remote(self.protocol, self._files._strip_protocol(facts["name"]), facts)

    @property
    def _files(self) -> Any:
        return _file_system(self.protocol)


Place = Path | Remote
"""A file or a folder."""


def is_remote(given: Any) -> bool:
    """Tell whether a path that a user gave is one for fsspec, such as "s3://bucket/folder".

    Examples
    --------
    >>> is_remote("s3://bucket/GT"), is_remote("results/GT"), is_remote("file:///results/GT")
    (True, False, False)
    """
    if isinstance(given, Remote):
        return True
    protocol, separator, _ = str(given).partition("://") if isinstance(given, str) else ("", "", "")
    drive = len(protocol) == 1  # of Windows
    return bool(separator) and not drive and protocol != "file" and protocol.replace("+", "").isalnum()


def place(given: Any) -> Any:
    """Return the place that a user gave: a ``Path``, or a :class:`Remote`.

    Raises
    ------
    InputError
        If fsspec does not know the protocol, or the place cannot be.
    MissingDependencyError
        If fsspec, or what it needs for the protocol, is not installed.

    Examples
    --------
    >>> place("file:///results/GT").as_posix(), str(place("memory://results/GT/"))
    ('/results/GT', 'memory:///results/GT')
    """
    if not is_remote(given):
        text = given.removeprefix("file://") if isinstance(given, str) else given
        return Path(unquote(text) if text is not given else text)
    if isinstance(given, Remote):
        return given
    protocol = given.partition("://")[0]
    return Remote(protocol, _file_system(protocol)._strip_protocol(given).rstrip("/"))


@cache
def _file_system(protocol: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise MissingDependencyError.for_extra(f"'{protocol}://'", "fsspec", "remote") from error
    try:
        return fsspec.filesystem(protocol)
    except ImportError as error:  # fsspec says what is to be installed
        raise MissingDependencyError(f"'{protocol}://': {_line(error)}") from error
    except ValueError as error:
        raise InputError(
            f"'{protocol}://' is nothing that fsspec reads; give a folder, or s3://..."
        ) from error


@contextlib.contextmanager
def local_file(file: Any) -> Iterator[Path]:
    """Give a file that can be read by its name on this machine: a copy, if it is elsewhere.

    Raises
    ------
    ReadError
        If it cannot be fetched.
    """
    if not isinstance(file, Remote):
        yield file
        return
    import tempfile  # which takes long to import

    with tempfile.TemporaryDirectory(prefix="difference-finder-") as folder:
        copy = Path(folder, file.name)
        try:
            copy.write_bytes(file.read_bytes())
        except Exception as error:
            raise ReadError(f"cannot read '{file}': {_line(error)}") from error
        try:
            yield copy
        except DifferenceFinderError as error:
            raise type(error)(str(error).replace(str(copy), str(file))) from error


def refuse_private(places: Iterable[Any]) -> None:
    """Refuse places that other processes do not see.

    Raises
    ------
    InputError
        Naming the first.
    """
    for one in places:
        if str(one).partition("://")[0] in PRIVATE:
            raise InputError(
                f"'{one}' is in the memory of this process, which worker processes do not see; use another"
                " folder, or in Python engine=concurrent.futures.ThreadPoolExecutor()"
            )


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
