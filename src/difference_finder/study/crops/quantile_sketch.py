"""A quantile sketch: percentiles of very many numbers in little memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EXACT", "QuantileSketch"]

EXACT = 2**19
"""Number of values up to which all are kept (4 MB); beyond it, they are counted in bins."""

BUFFERED = 2**16
"""Maximum number of values that are buffered before they are binned: binning few at a time is slow."""

DROPPED_BITS = 40
"""Number of low bits of a float64 that its bin ignores: sign, exponent and 12 bits of the fraction remain, so
that a bin has a relative width of at most 1/4096."""


class QuantileSketch:
    """A set of numbers that answers which percentage of them is below a value.

    Up to ``exact`` numbers are all kept; beyond that, they are counted in bins. The answer does not depend on
    the order in which numbers were added or merged.
    """

    def __init__(self, exact: int = EXACT) -> None:
        import numpy as np

        self._exact = exact
        self._kept: list[NDArray[Any]] = []
        self._kept_count = 0
        self._bins = np.empty(0, np.uint32)
        self._counts = np.empty(0, np.int64)

    @property
    def count(self) -> int:
        """The number of values."""
        return int(self._counts.sum()) + self._kept_count

    def add(self, values: NDArray[Any]) -> None:
        """Add numbers (n,), float64, all finite."""
        self._kept.append(values + 0.0)  # turns -0.0 into 0.0
        self._kept_count += len(values)
        if self._kept_count > max(self._exact, BUFFERED):
            self._fold()

    def merge(self, other: QuantileSketch) -> None:
        """Add the numbers of another sketch."""
        import numpy as np

        self._bins, self._counts = _counted(
            np.concatenate((self._bins, other._bins)), np.concatenate((self._counts, other._counts))
        )
        self._kept += other._kept
        self._kept_count += other._kept_count
        if self._kept_count > max(self._exact, BUFFERED):
            self._fold()

    def percentiles(self, values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the percentile of values, and its maximum error.

        Parameters
        ----------
        values
            Values of shape (n,), which are among the numbers.

        Returns
        -------
        tuple
            Percentiles (n,) in (0, 100): the percentage of numbers that are less, plus half of the percentage
            that is equal. Maximum errors (n,) in percentage points: 0 where all numbers are kept, else half
            of the percentage in the same bin.
        """
        import numpy as np

        values = values + 0.0
        self._settle()
        if not len(self._bins):
            known = np.sort(np.concatenate(self._kept)) if self._kept else values[:0]
            less, up_to = (np.searchsorted(known, values, side) for side in ("left", "right"))
            return 50 * (less + up_to) / len(known), np.zeros(len(values))
        ends = np.cumsum(self._counts)
        place = np.searchsorted(self._bins, _bin_of(values))
        less, up_to = ends[place] - self._counts[place], ends[place]
        # Ties at zero are exact: only numbers below 1e-308 share its bin.
        error = np.where(values == 0, 0, up_to - less)
        return 50 * (less + up_to) / ends[-1], 50 * error / ends[-1]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays, which does not depend on the order of the numbers."""
        import numpy as np

        self._settle()
        kept = np.sort(np.concatenate((np.empty(0), *self._kept)))
        return {"values": kept, "bins": self._bins, "counts": self._counts}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], exact: int = EXACT) -> QuantileSketch:
        """Return the sketch with the state that ``to_arrays`` returned."""
        sketch = cls(exact)
        sketch._bins, sketch._counts = arrays["bins"], arrays["counts"]
        sketch._kept, sketch._kept_count = [arrays["values"]], len(arrays["values"])
        return sketch

    def _settle(self) -> None:
        """Bin all numbers, if some are binned or there are too many to keep."""
        if len(self._bins) or self._kept_count > self._exact:
            self._fold()

    def _fold(self) -> None:
        """Bin all numbers that are kept."""
        import numpy as np

        kept = _bin_of(np.concatenate((np.empty(0), *self._kept)))
        self._kept, self._kept_count = [], 0
        self._bins, self._counts = _counted(
            np.concatenate((self._bins, kept)), np.concatenate((self._counts, np.ones(len(kept), np.int64)))
        )


def _bin_of(values: NDArray[Any]) -> NDArray[Any]:
    """Return the bin of each number, (n,), uint32; bins have the order of the numbers."""
    import numpy as np

    bits = np.ascontiguousarray(values, np.float64).view(np.uint64)
    sign = np.uint64(1 << 63)
    # As integers, positive floats are in ascending and negative ones in descending order.
    ordered = np.where(bits & sign, ~bits, bits | sign)
    return (ordered >> np.uint64(DROPPED_BITS)).astype(np.uint32)


def _counted(bins: NDArray[Any], counts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the distinct bins in order, with the sums of their counts."""
    import numpy as np

    if not len(bins):
        return bins, counts
    order = np.argsort(bins, kind="stable")
    bins, counts = bins[order], counts[order]
    firsts = np.concatenate(([0], 1 + np.flatnonzero(bins[1:] != bins[:-1])))
    return bins[firsts], np.add.reduceat(counts, firsts)
