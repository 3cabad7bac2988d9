"""Removal of content."""

from __future__ import annotations

from difference_finder.kinds._ink import EMPTY, ink
from difference_finder.kinds._smoothing import contrast_loss, fine_loss, smoothing
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("removed", unit="%", reverse="added", weights=(0.56, 7.26, 3.04, 14), bias=5.43)
def removed(place: Place) -> Finding | None:
    """Removed content: the second image shows the surroundings of the first; per cent of contrast lost."""
    text = "content missing in the second" if place.changed == "second" else "content added in the second"
    drawn = place.measure(ink)
    if drawn is not None:
        first, second = drawn.counts
        if second > EMPTY * first or drawn.is_repainted:
            return None
        return Finding(100.0, (0.0, 0.0, 0.0, 1.0), text)
    loss = contrast_loss(place)
    if fine_loss(place) <= 0 or loss <= 0:
        return None
    found = place.measure(smoothing)
    signs = (found.best, found.removal - found.best, -place.growth[2], 0.0)
    return Finding(loss, signs, f"{text}, {loss:.0f} % of its contrast")
