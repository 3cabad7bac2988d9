"""Values of given ranks, from the counts of bins and from some of the values."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ranks", "inward", "limits_of", "outward"]

INFINITY = float("inf")


class Ranks:
    """Values with their numbers, and the number of values below them."""

    def __init__(self) -> None:
        self.below = 0
        self._parts: list[tuple[NDArray[Any], NDArray[Any]]] = []

    def add(self, values: NDArray[Any], counts: NDArray[Any]) -> None:
        """Take values, each with the number of its occurrences."""
        self._parts.append((values, counts))

    def at(self, rank: int) -> float:
        """Return the value of a rank, counted from 0 over all values."""
        import numpy as np

        values, ends = self._sorted
        return float(values[int(np.searchsorted(ends, rank - self.below, side="right"))])

    @cached_property
    def _sorted(self) -> tuple[NDArray[Any], NDArray[Any]]:
        import numpy as np

        values, counts = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        if (counts == 1).all():  # sorting alone is faster
            return np.sort(values), np.arange(1, values.size + 1)
        order = np.argsort(values)
        return values[order], np.cumsum(counts[order])


def limits_of(
    counts: NDArray[Any], starts: NDArray[Any], ends: NDArray[Any], rank: int, following: int
) -> tuple[float, float]:
    """Return bounds of the values of two ranks, from the counts of intervals and their ends."""
    import numpy as np

    full = counts > 0
    counts, starts, ends = counts[full], starts[full], ends[full]
    order = np.argsort(starts)
    # Fewer values than the rank can lie below the last start of which that holds.
    before = np.concatenate([[0], np.cumsum(counts[order])[:-1]])
    low = starts[order][int(np.searchsorted(before, rank, side="right")) - 1]
    order = np.argsort(ends)
    high = ends[order][int(np.searchsorted(np.cumsum(counts[order]), following, side="right"))]
    return float(low), float(high)


def outward(dtype: Any, low: float, high: float) -> tuple[Any, Any]:
    """Return two bounds in the type of the values, rounded away from each other."""
    import numpy as np

    less, more = dtype.type(low), dtype.type(high)
    less = np.nextafter(less, dtype.type(-INFINITY)) if float(less) > low else less
    more = np.nextafter(more, dtype.type(INFINITY)) if float(more) < high else more
    return less, more


def inward(dtype: Any, low: float, high: float) -> tuple[Any, Any]:
    """Return two bounds in the type of the values, rounded towards each other."""
    import numpy as np

    less, more = dtype.type(low), dtype.type(high)
    less = np.nextafter(less, dtype.type(INFINITY)) if float(less) < low else less
    more = np.nextafter(more, dtype.type(-INFINITY)) if float(more) > high else more
    return less, more
