"""What is kept of a pair that is compared strip by strip: its map in a file, and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.change import BlockGrid
from difference_finder.arrays.greatest import GreatestValues
from difference_finder.arrays.run_sums import PIXELS
from difference_finder.arrays.sparsity import ZeroCount
from difference_finder.drawing.map_view import reduce_by_strongest
from difference_finder.errors import DataRangeError
from difference_finder.postprocessors.strip_map import row_chunks
from difference_finder.storage.planes import PlaneFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.pipeline.strip_terms import Rows

__all__ = ["LONGEST", "StripPlanes"]

LONGEST = 4096
"""Greatest length in pixels of the longer side of the reduced map."""


class StripPlanes:
    """The map of a pair in a file, which pixels differ, and sums of both.

    Parameters
    ----------
    width, height
        Size in pixels.
    folder
        Folder of the map; None for the folder of temporary files.

    Attributes
    ----------
    values
        The map, float32.
    differing
        Which pixels differ: eight of a row in a byte.
    grid
        Blocks by which the spread of the difference is measured.
    peaks
        Greatest value of each row of the map, in parts.
    divisor
        Side of the squares of which the reduced map has the strongest value.
    greatest
        Greatest value of the map.
    differing_pixels
        Number of pixels that differ.
    """

    def __init__(self, width: int, height: int, folder: Path | None) -> None:
        self.values = PlaneFile(height, width, "float32", folder)
        self.differing = PlaneFile(height, -(-width // 8), "uint8")
        self.grid = BlockGrid(height, width)
        self.divisor = -(-max(width, height) // LONGEST)
        self.differing_pixels = self._looked = 0
        self._bands: tuple[list[Any], list[Any]] = ([], [])
        self._start()

    def _start(self) -> None:
        width, height = self.values.width, self.values.height
        self._top = GreatestValues(width * height)
        self.greatest, self.least, self.total = 0.0, float("inf"), 0.0
        self._reduced: list[NDArray[Any]] = []
        self._left: list[NDArray[Any]] = []
        self.peaks: list[NDArray[Any]] = []

    def add(self, rows: Rows, found: tuple[int, NDArray[Any]] | None, height: int) -> None:
        """Take the next rows, and their map.

        Parameters
        ----------
        rows
            The rows.
        found
            The map where it may be above 0: its first row, and values (h, W). None if it is zero.
        height
            Number of rows of the map.
        """
        import numpy as np

        self._mark(rows)
        self._sample(to_numpy(rows.pair.first)[0], to_numpy(rows.pair.second)[0])
        if found is None:
            self._add_zeros(height)
            return
        first, values = found
        plane = np.ascontiguousarray(values, np.float32)
        self._add_zeros(first)
        self.values.append(plane)
        self._measure(plane)
        self._add_zeros(height - first - len(plane))

    def _mark(self, rows: Rows) -> None:
        """Keep which pixels differ."""
        import numpy as np

        first, last = rows.span
        part = rows.differing[first:last]
        self.differing_pixels += int(np.count_nonzero(part))
        self.differing.skip(first)
        self.differing.append(np.packbits(part, axis=1))
        self.differing.skip(len(rows.differing) - last)

    def _add_zeros(self, rows: int) -> None:
        if rows:
            self.values.skip(rows)
            self._measure_zeros(rows)

    def _sample(self, first: NDArray[Any], second: NDArray[Any]) -> None:
        """Keep the rows of pixels that have blocks of the grid."""
        top, bottom = self._looked, self._looked + first.shape[1]
        self._looked = bottom
        for start, end in self.grid.bands:
            if start < bottom and top < end:
                rows = slice(max(start - top, 0), end - top)
                for kept, image in zip(self._bands, (first, second), strict=True):
                    kept.append(image[:, rows].copy())

    @property
    def sampled_rows(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The rows of both images that have blocks of the grid, (C, h, W)."""
        import numpy as np

        first, second = (np.concatenate(kept, axis=1) for kept in self._bands)
        return first, second

    def _measure(self, plane: NDArray[Any]) -> None:
        peaks = plane.max(axis=1)
        greatest = float(peaks.max())
        if not greatest < float("inf"):
            raise DataRangeError(
                f"the map reaches {greatest:g}, more than float32 can hold; rescale the images"
            )
        self.greatest, self.least = max(self.greatest, greatest), min(self.least, float(plane.min()))
        self.total += float(plane.sum(dtype="float64"))
        self.peaks.append(peaks)
        self._top.add(plane)
        self._reduce(plane)

    def _measure_zeros(self, rows: int) -> None:
        """Take so many rows of zeros."""
        import numpy as np

        self.least = min(self.least, 0.0)
        self.peaks.append(np.zeros(rows, np.float32))
        # One row of zeros stands for all that make whole squares.
        self._reduce(np.broadcast_to(np.zeros((1, self.values.width), np.float32), (rows, self.values.width)))

    def _reduce(self, plane: NDArray[Any]) -> None:
        """Reduce whole squares; the rows that are left wait for the next ones."""
        import numpy as np

        at = 0
        if self._left:
            waiting = sum(map(len, self._left))
            at = min(self.divisor - waiting, len(plane))
            self._left.append(plane[:at].copy())
            if waiting + at < self.divisor:
                return
            self._reduced.append(reduce_by_strongest(np.concatenate(self._left), self.divisor, False))
        end = at + (len(plane) - at) // self.divisor * self.divisor
        if end > at and plane.strides[0] == 0:
            zeros = np.zeros(((end - at) // self.divisor, -(-plane.shape[1] // self.divisor)), plane.dtype)
            self._reduced.append(zeros)
        elif end > at:
            self._reduced.append(reduce_by_strongest(plane[at:end], self.divisor, False).copy())
        self._left = [plane[end:].copy()] if end < len(plane) else []

    @property
    def reduced(self) -> NDArray[np.float32]:
        """The map with the strongest value of each square."""
        import numpy as np

        left = [np.concatenate(self._left)] if self._left else []
        left = [reduce_by_strongest(rows, self.divisor, False) for rows in left]
        plane: NDArray[np.float32] = np.concatenate([*self._reduced, *left])
        return plane

    def replace(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Replace the map by a function of its values, which is zero where they are."""
        import numpy as np

        chunks = list(self.chunks(0.0))
        self._start()
        for top, bottom, zero in chunks:
            if zero:
                self._measure_zeros(bottom - top)
                continue
            plane = np.ascontiguousarray(change(self.values.read(top, bottom)), np.float32)
            self.values.write(top, plane)
            self._measure(plane)

    def chunks(self, grain: float) -> Iterator[tuple[int, int, bool]]:
        """Yield consecutive parts of the rows, and whether all their values are at most ``grain``."""
        import numpy as np

        return row_chunks(np.concatenate(self.peaks), grain, max(1, PIXELS // self.values.width))

    def is_clean(self) -> bool:
        """Tell whether the map is zero except at a few places."""
        zeros = ZeroCount(self.values.width)
        for top, bottom, empty in self.chunks(0.0):
            if empty:
                zeros.add_zeros(bottom - top)
            else:
                zeros.add(self.values.read(top, bottom) <= 0)
        return zeros.is_clean()

    def record(self, **facts: Any) -> dict[str, Any]:
        """Return the record of the map, with further facts before its statistics."""
        return {
            **facts,
            "min": self.least,
            "mean": self.total / (self.values.width * self.values.height),
            "max": self.greatest,
            "p99.5_abs": self._top.percentile(),
            "masked": 0.0,
        }

    def close(self) -> None:
        """Remove the files."""
        self.values.close()
        self.differing.close()
