"""The unchanged map."""

from __future__ import annotations

from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("identity")
def identity(map_: DifferenceMap) -> DifferenceMap:
    """Return the map unchanged."""
    return map_
