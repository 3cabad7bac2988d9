"""Banding."""

from __future__ import annotations

from difference_finder.kinds._steps import span_of_values, steps
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind

LEAST = 0.9
"""Least number of steps between the values of the second image: one, of which rounding takes a little."""


@kind("banding", unit="levels", drawings=False, reverse="banding", weights=(10.42, 0.46), bias=2.13)
def banding(place: Place) -> Finding | None:
    """Banding: the values of the second image gather at multiples of a step; the step in levels."""
    found = place.measure(steps)
    if found.concentration <= 0 or span_of_values(place) < LEAST * found.size:
        return None
    signs = (found.concentration, surprise(found.share))
    return Finding(found.size, signs, f"values in steps of {found.size:.1f} levels in the {place.changed}")
