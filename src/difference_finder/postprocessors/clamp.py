"""Limits for extreme values."""

from __future__ import annotations

from difference_finder.arrays import as_kind, to_numpy
from difference_finder.errors import InputError
from difference_finder.model import DifferenceMap
from difference_finder.registry import postprocessor


@postprocessor("clamp")
def clamp(map_: DifferenceMap, *, low: float = 0.0, high: float = 99.5) -> DifferenceMap:
    """Limit the values of each map to the span between two percentiles of it.

    Parameters
    ----------
    map_
        The map.
    low, high
        Percentiles, 0 to 100. A signed map is limited to plus and minus the ``high`` percentile of its sizes.
    """
    import numpy as np

    if not 0 <= low < high <= 100:
        raise InputError(f"clamp needs 0 <= low < high <= 100, not low={low}, high={high}")
    values = to_numpy(map_.values)
    axes = (1, 2, 3)
    if map_.signed:
        top = np.percentile(np.abs(values), high, axis=axes, keepdims=True)
        bottom = -top
    else:
        bottom, top = np.percentile(values, (low, high), axis=axes, keepdims=True)
    clipped = as_kind(np.clip(values, bottom, top), map_.values)
    return map_.with_values(clipped, label=f"{map_.label}, clamped")
