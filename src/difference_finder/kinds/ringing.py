"""Ringing beside edges."""

from __future__ import annotations

from difference_finder.kinds import _models
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind


@kind("ringing", unit="levels", drawings=False, reverse="ringing", weights=(4.07,), bias=5.83)
def ringing(place: Place) -> Finding | None:
    """Ringing: echoes beside edges, as after a sharp cut of frequencies; root mean square in levels."""
    if place.growth[1] <= 0:
        return None
    share = place.measure(_models.ringing)
    if share <= 0:
        return None
    size = place.varying_energy**0.5
    text = f"ringing beside edges in the {place.changed}, {size:.1f} levels"
    return Finding(size, (surprise(place.luma_share * share),), text)
