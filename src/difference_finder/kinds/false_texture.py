"""False texture."""

from __future__ import annotations

from difference_finder.kinds._others import explained
from difference_finder.kinds.place import Finding, Place, surprise
from difference_finder.parts.registry import kind


@kind("false_texture", unit="levels", reverse="false_texture", weights=(3.36, 1.02, 1.23), bias=0.22)
def false_texture(place: Place) -> Finding | None:
    """False texture: fine structure that the first image does not explain; root mean square in levels."""
    fine, middle, _ = place.growth
    if fine <= 0 and middle <= 0:
        return None
    detail = min(1.0, float(place.gap_bands[:2].sum()) / place.varying_energy)
    share = (1 - place.measure(explained)) * detail * place.luma_share
    size = place.varying_energy**0.5
    signs = (surprise(share), float(fine), float(middle))
    return Finding(size, signs, f"texture of {size:.1f} levels only in the {place.changed}")
