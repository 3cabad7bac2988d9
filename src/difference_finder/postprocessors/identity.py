"""Nothing."""

from __future__ import annotations

from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("identity")
def identity(map_: DifferenceMap) -> DifferenceMap:
    """Leave the map as it is."""
    return map_
