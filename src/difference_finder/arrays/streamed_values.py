"""Order statistics and histograms of values that are read strip by strip, in several passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.arrays.order_statistics import INFINITY, OrderStatistics, bins_between
from difference_finder.arrays.ranks import Ranks, inward, limits_of, outward
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StreamedValues"]

BINS = 2**16
"""Bins in which a rank is searched for."""

FEW = 2**23
"""Greatest number of values that are sorted."""


@dataclass(frozen=True, eq=False)
class StreamedValues(OrderStatistics):
    """Statistics of finite values inside an interval, of which a strip is in memory at any time.

    The numbers are the same as those of the values in one array.

    Parameters
    ----------
    strips
        Function that begins a pass over the values: an iterable of arrays of any shape, float32 or float64.
    above, upto
        Interval of the values that count: greater than ``above``, at most ``upto``.
    """

    strips: Callable[[], Iterable[NDArray[Any]]]
    above: float = -INFINITY
    upto: float = INFINITY

    def between(self, above: float, upto: float) -> StreamedValues:
        """Return the statistics of the values greater than ``above`` and at most ``upto``."""
        return replace(self, above=above, upto=upto)

    @cached_property
    def summary(self) -> tuple[int, float, float]:
        """Number of values, the least and the greatest; infinity and -infinity without values."""
        count, least, greatest = 0, INFINITY, -INFINITY
        for values in self.strips():
            found = self._summary_of(values)
            count, least, greatest = count + found[0], min(least, found[1]), max(greatest, found[2])
        return count, least, greatest

    def _summary_of(self, values: NDArray[Any]) -> tuple[int, float, float]:
        if (kernels := native()) is not None and values.size:
            found: tuple[int, float, float] = kernels.summary(
                _plane_of(values), None, self.above, self.upto, worker_count(None)
            )
            return found
        inside = self._inside(values)
        if not inside.size:
            return 0, INFINITY, -INFINITY
        return inside.size, float(inside.min()), float(inside.max())

    def histogram(self, bins: int, root: bool = False) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the counts in bins of equal width of the values, or of their square roots, and the edges."""
        import numpy as np

        _, least, greatest = self.summary
        counts, edges = np.zeros(bins, np.int64), np.empty(0)
        for values in self.strips():
            if not values.size:
                continue
            first, scale, edges = bins_between(values.dtype.type, least, greatest, bins, root)
            counts += self._histogram_of(values, bins, first, scale, root)
        return counts, edges

    def _histogram_of(
        self, values: NDArray[Any], bins: int, first: float, scale: float, root: bool
    ) -> NDArray[Any]:
        import numpy as np

        if (kernels := native()) is not None:
            interval = self.above, self.upto
            counts = kernels.histogram(
                _plane_of(values), None, *interval, bins, first, scale, root, worker_count(None)
            )
            return np.array(counts, np.int64)
        kind = values.dtype.type
        inside = self._inside(values)
        flat = np.sqrt(np.maximum(inside, 0)) if root else inside
        places = np.clip((flat - kind(first)) * kind(scale), 0, bins - 1).astype(np.intp)
        return np.bincount(places.ravel(), minlength=bins)

    @cached_property
    def _fine(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The counts in many bins, from which the places of all ranks follow nearly."""
        return self.histogram(BINS)

    def _inside(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the values that count."""
        import numpy as np

        if self.above == -INFINITY and self.upto == INFINITY:
            return values
        # Compared in float64: a bound must not be rounded to the type of the values.
        inside: NDArray[Any] = values[(values > np.float64(self.above)) & (values <= np.float64(self.upto))]
        return inside

    def ranked(self, centre: float | None, rank: int) -> tuple[float, float]:
        """Return the values of a rank and the next; with ``centre``, of the distances from it."""
        following = min(rank + 1, self.count - 1)
        starts, ends = self._bins(centre)
        bounds = limits_of(self._fine[0], starts, ends, rank, following)
        found = self._gathered(centre, *bounds)
        if found is not None:
            return found.at(rank), found.at(following)
        return self._one(centre, rank), self._one(centre, following)

    def _bins(self, centre: float | None) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return bounds of the values of each fine bin; with ``centre``, of their distances from it."""
        import numpy as np

        edges = self._fine[1]
        # Rounding may put a value into the bin beside its own: half a bin more on both sides has it.
        half = (edges[-1] - edges[0]) / BINS / 2
        starts, ends = edges[:-1] - half, edges[1:] + half
        if centre is None:
            return starts, ends
        near = np.maximum(np.maximum(starts - centre, centre - ends), 0)
        return near, np.maximum(np.abs(starts - centre), np.abs(ends - centre))

    def _one(self, centre: float | None, rank: int) -> float:
        """Return the value of a rank, of whose neighbours there are too many to sort."""
        low, high = limits_of(self._fine[0], *self._bins(centre), rank, rank)
        while low < high:
            found = self._gathered(centre, low, high)
            if found is not None:
                return found.at(rank)
            low, high = self._narrowed(centre, low, high, rank)
        return low

    def _gathered(self, centre: float | None, low: float, high: float) -> Ranks | None:
        """Return the values from ``low`` to ``high``; None if they are too many."""
        import numpy as np

        ranks, held = Ranks(), 0
        for values in self._intervals(centre, low, high, ranks):
            if values.size == 0:
                continue
            least, greatest = float(values.min()), float(values.max())
            if least == greatest:
                ranks.add(np.array([least]), np.array([values.size]))
                continue
            held += values.size
            if held > FEW:
                return None
            ranks.add(values, np.ones(values.size, np.int64))
        return ranks

    def _intervals(
        self, centre: float | None, low: float, high: float, ranks: Ranks
    ) -> Iterator[NDArray[Any]]:
        """Yield the values of each strip from ``low`` to ``high``, as float64, and count those below.

        With ``centre``, the distances on both sides of it, one after the other.
        """
        import numpy as np

        for strip in self.strips():
            values = self._inside(strip).ravel()
            if centre is None:
                less, more = outward(values.dtype, low, high)
                ranks.below += int(np.count_nonzero(values < less))
                yield values[(values >= less) & (values <= more)].astype(np.float64)
                continue
            slack = 1e-15 * (abs(centre) + high)  # distances are rounded
            less, more = outward(values.dtype, centre - high - slack, centre + high + slack)
            inner = inward(values.dtype, centre - low + slack, centre + low - slack)
            closer = (values > inner[0]) & (values < inner[1])
            ranks.below += int(np.count_nonzero(closer))
            outer = (values >= less) & (values <= more) & ~closer
            for side in (values[outer & (values <= centre)], values[outer & (values > centre)]):
                distances = np.abs(side.astype(np.float64) - centre)
                ranks.below += int(np.count_nonzero(distances < low - slack))
                yield distances[(distances >= low - slack) & (distances <= high + slack)]

    def _narrowed(self, centre: float | None, low: float, high: float, rank: int) -> tuple[float, float]:
        """Return narrower bounds of the value of a rank."""
        import numpy as np

        ranks, counts = Ranks(), np.zeros(BINS, np.int64)
        least, greatest = INFINITY, -INFINITY
        for values in self._intervals(centre, low, high, ranks):
            if values.size:
                least, greatest = min(least, float(values.min())), max(greatest, float(values.max()))
                scaled = (values - low) * (BINS / (high - low))
                counts += np.bincount(np.clip(scaled, 0, BINS - 1).astype(np.intp), minlength=BINS)
        edges = np.linspace(low, high, BINS + 1)
        half = (high - low) / BINS / 2
        place = rank - ranks.below
        found = limits_of(counts, edges[:-1] - half, edges[1:] + half, place, place)
        return max(found[0], least), min(found[1], greatest)


def _plane_of(values: NDArray[Any]) -> NDArray[Any]:
    return values if values.ndim == 2 else values.reshape(1, -1)
