"""How large the values of a map are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PERCENTILE", "count_above", "count_below", "typical"]

PERCENTILE = 99.5

_FEW = 100_000


def typical(values: NDArray[np.floating]) -> float:
    """Return the 99.5th percentile of the absolute values, as ``numpy.percentile`` interpolates it.

    Parameters
    ----------
    values
        At least one number, of any shape, all finite.

    Notes
    -----
    Only values above a bound, which a sample gives, are put in order: a third of the time for a map of
    8 million pixels, a tenth if most of them are zero.
    """
    import numpy as np

    sizes = (values if values.min() >= 0 else np.abs(values)).reshape(-1)
    return float(np.percentile(_ends(sizes), _share(sizes.size)) if sizes.size > _FEW else _all(sizes))


def _all(sizes: NDArray[Any]) -> Any:
    import numpy as np

    return np.percentile(sizes, PERCENTILE)


def _place(count: int) -> float:
    """Return the place of the percentile among ordered values, counted from 0."""
    return PERCENTILE / 100 * (count - 1)


def _share(count: int) -> float:
    return 100 * (_place(count) % 1)


def _ends(sizes: NDArray[Any]) -> NDArray[Any]:
    """Return the two values between which the percentile lies."""
    import numpy as np

    low = int(_place(sizes.size))
    bound = np.percentile(sizes[:: sizes.size // 10_000], 98, method="lower")
    above = sizes[sizes > bound]
    first_above = sizes.size - above.size
    if first_above <= low:
        return np.partition(above, (low - first_above, low - first_above + 1))[low - first_above :][:2]
    if first_above - np.count_nonzero(sizes == bound) > low:  # the sample was no good
        return np.partition(sizes, (low, low + 1))[low : low + 2]
    return np.array([bound, above.min() if low + 1 == first_above else bound])


def count_above(values: NDArray[np.floating], limit: float) -> int:
    """Return how many values are greater than a number, which need not be one of their type."""
    import numpy as np

    # A value is above the limit exactly if it is above the nearest number of its own type that is not greater
    # than the limit. Comparing with a number of a wider type would convert all values.
    return int(np.count_nonzero(values > _rounded(values, limit, -np.inf)))


def count_below(values: NDArray[np.floating], limit: float) -> int:
    """Return how many values are less than a number, which need not be one of their type."""
    import numpy as np

    return int(np.count_nonzero(values < _rounded(values, limit, np.inf)))


def _rounded(values: NDArray[np.floating], limit: float, towards: float) -> Any:
    """Return the number as one of the type of the values, rounded up or down."""
    import numpy as np

    with np.errstate(over="ignore"):
        near = values.dtype.type(limit)
    wrong = float(near) > limit if towards < 0 else float(near) < limit
    return np.nextafter(near, values.dtype.type(towards)) if wrong else near
