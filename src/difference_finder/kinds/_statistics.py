"""Statistics of differences: what is typical of a pair, and means over the core of a region."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

NOISE_IN_BANDS = (0.84, 0.06, 0.01)
"""Shares of the variance of white noise in the fine, the middle and the coarse band."""


@dataclass(frozen=True)
class Typical:
    """What is typical of the difference of a pair, outside its regions.

    Parameters
    ----------
    energy
        Mean square of the difference of lumas, in squared levels.
    fine, middle
        Mean square of the difference of lumas in the fine and in the middle band, in squared levels.
    colour
        Mean square of the difference of colours, summed over the channels, in squared levels.
    channel
        Mean square of the difference of one channel, in squared levels.
    greatest
        Greatest mean square of the difference of lumas anywhere outside the regions, in squared levels.
    """

    energy: float = 0.0
    fine: float = 0.0
    middle: float = 0.0
    colour: float = 0.0
    channel: float = 0.0
    greatest: float = 0.0

    @property
    def noise(self) -> float:
        """Standard deviation of the noise of one image, in levels, if both images have the same noise."""
        return math.sqrt(self.fine / NOISE_IN_BANDS[0] / 2)


NOTHING_TYPICAL = Typical()
"""Images that are equal outside their regions."""


@dataclass(frozen=True, eq=False)
class CoreSums:
    """Means over the core of a region.

    Parameters
    ----------
    shift, luma_shift
        Mean difference of each channel, (C,), and of the lumas.
    luma, colour, channel
        Mean square of the difference of lumas; of the difference of colours, summed over the channels; of the
        difference of one channel.
    """

    shift: Array
    luma_shift: float
    luma: float
    colour: float
    channel: float

    @classmethod
    def of(cls, gap: Array, luma_gap: Array, count: float) -> CoreSums:
        """Return the means of the differences of channels (C, N) and of lumas (N,)."""
        import numpy as np

        colour = gap - luma_gap
        luma, colours, channels = (
            float(np.vdot(values, values)) / count for values in (luma_gap, colour, gap)
        )
        shift = gap.sum(axis=1) / count
        return cls(shift, float(luma_gap.sum()) / count, luma, colours, channels / len(gap))

    def exchanged(self) -> CoreSums:
        """Return the same with the images exchanged."""
        return replace(self, shift=-self.shift, luma_shift=-self.luma_shift)
