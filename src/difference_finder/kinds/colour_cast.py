"""Colour cast."""

from __future__ import annotations

from difference_finder.kinds._colour import chroma_step
from difference_finder.kinds._others import tint_share
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind


@kind("colour_cast", unit="ΔE", drawings=False, weights=(7.81,), bias=2.79)
def colour_cast(place: Place) -> Finding | None:
    """Colour cast: one colour explains the difference; distance of the means in a* and b* of CIELAB."""
    share = place.measure(tint_share)
    if len(place.first) != 3 or share <= 0:
        return None
    size, hue = chroma_step(*place.means)
    return Finding(size, (surprise(share),), f"{size:.1f} ΔE more {hue} in the second")
