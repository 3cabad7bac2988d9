"""Thresholds that separate a map from its background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.order_statistics import INFINITY
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.postprocessors._statistics import ValueStatistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.arrays.streamed_values import StreamedValues

    Statistics = ValueStatistics | StreamedValues

BINS = 512

FLAT = 1e-6
"""Bound of rounding errors of float32 in differences of values up to 1, each exact to 6e-8."""

SMALL_SHARE, DISTANCE = 0.6, 30.0
"""Conditions under which the lower of two classes is the background of an image that differs mostly: its
share is below the first number, and the distance of the median of the upper class, in robust standard
deviations of the lower, is above the second. The distance is 2.3 for noise, 2 to 22 for JPEG compression, and
hundreds for a photograph that is partly inverted."""


def find_levels(
    values: Any,
    method: str,
    k: float,
    percentile: float,
    hysteresis: float,
    grain: float,
    inside: NDArray[Any] | None = None,
    workers: int | None = None,
) -> tuple[float, float]:
    """Return the value above which a map is not background, and a lower one for neighbouring pixels.

    Parameters
    ----------
    values
        Values of a map, at least 0, in an array of any shape.
    method
        Method: "auto", "mad", "rosin", "otsu" or "percentile"; see :func:`methods`.
    k
        Number of robust standard deviations above the median, for "mad" and "auto".
    percentile
        Percentile for the method "percentile", 0 to 100.
    hysteresis
        Position of the lower level between the median (0) and the upper level (1). It is measured from the
        median, because half the upper level can lie within the background.
    grain
        Size of rounding errors; see :func:`rounding_error`.
    inside
        Mask in the shape of the values, True where they count; None if all do.
    workers
        Number of threads; None for one on each core.

    Returns
    -------
    tuple of float
        Upper and lower level; both are infinite for a flat map.

    Raises
    ------
    UnknownNameError
        If the method is unknown.
    InputError
        If a setting is not possible.
    """
    check_settings(method, k, percentile, hysteresis)
    return levels_of(ValueStatistics.of(values, inside, workers), method, k, percentile, hysteresis, grain)


def levels_of(
    seen: Statistics, method: str, k: float, percentile: float, hysteresis: float, grain: float
) -> tuple[float, float]:
    """Return the levels of :func:`find_levels` from the statistics of the values."""
    count, least, greatest = seen.summary
    if not count or greatest - least <= grain:
        return float("inf"), float("inf")
    found, ground = methods()[method](seen, k, percentile)
    median = ground.median
    high = max(found, median + grain)
    return high, median + hysteresis * (high - median)


def check_settings(method: str, k: float, percentile: float, hysteresis: float) -> None:
    """Refuse impossible settings of :func:`find_levels`.

    Raises
    ------
    UnknownNameError
        If the method is unknown.
    InputError
        If a number is out of its range.
    """
    if method not in methods():
        raise UnknownNameError.among("threshold method", method, methods())
    if not 0 <= percentile <= 100:
        raise InputError(f"percentile must be 0 to 100, not {percentile}")
    if not k >= 0:
        raise InputError(f"k must be at least 0, not {k}")
    if not 0 < hysteresis <= 1:
        raise InputError(f"hysteresis is a share, over 0 and at most 1, not {hysteresis}")


def rounding_error(greatest: float, unit_range: float | None) -> float:
    """Return the size of rounding errors in a map that was computed in float32.

    Parameters
    ----------
    greatest
        Greatest magnitude of its values.
    unit_range
        Greatest possible difference of the map; None if unknown.
    """
    return FLAT * max(greatest, unit_range or 0.0)


def methods() -> dict[str, Callable[[Statistics, float, float], tuple[float, Statistics]]]:
    """Return the threshold methods by name; each returns a level and the statistics of the background.

    - ``mad``: median + k * 1.4826 * MAD.
    - ``rosin``: the corner of a unimodal histogram (Rosin, Pattern Recognition 34, 2001,
      doi:10.1016/S0031-3203(00)00136-9).
    - ``otsu``: the split with the least variance within the two classes (Otsu 1979,
      doi:10.1109/TSMC.1979.4310076), of square roots, because difference maps have one mode and a long tail.
    - ``percentile``: a fixed share of the pixels.
    - ``auto``: the greater of ``otsu`` and ``mad``, because Otsu's method splits noise as well. Where two
      distant classes show that most of the image differs, ``mad`` of the lower class.
    """
    return {
        "auto": _auto,
        "mad": lambda v, k, _: (v.spread(k)[1], v),
        "rosin": lambda v, *_: (_rosin(v), v),
        "otsu": lambda v, *_: (_otsu(v), v),
        "percentile": lambda v, _, percentile: (v.percentile(percentile), v),
    }


def _auto(values: Statistics, k: float, _: float) -> tuple[float, Statistics]:
    split = _otsu(values)
    ground = _ground(values, split)
    level = ground.spread(k)[1]
    return (level if ground is not values else max(split, level)), ground


def _ground(values: Statistics, split: float) -> Statistics:
    """Return the lower of two distant classes where most of the image differs, or all values."""
    lower, upper = values.between(-INFINITY, split), values.between(split, INFINITY)
    if lower.count > SMALL_SHARE * values.count or not upper.count:
        return values
    return lower if upper.median > lower.spread(DISTANCE)[1] else values


def _otsu(values: Statistics) -> float:
    import numpy as np

    counts, edges = values.histogram(BINS, root=True)
    centres = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts).astype(np.float64)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    inner = (below > 0) & (above > 0)
    gap = sums[inner] / below[inner] - (sums[-1] - sums[inner]) / above[inner]
    between = below[inner] * above[inner] * gap**2
    return float(edges[1:][inner][int(np.argmax(between))] ** 2)


def _rosin(values: Statistics) -> float:
    """Return the level at which the histogram is farthest below the line from its peak to its last bin."""
    import numpy as np

    counts, edges = values.histogram(BINS)
    peak = int(np.argmax(counts))
    last = int(np.nonzero(counts)[0][-1])
    if last == peak:
        return float(edges[peak + 1])
    bins = np.arange(peak, last + 1)
    line = counts[peak] + (bins - peak) * (counts[last] - counts[peak]) / (last - peak)
    return float(edges[bins[int(np.argmax(line - counts[bins]))] + 1])
