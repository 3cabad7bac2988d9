"""A map in a file, with what its regions depend on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.change import Change
from difference_finder.arrays.run_sums import PIXELS
from difference_finder.storage.planes import PlaneFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StripMap", "row_chunks"]


@dataclass(frozen=True, eq=False)
class StripMap:
    """A map in a file, with what its regions depend on.

    Parameters
    ----------
    values
        Values, float32, at least 0.
    differing
        Which pixels of the two images differ: eight of a row in a byte.
    peaks
        Greatest value of each row.
    unit_range
        Greatest possible value; None if unknown.
    change
        Spread of the difference of the two images.
    settled
        Whether the map is known to be 0 or significant everywhere.
    """

    values: PlaneFile
    differing: PlaneFile
    peaks: NDArray[Any]
    unit_range: float | None
    change: Change
    settled: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.values.height, self.values.width

    @property
    def rows(self) -> int:
        """Number of rows that are read at once."""
        return max(1, PIXELS // self.values.width)

    def differing_in(self, top: int, bottom: int) -> NDArray[Any]:
        """Return which pixels of some rows differ, (h, W)."""
        import numpy as np

        bits: NDArray[Any] = np.unpackbits(self.differing.read(top, bottom), axis=1, count=self.values.width)
        return bits.view(bool)


def row_chunks(peaks: NDArray[Any], grain: float, most: int) -> Iterator[tuple[int, int, bool]]:
    """Yield consecutive parts of the rows of a map, and whether all their values are at most ``grain``.

    Parameters
    ----------
    peaks
        Greatest value of each row.
    grain
        Value up to which rows count as empty.
    most
        Greatest number of rows of a part that is not empty.
    """
    import numpy as np

    empty = peaks <= np.float64(grain)
    bounds = [0, *(np.flatnonzero(empty[1:] != empty[:-1]) + 1).tolist(), len(peaks)]
    for top, bottom in itertools.pairwise(bounds):
        if empty[top]:
            yield top, bottom, True
            continue
        for start in range(top, bottom, most):
            yield start, min(start + most, bottom), False
