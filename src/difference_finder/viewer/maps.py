"""Facts about a map of a comparison: its codes, its scale and its label."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import extent
from difference_finder.drawing.codes import code_bounds
from difference_finder.drawing.error_unit import error_unit
from difference_finder.viewer.map_facts import MapFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["facts_of"]


def facts_of(
    plane: NDArray[np.floating], mask: NDArray[np.bool_] | None, record: Mapping[str, Any]
) -> MapFacts:
    """Return the facts of a map of a comparison.

    Parameters
    ----------
    plane
        Shape (H, W).
    mask
        Mask of shape (H, W); True where pixels count. None if all do.
    record
        Record of the comparison.

    Returns
    -------
    MapFacts
        The codes span all values and zero. Zero is code 0 of an unsigned map without negative values, and
        exactly code 32768 of a signed map.
    """
    least, greatest, finite = extent(plane if mask is None else plane[mask])
    if not finite:
        import numpy as np

        good = plane[np.isfinite(plane) if mask is None else np.isfinite(plane) & mask]
        least, greatest, _ = extent(good) if good.size else (0.0, 0.0, True)
    known, errors = record["map"], error_unit(record)
    signed = bool(known.get("signed"))
    low, high = code_bounds(least, greatest, signed, float(known.get("unit_range") or 1.0))
    vmax = (known.get("scale") or {}).get("vmax")
    label = str(known.get("label") or "difference map")
    return MapFacts(
        width=int(plane.shape[1]),
        height=int(plane.shape[0]),
        label=label[0].upper() + label[1:],
        low=low,
        high=high,
        signed=signed,
        vmax=vmax if isinstance(vmax, int | float) and math.isfinite(vmax) else None,
        unit_range=known.get("unit_range"),
        positive=str(known.get("positive") or ""),
        errors=None if errors is None else errors.to_dict(),
    )
