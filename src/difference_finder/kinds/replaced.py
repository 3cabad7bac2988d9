"""Replaced content."""

from __future__ import annotations

from difference_finder.kinds._ink import EMPTY, ink
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("replaced", unit="%", drawings=True, weights=(8.0,), bias=0.0)
def replaced(place: Place) -> Finding | None:
    """Replaced: both images have other areas on a flat background; per cent of the content that differs."""
    found = place.measure(ink)
    if found is None:
        return None
    first, second = found.counts
    if min(first, second) <= EMPTY * max(first, second):
        return None
    differing = 100 * (1 - found.overlap)
    return Finding(differing, (1.0,), f"content replaced, {differing:.0f} % of its shape")
