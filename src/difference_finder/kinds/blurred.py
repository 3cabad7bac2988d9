"""Blur."""

from __future__ import annotations

from difference_finder.kinds._smoothing import fine_loss, smoothing
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind


@kind("blurred", unit="%", reverse="sharpened", weights=(2.54, 6.07), bias=4.47)
def blurred(place: Place) -> Finding | None:
    """Blur: a Gaussian blur of the first image explains the second; per cent of fine energy lost."""
    loss = fine_loss(place)
    if loss <= 0:
        return None
    found = place.measure(smoothing)
    text = f"fine detail {loss:.0f} % weaker in the {place.changed}"
    return Finding(loss, (found.best, found.blur - found.best), text)
