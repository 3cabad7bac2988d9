"""Clipping."""

from __future__ import annotations

from difference_finder.kinds.place import LEVELS, Finding, Place
from difference_finder.parts.registry import kind

END = 0.75
"""Greatest distance of a clipped value to black or white, in levels."""

LEAST = 0.25
"""Least share of the values that are clipped in one image alone."""


SPREAD = 10.0
"""Least standard deviation of the values that were clipped, in levels."""


@kind("clipped", unit="%", reverse="clipped", drawings=False, weights=(24.0,), bias=2.0)
def clipped(place: Place) -> Finding | None:
    """Clipping: values of one image lie at black or white, of the other not; per cent of the values."""
    first, second = ((image <= END) | (image >= LEVELS - END) for image in (place.first, place.second))
    new = second & ~first & (place.core > 0)
    share = float(place.mean(new.mean(axis=0)))
    if share < LEAST or float(place.first[new].std()) < SPREAD:
        return None
    return Finding(100 * share, (share,), f"{100 * share:.0f} % of the values clipped in the {place.changed}")
