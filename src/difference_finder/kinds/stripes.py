"""Stripes."""

from __future__ import annotations

from difference_finder.kinds._others import explained
from difference_finder.kinds._waves import wave
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

LEAST, FINEST = 0.5, 2.2
"""Least share of the energy of the difference in one wave, and its shortest period in pixels."""


@kind("stripes", unit="px", drawings=False, weights=(6.26, 5.53), bias=-1.66)
def stripes(place: Place) -> Finding | None:
    """Stripes: one wave explains the difference; its period in pixels."""
    found = place.measure(wave)
    if found.share < LEAST or found.period < FINEST:
        return None
    side = "second" if sum(place.bands[1]) >= sum(place.bands[0]) else "first"
    text = f"stripes every {found.period:.1f} px at {found.angle:.0f} degrees in the {side}"
    return Finding(found.period, (found.share, 1 - place.measure(explained)), text)
