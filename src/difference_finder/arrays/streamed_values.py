"""Order statistics and histograms of values that are read strip by strip, in several passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StreamedValues"]

NORMAL_MAD = 1.4826
"""Ratio of the standard deviation to the median absolute deviation of a normal distribution."""

INFINITY = float("inf")

BINS = 2**16
"""Bins in which a rank is searched for."""

FEW = 2**21
"""Greatest number of values that are sorted."""


@dataclass(frozen=True, eq=False)
class StreamedValues:
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

    @property
    def count(self) -> int:
        """Number of values."""
        return self.summary[0]

    @cached_property
    def summary(self) -> tuple[int, float, float]:
        """Number of values, the least and the greatest; infinity and -infinity without values."""
        count, least, greatest = 0, INFINITY, -INFINITY
        for values in self._passed():
            if values.size:
                count += values.size
                least, greatest = min(least, float(values.min())), max(greatest, float(values.max()))
        return count, least, greatest

    @cached_property
    def median(self) -> float:
        """Median, in float64."""
        return self._median(None)

    @cached_property
    def deviation(self) -> float:
        """Median absolute deviation from the median."""
        return self._median(self.median)

    def spread(self, k: float) -> tuple[float, float]:
        """Return the median, and the median plus ``k`` robust standard deviations."""
        return self.median, self.median + k * NORMAL_MAD * self.deviation

    def percentile(self, percentile: float) -> float:
        """Return a percentile, interpolated linearly between two values, as ``numpy.percentile``."""
        place = percentile / 100 * (self.count - 1)
        rank = int(place)
        low, high = self._ranked(None, rank)
        part = place - rank
        # In the same order of operations as numpy, for the same last digit.
        return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)

    def histogram(self, bins: int, root: bool = False) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the counts in bins of equal width of the values, or of their square roots, and the edges."""
        import numpy as np

        _, least, greatest = self.summary
        counts, edges = np.zeros(bins, np.int64), np.empty(0)
        for values in self._passed():
            kind = values.dtype.type
            first, last = (
                kind(np.sqrt(kind(max(value, 0)))) if root else kind(value) for value in (least, greatest)
            )
            span = float(last) - float(first)
            scale = kind(min(bins / span, float(np.finfo(kind).max)) if span > 0 else 0)
            edges = np.linspace(float(first), float(last), bins + 1)
            flat = np.sqrt(np.maximum(values, 0)) if root else values
            places = np.clip((flat - first) * scale, 0, bins - 1).astype(np.intp)
            counts += np.bincount(places.ravel(), minlength=bins)
        return counts, edges

    def _passed(self) -> Iterable[NDArray[Any]]:
        """Yield the values that count, one pass over the strips."""
        import numpy as np

        whole = self.above == -INFINITY and self.upto == INFINITY
        for values in self.strips():
            if whole:
                yield values
            else:  # compared in float64: a bound must not be rounded to the type of the values
                yield values[(values > np.float64(self.above)) & (values <= np.float64(self.upto))]

    def _median(self, centre: float | None) -> float:
        low, high = self._ranked(centre, (self.count - 1) // 2)
        return low if self.count % 2 else (low + high) / 2

    def _ranked(self, centre: float | None, rank: int) -> tuple[float, float]:
        """Return the values of a rank and the next; with ``centre``, of the distances from it."""
        import numpy as np

        total, low, high = self.summary
        if centre is not None:
            low, high = 0.0, max(abs(low - centre), abs(high - centre))
        while True:  # each pass keeps one bin of the pass before
            found = self._counted(centre, low, high)
            if found.least == found.greatest:
                after = found.least if rank + 1 < found.below + found.inside else found.beyond
                return found.least, after if rank + 1 < total else found.least
            chosen = int(np.searchsorted(found.below + np.cumsum(found.counts), rank, side="right"))
            width = (high - low) / BINS
            # Rounding may put a value into the bin beside its own: a quarter more on both sides has it.
            low, high = low + (chosen - 0.25) * width, low + (chosen + 1.25) * width
            low, high = max(low, found.least), min(high, found.greatest)
            if found.counts[max(0, chosen - 1) : chosen + 2].sum() <= FEW:
                return self._sorted(centre, low, high, rank, total)

    def _sorted(
        self, centre: float | None, low: float, high: float, rank: int, total: int
    ) -> tuple[float, float]:
        """Return the values of a rank and the next, of which few others lie between two bounds."""
        import numpy as np

        below, beyond, held = 0, INFINITY, []
        for values in self._distances(centre):
            below += int(np.count_nonzero(values < low))
            above = values[values > high]
            beyond = min(beyond, float(above.min()) if above.size else INFINITY)
            held.append(values[(values >= low) & (values <= high)])
        few = np.sort(np.concatenate(held))
        at = rank - below
        after = few[at + 1] if at + 1 < few.size else beyond
        return float(few[at]), float(after) if rank + 1 < total else float(few[at])

    def _counted(self, centre: float | None, low: float, high: float) -> _Counted:
        """Return the counts of the values in bins from ``low`` to ``high``, both included."""
        import numpy as np

        below = inside = 0
        beyond, least, greatest = INFINITY, INFINITY, -INFINITY
        counts = np.zeros(BINS, np.int64)
        for values in self._distances(centre):
            below += int(np.count_nonzero(values < low))
            above = values[values > high]
            beyond = min(beyond, float(above.min()) if above.size else INFINITY)
            here = values[(values >= low) & (values <= high)]
            if not here.size:
                continue
            inside += here.size
            least, greatest = min(least, float(here.min())), max(greatest, float(here.max()))
            scaled = (here - low) * (BINS / (high - low)) if high > low else np.zeros(here.shape)
            counts += np.bincount(np.clip(scaled, 0, BINS - 1).astype(np.intp), minlength=BINS)
        return _Counted(below, inside, beyond, least, greatest, counts)

    def _distances(self, centre: float | None) -> Iterable[NDArray[Any]]:
        """Yield the values, or their distances from a centre, as float64 of shape (N,)."""
        import numpy as np

        for values in self._passed():
            flat = values.ravel().astype(np.float64)
            yield flat if centre is None else np.abs(flat - centre)


class _Counted(NamedTuple):
    """Values in an interval: the number below it, in it, the least beyond it, its extremes, and its bins."""

    below: int
    inside: int
    beyond: float
    least: float
    greatest: float
    counts: NDArray[Any]
