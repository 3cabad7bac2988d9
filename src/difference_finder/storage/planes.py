"""Planes of numbers in files: rows are appended once, and read as often as needed."""

from __future__ import annotations

import contextlib
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.errors import InputError
from difference_finder.storage.atomic import write_error
from difference_finder.storage.parts import part_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PlaneFile"]


class PlaneFile:
    """A plane of numbers in a temporary file, which may become a file of NumPy.

    Parameters
    ----------
    height, width
        Size of the plane.
    dtype
        Type of the numbers.
    folder
        Folder of the file; None for the folder of temporary files.

    Raises
    ------
    DiskFullError
        If the disk is full.
    InputError
        If the file cannot be written for another reason.

    Notes
    -----
    The file is not mapped into memory, so that its pages do not count as memory of this process. It is
    removed when the plane is closed, unless :meth:`keep` gave it a name.
    """

    def __init__(self, height: int, width: int, dtype: str, folder: Path | None = None) -> None:
        import numpy as np

        self.height, self.width, self.dtype = height, width, np.dtype(dtype)
        self.rows = 0
        where = Path(tempfile.gettempdir() if folder is None else folder)
        self.path = where / part_name()
        try:
            self._file: Any = self.path.open("x+b")
            np.lib.format.write_array_header_1_0(
                self._file,
                {"descr": self.dtype.str, "fortran_order": False, "shape": (height, width)},
            )
            self._start = self._file.tell()
            # Rows that are skipped are zero, and take no place on the disk.
            self._file.truncate(self._start + height * width * self.dtype.itemsize)
        except OSError as error:
            raise write_error(self.path, error) from error
        self._close = weakref.finalize(self, _discard, self._file, self.path)

    def append(self, values: NDArray[Any]) -> None:
        """Write the next rows, (h, W)."""
        import numpy as np

        rows = np.ascontiguousarray(values, self.dtype)
        self.write(self.rows, rows)
        self.rows += len(rows)

    def skip(self, rows: int) -> None:
        """Let the next rows be zero."""
        self.rows += rows

    def write(self, top: int, values: NDArray[Any]) -> None:
        """Write rows from row ``top`` on."""
        if not len(values):
            return
        try:
            self._file.seek(self._start + top * self.width * self.dtype.itemsize)
            self._file.write(values.data.cast("B"))
        except OSError as error:
            raise write_error(self.path, error) from error

    def read(self, top: int, bottom: int) -> NDArray[Any]:
        """Return the rows ``top`` to ``bottom`` - 1, (h, W)."""
        import numpy as np

        values = np.empty((bottom - top, self.width), self.dtype)
        try:
            self._file.seek(self._start + top * self.width * self.dtype.itemsize)
            found = self._file.readinto(values.data.cast("B"))
        except OSError as error:
            raise InputError(f"cannot read the temporary file '{self.path}': {error.strerror}") from error
        if found != values.nbytes:
            raise InputError(f"the temporary file '{self.path}' was shortened while it was in use")
        return values

    def strips(self, rows: int) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield the number of the first row of each strip, and its values (h, W)."""
        for top in range(0, self.height, rows):
            yield top, self.read(top, min(top + rows, self.height))

    def keep(self, path: Path) -> None:
        """Give the file, which is one of NumPy, its name; an existing file is replaced.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        try:
            self._file.flush()
            self.path.replace(path)
        except OSError as error:
            raise write_error(path, error) from error

    def close(self) -> None:
        """Close the file, and remove it if it was not kept."""
        self._close()


def _discard(file: BinaryIO, path: Path) -> None:
    with contextlib.suppress(OSError):
        file.close()
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
