"""A test for sparse maps, in which every pixel that is not zero is significant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_clean"]

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
    return bool(count and zeros / count >= CLEAN_SHARE and together / count >= TOGETHER_SHARE)


def _reference_zeros(plane: NDArray[Any], inside: NDArray[Any] | None, grain: float) -> tuple[int, int, int]:
    import numpy as np
    from scipy.ndimage import minimum_filter

    zero = plane <= np.float64(grain)  # float64, so that it is not rounded to the type of the map
    seen = np.ones(plane.shape, bool) if inside is None else inside
    together = minimum_filter(zero | ~seen, 3)
    return tuple(int(np.count_nonzero(part & seen)) for part in (seen, zero, together))  # type: ignore[return-value]
