"""Blocks of JPEG."""

from __future__ import annotations

from difference_finder.kinds._grids import edges, grid
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("blocks", unit="levels", drawings=False, reverse="blocks", weights=(2.06, 1.42, 0.47), bias=4.53)
def blocks(place: Place) -> Finding | None:
    """Blocks: detail follows a grid of 8x8 pixels, as after JPEG; root mean square in levels."""
    inner, border = place.measure(grid), place.measure(edges)
    signs = (inner.first - inner.second, border.second - border.first, border.second)
    if signs[0] <= 0 and signs[1] <= 0:
        return None
    size = place.varying_energy**0.5
    limited = tuple(min(2.0, max(-2.0, sign)) for sign in signs)
    return Finding(size, limited, f"blocks of 8 x 8 pixels in the {place.changed}, {size:.1f} levels")
