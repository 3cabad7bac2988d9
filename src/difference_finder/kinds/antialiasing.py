"""Anti-aliasing."""

from __future__ import annotations

from difference_finder.kinds._ink import ink
from difference_finder.kinds._responses import energy_beyond
from difference_finder.kinds.place import Finding, Place, smooth
from difference_finder.parts.registry import kind

BEYOND = 0.1
"""Greatest share of the energy of the difference that lies outside the values of the other image nearby."""


SPREAD, BALANCED = 1.5, 0.1
"""Blur in pixels after which the difference of shifted or redrawn edges is small, and its greatest size, as a
share of the contrast. Another letter leaves 0.1 or more."""


@kind("antialiasing", unit="%", drawings=True, weights=(16.0,), bias=0.0)
def antialiasing(place: Place) -> Finding | None:
    """Anti-aliasing: only pixels beside edges differ, and the shapes stay; greatest change in per cent."""
    import numpy as np

    found = place.measure(ink)
    if found is None:
        return None
    lumas = place.luma_first, place.luma_second
    beyond = energy_beyond(*lumas, found.changed) + energy_beyond(*lumas[::-1], found.changed)
    if beyond > BEYOND * float((place.luma_gap[found.changed] ** 2).sum()):
        return None
    contrast = max(float(np.ptp(luma)) for luma in (place.luma_first, place.luma_second))
    if float(np.abs(smooth(place.luma_gap, SPREAD)).max()) > BALANCED * contrast:
        return None
    size = 100 * float(np.abs(place.luma_gap).max()) / 255
    return Finding(size, (1.0,), "only the anti-aliasing of edges differs")
