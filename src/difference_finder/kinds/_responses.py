"""How well filters of a plane explain a difference: kernels, and the reference implementations beside them.

All planes have the shape (h, w). ``weight`` is the core of a region.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import native
from difference_finder.kinds._planes import greatest, least, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Response(NamedTuple):
    """Weighted means over pixels: the square of a prediction, and its product with the difference."""

    square: float
    product: float


def response(prediction: Array, gap: Array, weight: Array) -> Response:
    """Return how a prediction explains a difference."""
    weighted, total = (prediction * weight).ravel(), max(1.0, float(weight.sum()))
    return Response(float(weighted @ prediction.ravel()) / total, float(weighted @ gap.ravel()) / total)


def blur_responses(base: Array, gap: Array, weight: Array, sigmas: Sequence[float]) -> list[Response]:
    """Return how the changes of a plane by Gaussian blurs explain a difference."""
    if (kernels := native()) is not None:
        blurs = [half_gaussian(sigma) for sigma in sigmas]
        return [Response(*means) for means in kernels.blur_responses(base, gap, weight, blurs)]
    return [response(smooth(base, sigma) - base, gap, weight) for sigma in sigmas]


class LowWaves(NamedTuple):
    """Waves of low frequencies of a plane, (h, w).

    Parameters
    ----------
    columns, rows
        Waves along the columns, (K, h), and along the rows, (L, w), each orthonormal.
    kept
        Which products of them lie below a cut, (K, L).
    """

    columns: Array
    rows: Array
    kept: Array


def cut_response(base: Array, gap: Array, weight: Array, waves: LowWaves, sigma: float) -> Response:
    """Return how the echo of a sharp cut of frequencies, beyond a Gaussian blur, explains a difference."""
    if (kernels := native()) is not None:
        return Response(*kernels.cut_response(base, gap, weight, *waves, half_gaussian(sigma)))
    columns, rows, kept = waves
    low = columns.T @ (kept * (columns @ base @ rows.T)) @ rows
    return response(low - smooth(base, sigma), gap, weight)


def blurred_means(plane: Array, weight: Array, sigma: float) -> tuple[float, float]:
    """Return the weighted means of a plane blurred by a Gaussian, and of its square."""
    if (kernels := native()) is not None:
        return kernels.blurred_means(plane, weight, half_gaussian(sigma))  # type: ignore[no-any-return]
    count = max(1.0, float(weight.sum()))
    blurred = smooth(plane, sigma)
    weighted = (weight * blurred).ravel()
    return float(weighted.sum()) / count, float(weighted @ blurred.ravel()) / count


class NeighbourSums(NamedTuple):
    """Sums over a core of the values minus their mean, as shares of the greatest.

    Parameters
    ----------
    square, fourth
        Of the squares and of the fourth powers.
    beside, above
        Of the products with the neighbours in the row, and in the column.
    """

    square: float
    fourth: float
    beside: float
    above: float


def neighbour_sums(plane: Array, weight: Array, mean: float) -> NeighbourSums:
    """Return the sums of a plane minus its mean; weights are 0 or 1."""
    import numpy as np

    if (kernels := native()) is not None:
        return NeighbourSums(*kernels.neighbour_sums(plane, weight, mean))
    gap = np.where(weight > 0, plane - np.float32(mean), np.float32(0)).astype(np.float64)
    gap /= max(1e-9, float(np.abs(gap).max()))  # squares of huge values overflow
    squares = gap * gap
    beside, above = gap[:, 1:] * gap[:, :-1], gap[1:] * gap[:-1]
    return NeighbourSums(*(float(part.sum()) for part in (squares, squares * squares, beside, above)))


def energy_beyond(plane: Array, other: Array, counts: Array) -> float:
    """Return the sum over a mask of the squares by which a plane exceeds the neighbours in another plane."""
    import numpy as np

    if (kernels := native()) is not None:
        return kernels.energy_beyond(plane, other, counts, 1)  # type: ignore[no-any-return]
    excess = np.maximum(plane - greatest(other, 1), least(other, 1) - plane)
    return float((np.maximum(excess, 0)[counts] ** 2).sum(dtype=np.float64))


def median_responses(base: Array, gap: Array, weight: Array, sizes: Sequence[int]) -> list[Response]:
    """Return how the changes of a plane by medians explain a difference; sizes are 3, 5, 7 or 9 pixels."""
    if (kernels := native()) is not None:
        return [Response(*means) for means in kernels.median_responses(base, gap, weight, list(sizes))]
    return [response(_median(base, size) - base, gap, weight) for size in sizes]


def _median(plane: Array, size: int) -> Array:
    """Return the median of each row's and then of each column's neighbours."""
    import numpy as np

    half = size // 2
    for _ in range(2):
        plane = plane.T
        wide = np.pad(plane, [(half, half), (0, 0)], mode="symmetric")
        stack = np.stack([wide[i : i + len(plane)] for i in range(size)])
        stack.partition(half, axis=0)
        plane = stack[half]
    return plane


def band_energies(
    first: Array, second: Array, weight: Array, sigmas: Sequence[float]
) -> list[tuple[float, float, float]]:
    """Return the energies of two planes and of their difference in bands.

    Returns
    -------
    list of tuple
        For each band, weighted means of the squares of the first plane, of the second, and of the difference.
        The bands lie between the plane and its narrowest blur, and between each blur and the next.
    """
    import numpy as np

    if (kernels := native()) is not None:
        blurs = [half_gaussian(sigma) for sigma in sigmas]
        return [tuple(band) for band in kernels.band_energies(first, second, weight, blurs)]
    total = max(1.0, float(weight.sum()))
    energies = []
    for plane in (first, second, second - first):
        levels = [plane, *(smooth(plane, sigma) for sigma in sigmas)]
        bands = [fine - coarse for fine, coarse in pairwise(levels)]
        energies.append([float((weight * band * band).sum(dtype=np.float64)) / total for band in bands])
    return list(zip(*energies, strict=True))
