"""Moved content."""

from __future__ import annotations

import math

from difference_finder.kinds._models import small_shift
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind

WORDS = (("right", "left"), ("down", "up"))


@kind("moved", unit="px", weights=(7.67,), bias=1.0)
def moved(place: Place) -> Finding | None:
    """Moved: the content of the first image at another position explains the second; distance in pixels."""
    found = place.measure(small_shift)
    if found.share <= 0:
        return None
    distance = math.hypot(found.rows, found.columns)
    steps = [
        f"{abs(size):.1f} px {words[size < 0]}"
        for size, words in zip((found.columns, found.rows), WORDS, strict=True)
        if abs(size) >= 0.05
    ]
    sign = surprise(place.luma_share * found.share)
    return Finding(distance, (sign,), f"moved {' and '.join(steps) or '0 px'} in the second")
