"""The greatest of many values that come in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.percentiles import PERCENTILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GreatestValues"]


class GreatestValues:
    """The 99.5th percentile of values that come in parts, of which the greatest half per cent are kept.

    Parameters
    ----------
    total
        Number of values that will come, finite numbers of at least 0.
    """

    def __init__(self, total: int) -> None:
        import numpy as np

        self.place = PERCENTILE / 100 * (total - 1)
        self.kept = total - int(self.place)
        self._held: list[NDArray[Any]] = []
        self._count = 0
        self._bound = np.float64(0)  # zeros need not be kept: sorting many equal values is slow

    def add(self, values: NDArray[Any]) -> None:
        """Take the next values, of any shape."""
        above = values[values > self._bound]
        if above.size:
            self._held.append(above)
            self._count += above.size
        if self._count > 2 * self.kept:
            self._keep()

    def percentile(self) -> float:
        """Return the percentile of all values, interpolated as in ``numpy.percentile``."""
        import numpy as np

        if self._held:
            self._keep()
        values = np.sort(self._held[0])[:2] if self._held else np.empty(0)
        # Of the values that are kept, the least has the rank of the percentile.
        missing = self.kept - self._count
        first, *after = [*[0.0] * min(missing, 2), *map(float, values)][:2]
        low, high = first, after[0] if after else first
        return low + (high - low) * (self.place % 1)

    def _keep(self) -> None:
        """Keep as many of the greatest values as are needed."""
        import numpy as np

        values = np.concatenate(self._held)
        if values.size > self.kept:
            values = np.partition(values, values.size - self.kept)[values.size - self.kept :]
            self._bound = np.float64(values.min())
        self._held, self._count = [values], values.size
