"""Means and skewness of finite numbers of any magnitude."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["mean_of", "scaled_to_one", "skewness_of"]


def mean_of(values: NDArray[np.float64]) -> float:
    """Return the mean of finite numbers of any magnitude; NaN for an empty array."""
    import numpy as np

    if not values.size:
        return math.nan
    scaled, power = scaled_to_one(values)
    return float(np.ldexp(scaled.mean(), power))


def skewness_of(values: NDArray[np.float64]) -> float:
    """Return the third standardised moment; 0 if all values are equal, NaN for an empty array."""
    if not values.size or values.min() == values.max():
        return 0.0 if values.size else math.nan
    scaled = scaled_to_one(values)[0]
    off = scaled_to_one(scaled - scaled.mean())[0]  # scaled again: nearly equal values have tiny deviations
    squares = off * off  # a product, since powers of arrays are slow
    return float((squares * off).mean() / squares.mean() ** 1.5)


def scaled_to_one(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Return the values divided by a power of two so that none exceeds 1, and the exponent.

    The scaling is exact, and avoids overflow and underflow in sums and cubes.
    """
    import numpy as np

    power = int(np.frexp(np.abs(values).max())[1])
    return np.ldexp(values, -power), power
