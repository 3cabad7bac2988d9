"""What is typical of the difference of a pair."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
