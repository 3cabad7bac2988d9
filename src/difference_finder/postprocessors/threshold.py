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
    """Set the background to zero, by a level that is found for each map.

    Parameters
    ----------
    map_
        The map. The absolute values of a signed map are compared, and the signs kept.
    method
        Method that finds the level t: "mad" (median + k * 1.4826 * MAD), "rosin", "otsu" (on square roots),
        "percentile", or "auto" (the greater of otsu and mad).
    k
        Number of robust standard deviations above the median, at least 0, for "mad" and "auto".
    percentile
        Percentile for the method "percentile", 0 to 100.
    hysteresis
        Position of a lower level between the median (0) and t (1), greater than 0. Values above it are kept
        where they are connected to a value above t; 1 keeps values above t alone.
    binary
        Whether to replace the values that are kept by 1.

    Returns
    -------
    DifferenceMap
        The map with a background of 0.

    Raises
    ------
    UnknownNameError
        If the method is unknown.
    InputError
        If a number is out of its range.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. Syst. Man Cybern. 9(1),
    1979. doi:10.1109/TSMC.1979.4310076; P. L. Rosin, "Unimodal thresholding", Pattern Recognition 34(11),
    2001. doi:10.1016/S0031-3203(00)00136-9
    """
    import numpy as np

    from difference_finder.postprocessors import _background, _shapes

    values = to_numpy(map_.values)
    mask = None if map_.mask is None else to_numpy(map_.mask)
    kept = np.zeros(values.shape, bool)
    for n, sample in enumerate(np.abs(values)):
        for c, plane in enumerate(sample):
            seen = None if mask is None else mask[n, 0]
            grain = _background.rounding_error(float(plane.max(initial=0.0)), map_.unit_range)
            high, low = _background.find_levels(plane, method, k, percentile, hysteresis, grain, seen)
            kept[n, c] = _shapes.hysteresis_mask(plane, high, low)
    out = kept.astype(values.dtype) if binary else np.where(kept, values, 0).astype(values.dtype)
    changes = {"signed": False, "unit_range": 1.0} if binary else {}
    return map_.with_values(
        cast_like(out, map_.values), label=f"{map_.label}, thresholded ({method})", **changes
    )
