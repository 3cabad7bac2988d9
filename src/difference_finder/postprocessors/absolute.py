"""Sizes without signs."""

from __future__ import annotations

from difference_finder.arrays import namespace
from difference_finder.model import DifferenceMap
from difference_finder.registry import postprocessor


@postprocessor("absolute")
def absolute(map_: DifferenceMap) -> DifferenceMap:
    """Drop the signs of the map."""
    sizes = namespace(map_.values).abs(map_.values)
    return map_.with_values(sizes, signed=False, label=f"{map_.label}, absolute")
