"""Clipping."""

from __future__ import annotations

from difference_finder.kinds._steps import spreads
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
    import numpy as np

    if place.measure(spreads)[1].ends < LEAST:  # all that may be clipped
        return None
    before, after = place.values(place.first), place.values(place.second)
    first, second = ((values <= END) | (values >= LEVELS - END) for values in (before, after))
    new = second & ~first
    share = np.count_nonzero(new) / max(1, new.size)
    if share < LEAST or float(before[new].std()) < SPREAD:
        return None
    return Finding(100 * share, (share,), f"{100 * share:.0f} % of the values clipped in the {place.changed}")
