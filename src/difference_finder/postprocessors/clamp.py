"""Limits on extreme values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.errors import InputError
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor

if TYPE_CHECKING:
    from numpy.typing import NDArray


@postprocessor("clamp")
def clamp(map_: DifferenceMap, *, low: float = 0.0, high: float = 99.5) -> DifferenceMap:
    """Limit the values of each map to the interval between two of its percentiles.

    Parameters
    ----------
    map_
        The map.
    low, high
        Percentiles of the pixels that count, 0 to 100. A signed map is limited to plus and minus the ``high``
        percentile of its absolute values.

    Returns
    -------
    DifferenceMap
        The limited map.

    Raises
    ------
    InputError
        If the percentiles are not in order, or out of their range.
    """
    import numpy as np

    if not 0 <= low < high <= 100:
        raise InputError(f"clamp needs 0 <= low < high <= 100, not low {low} and high {high}")
    values = to_numpy(map_.values)
    sizes = np.abs(values) if map_.signed else values
    bounds = np.array(
        [np.percentile(_counted(map_, sample, n), (low, high)) for n, sample in enumerate(sizes)]
    )
    top = bounds[:, 1, None, None, None]
    bottom = -top if map_.signed else bounds[:, 0, None, None, None]
    clipped = cast_like(np.clip(values, bottom, top), map_.values)
    return map_.with_values(clipped, label=f"{map_.label}, clamped")


def _counted(map_: DifferenceMap, sample: NDArray[Any], index: int) -> NDArray[Any]:
    """Return the values of a sample (C, H, W) that count."""
    return sample if map_.mask is None else sample[:, to_numpy(map_.mask)[index, 0]]
