"""Colours in CIELAB."""

from __future__ import annotations

import math
from collections.abc import Sequence

from difference_finder.kinds.place import LEVELS

TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
"""From linear red, green and blue of sRGB to X, Y and Z."""

SHARES = tuple(tuple(weight / sum(row) for weight in row) for row in TO_XYZ)
"""The same, as shares of X, Y and Z of white."""

HUES = ("red", "orange", "yellow", "green", "green", "cyan", "blue", "purple")
"""Names of the directions in the plane of a* and b*, in steps of 45 degrees from a*."""


def chroma_step(first: Sequence[float], second: Sequence[float]) -> tuple[float, str]:
    """Return the distance of two colours in a* and b* of CIELAB, and the name of its direction.

    Parameters
    ----------
    first, second
        Red, green and blue of sRGB, in levels.
    """
    a, b = _chroma(*first)
    c, d = _chroma(*second)
    angle = math.degrees(math.atan2(d - b, c - a)) % 360
    return math.hypot(c - a, d - b), HUES[round(angle / 45) % len(HUES)]


def _chroma(*colour: float) -> tuple[float, float]:
    red, green, blue = map(_linear, colour)
    x, y, z = (_lightness(r * red + g * green + b * blue) for r, g, b in SHARES)
    return 500 * (x - y), 200 * (y - z)


def _linear(level: float) -> float:
    value = min(1.0, max(0.0, float(level) / LEVELS))
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _lightness(value: float) -> float:
    return float(value ** (1 / 3)) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29
