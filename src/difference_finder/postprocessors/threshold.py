"""Dynamic thresholds."""

from __future__ import annotations

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("threshold")
def threshold(
    map_: DifferenceMap,
    *,
    method: str = "mad",
    k: float = 6.0,
    percentile: float = 99.0,
    hysteresis: float = 0.5,
    binary: bool = False,
) -> DifferenceMap:
    """Set to zero what is background, by a level that is found for each map.

    Parameters
    ----------
    map_
        The map; of a signed one the sizes are looked at and the signs kept.
    method
        How the level t is found: "mad" (median + k * 1.4826 * MAD), "rosin", "otsu" (on square roots),
        "percentile", or "auto" (the greater of otsu and mad).
    k
        Robust standard deviations above the median, for "mad" and "auto".
    percentile
        For "percentile", 0 to 100.
    hysteresis
        Values stay that touch one over t and lie over this share of the way from the median to t; 1 turns
        this off.
    binary
        Return 1 for what stays instead of its value.
    """
    import numpy as np

    from difference_finder.postprocessors import _background, _shapes

    values = to_numpy(map_.values)
    mask = None if map_.mask is None else to_numpy(map_.mask)
    kept = np.zeros(values.shape, bool)
    for n, sample in enumerate(np.abs(values)):
        for c, plane in enumerate(sample):
            seen = None if mask is None else mask[n, 0]
            grain = _background.rounding_error(plane, map_.unit_range)
            high, low = _background.find_levels(plane, method, k, percentile, hysteresis, grain, seen)
            kept[n, c] = _shapes.hysteresis_mask(plane, high, low)
    out = kept.astype(values.dtype) if binary else np.where(kept, values, 0).astype(values.dtype)
    changes = {"signed": False, "unit_range": 1.0} if binary else {}
    return map_.with_values(
        cast_like(out, map_.values), label=f"{map_.label}, thresholded ({method})", **changes
    )
