"""A change of brightness."""

from __future__ import annotations

import math

from difference_finder.kinds._others import level_share
from difference_finder.kinds._responses import blurred_means
from difference_finder.kinds.place import Place, surprise

WEIGHTS = (2.86, 4.08)
BIAS = -0.03

SPREAD = 2.0
"""Standard deviation of the blur of the difference, in pixels."""


def level_signs(place: Place) -> tuple[float, float]:
    """Return how well a constant explains the difference, and how flat the blurred difference is."""
    mean, square = place.measure(blurred_gap)
    variance = max(0.0, square - mean**2)
    flatness = math.log(mean**2 + 0.05) - math.log(variance + 0.05)  # also where a square overflows
    return surprise(place.measure(level_share)), min(4.0, max(-4.0, flatness))


def blurred_gap(place: Place) -> tuple[float, float]:
    """Return the means over the core of the blurred difference of the lumas, and of its square."""
    return blurred_means(place.luma_gap, place.core, SPREAD)
