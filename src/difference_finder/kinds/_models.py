"""Predictions of typical changes, and how well they explain a region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.kinds.place import Place, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SIGMAS = (0.8, 1.3, 2.0, 2.8, 3.8, 5.2, 7.2)
"""Standard deviations of the blurs that are tried, in pixels."""

MEDIANS = (5, 9)
"""Sides of the windows of the median filters that are tried, in pixels."""

CUT = 0.17
"""Frequency of a sharp cut that rings, in cycles per pixel."""


def blurs(place: Place) -> dict[float, float]:
    """Return the share that a blur of the first image explains, by its standard deviation."""
    base = place.base
    return {sigma: place.explain(smooth(base, sigma) - base) for sigma in SIGMAS}


def lost_texture(place: Place) -> float:
    """Return the share that a median filter explains, which removes texture and keeps edges."""
    base = place.base
    return max(place.explain(_median(base, size) - base) for size in MEDIANS)


def ringing(place: Place) -> float:
    """Return the share that the echo of a sharp cut of frequencies explains."""
    import numpy as np

    base, margin = place.base, 16
    wide = np.pad(base, margin, mode="symmetric")
    rows = np.fft.fftfreq(wide.shape[0])[:, None]
    columns = np.fft.rfftfreq(wide.shape[1])[None]
    kept = np.fft.rfft2(wide) * (np.hypot(rows, columns) < CUT)
    low = np.fft.irfft2(kept, wide.shape)[margin:-margin, margin:-margin]
    return place.explain(low - smooth(base, 2.0))


def _median(plane: Array, size: int) -> Array:
    """Return the median of each column's and then of each row's neighbours."""
    import numpy as np

    half = size // 2
    for _ in range(2):
        plane = plane.T
        wide = np.pad(plane, [(half, half), (0, 0)], mode="symmetric")
        stack = np.stack([wide[i : i + len(plane)] for i in range(size)])
        stack.partition(half, axis=0)
        plane = stack[half]
    return plane
