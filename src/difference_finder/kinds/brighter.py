"""A place that is brighter."""

from __future__ import annotations

from difference_finder.kinds._level import BIAS, WEIGHTS, level_signs
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("brighter", unit="levels", drawings=False, weights=WEIGHTS, bias=BIAS)
def brighter(place: Place) -> Finding | None:
    """Brighter: one number of levels explains the difference; its size in levels."""
    size = place.luma_shift
    if size <= 0:
        return None
    return Finding(abs(size), place.measure(level_signs), f"{abs(size):.1f} levels brighter in the second")
