"""False texture."""

from __future__ import annotations

from difference_finder.kinds._others import explained
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("false_texture", unit="levels", drawings=False, weights=(5.41, 6.91, 0.79, 0.92), bias=0.52)
def false_texture(place: Place) -> Finding | None:
    """False texture: fine structure that the first image does not explain; root mean square in levels."""
    fine, middle, _ = place.growth
    if fine <= 0 and middle <= 0:
        return None
    detail = min(1.0, place.gap_bands[1] / place.energy)
    size = place.varying_energy**0.5
    unexplained = 1 - place.measure(explained)
    signs = (unexplained, unexplained * detail, unexplained * fine, unexplained * middle)
    return Finding(size, signs, f"texture of {size:.1f} levels only in the second")
