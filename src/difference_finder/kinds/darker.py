"""A place that is darker."""

from __future__ import annotations

from difference_finder.kinds._level import BIAS, WEIGHTS, level_signs
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("darker", unit="levels", drawings=False, weights=WEIGHTS, bias=BIAS)
def darker(place: Place) -> Finding | None:
    """Darker: one number of levels explains the difference; its size in levels."""
    size = place.luma_shift
    if size >= 0:
        return None
    return Finding(abs(size), place.measure(level_signs), f"{abs(size):.1f} levels darker in the second")
