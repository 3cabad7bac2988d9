"""A test for sparse maps, in which every pixel that is not zero is significant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ZeroCount", "is_clean"]

CLEAN_SHARE, TOGETHER_SHARE = 0.8, 0.5
"""The least shares of zeros, and of zeros among zeros, in a clean map. In maps of resampled drawings with a
tolerance of a pixel they are 0.75 and 0.3 to 0.4; in maps of copies with one change both are nearly 1."""


def is_clean(
    plane: NDArray[Any], inside: NDArray[Any] | None, grain: float, workers: int | None = None
) -> bool:
    """Tell whether a map is zero except at a few places, so that all other pixels are significant.

    Most zeros must also have zeros alone as neighbours: the difference of a drawing from a resampled copy is
    mostly zero, but speckled. Masked pixels count as zero for their neighbours.

    Parameters
    ----------
    plane
        Map of shape (H, W), at least 0.
    inside
        Mask of shape (H, W), True where pixels count; None if all do.
    grain
        Size of rounding errors; values up to it count as zero.
    workers
        Number of threads; None for one on each core.
    """
    import numpy as np

    if (kernels := native()) is not None:
        threads, most = worker_count(workers), (1 - CLEAN_SHARE) * plane.size
        top = np.s_[: -(-plane.shape[0] // 3)]
        count, zeros, _ = kernels.count_zeros(
            plane[top], None if inside is None else inside[top], grain, threads
        )
        if count - zeros > most:  # too few zeros already, as in most maps
            return False
        count, zeros, together = kernels.count_zeros(plane, inside, grain, threads)
    else:
        count, zeros, together = _reference_zeros(plane, inside, grain)
    return _is_sparse(count, zeros, together)


def _is_sparse(count: int, zeros: int, together: int) -> bool:
    return bool(count and zeros / count >= CLEAN_SHARE and together / count >= TOGETHER_SHARE)


class ZeroCount:
    """Counts of the zeros of a map that is read strip by strip.

    Parameters
    ----------
    width
        Width of the map in pixels.
    """

    def __init__(self, width: int) -> None:
        import numpy as np

        self.count = self.zeros = self.together = 0
        self._last: NDArray[Any] = np.empty((0, width), bool)

    def add(self, zero: NDArray[Any]) -> None:
        """Take the next rows, (h, W): True where the map is zero."""
        import numpy as np

        self.count += zero.size
        self.zeros += int(np.count_nonzero(zero))
        rows = np.concatenate([self._last, zero])
        # The last row has all its neighbours only with the next rows.
        first = max(0, len(self._last) - 1)
        together = rows[first:-1] & rows[first + 1 :]
        together[1 - first :] &= rows[: len(rows) - 2]
        self.together += _count_between(together)
        self._last = rows[-2:].copy()

    def add_zeros(self, rows: int) -> None:
        """Take so many rows of zeros."""
        import numpy as np

        zero = np.ones((min(rows, 2), self._last.shape[1]), bool)
        self.add(zero)
        if rows < 3:
            return
        between = (rows - 3) * zero.shape[1]  # all neighbours of these pixels are zero
        self.count, self.zeros = self.count + between, self.zeros + between
        self.together += between
        self.add(zero[:1])

    def is_clean(self) -> bool:
        """Tell whether the map, of which all rows were taken, is clean; see :func:`is_clean`."""
        last = self._last[:1] & self._last[-1:]
        return _is_sparse(self.count, self.zeros, self.together + _count_between(last))


def _count_between(zero: NDArray[Any]) -> int:
    """Return the number of pixels that are zero with their neighbours in the row."""
    import numpy as np

    both = zero[:, 1:] & zero[:, :-1]
    if not both.size:
        return int(np.count_nonzero(zero))
    ends = np.count_nonzero(both[:, 0]) + np.count_nonzero(both[:, -1])
    return int(np.count_nonzero(both[:, 1:] & both[:, :-1]) + ends)


def _reference_zeros(plane: NDArray[Any], inside: NDArray[Any] | None, grain: float) -> tuple[int, int, int]:
    import numpy as np
    from scipy.ndimage import minimum_filter

    zero = plane <= np.float64(grain)  # float64, so that it is not rounded to the type of the map
    seen = np.ones(plane.shape, bool) if inside is None else inside
    together = minimum_filter(zero | ~seen, 3)
    return tuple(int(np.count_nonzero(part & seen)) for part in (seen, zero, together))  # type: ignore[return-value]
