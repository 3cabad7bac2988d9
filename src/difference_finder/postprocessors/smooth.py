"""Blurred maps."""

from __future__ import annotations

from difference_finder.arrays.backend import astype_float, cast_like, to_numpy
from difference_finder.arrays.gaussian import blur, max_sigma
from difference_finder.errors import InputError
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor


@postprocessor("smooth")
def smooth(map_: DifferenceMap, *, sigma: float = 2.0) -> DifferenceMap:
    """Blur the map with a Gaussian, which emphasizes areas over single pixels.

    Parameters
    ----------
    map_
        The map.
    sigma
        Standard deviation in pixels, positive, at most 64 or the longer side of the map.

    Returns
    -------
    DifferenceMap
        The blurred map. Masked pixels do not enter the means; edges are mirrored.

    Raises
    ------
    InputError
        If ``sigma`` is out of its range.
    """
    most = max_sigma(map_.values.shape)
    if not 0 < sigma <= most:
        raise InputError(f"sigma must be positive and at most {most} pixels for this image, not {sigma:g}")
    mask = None if map_.mask is None else to_numpy(map_.mask)
    blurred = blur(to_numpy(astype_float(map_.values)), sigma, mask)
    return map_.with_values(cast_like(blurred, map_.values), label=f"{map_.label}, smoothed {sigma:g} px")
