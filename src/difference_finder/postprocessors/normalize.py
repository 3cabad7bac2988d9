"""Normalization of maps to a common scale."""

from __future__ import annotations

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.masked import extremes
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("normalize")
def normalize(map_: DifferenceMap) -> DifferenceMap:
    """Scale each map to [0, 1] by its extremes, and signed maps to [-1, 1] by the greatest absolute value.

    Parameters
    ----------
    map_
        The map. Masked pixels do not enter the extremes.

    Returns
    -------
    DifferenceMap
        The scaled map; a map of a single value becomes 0.
    """
    values = map_.values
    xp = namespace(values)
    axes = (1, 2, 3)
    if map_.signed:
        low = xp.zeros_like(xp.max(values, axis=axes, keepdims=True))
        span = xp.max(xp.abs(values), axis=axes, keepdims=True)
    else:
        lowest, highest = extremes(values, map_.mask)
        low = xp.min(lowest, axis=axes, keepdims=True)
        span = xp.max(highest, axis=axes, keepdims=True) - low
    scaled = (values - low) / xp.where(span > 0, span, xp.ones_like(span))
    return map_.with_values(scaled, unit_range=1.0, label=f"{map_.label}, normalized")
