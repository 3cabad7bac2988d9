"""Codes of 16 bits for the values of maps, in TIFF and in pictures that contain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COUNTS", "HIDDEN", "NO_NUMBER", "TOP", "code_bounds", "encode_values", "pack_codes"]

TOP = 65535
"""The greatest code."""

COUNTS, NO_NUMBER, HIDDEN = 255, 128, 0
"""Values of the blue channel: the pixel counts; it is not finite; it is masked."""


def code_bounds(least: float, greatest: float, signed: bool, flat: float = 1.0) -> tuple[float, float]:
    """Return the values of the first and the last code, between which no value saturates.

    A difference of zero has code 0 in an unsigned map without negative values, and code 32768 in a signed
    map.

    Parameters
    ----------
    least, greatest
        Least and greatest value of the map.
    signed
        Whether values of both signs have a meaning.
    flat
        Value of the last code for a map that is zero everywhere.
    """
    low, high = min(least, 0.0), max(greatest, 0.0)
    if not high > low:
        high = flat
    if not signed:
        return low, high
    top = max(-low, high)
    return -top * 32768 / 32767, top


def encode_values(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint16]:
    """Return the codes of finite values, which are limited to the bounds first."""
    import numpy as np

    # In float64, because the span from -3e38 to 3e38 exceeds float32.
    shares = (values.astype(np.float64) - low) / (high - low)
    return np.rint(np.clip(shares, 0, 1) * TOP).astype(np.uint16)


def pack_codes(codes: NDArray[np.uint16], marks: Any) -> NDArray[np.uint8]:
    """Return pixels (H, W, 3) with the high byte in red, the low byte in green, and ``marks`` in blue."""
    import numpy as np

    pixels = np.empty((*codes.shape, 3), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = codes >> 8, codes & 255, marks
    return pixels
