"""What follows from the ranks of values, and the bins of their histograms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["INFINITY", "NORMAL_MAD", "OrderStatistics", "bins_between"]

NORMAL_MAD = 1.4826
"""Ratio of the standard deviation to the median absolute deviation of a normal distribution."""

INFINITY = float("inf")


class OrderStatistics:
    """Order statistics of values, given their summary and the values of ranks."""

    @property
    def summary(self) -> tuple[int, float, float]:
        """Number of values, the least and the greatest; infinity and -infinity without values."""
        raise NotImplementedError

    def ranked(self, centre: float | None, rank: int) -> tuple[float, float]:
        """Return the values of a rank and the next; with ``centre``, of the distances from it."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """Number of values."""
        return self.summary[0]

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
        low, high = self.ranked(None, rank)
        part = place - rank
        # In the same order of operations as numpy, for the same last digit.
        return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)

    def _median(self, centre: float | None) -> float:
        low, high = self.ranked(centre, (self.count - 1) // 2)
        return low if self.count % 2 else (low + high) / 2


def bins_between(
    kind: Any, least: float, greatest: float, bins: int, root: bool
) -> tuple[float, float, NDArray[Any]]:
    """Return the begin of bins of equal width, bins for each unit, and the edges, in float64.

    Parameters
    ----------
    kind
        Type of the values, in which their places are computed: ``numpy.float32`` or ``numpy.float64``.
    least, greatest
        The values that the bins end at.
    bins
        Number of bins.
    root
        Whether square roots are counted instead of the values.
    """
    import numpy as np

    first, last = (
        float(kind(np.sqrt(kind(max(value, 0)))) if root else kind(value)) for value in (least, greatest)
    )
    span = last - first
    scale = float(kind(min(bins / span, float(np.finfo(kind).max)) if span > 0 else 0))
    return first, scale, np.linspace(first, last, bins + 1)
