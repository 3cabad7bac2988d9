"""Colour spaces of flip and ciede2000, with adjoints of their derivatives. Images have shape (N, 3, H, W)."""

from __future__ import annotations

import math
from typing import Any

from difference_finder.arrays.backend import namespace

__all__ = [
    "clamp",
    "clamp_adjoint",
    "greatest_distance",
    "hunt_lab",
    "hunt_lab_adjoint",
    "lab",
    "lab_adjoint",
    "linear",
    "linear_slope",
    "opponent",
    "opponent_adjoint",
    "rgb_of_opponent",
    "rgb_of_opponent_adjoint",
]

Array = Any
Matrix = tuple[tuple[float, ...], ...]

TO_XYZ = (
    (10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794),
    (2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897),
    (1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382),
)
"""From linear RGB of sRGB to XYZ, in exact fractions."""

OPPONENT = ((0.0, 116.0, 0.0), (500.0, -500.0, 0.0), (0.0, 200.0, -200.0))
"""From XYZ over that of white to Y + 16, Cx and Cz: CIELAB without its cube root."""

BLACK = 16.0
"""Y of white less 100, which is subtracted from Y."""

ROUNDING = 1e-6
"""How far rounding may move values out of the range from 0 to 1."""

BEND = 6 / 29
"""Cube root up to which the lightness function of CIELAB is a line."""


def _product(first: Matrix, second: Matrix) -> Matrix:
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*second, strict=True))
        for row in first
    )


def _inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a matrix of 3x3 numbers: cross products of its rows over its determinant."""
    rows = [matrix[k % 3] for k in range(5)]
    columns = [_cross(rows[k + 1], rows[k + 2]) for k in range(3)]
    determinant = sum(a * b for a, b in zip(matrix[0], columns[0], strict=True))
    return tuple(tuple(value / determinant for value in row) for row in zip(*columns, strict=True))


def _cross(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


XYZ: Matrix = tuple(tuple(value / sum(row) for value in row) for row in TO_XYZ)
"""From linear RGB to XYZ over that of white."""

SEEN = _product(OPPONENT, XYZ)
"""From linear RGB to Y + 16, Cx and Cz."""

SHOWN = _inverse(SEEN)


def _apply(matrix: Matrix, image: Array) -> Array:
    xp, channels = namespace(image), [image[:, number] for number in range(3)]
    planes = [sum(k * plane for k, plane in zip(row, channels, strict=True)) for row in matrix]
    return xp.stack(planes, axis=1)


def linear(image: Array) -> Array:
    """Return linear RGB of sRGB values from 0 to 1."""
    xp = namespace(image)
    bent = ((_at_least(image, 0.04045) + 0.055) / 1.055) ** 2.4
    return xp.where(image <= 0.04045, image / 12.92, bent)


def linear_slope(image: Array) -> Array:
    """Return the derivative of linear RGB at sRGB values from 0 to 1."""
    xp = namespace(image)
    bent = 2.4 / 1.055 * ((_at_least(image, 0.04045) + 0.055) / 1.055) ** 1.4
    return xp.where(image <= 0.04045, xp.full_like(image, 1 / 12.92), bent)


def opponent(rgb: Array) -> Array:
    """Return Y, Cx and Cz of linear RGB."""
    return _shifted(_apply(SEEN, rgb), -BLACK)


def opponent_adjoint(slope: Array) -> Array:
    """Return the derivative with respect to linear RGB from that with respect to Y, Cx and Cz."""
    return _apply(_transposed(SEEN), slope)


def rgb_of_opponent(image: Array) -> Array:
    """Return linear RGB of Y, Cx and Cz."""
    return _apply(SHOWN, _shifted(image, BLACK))


def rgb_of_opponent_adjoint(slope: Array) -> Array:
    """Return the derivative with respect to Y, Cx and Cz from that with respect to linear RGB."""
    return _apply(_transposed(SHOWN), slope)


def clamp(image: Array) -> Array:
    """Return values from 0 to 1."""
    return namespace(image).clip(image, 0.0, 1.0)


def clamp_adjoint(values: Array, slope: Array) -> Array:
    """Return the derivative before values were clamped to 0 to 1."""
    xp = namespace(values)
    outside = (values < -ROUNDING) | (values > 1 + ROUNDING)
    return xp.where(outside, xp.zeros_like(slope), slope)


def lab(rgb: Array) -> Array:
    """Return CIELAB of linear RGB, relative to white (1, 1, 1)."""
    return namespace(rgb).stack(_lab(_bent(_apply(XYZ, rgb))), axis=1)


def lab_adjoint(rgb: Array, slope: Array) -> Array:
    """Return the derivative with respect to linear RGB from that with respect to :func:`lab`."""
    by_lightness, by_a, by_b = slope[:, 0], slope[:, 1], slope[:, 2]
    by_bent = namespace(rgb).stack(
        [500 * by_a, 116 * by_lightness - 500 * by_a + 200 * by_b, -200 * by_b], axis=1
    )
    root = _at_least(_apply(XYZ, rgb), BEND**3) ** (1 / 3)
    return _apply(_transposed(XYZ), by_bent / (3 * root**2))


def hunt_lab(rgb: Array) -> Array:
    """Return CIELAB of linear RGB from 0 to 1, with a and b scaled by lightness (the Hunt effect)."""
    lightness, a, b = _lab(_bent(_apply(XYZ, rgb)))
    return namespace(rgb).stack([lightness, 0.01 * lightness * a, 0.01 * lightness * b], axis=1)


def hunt_lab_adjoint(rgb: Array, slope: Array) -> Array:
    """Return the derivative with respect to linear RGB from that with respect to :func:`hunt_lab`."""
    lightness, a, b = _lab(_bent(_apply(XYZ, rgb)))
    by_lightness = slope[:, 0] + 0.01 * (a * slope[:, 1] + b * slope[:, 2])
    by_a, by_b = 0.01 * lightness * slope[:, 1], 0.01 * lightness * slope[:, 2]
    return lab_adjoint(rgb, namespace(rgb).stack([by_lightness, by_a, by_b], axis=1))


def greatest_distance() -> float:
    """Return the distance of pure green and pure blue, the greatest of two colours (HyAB)."""
    lab = []
    for channel in (1, 2):
        x, y, z = (math.cbrt(row[channel]) for row in XYZ)
        lightness = 116 * y - 16
        lab.append((lightness, 5 * lightness * (x - y), 2 * lightness * (y - z)))
    green, blue = lab
    return abs(green[0] - blue[0]) + math.hypot(green[1] - blue[1], green[2] - blue[2])


def _bent(xyz: Array) -> Array:
    root = _at_least(xyz, BEND**3) ** (1 / 3)
    return namespace(xyz).where(xyz > BEND**3, root, xyz / (3 * BEND**2) + 4 / 29)


def _lab(bent: Array) -> tuple[Array, Array, Array]:
    x, y, z = bent[:, 0], bent[:, 1], bent[:, 2]
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _at_least(values: Array, least: float) -> Array:
    return namespace(values).clip(values, least, None)


def _shifted(image: Array, by: float) -> Array:
    """Return an image whose first channel is shifted."""
    xp = namespace(image)
    return xp.concat([image[:, :1] + by, image[:, 1:]], axis=1)
