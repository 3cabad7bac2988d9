"""Loss of texture."""

from __future__ import annotations

from difference_finder.kinds._smoothing import fine_loss, smoothing
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("lost_texture", unit="%", drawings=False, weights=(3.29, 7.67), bias=5.39)
def lost_texture(place: Place) -> Finding | None:
    """Lost texture: a filter that keeps edges explains the second image; per cent of fine energy lost."""
    loss = fine_loss(place)
    if loss <= 0:
        return None
    found = place.measure(smoothing)
    text = f"texture lost in the second, {loss:.0f} % of the fine detail"
    return Finding(loss, (found.best, found.texture - found.best), text)
