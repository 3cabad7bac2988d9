"""Colours in CIELAB."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.kinds.place import LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
"""From linear red, green and blue of sRGB to X, Y and Z."""

HUES = ("red", "orange", "yellow", "green", "green", "cyan", "blue", "purple")
"""Names of the directions in the plane of a* and b*, in steps of 45 degrees from a*."""


def chroma_step(first: Array, second: Array) -> tuple[float, str]:
    """Return the distance of two colours in a* and b* of CIELAB, and the name of its direction.

    Parameters
    ----------
    first, second
        Red, green and blue of sRGB, in levels.
    """
    (a, b), (c, d) = (_chroma(colour) for colour in (first, second))
    angle = math.degrees(math.atan2(d - b, c - a)) % 360
    return math.hypot(c - a, d - b), HUES[round(angle / 45) % len(HUES)]


def _chroma(colour: Array) -> tuple[float, float]:
    values = [min(1.0, max(0.0, float(value) / LEVELS)) for value in colour]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    x, y, z = (_lightness(sum(w * v for w, v in zip(row, linear, strict=True)) / sum(row)) for row in TO_XYZ)
    return 500 * (x - y), 200 * (y - z)


def _lightness(value: float) -> float:
    return float(value ** (1 / 3)) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29
