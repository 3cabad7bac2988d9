"""The manifest of an output folder: the pairs of a run, digests of their images, and the files written.

The manifest is the file ``run.jsonl``. Its first line describes the run; see
:mod:`difference_finder.pipeline.run_file`. Each further line is about one pair: its name and state, the path
and the SHA-256 of each image, and the SHA-256 of each file that was written, by its path below the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

from difference_finder.images.image import ROLES
from difference_finder.pipeline.run_file import RUN, RunFolders
from difference_finder.storage.atomic import write_error, write_whole

__all__ = ["JOURNAL", "RunManifest", "digest_of", "file_digest"]

JOURNAL = "run.part.jsonl"
"""The lines of runs that were interrupted, and of the run that writes now."""

LONGEST = 1 << 24
"""The most bytes of a line that are read; a longer line is damaged."""


class RunManifest:
    """The manifest of a run, and the files of earlier runs in the same folder.

    Parameters
    ----------
    output
        Output folder, which exists.
    folders
        Folders of the run.
    facts
        Further facts about the run, ready for JSON: its options.

    Attributes
    ----------
    removed, kept
        Paths of earlier files that :meth:`close` removed, and of those that it kept because somebody changed
        them since they were written, or they cannot be removed.

    Raises
    ------
    InputError
        If the journal cannot be written.

    Notes
    -----
    Lines go to a journal before the files are written. The journal becomes the manifest when the run is
    complete: after an interruption the next run knows the files of both. Only a regular file inside the
    folder, with the content that a manifest states, is ever removed.
    """

    def __init__(self, output: Path, folders: RunFolders, facts: Mapping[str, Any]) -> None:
        self.output, self.head = output, {**asdict(folders), **facts}
        self._earlier: dict[str, set[str]] = {}
        for name in (RUN, JOURNAL):
            for path, digest in _files(output / name):
                self._earlier.setdefault(path, set()).add(digest)
        self._written: set[str] = set()
        self._lock = Lock()
        self.removed: list[str] = []
        self.kept: list[str] = []
        try:
            # Appended to: an interrupted run may have been interrupted before.
            self._journal = (output / JOURNAL).open("a+b")
            self._start = self._journal.seek(0, os.SEEK_END)
        except OSError as error:
            raise write_error(output / JOURNAL, error) from error
        self._append(self.head)

    def __enter__(self) -> RunManifest:
        """Return the manifest."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the journal, also where the run stops early."""
        self._journal.close()

    def add_digests(self, record: dict[str, Any]) -> None:
        """Add the SHA-256 of the file of each image to a record, by which a report finds that it changed."""
        for role in ROLES:
            if record.get(role) is not None:
                record[role]["sha256"] = file_digest(record[role]["name"])

    def add(self, record: Mapping[str, Any], contents: Mapping[Path, bytes]) -> None:
        """Add a pair, before its files are written.

        Parameters
        ----------
        record
            Record of the pair with its digests, or an error row.
        contents
            Content of each file that is about to be written.
        """
        files = {self._inside(path): digest_of(content) for path, content in contents.items()}
        images = {role: record.get(role) for role in ROLES}
        inputs = {
            role: {"path": image["name"], "sha256": image.get("sha256")}
            if isinstance(image, Mapping)
            else {"path": image, "sha256": file_digest(image)}
            for role, image in images.items()
            if image is not None
        }
        line = {"name": record["name"], "state": record["state"], "inputs": inputs, "files": files}
        with self._lock:
            self._append(line)
            self._written.update(files)
            for path, digest in files.items():
                self._earlier.setdefault(path, set()).add(digest)

    def withdraw(self, contents: Mapping[Path, bytes]) -> None:
        """Let :meth:`close` remove files of a pair that could not all be written."""
        with self._lock:
            self._written.difference_update(self._inside(path) for path in contents)

    def close(self, facts: Mapping[str, Any]) -> None:
        """Remove the files of earlier runs that this run did not write, and write the manifest.

        Parameters
        ----------
        facts
            Facts that are known at the end, ready for JSON: the number of pairs of each state.
        """
        alike = {_folded(path): path for path in self._written}
        for path in sorted(self._earlier.keys() - self._written):
            self._remove(path, self._earlier[path], alike.get(_folded(path)))
        write_whole(self.output / RUN, self._lines({**self.head, **facts}))
        self._journal.close()
        with contextlib.suppress(OSError):  # the next run reads it, and finds nothing new in it
            (self.output / JOURNAL).unlink(missing_ok=True)

    def _lines(self, head: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield the lines of this run, with another first line."""
        yield _line(head)
        self._journal.seek(self._start)
        self._journal.readline()
        while piece := self._journal.read(1 << 20):
            yield piece

    def _append(self, line: Mapping[str, Any]) -> None:
        # The empty line ends a line that was cut off when an earlier run was killed.
        start = b"\n" if line is self.head and self._start else b""
        try:
            self._journal.write(start + _line(line))
            self._journal.flush()
        except OSError as error:
            raise write_error(self.output / JOURNAL, error) from error
        if start:
            self._start += 1

    def _inside(self, path: Path) -> str:
        """Return a path below the folder, with forward slashes."""
        return path.relative_to(self.output).as_posix()

    def _remove(self, name: str, digests: set[str], alike: str | None) -> None:
        """Remove a file if its content is the one that was written, and then its folders if they are empty.

        ``alike`` is a file of this run with nearly the same name, which may be the same file.
        """
        path, root = self.output / PurePosixPath(name), self.output.resolve()
        try:
            linked = path.parent.resolve() != root / PurePosixPath(name).parent
            if linked or path.is_symlink() or not path.is_file():
                return
            if alike is not None and path.samefile(self.output / alike):
                return  # the file system ignores case, or the form of Unicode
            if file_digest(path) not in digests:
                self.kept.append(str(path))
                return
            path.unlink()
        except (OSError, ValueError):
            self.kept.append(str(path))
            return
        self.removed.append(str(path))
        with contextlib.suppress(OSError):  # other files are in the folder
            for folder in path.parents[: len(PurePosixPath(name).parts) - 1]:
                folder.rmdir()


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Any) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None if it is not a file on this machine."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, TypeError, ValueError):
        return None


def _folded(name: str) -> str:
    """Return a name without the differences that some file systems ignore."""
    return unicodedata.normalize("NFC", name).casefold()


def _line(facts: Mapping[str, Any]) -> bytes:
    # Only ASCII: names of files may hold any bytes.
    return f"{json.dumps(facts, separators=(',', ':'))}\n".encode("ascii")


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the files that a manifest lists, with their digests; damaged lines are left out."""
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST):
                yield from _files_of_line(line)
    except OSError:
        return


def _files_of_line(line: bytes) -> Iterator[tuple[str, str]]:
    try:
        files = json.loads(line).get("files", {})
        pairs = [(str(name), str(digest)) for name, digest in files.items()]
    except (ValueError, AttributeError, RecursionError):
        return
    for name, digest in pairs:
        parts = PurePosixPath(name)
        if not parts.is_absolute() and ".." not in parts.parts and parts.parts:
            yield name, digest
