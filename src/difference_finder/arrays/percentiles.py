"""Percentiles and counts of the values of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PERCENTILE", "count_above", "count_below", "median", "quantile", "robust_maximum"]

PERCENTILE = 99.5

_FEW = 100_000


def robust_maximum(values: NDArray[np.floating]) -> float:
    """Return the 99.5th percentile of the absolute values, interpolated as in ``numpy.percentile``.

    Parameters
    ----------
    values
        Finite numbers in an array of any shape, at least one.

    Notes
    -----
    Only values above a bound, which is estimated from a sample, are sorted. That takes a third of the time
    for a map of 8 million pixels, and a tenth if most values are zero.
    """
    import numpy as np

    sizes = (values if values.min() >= 0 else np.abs(values)).reshape(-1)
    place = PERCENTILE / 100 * (sizes.size - 1)
    low, high = (float(end) for end in _neighbours(sizes, int(place)))
    return low + (high - low) * (place % 1)


def quantile(values: NDArray[np.floating], share: float) -> float:
    """Return the quantile of values, interpolated as in ``numpy.quantile``.

    Parameters
    ----------
    values
        Finite float64 numbers of shape (N,), at least one.
    share
        Share of the values that lie below the quantile, from 0 to 1.

    Notes
    -----
    The first call of ``numpy.quantile`` imports ``numpy.ma``, which takes 10 ms.
    """
    place = share * (values.size - 1)
    low, high = (float(end) for end in _at(values, int(place)))
    part = place % 1
    # The same rounding as numpy, which interpolates from the nearer end.
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


def median(values: NDArray[Any]) -> float:
    """Return the median of finite numbers in an array of any shape, as ``numpy.median``."""
    import numpy as np

    flat = values.ravel()
    ends = [(flat.size - 1) // 2, flat.size // 2]
    return float(np.partition(flat, ends)[ends].mean(dtype=np.float64))


def _neighbours(sizes: NDArray[Any], low: int) -> NDArray[Any]:
    """Return the value of rank ``low``, counted from 0, and the value of the next rank if there is one."""
    import numpy as np

    if sizes.size <= _FEW:
        return _at(sizes, low)
    sample = sizes[:: sizes.size // 10_000]
    bound = np.sort(sample)[int(0.98 * sample.size)]  # partition takes ten times as long if most are equal
    above = sizes[sizes > bound]
    first_above = sizes.size - above.size
    if first_above <= low:
        return _at(above, low - first_above)
    if first_above - np.count_nonzero(sizes == bound) > low:  # the sample was misleading
        return _at(sizes, low)
    return np.array([bound, above.min() if low + 1 == first_above else bound])


def _at(sizes: NDArray[Any], low: int) -> NDArray[Any]:
    import numpy as np

    high = min(low + 1, sizes.size - 1)
    return np.partition(sizes, (low, high))[[low, high]]


def count_above(values: NDArray[np.floating], limit: float) -> int:
    """Return the number of values greater than ``limit``, which their type may be unable to represent."""
    import numpy as np

    # A value is above the limit exactly if it is above the greatest number of its own type that is not above
    # the limit. Comparing with a number of a wider type would convert all values.
    return int(np.count_nonzero(values > _rounded(values, limit, -np.inf)))


def count_below(values: NDArray[np.floating], limit: float) -> int:
    """Return the number of values less than ``limit``, which their type may be unable to represent."""
    import numpy as np

    return int(np.count_nonzero(values < _rounded(values, limit, np.inf)))


def _rounded(values: NDArray[np.floating], limit: float, towards: float) -> Any:
    """Return ``limit`` rounded up or down to a number of the type of the values."""
    import numpy as np

    with np.errstate(over="ignore"):
        near = values.dtype.type(limit)
    wrong = float(near) > limit if towards < 0 else float(near) < limit
    return np.nextafter(near, values.dtype.type(towards)) if wrong else near
