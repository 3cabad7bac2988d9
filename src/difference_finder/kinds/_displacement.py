"""Displacements of planes: kernels, and the reference implementations beside them.

All planes have the shape (h, w) unless another one is given. ``weight`` is the core of a region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import native
from difference_finder.kinds._planes import cut, smooth
from difference_finder.kinds._responses import Response, response

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SOFT, STEPS, RIDGE = 1.0, 3, 1e-3
"""Blur before a displacement is followed, in pixels; number of steps; least energy of the gradient."""


CANDIDATES, AROUND = 8, 2
"""Number of positions at half the size that are compared at full size, and the distance of their neighbours,
which are compared too, in pixels."""


def follow_displacement(
    first: Array, second: Array, weight: Array, farthest: float
) -> tuple[float, float] | None:
    """Return the rows and columns by which the first plane moved, by Gauss-Newton steps; None if too far.

    Parameters
    ----------
    first, second
        Planes with both sides of at least 2 pixels.
    weight
        Weights of the pixels.
    farthest
        Greatest length of the displacement, in pixels.
    """
    import numpy as np

    if (kernels := native()) is not None:
        found: tuple[float, float] | None = kernels.follow_displacement(
            first, second, weight, half_gaussian(SOFT), STEPS, RIDGE, farthest
        )
        return found
    first, second = (smooth(plane, SOFT) for plane in (first, second))
    total, warped = np.zeros(2), first
    count = max(1.0, float(weight.sum(dtype=np.float64)))
    for _ in range(STEPS):
        slopes = np.array(np.gradient((warped + second) / 2)).reshape(2, -1)
        weighted = slopes * weight.ravel()
        products = weighted @ slopes.T / count
        right = weighted @ (second - warped).ravel() / count
        total -= np.linalg.solve(products + RIDGE * np.eye(2), right)
        if not np.hypot(*total) <= farthest:
            return None
        warped = translated(first, *total)
    return float(total[0]), float(total[1])


def displacement_response(base: Array, gap: Array, weight: Array, rows: float, columns: float) -> Response:
    """Return how a displacement of a plane explains a difference."""
    if (kernels := native()) is not None:
        return Response(*kernels.displacement_response(base, gap, weight, rows, columns))
    return response(translated(base, rows, columns) - base, gap, weight)


def displacement_errors(wide: Array, target: Array, weight: Array) -> Array:
    """Return the weighted sums of squared differences of a plane and all parts of a wider plane.

    Parameters
    ----------
    wide
        Plane of shape (H, W).
    target, weight
        Planes of shape (h, w), not larger.

    Returns
    -------
    array
        Sums of shape (H - h + 1, W - w + 1), by the top and the left of the part.
    """
    import numpy as np

    rows, columns = (far - near + 1 for far, near in zip(wide.shape, target.shape, strict=True))
    if (kernels := native()) is not None:
        errors = np.empty((rows, columns), np.float32)
        kernels.displacement_errors(wide, target, weight, errors)
        return errors
    wide, target, weight = (plane.astype(np.float64) for plane in (wide, target, weight))
    spectra = [np.fft.rfft2(plane, wide.shape) for plane in (wide, wide * wide, weight * target, weight)]
    products = spectra[1] * spectra[3].conj() - 2 * spectra[0] * spectra[2].conj()
    constant = float((weight * target * target).sum())
    errors = np.fft.irfft2(products, wide.shape)[:rows, :columns] + constant
    return np.maximum(errors, 0)


def best_position(wide: Array, target: Array, weight: Array) -> tuple[int, int]:
    """Return the top and the left of the part of a wider plane that resembles another plane best.

    The best positions at half the size are compared at full size with their neighbours.
    """
    import numpy as np

    if (kernels := native()) is not None:
        return kernels.best_position(wide, target, weight, CANDIDATES, AROUND)  # type: ignore[no-any-return]
    coarse = displacement_errors(*map(_halved, (wide, target, weight)))
    found: list[tuple[float, int, int]] = []
    for _ in range(CANDIDATES):
        row, column = divmod(int(coarse.argmin()), coarse.shape[1])
        coarse[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = np.inf
        top, left = max(0, 2 * row - AROUND), max(0, 2 * column - AROUND)
        rows, columns = (side + 2 * AROUND for side in target.shape)
        errors = displacement_errors(wide[top : top + rows, left : left + columns], target, weight)
        y, x = divmod(int(errors.argmin()), errors.shape[1])
        found.append((float(errors[y, x]), top + y, left + x))
    return min(found)[1:]


def _halved(plane: Array) -> Array:
    """Return the means of 2x2 pixels; the last row or column of an odd number is left out."""
    h, w = (side // 2 * 2 for side in plane.shape)
    rows = plane[0:h:2, :w] + plane[1:h:2, :w]
    return (rows[:, ::2] + rows[:, 1::2]) / 4  # type: ignore[no-any-return]


def translated(plane: Array, rows: float, columns: float) -> Array:
    """Return a plane moved down and to the right, by cubic convolution (Catmull and Rom)."""
    for axis, step in enumerate((rows, columns)):
        plane = _moved(plane, step, axis)
    return plane


def _moved(plane: Array, step: float, axis: int) -> Array:
    import numpy as np

    whole = int(np.floor(-step))
    part = -step - whole
    weights = (
        ((-0.5 * part + 1) * part - 0.5) * part,
        (1.5 * part - 2.5) * part * part + 1,
        ((-1.5 * part + 2) * part + 0.5) * part,
        (0.5 * part - 0.5) * part * part,
    )
    margin = abs(whole) + 2
    wide = np.pad(plane, [(margin, margin) if a == axis else (0, 0) for a in (0, 1)], "edge")
    length = plane.shape[axis]
    start = margin + whole - 1
    total = sum(
        plane.dtype.type(weight) * cut(wide, start + number, length, axis)
        for number, weight in enumerate(weights)
    )
    moved: Array = np.asarray(total)
    return moved
