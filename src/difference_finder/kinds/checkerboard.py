"""Checkerboard patterns."""

from __future__ import annotations

from difference_finder.kinds._others import explained
from difference_finder.kinds._waves import wave
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

LEAST = 0.35
"""Least share of the energy of the difference in waves with a period of 2 pixels."""


@kind("checkerboard", unit="levels", drawings=False, weights=(3.93, 4.6), bias=4.57)
def checkerboard(place: Place) -> Finding | None:
    """Checkerboard: the difference repeats every 2 pixels, as after upsampling; its size in levels."""
    found = place.measure(wave)
    if found.lattice < LEAST:
        return None
    size = place.varying_energy**0.5
    side = "second" if place.bands[1][0] >= place.bands[0][0] else "first"
    return Finding(
        size,
        (found.lattice, 1 - place.measure(explained)),
        f"checkerboard of {size:.1f} levels, period 2 px, in the {side}",
    )
