"""What of a map is background: blurs and thresholds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.kernels import native, worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

Values = Any

NORMAL_MAD = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""

BINS = 512

FLAT = 1e-6
"""Rounding of float32 in differences of values up to 1, with room: each of them is exact to 6e-8."""

CLEAN_SHARE, TOGETHER_SHARE = 0.8, 0.5
"""Shares of zeros, and of zeros among zeros, from which on a map is clean. In maps of resampled drawings with
a tolerance of a pixel these are 0.75 and 0.3 to 0.4; of copies with one change nearly all pixels are both."""

SMALL_SHARE, DISTANCE = 0.6, 30.0
"""The lower of two classes is the background of an image most of which differs if its share is below the
first, and the median of the upper one at least the second away, in robust standard deviations of the lower.
That is 2.3 for noise, 2 to 22 for JPEG compression, and hundreds for a photograph partly inverted."""


def widest(shape: tuple[int, ...]) -> int:
    """Return the greatest standard deviation of a blur: beyond it nothing changes but the time it takes."""
    return max(64, *shape[-2:])


def blur(
    values: NDArray[Any], sigma: float, mask: NDArray[Any] | None = None, workers: int | None = None
) -> NDArray[Any]:
    """Blur the last two axes with a Gaussian; masked pixels have no part in the means, and become 0.

    Parameters
    ----------
    values
        Shape (H, W) or (N, C, H, W), floating-point numbers. Edges are mirrored.
    sigma
        Standard deviation in pixels; what is more than four of them away does not count.
    mask
        Where values count; its shape must match that of the values by broadcasting.
    workers
        How many threads to use; None for one on each core.

    Returns
    -------
    array
        Computed in float64, in the type of the values.
    """
    import numpy as np

    kernels = native()
    if kernels is None or values.dtype.name not in ("float32", "float64"):
        return _plain_blur(values, sigma, mask)
    blurred = np.empty(values.shape, values.dtype)
    four = (1,) * (4 - values.ndim) + values.shape
    inside = None if mask is None else np.broadcast_to(mask, values.shape).reshape(four)
    kernels.blur(
        values.reshape(four),
        inside,
        _half_gaussian(sigma),
        blurred.reshape(four),
        worker_count(workers),
    )
    return blurred


def _plain_blur(values: NDArray[Any], sigma: float, mask: NDArray[Any] | None) -> NDArray[Any]:
    import numpy as np
    from scipy.ndimage import gaussian_filter

    sigmas = (0,) * (values.ndim - 2) + (sigma, sigma)
    if mask is None:
        return gaussian_filter(values, sigmas, output=np.float64).astype(values.dtype)  # type: ignore[no-any-return]
    inside = np.broadcast_to(mask, values.shape).astype(np.float64)
    norm = np.maximum(gaussian_filter(inside, sigmas), 1e-12)
    quotient: NDArray[Any] = gaussian_filter(values * inside, sigmas)
    quotient *= inside / norm
    return quotient.astype(values.dtype)


def _half_gaussian(sigma: float) -> list[float]:
    """Return the weights of the centre and of the neighbours on one side, as scipy has them."""
    import numpy as np

    distances = np.arange(int(4 * sigma + 0.5) + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * distances**2)
    half: list[float] = (weights / (2 * weights[1:].sum() + weights[0])).tolist()
    return half


def levels(
    values: NDArray[Any], method: str, k: float, percentile: float, hysteresis: float, grain: float
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
    grain
        What is rounding and no difference; see :func:`grain_of`.

    Returns
    -------
    tuple of float
        Infinite for a flat map, of which nothing stands out.
    """
    import numpy as np

    check_settings(method, k, percentile, hysteresis)
    flat = np.asarray(values, dtype=np.float64).ravel()
    if flat.size == 0 or np.ptp(flat) <= grain:
        return float("inf"), float("inf")
    found, ground = methods()[method](flat, k, percentile)
    median = float(np.median(ground))
    high = max(found, median + grain)
    return high, median + hysteresis * (high - median)


