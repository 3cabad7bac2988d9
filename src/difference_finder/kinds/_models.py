"""Predictions of typical changes, and how well they explain a region."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.kinds._responses import (
    LowWaves,
    Response,
    blur_responses,
    cut_response,
    median_responses,
)
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SIGMAS = (0.8, 1.3, 2.0, 2.8, 3.8, 5.2, 7.2)
"""Standard deviations of the blurs that are tried, in pixels."""

MEDIANS = (5, 9)
"""Sides of the windows of the median filters that are tried, in pixels."""

CUT, WIDTH = 0.17, 2.0
"""Frequency of a sharp cut that rings, in cycles per pixel; standard deviation of a blur that does not, in
pixels."""


def blurs(place: Place) -> dict[float, float]:
    """Return the share that a blur of the first image explains, by its standard deviation."""
    return shares_of(place, blur_responses(place.base, place.luma_gap, place.sample, SIGMAS))


def shares_of(place: Place, responses: Sequence[Response]) -> dict[float, float]:
    """Return the share that each blur explains, from its response."""
    return {sigma: place.share(*one) for sigma, one in zip(SIGMAS, responses, strict=True)}


def lost_texture(place: Place) -> float:
    """Return the share that a median filter explains, which removes texture and keeps edges."""
    return greatest_share(place, median_responses(place.base, place.luma_gap, place.sample, MEDIANS))


def greatest_share(place: Place, responses: Sequence[Response]) -> float:
    """Return the greatest share that a filter explains, from the responses of several."""
    return max(place.share(*one) for one in responses)


def ringing(place: Place) -> float:
    """Return the share that the echo of a sharp cut of frequencies explains."""
    waves = low_waves(*place.base.shape)
    return place.share(*cut_response(place.base, place.luma_gap, place.core, waves, WIDTH))


def low_waves(height: int, width: int) -> LowWaves:
    """Return the waves below the cut in a plane of a height and a width."""
    columns, rows = _waves_of(height), _waves_of(width)
    return LowWaves(columns, rows, _is_low(len(columns), len(rows), height, width))


@lru_cache(maxsize=64)
def _waves_of(side: int) -> Array:
    """Return the cosines below the cut over a side that is reflected at its ends, orthonormal, (K, side)."""
    import numpy as np

    steps = np.arange(math.ceil(2 * CUT * side), dtype=np.float32)[:, None]
    angles = np.float32(np.pi / (2 * side)) * steps * (2 * np.arange(side, dtype=np.float32) + 1)
    waves: Array = np.cos(angles) * np.float32((2 / side) ** 0.5)
    waves[0] *= np.float32(0.5**0.5)
    return waves


@lru_cache(maxsize=64)
def _is_low(rows: int, columns: int, height: int, width: int) -> Array:
    """Return which products of such cosines lie below the cut."""
    import numpy as np

    return np.hypot(np.arange(rows)[:, None] / (2 * height), np.arange(columns) / (2 * width)) < CUT
