"""Where numbers stand among very many others, in little memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EXACT", "Ranks"]

EXACT = 2**19
"""How many numbers are kept as they are (4 MB); of more, only how many fall into each bin."""

WAITING = 2**16
"""How many numbers wait at most to be counted: counting a few at a time would take longer."""

DROPPED_BITS = 40
"""Sign, exponent and 12 bits of the fraction of a float64 name its bin, at most 1/4096 of the number wide."""


class Ranks:
    """Numbers of which one asks how many are less.

    What it answers depends on the numbers alone, not on the order in which they came or were merged: as long
    as there are at most ``exact`` of them they are all kept; of more, bins are counted.
    """

    def __init__(self, exact: int = EXACT) -> None:
        import numpy as np

        self._exact = exact
        self._loose: list[NDArray[Any]] = []
        self._held = 0
        self._bins = np.empty(0, np.uint32)
        self._counts = np.empty(0, np.int64)

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return int(self._counts.sum()) + self._held

    def add(self, values: NDArray[Any]) -> None:
        """Add numbers (n,), float64, all finite."""
        self._loose.append(values + 0.0)  # which makes -0.0 the 0.0 that it equals
        self._held += len(values)
        if self._held > max(self._exact, WAITING):
            self._fold()

    def merge(self, other: Ranks) -> None:
        """Add the numbers of another."""
        import numpy as np

        self._bins, self._counts = _counted(
            np.concatenate((self._bins, other._bins)), np.concatenate((self._counts, other._counts))
        )
        self._loose += other._loose
        self._held += other._held
        if self._held > max(self._exact, WAITING):
            self._fold()

    def percentiles(self, values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the percentage of the numbers that are less, and by how much it may be wrong.

        Parameters
        ----------
        values
            Shape (n,), some of the numbers.

        Returns
        -------
        tuple
            Percentiles (n,) in (0, 100): the percentage that is less and half of that which is equal. The
            most by which they may be wrong (n,), in percentage points: 0 where all numbers are kept, else
            half of what lies in the same bin.
        """
        import numpy as np

        values = values + 0.0
        self._settle()
        if not len(self._bins):
            known = np.sort(np.concatenate(self._loose)) if self._loose else values[:0]
            less, up_to = (np.searchsorted(known, values, side) for side in ("left", "right"))
            return 50 * (less + up_to) / len(known), np.zeros(len(values))
        ends = np.cumsum(self._counts)
        place = np.searchsorted(self._bins, _bin_of(values))
        less, up_to = ends[place] - self._counts[place], ends[place]
        # Ties at zero are exact: nothing but numbers below 1e-308 share its bin.
        doubt = np.where(values == 0, 0, up_to - less)
        return 50 * (less + up_to) / ends[-1], 50 * doubt / ends[-1]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is known, the same for the same numbers."""
        import numpy as np

        self._settle()
        loose = np.sort(np.concatenate((np.empty(0), *self._loose)))
        return {"values": loose, "bins": self._bins, "counts": self._counts}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], exact: int = EXACT) -> Ranks:
        """Make ranks from what ``to_arrays`` returned."""
        ranks = cls(exact)
        ranks._bins, ranks._counts = arrays["bins"], arrays["counts"]
        ranks._loose, ranks._held = [arrays["values"]], len(arrays["values"])
        return ranks

    def _settle(self) -> None:
        """Count all in bins, if some are or there are too many to keep."""
        if len(self._bins) or self._held > self._exact:
            self._fold()

    def _fold(self) -> None:
        """Count all that is kept in bins."""
        import numpy as np

        loose = _bin_of(np.concatenate((np.empty(0), *self._loose)))
        self._loose, self._held = [], 0
        self._bins, self._counts = _counted(
            np.concatenate((self._bins, loose)), np.concatenate((self._counts, np.ones(len(loose), np.int64)))
        )


def _bin_of(values: NDArray[Any]) -> NDArray[Any]:
    """Return the bins (n,), uint32, in the order of the numbers."""
    import numpy as np

    bits = np.ascontiguousarray(values, np.float64).view(np.uint64)
    sign = np.uint64(1 << 63)
    # As integers, positive floats are in order; negative ones are in reverse order.
    ordered = np.where(bits & sign, ~bits, bits | sign)
    return (ordered >> np.uint64(DROPPED_BITS)).astype(np.uint32)


def _counted(bins: NDArray[Any], counts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return each bin once, in order, with the sum of its counts."""
    import numpy as np

    if not len(bins):
        return bins, counts
    order = np.argsort(bins, kind="stable")
    bins, counts = bins[order], counts[order]
    firsts = np.concatenate(([0], 1 + np.flatnonzero(bins[1:] != bins[:-1])))
    return bins[firsts], np.add.reduceat(counts, firsts)