def check_settings(method: str, k: float, percentile: float, hysteresis: float) -> None:
    """Refuse settings of :func:`levels` that have no meaning."""
    if method not in methods():
        raise UnknownNameError.among("threshold method", method, methods())
    if not 0 <= percentile <= 100:
        raise InputError(f"percentile must be 0 to 100, not {percentile}")
    if not k >= 0:
        raise InputError(f"k must be at least 0, not {k}")
    if not 0 < hysteresis <= 1:
        raise InputError(f"hysteresis is a share, over 0 and at most 1, not {hysteresis}")


def grain_of(values: NDArray[Any], unit_range: float | None) -> float:
    """Return the size of rounding errors in a map that was computed in float32."""
    top = float(values.max()) if values.size else 0.0
    return FLAT * max(top, unit_range or 0.0)


def is_clean(plane: NDArray[Any], inside: NDArray[Any], grain: float) -> bool:
    """Tell whether a map is zero but for few places, so that whatever is not zero stands out.

    The zeros must also lie together: what resampling leaves of a drawing is zero mostly, and speckled.
    """
    from scipy.ndimage import minimum_filter

    zero = (plane <= grain)[inside]
    if not zero.size or zero.mean() < CLEAN_SHARE:
        return False
    together = minimum_filter(plane <= grain, 3)[inside]
    return bool(together.mean() >= TOGETHER_SHARE)


def methods() -> dict[str, Callable[[Values, float, float], tuple[float, Values]]]:
    """Return the threshold methods by name; each gives a level and the values that are background.

    - ``mad``: median + k * 1.4826 * MAD, the robust background.
    - ``rosin``: the corner of a histogram with one hump (Rosin, Pattern Recognition 34, 2001,
      doi:10.1016/S0031-3203(00)00136-9).
    - ``otsu``: the split of least variance within the two classes (Otsu 1979, doi:10.1109/TSMC.1979.4310076),
      taken on square roots, because difference maps have one hump and a long tail.
    - ``percentile``: a fixed share of the pixels.
    - ``auto``: the greater of ``otsu`` and ``mad``: Otsu splits whatever it is given, noise as well. Where
      two distant classes show that most of the image differs, ``mad`` of the lower class.
    """
    return {
        "auto": _auto,
        "mad": lambda v, k, _: (spread(v, k)[1], v),
        "rosin": lambda v, *_: (_rosin(v), v),
        "otsu": lambda v, *_: (_otsu(v), v),
        "percentile": lambda v, _, percentile: (_percentile(v, percentile), v),
    }


def spread(values: Values, k: float) -> tuple[float, float]:
    """Return the median, and ``k`` robust standard deviations above it."""
    import numpy as np

    median = np.median(values)
    return float(median), float(median + k * NORMAL_MAD * np.median(np.abs(values - median)))


def _percentile(values: Values, percentile: float) -> float:
    import numpy as np

    return float(np.percentile(values, percentile))


def _auto(values: Values, k: float, _: float) -> tuple[float, Values]:
    split = _otsu(values)
    ground = _ground(values, split)
    level = spread(ground, k)[1]
    return (level if ground is not values else max(split, level)), ground


def _ground(values: Values, split: float) -> Values:
    """Return the lower of two distant classes where most of the image differs, else all values."""
    import numpy as np

    lower, upper = values[values <= split], values[values > split]
    if lower.size > SMALL_SHARE * values.size or not upper.size:
        return values
    return lower if np.median(upper) > spread(lower, DISTANCE)[1] else values


def _otsu(values: Values) -> float:
    import numpy as np

    counts, edges = np.histogram(np.sqrt(np.maximum(values, 0)), BINS)
    centres = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts).astype(np.float64)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    inner = (below > 0) & (above > 0)
    gap = sums[inner] / below[inner] - (sums[-1] - sums[inner]) / above[inner]
    between = below[inner] * above[inner] * gap**2
    return float(edges[1:][inner][int(np.argmax(between))] ** 2)


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
