"""Maps that are zero but for few places: there every pixel that is not zero counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_clean"]

CLEAN_SHARE, TOGETHER_SHARE = 0.8, 0.5
"""Shares of zeros, and of zeros among zeros, from which on a map is clean. In maps of resampled drawings with
a tolerance of a pixel these are 0.75 and 0.3 to 0.4; of copies with one change nearly all pixels are both."""


def is_clean(
    plane: NDArray[Any], inside: NDArray[Any] | None, grain: float, workers: int | None = None
) -> bool:
    """Tell whether a map is zero but for few places, so that whatever is not zero stands out.

    The zeros must also lie together: what resampling leaves of a drawing is zero mostly, and speckled. Pixels
    outside count as zero for their neighbours.
    """
    import numpy as np

    if (kernels := native()) is not None:
        threads, most = worker_count(workers), (1 - CLEAN_SHARE) * plane.size
        top = np.s_[: -(-plane.shape[0] // 3)]
        count, zeros, _ = kernels.count_zeros(
            plane[top], None if inside is None else inside[top], grain, threads
        )
        if count - zeros > most:  # already too many, as in most maps
            return False
        count, zeros, together = kernels.count_zeros(plane, inside, grain, threads)
    else:
        count, zeros, together = _plain_zeros(plane, inside, grain)
    return bool(count and zeros / count >= CLEAN_SHARE and together / count >= TOGETHER_SHARE)


def _plain_zeros(plane: NDArray[Any], inside: NDArray[Any] | None, grain: float) -> tuple[int, int, int]:
    import numpy as np
    from scipy.ndimage import minimum_filter

    zero = plane <= np.float64(grain)  # a float64, so that it is not rounded to the type of the map
    seen = np.ones(plane.shape, bool) if inside is None else inside
    together = minimum_filter(zero | ~seen, 3)
    return tuple(int(np.count_nonzero(part & seen)) for part in (seen, zero, together))  # type: ignore[return-value]
