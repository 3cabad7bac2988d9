"""Temporary files that collect the lines of a table until the table can be written."""

from __future__ import annotations

import contextlib
import tempfile
import weakref
from collections.abc import Iterator
from typing import BinaryIO

from difference_finder.errors import DiskFullError
from difference_finder.storage.atomic import write_error

__all__ = ["Spool"]


class Spool:
    """A temporary file to which a text is appended, and which is read once; it is removed when it is closed.

    Raises
    ------
    DiskFullError
        If the folder of temporary files is full.
    InputError
        If it cannot be written to for another reason.
    """

    def __init__(self) -> None:
        try:
            self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115
        except FileNotFoundError as error:  # Python has tried to write to each
            raise DiskFullError(
                "no folder for temporary files can be written to; free some space, or let the environment"
                " variable TMPDIR name another folder"
            ) from error
        except OSError as error:
            raise write_error(tempfile.gettempdir(), error) from error
        self._close = weakref.finalize(self, _discard, self._file)  # also of a run that stops early

    def write(self, text: str) -> int:
        """Append a text in UTF-8; what UTF-8 cannot hold is written as an escape sequence."""
        try:
            return self._file.write(text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise write_error(tempfile.gettempdir(), error) from error

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole text in pieces."""
        try:
            self._file.seek(0)
            while piece := self._file.read(1 << 20):
                yield piece
        except OSError as error:
            raise write_error(tempfile.gettempdir(), error) from error

    def close(self) -> None:
        """Remove the file."""
        self._close()


def _discard(file: BinaryIO) -> None:
    """Close a file whose content is of no use any more: it does not matter if the rest cannot be written."""
    with contextlib.suppress(OSError):
        file.close()
