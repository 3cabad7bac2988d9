"""Transfer functions: from stored values, 0 to 1, to linear light, and sRGB in both directions.

All functions continue below 0 by odd symmetry and above 1 by their formula, so that no colour is clipped.
They take and return arrays of float64.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[Any]

__all__ = ["CICP_TRANSFERS", "decode_power", "decode_srgb", "encode_srgb", "system_gamma"]

REFERENCE_WHITE = 203.0
"""Luminance of the white of graphics in HDR, in cd/m2 (ITU-R BT.2408); it becomes 1."""


def _odd(function: Callable[[Values], Values], values: Values) -> Values:
    import numpy as np

    return np.asarray(np.copysign(function(np.abs(values)), values))


def decode_power(values: Values, exponent: float) -> Values:
    """Return values to the power of an exponent."""
    return values if exponent == 1 else _odd(lambda size: size**exponent, values)


def decode_srgb(values: Values) -> Values:
    """Return the linear light of sRGB values (IEC 61966-2-1)."""
    import numpy as np

    return _odd(lambda v: np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4), values)


def encode_srgb(light: Values) -> Values:
    """Return the sRGB values of linear light, the inverse of :func:`decode_srgb`."""
    import numpy as np

    # The curve and the line meet at 0.04045 / 12.92.
    return _odd(lambda v: np.where(v <= 0.04045 / 12.92, v * 12.92, 1.055 * v ** (1 / 2.4) - 0.055), light)


def _decode_bt709(values: Values) -> Values:
    """Invert the camera curve of ITU-R BT.709."""
    import numpy as np

    return _odd(lambda v: np.where(v < 0.081, v / 4.5, ((v + 0.099) / 1.099) ** (1 / 0.45)), values)


def _decode_pq(values: Values) -> Values:
    """Return the light of perceptual quantisation (SMPTE ST 2084), relative to the reference white."""
    import numpy as np

    def light(v: Values) -> Values:
        root = np.minimum(v, 1.0) ** (32 / 2523)
        above = np.maximum(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)
        return np.asarray(above ** (8192 / 1305) * (10000 / REFERENCE_WHITE))

    return _odd(light, values)


def _decode_hlg(values: Values) -> Values:
    """Return the scene light, 0 to 1, of hybrid log-gamma (ITU-R BT.2100)."""
    import numpy as np

    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return _odd(lambda v: np.where(v <= 0.5, v * v / 3, (np.exp((v - c) / a) + b) / 12), values)


def system_gamma(light: Values, weights: Values) -> Values:
    """Return the light of a display of 1000 cd/m2 for the scene light of hybrid log-gamma.

    Parameters
    ----------
    light
        Shape (..., C).
    weights
        Luminance of each channel, of shape (C,), with a sum of 1.

    Returns
    -------
    array
        Light relative to the reference white (ITU-R BT.2100, system gamma 1.2).
    """
    import numpy as np

    luminance = np.maximum(light @ weights, 0)[..., None]
    return np.asarray(light * luminance**0.2 * (1000 / REFERENCE_WHITE))


CICP_TRANSFERS: dict[int, Callable[[Values], Values]] = {
    1: _decode_bt709,
    8: lambda values: values,
    13: decode_srgb,
    16: _decode_pq,
    18: _decode_hlg,
}
"""Transfer functions by their code in ITU-T H.273; :func:`system_gamma` completes the last one."""
