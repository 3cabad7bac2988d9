"""Regular patterns in the difference."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

LONGEST_PERIOD = 16.0
"""Longest period of a pattern, in pixels."""

FAST = 8
"""The lengths of Fourier transforms are multiples of this number."""

SHORTEST, PERIODS = 12, 3.0
"""Least side of a place in which patterns are looked for, in pixels, because any fine difference in a smaller
one seems regular; least number of periods in a place."""


class Wave(NamedTuple):
    """The strongest wave of the difference.

    Parameters
    ----------
    share
        Share of the energy of the difference, 0 to 1.
    period
        Length of a period in pixels.
    angle
        Direction of its stripes in degrees: 0 for horizontal stripes, 90 for vertical ones.
    lattice
        Share of the energy in waves of both directions whose periods are 2 pixels or infinite.
    """

    share: float
    period: float
    angle: float
    lattice: float


def wave(place: Place) -> Wave:
    """Return the strongest wave of the difference of the lumas."""
    import numpy as np

    if min(place.sides) < SHORTEST:
        return Wave(0.0, 0.0, 0.0, 0.0)
    plane = place.luma_gap[place.box] - np.float32(place.luma_shift)
    plane *= _window(plane.shape[0])[:, None] * _window(plane.shape[1])
    # The zeros that follow give fast lengths, and frequencies of exactly 1/2.
    sides = [-(-side // FAST) * FAST for side in plane.shape]
    spectrum = np.fft.fft2(plane, sides)
    power = spectrum.real**2 + spectrum.imag**2
    total = float(power.sum())
    y, x, frequency = _frequencies(*sides)
    fine = frequency >= max(1 / LONGEST_PERIOD, PERIODS / min(plane.shape))
    if total <= 0 or not fine.any():
        return Wave(0.0, 0.0, 0.0, 0.0)
    row, column = divmod(int((power * fine).argmax()), sides[1])
    share = 2 * _around(power, row, column) / total
    angle = math.degrees(math.atan2(x[column], y[row])) % 180
    half = [side // 2 for side in sides]
    corners = ((half[0], 0), (0, half[1]), (half[0], half[1]))
    lattice = sum(_around(power, *corner) for corner in corners) / total
    return Wave(min(1.0, share), 1 / float(frequency[row, column]), angle, min(1.0, lattice))


@lru_cache(maxsize=64)
def _frequencies(height: int, width: int) -> tuple[Array, Array, Array]:
    """Return the frequencies of rows, of columns, and of both, (height, width), in cycles per pixel."""
    import numpy as np

    rows, columns = (np.fft.fftfreq(side) for side in (height, width))
    return rows, columns, np.hypot(rows[:, None], columns)


@lru_cache(maxsize=64)
def _window(side: int) -> Array:
    """Return a window that falls to 0 at both ends, (side,)."""
    import numpy as np

    window: Array = np.sin(np.pi * (np.arange(side, dtype=np.float32) + 0.5) / side) ** 2
    return window


def _around(power: Array, row: int, column: int) -> float:
    """Return the power within one step of a frequency."""
    import numpy as np

    rows, columns = (
        np.arange(at - 1, at + 2) % side for at, side in zip((row, column), power.shape, strict=True)
    )
    return float(power[rows[:, None], columns].sum())
