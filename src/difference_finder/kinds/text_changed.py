"""Changed text."""

from __future__ import annotations

from difference_finder.kinds._ink import EMPTY, EQUAL, ink
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("text_changed", unit="%", drawings=True, weights=(9.0,), bias=0.0)
def text_changed(place: Place) -> Finding | None:
    """Changed text: strokes on a flat background have another shape; per cent of the ink that differs."""
    found = place.measure(ink)
    if found is None:
        return None
    first, second = found.counts
    if min(first, second) <= EMPTY * max(first, second) or found.overlap >= EQUAL or not found.is_thin:
        return None
    differing = 100 * (1 - found.overlap)
    return Finding(differing, (1.0,), f"text or drawing changed, {differing:.0f} % of its ink")
