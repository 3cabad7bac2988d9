"""Order statistics and histograms of the values of a map that count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.arrays.order_statistics import INFINITY, OrderStatistics, bins_between
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ValueStatistics(OrderStatistics):
    """Statistics of the values of a map inside a mask and an interval.

    The kernels read the values in place; the reference implementation copies them. Both return the same
    numbers.

    Parameters
    ----------
    plane
        Map of shape (H, W), float32 or float64.
    inside
        Mask of shape (H, W), True where values count; None if all do.
    above, upto
        Interval of the values that count: greater than ``above``, at most ``upto``.
    workers
        Number of threads; None for one on each core.
    """

    plane: NDArray[Any]
    inside: NDArray[Any] | None = None
    above: float = -INFINITY
    upto: float = INFINITY
    workers: int | None = None

    @classmethod
    def of(cls, values: Any, inside: Any = None, workers: int | None = None) -> ValueStatistics:
        """Return the statistics of an array of any shape and type."""
        import numpy as np

        array = np.asarray(values)
        if array.dtype.name not in ("float32", "float64"):
            array = array.astype(np.float64)
        flat = array.ndim != 2
        mask = None if inside is None else np.asarray(inside, bool)
        return cls(
            array.reshape(1, -1) if flat else array,
            mask.reshape(1, -1) if flat and mask is not None else mask,
            workers=workers,
        )

    def between(self, above: float, upto: float) -> ValueStatistics:
        """Return the statistics of the values greater than ``above`` and at most ``upto``."""
        return replace(self, above=above, upto=upto)

    @cached_property
    def summary(self) -> tuple[int, float, float]:
        """Number of values, the least and the greatest; infinity and -infinity without values."""
        if (kernels := self._kernels) is not None:
            found: tuple[int, float, float] = kernels.summary(*self._chosen, worker_count(self.workers))
            return found
        flat = self._flat
        if not flat.size:
            return 0, INFINITY, -INFINITY
        return flat.size, float(flat.min()), float(flat.max())

    def histogram(self, bins: int, root: bool = False) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the counts in bins of equal width of the values, or of their square roots, and the edges."""
        import numpy as np

        kind = self.plane.dtype.type
        _, least, greatest = self.summary
        first, scale, edges = bins_between(kind, least, greatest, bins, root)
        if (kernels := self._kernels) is not None:
            counts = kernels.histogram(*self._chosen, bins, first, scale, root, worker_count(self.workers))
            return np.array(counts, np.int64), edges
        flat = np.sqrt(np.maximum(self._flat, 0)) if root else self._flat
        places = np.clip((flat - kind(first)) * kind(scale), 0, bins - 1).astype(np.intp)
        return np.bincount(places, minlength=bins), edges

    def ranked(self, centre: float | None, rank: int) -> tuple[float, float]:
        """Return the values of a rank and the next; with ``centre``, of the distances from it."""
        import numpy as np

        if (kernels := self._kernels) is not None:
            found: tuple[float, float] = kernels.order_statistics(
                *self._chosen, centre, rank, self.count, worker_count(self.workers)
            )
            return found
        flat = self._flat.astype(np.float64)
        places = [rank, min(rank + 1, self.count - 1)]
        low, high = np.partition(flat if centre is None else np.abs(flat - centre), places)[places]
        return float(low), float(high)

    @property
    def _chosen(self) -> tuple[Any, ...]:
        return self.plane, self.inside, self.above, self.upto

    @property
    def _kernels(self) -> Any:
        return native()

    @cached_property
    def _flat(self) -> NDArray[Any]:
        import numpy as np

        flat = (self.plane if self.inside is None else self.plane[self.inside]).ravel()
        if self.above > -INFINITY or self.upto < INFINITY:
            # Compared in float64: a bound must not be rounded to the type of the values.
            flat = flat[(flat > np.float64(self.above)) & (flat <= np.float64(self.upto))]
        return flat
