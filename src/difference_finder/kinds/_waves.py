"""Regular patterns in the difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

LONGEST_PERIOD = 16.0
"""Longest period of a pattern, in pixels."""

LARGE = 128
"""Longest side of a plane whose Fourier transform is a sum over all pixels, in pixels."""

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


NONE = Wave(0.0, 0.0, 0.0, 0.0)
"""No wave."""


def wave(place: Place) -> Wave:
    """Return the strongest wave of the difference of the lumas."""
    height, width = place.sides
    if min(height, width) < SHORTEST:
        return NONE
    lowest = max(1 / LONGEST_PERIOD, PERIODS / min(height, width))
    found = strongest_wave(place.luma_gap[place.box], place.luma_shift, lowest)
    return wave_of(found, height, width)


def wave_of(found: Strongest, height: int, width: int) -> Wave:
    """Return the wave of the strongest frequency in a box of a height and a width."""
    if found.total <= 0 or not found.is_found:
        return NONE
    y, x = (_signed(at, side) for at, side in ((found.row, height), (found.column, width)))
    share, lattice = (min(1.0, energy / found.total) for energy in (2 * found.around, found.lattice))
    return Wave(share, 1 / math.hypot(y, x), math.degrees(math.atan2(x, y)) % 180, lattice)


def _signed(at: int, side: int) -> float:
    """Return the frequency of an element of a Fourier transform, -1/2 to 1/2 cycles per pixel."""
    return (at if 2 * at < side else at - side) / side


class Strongest(NamedTuple):
    """The strongest of the higher frequencies.

    Parameters
    ----------
    total
        The power at all frequencies.
    row, column
        The frequency, as the position in a Fourier transform.
    around
        The power within one step of it.
    lattice
        The power within one step of the frequencies with periods of 2 pixels or infinite, except 0.
    is_found
        Whether any frequency is high enough.
    """

    total: float
    row: int
    column: int
    around: float
    lattice: float
    is_found: bool


def strongest_wave(part: Array, mean: float, lowest: float) -> Strongest:
    """Return the strongest frequency of a part of a plane, which fades to its mean at the edges.

    Parameters
    ----------
    part
        Values of shape (h, w).
    mean
        Their mean.
    lowest
        Lowest frequency that is looked for, in cycles per pixel.
    """
    import numpy as np

    if (kernels := native()) is not None and max(part.shape) <= LARGE:
        return Strongest(*kernels.strongest_wave(part, mean, lowest))
    plane = (part - np.float32(mean)) * np.outer(*(_window(side) for side in part.shape))
    power = np.abs(np.fft.fft2(plane)) ** 2
    y, x = (np.fft.fftfreq(side) for side in part.shape)
    high = np.hypot(y[:, None], x) >= lowest
    row, column = divmod(int(np.argmax(np.where(high, power, 0))), part.shape[1])
    half = [side // 2 for side in part.shape]
    lattice = sum(_around(power, *corner) for corner in ((half[0], 0), (0, half[1]), (half[0], half[1])))
    return Strongest(float(power.sum()), row, column, _around(power, row, column), lattice, bool(high.any()))


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
