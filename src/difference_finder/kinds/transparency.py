"""Transparency."""

from __future__ import annotations

from difference_finder.kinds.place import Finding, Place
from difference_finder.parts.registry import kind

LEAST = 0.002
"""Least mean difference of the alphas."""


@kind("transparency", unit="%", weights=(10.0,), bias=6.0)
def transparency(place: Place) -> Finding | None:
    """Transparency: the alphas of the images differ; mean difference in per cent."""
    if place.alpha < LEAST:
        return None
    return Finding(100 * place.alpha, (place.alpha,), f"transparency differs by {100 * place.alpha:.1f} %")
