"""Contrast."""

from __future__ import annotations

from difference_finder.kinds._moments import gap_moments
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind


@kind("contrast", unit="%", drawings=False, weights=(4.0, 1.5), bias=0.0)
def contrast(place: Place) -> Finding | None:
    """Contrast: a factor of all detail, fine and coarse, explains the difference; its change in per cent."""
    square, _, product = place.measure(gap_moments)
    if square < 1:
        return None
    gain = product / square
    share = gain**2 * square / place.varying_energy
    spread = max(place.growth) - min(place.growth)
    word = "higher" if gain > 0 else "lower"
    text = f"contrast {100 * abs(gain):.0f} % {word} in the second"
    return Finding(100 * abs(gain), (surprise(place.luma_share * share), -spread), text)
