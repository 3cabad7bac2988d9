"""Recoloured content."""

from __future__ import annotations

from difference_finder.kinds._ink import EQUAL, SAME, ink
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

PROPORTIONAL = 0.8
"""Least share of the difference that is proportional to how much ink covers each pixel."""


@kind("recoloured", unit="levels", drawings=True, weights=(14.0,), bias=0.0)
def recoloured(place: Place) -> Finding | None:
    """Recoloured: drawn content has the same shape and another colour; mean distance in levels."""
    import numpy as np

    found = place.measure(ink)
    if found is not None and found.is_repainted:
        size = float(np.abs(place.gap).max(axis=0).mean())
        return Finding(size, (1.0,), f"background recoloured by {size:.0f} levels")
    if found is None or found.overlap < SAME:
        return None
    both = found.first & found.second & found.changed
    if both.sum() < 0.5 * found.changed.sum() or not both.any():
        return None
    gap = place.gap[:, found.changed]
    coverage = found.coverage[found.changed]
    products, squares = gap @ coverage, float((gap**2).sum() * (coverage**2).sum())
    if found.overlap < EQUAL and float((products**2).sum()) < PROPORTIONAL * squares:
        return None
    size = float(np.abs(place.gap[:, both]).max(axis=0).mean())
    return Finding(size, (found.overlap,), f"recoloured by {size:.0f} levels, shape kept")
