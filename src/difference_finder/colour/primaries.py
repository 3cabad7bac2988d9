"""Matrices between linear RGB and CIE XYZ under the illuminant D50."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CICP_PRIMARIES", "SRGB", "linear_srgb_of_xyz", "rgb_to_xyz", "with_exact_white"]

SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
"""Chromaticities x, y of red, green, blue and white of sRGB and ITU-R BT.709."""

CICP_PRIMARIES = {
    1: SRGB,
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290),  # ITU-R BT.2020
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290),  # Display P3
}
"""Chromaticities by the code of the primaries in ITU-T H.273."""

D50 = (0.9642, 1.0, 0.8249)
"""White of the profile connection space (ICC.1:2022, section 6.3.4.3)."""

_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


@lru_cache(maxsize=64)
def rgb_to_xyz(chromaticities: tuple[float, ...]) -> NDArray[Any]:
    """Return the matrix from linear RGB to XYZ, adapted from its white to D50 by Bradford's method.

    Parameters
    ----------
    chromaticities
        x and y of red, green, blue and white.

    Raises
    ------
    ValueError
        If the chromaticities are not those of a triangle around a white.

    Examples
    --------
    >>> rgb_to_xyz(SRGB).round(4).tolist()[1]
    [0.2225, 0.7169, 0.0606]
    """
    import numpy as np

    points = np.asarray(chromaticities, dtype=np.float64).reshape(4, 2)
    if not (points[:, 1] > 0).all():
        raise ValueError("chromaticities need a positive y")
    tristimulus = np.column_stack([points, 1 - points.sum(axis=1)]) / points[:, 1:]
    corners, white = tristimulus[:3].T, tristimulus[3]
    if abs(np.linalg.det(corners)) < 1e-9:
        raise ValueError("the primaries lie on a line")
    matrix = corners * np.linalg.solve(corners, white)
    cone = np.asarray(_BRADFORD)
    if not (cone @ white > 0).all():
        raise ValueError("the white is not a colour")
    gains = (cone @ np.asarray(D50)) / (cone @ white)
    return with_exact_white(np.linalg.inv(cone) @ (gains[:, None] * cone) @ matrix)


def with_exact_white(matrix: NDArray[Any], tolerance: float = 0.002) -> NDArray[Any]:
    """Return a matrix with columns scaled so that their sum is D50.

    Profiles store rounded columns. Without this step, white and greys of two profiles would differ in the
    fifth digit. A matrix with a sum farther from D50 than the tolerance is returned unchanged.
    """
    import numpy as np

    white = np.asarray(D50)
    if np.abs(matrix.sum(axis=1) - white).max() > tolerance or abs(np.linalg.det(matrix)) < 1e-9:
        return matrix
    return np.asarray(matrix * np.linalg.solve(matrix, white))


@lru_cache(maxsize=1)
def linear_srgb_of_xyz() -> NDArray[Any]:
    """Return the matrix from XYZ under D50 to linear sRGB."""
    import numpy as np

    return np.linalg.inv(rgb_to_xyz(SRGB))
