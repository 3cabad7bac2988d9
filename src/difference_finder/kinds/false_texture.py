"""False texture."""

from __future__ import annotations

from difference_finder.kinds._others import explained
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("false_texture", unit="levels", drawings=False, weights=(-0.45, 2.25, 1.15, 1.21), bias=3.69)
def false_texture(place: Place) -> Finding | None:
    """False texture: fine structure that the first image does not explain; root mean square in levels."""
    fine, middle, _ = place.growth
    if fine <= 0 and middle <= 0:
        return None
    detail = min(1.0, float(place.gap_bands[:2].sum()) / place.energy)
    size = place.varying_energy**0.5
    signs = (1 - place.measure(explained), detail, float(fine), float(middle))
    return Finding(size, signs, f"texture of {size:.1f} levels only in the second")
