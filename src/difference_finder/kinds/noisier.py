"""Noise."""

from __future__ import annotations

from difference_finder.kinds._grids import edges, grid
from difference_finder.kinds._others import explained
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

WHITE, PURE = 0.6, 0.84
"""Least share of the energy of the difference in the fine band, and share of white noise in this band."""


@kind("noisier", unit="levels", reverse="smoother", weights=(1.91, 1.8, -0.16, 6.21), bias=0.4)
def noisier(place: Place) -> Finding | None:
    """Noise: the difference is fine and unrelated to the content; its standard deviation in levels."""
    if place.growth[0] <= 0:
        return None
    white = place.gap_bands[0] / place.energy
    if white < WHITE:
        return None
    blocks = sum(abs(one - other) for one, other in (place.measure(grid), place.measure(edges)))
    signs = (
        min(1.0, (white - WHITE) / (PURE - WHITE)),
        1 - place.measure(explained),
        -blocks,
        1 - place.luma_share,
    )
    size = place.channel_energy**0.5
    return Finding(size, signs, f"noise of {size:.1f} levels more in the {place.changed}")
