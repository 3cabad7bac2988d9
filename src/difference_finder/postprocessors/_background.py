"""What of a map is background: blurs and thresholds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Values = Any

NORMAL_MAD = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""

BINS = 512

FLAT = 1e-6
"""Maps are float32: what varies by less than this share of its greatest value is flat but for rounding."""


CLEAN_SHARE = 0.8
"""Share of zeros from which on a blurred map is clean; resampled drawings leave 5 %, copies over 90 %."""

TWO_HUMPS = 0.9
"""Share of the variance between two classes from which on they are two: 0.64 for one normal hump."""


def blur(values: NDArray[Any], sigma: float, mask: NDArray[Any] | None = None) -> NDArray[Any]:
    """Blur the last two axes with a Gaussian; masked pixels have no part in the means."""
    import numpy as np
    from scipy.ndimage import gaussian_filter

    sigmas = (0,) * (values.ndim - 2) + (sigma, sigma)
    if mask is None:
        blurred: NDArray[Any] = gaussian_filter(values, sigmas)
        return blurred
    inside = np.broadcast_to(mask, values.shape).astype(values.dtype)
    norm = np.maximum(gaussian_filter(inside, sigmas), 1e-12)
    quotient: NDArray[Any] = gaussian_filter(values * inside, sigmas)
    quotient *= inside / norm
    return quotient


def levels(
    values: NDArray[Any], method: str, k: float, percentile: float, hysteresis: float
) -> tuple[float, float]:
    """Return the value above which a map is not background, and the lower one for what touches that.

    Parameters
    ----------
    values
        Values of a map, at least 0, in any shape.
    method
        "auto", "mad", "rosin", "otsu" or "percentile"; see :func:`methods`.
    k
        For "mad" and "auto": how many robust standard deviations above the median.
    percentile
        For "percentile": 0 to 100.
    hysteresis
        Where the lower level lies between the median (0) and the upper level (1). It counts from the median,
        because half the level itself can lie within the background.

    Returns
    -------
    tuple of float
        Infinite for a flat map, of which nothing stands out.
    """
    import numpy as np

    choices = methods()
    if method not in choices:
        raise UnknownNameError.among("threshold method", method, choices)
    if not 0 <= percentile <= 100:
        raise InputError(f"percentile must be 0 to 100, not {percentile}")
    if not k >= 0:
        raise InputError(f"k must be at least 0, not {k}")
    if not 0 < hysteresis <= 1:
        raise InputError(f"hysteresis is a share, over 0 and at most 1, not {hysteresis}")
    flat = np.asarray(values, dtype=np.float64).ravel()
    if flat.size == 0 or np.ptp(flat) <= FLAT * flat.max():
        return float("inf"), float("inf")
    high = float(choices[method](flat, k, percentile))
    median = float(np.median(flat if method != "auto" else _background(flat)))
    return high, median + hysteresis * (high - median)


def is_clean(values: NDArray[Any]) -> bool:
    """Tell whether a blurred map is zero but for few places, so that whatever is not zero stands out."""
    import numpy as np

    return bool(np.mean(values <= FLAT * values.max()) >= CLEAN_SHARE) if values.size else False


def methods() -> dict[str, Callable[[Values, float, float], float]]:
    """Return the threshold methods by name.

    - ``mad``: median + k * 1.4826 * MAD, the robust background.
    - ``rosin``: the corner of a histogram with one hump (Rosin, Pattern Recognition 34, 2001,
      doi:10.1016/S0031-3203(00)00136-9).
    - ``otsu``: the split of least variance within the two classes (Otsu 1979, doi:10.1109/TSMC.1979.4310076),
      taken on square roots, because difference maps have one hump and a long tail.
    - ``percentile``: a fixed share of the pixels.
    - ``auto``: the greater of ``otsu`` and ``mad``: Otsu splits whatever it is given, noise as well. Where
      the map has two humps and the background is the smaller one, ``otsu`` alone.
    """
    return {
        "auto": _auto,
        "mad": lambda v, k, _: _mad(v, k),
        "rosin": lambda v, *_: _rosin(v),
        "otsu": lambda v, *_: _otsu(v)[0],
        "percentile": lambda v, _, percentile: _percentile(v, percentile),
    }


def spread(values: Values, k: float) -> tuple[float, float]:
    """Return the median, and ``k`` robust standard deviations above it."""
    import numpy as np

    median = np.median(values)
    return float(median), float(median + k * NORMAL_MAD * np.median(np.abs(values - median)))


def _mad(values: Values, k: float) -> float:
    return spread(values, k)[1]


def _percentile(values: Values, percentile: float) -> float:
    import numpy as np

    return float(np.percentile(values, percentile))


def _auto(values: Values, k: float, _: float) -> float:
    split = _otsu(values)[0]
    return split if _background(values) is not values else max(split, _mad(values, k))


def _background(values: Values) -> Values:
    """Return the values below the split of a map that differs over more than half of its area, else all."""
    import numpy as np

    split, clarity = _otsu(values)
    return values[values <= split] if clarity > TWO_HUMPS and split < np.median(values) else values


def _otsu(values: Values) -> tuple[float, float]:
    """Return the split, and which share of the variance lies between the two sides of it."""
    import numpy as np

    counts, edges = np.histogram(np.sqrt(np.maximum(values, 0)), BINS)
    centres = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts).astype(np.float64)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    inner = (below > 0) & (above > 0)
    gap = sums[inner] / below[inner] - (sums[-1] - sums[inner]) / above[inner]
    between = below[inner] * above[inner] * gap**2
    best = int(np.argmax(between))
    total = counts @ (centres - sums[-1] / below[-1]) ** 2
    clarity = between[best] / (below[-1] * total) if total > 0 else 0.0
    return float(edges[1:][inner][best] ** 2), float(clarity)


def _rosin(values: Values) -> float:
    """Return where the histogram is farthest below the line from its peak to its last filled bin."""
    import numpy as np

    counts, edges = np.histogram(values, BINS)
    peak = int(np.argmax(counts))
    last = int(np.nonzero(counts)[0][-1])
    if last == peak:
        return float(edges[peak + 1])
    bins = np.arange(peak, last + 1)
    line = counts[peak] + (bins - peak) * (counts[last] - counts[peak]) / (last - peak)
    return float(edges[bins[int(np.argmax(line - counts[bins]))] + 1])


def hysteresis(values: NDArray[Any], high: float, low: float) -> NDArray[Any]:
    """Return where a map (H, W) exceeds ``low`` in one piece with a place where it exceeds ``high``."""
    import numpy as np
    from scipy.ndimage import label

    strong, weak = values > high, values > low
    labels, count = label(weak, np.ones((3, 3)))
    reached = np.zeros(count + 1, bool)
    reached[labels[strong]] = True
    reached[0] = False
    kept: NDArray[Any] = reached[labels]
    return kept
