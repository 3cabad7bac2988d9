"""Absolute values."""

from __future__ import annotations

from difference_finder.arrays.backend import namespace
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("absolute")
def absolute(map_: DifferenceMap) -> DifferenceMap:
    """Return the absolute values of the map."""
    sizes = namespace(map_.values).abs(map_.values)
    return map_.with_values(sizes, signed=False, label=f"{map_.label}, absolute")
