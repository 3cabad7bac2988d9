"""Pixels that are not numbers."""

from __future__ import annotations

from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

LEAST = 0.02
"""Least share of the pixels of a region."""


@kind("not_finite", unit="%", weights=(20.0,), bias=8.0)
def not_finite(place: Place) -> Finding | None:
    """Not finite: values are infinite or not a number in one image alone; per cent of the pixels."""
    share = place.not_finite
    if share < LEAST:
        return None
    return Finding(100 * share, (share,), f"{100 * share:.0f} % of the pixels not finite in one image alone")
