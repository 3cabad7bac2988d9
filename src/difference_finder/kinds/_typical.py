"""What is typical of the difference of a pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import blur, half_gaussian
from difference_finder.arrays.native import TYPES, native
from difference_finder.kinds._planes import luma_of, luma_weights
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.kinds._core import Core

    Array = NDArray[Any]

FINE, MIDDLE = 1.0, 2.5
"""Standard deviations of the blurs that separate the fine, the middle and the coarse band, in pixels."""

NOISE_IN_BANDS = (0.84, 0.06, 0.01)
"""Shares of the variance of white noise in the fine, the middle and the coarse band."""


LEAST_NOISE = 0.7
"""Standard deviation of noise, in levels, below which an image is used as it is."""

NOT_MORE, NO_SHIFT, NO_COLOUR = 1.3, 0.05, 0.1
"""A place differs as the rest of the pair up to this ratio of the energy of its difference to the typical
energy; up to this square of the mean difference, as a share of the typical energy; and up to this energy of
colours beyond the first ratio, as a share of the energy of luma. In windows of 16 to 96 pixels of pairs that
differ by white noise everywhere, the ratios are 0.85 to 1.2, and the shares of the mean 0 to 0.01."""


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

    @property
    def noise_variance(self) -> float:
        """Variance of the noise that is reduced, in squared levels; 0 if there is too little."""
        return self.noise**2 if self.noise >= LEAST_NOISE else 0.0

    def covers(self, core: Core, middle: float) -> bool:
        """Tell whether a place differs no more than the rest of the pair, in level, colour and detail.

        Parameters
        ----------
        core
            The core of the place.
        middle
            Mean square of its difference of lumas in the middle band, in squared levels.
        """
        if core.luma > NOT_MORE * self.energy:
            return False
        steps = [(b - a) ** 2 for a, b in zip(core.first, core.second, strict=True)]
        if sum(steps) / len(steps) > NO_SHIFT * self.channel:
            return False
        if core.colour > NOT_MORE * self.colour + NO_COLOUR * len(core.first) * core.luma:
            return False
        return core.luma <= self.energy or middle <= NOT_MORE * self.middle


NOTHING_TYPICAL = Typical()
"""Images that are equal outside their regions."""


def window_energies(
    first: Array,
    second: Array,
    corners: Sequence[tuple[int, int]],
    shape: tuple[int, int],
    first_scale: float,
    second_scale: float,
) -> Array:
    """Return mean squares of the difference in windows, in squared levels.

    Parameters
    ----------
    first, second
        Both images, (C, H, W), as stored.
    corners
        The top and the left of each window.
    shape
        Height and width of the windows.
    first_scale, second_scale
        Levels of one unit of the values.

    Returns
    -------
    array
        Float64 of shape (5, N), in the order of :class:`Typical`: of the lumas, of the lumas in the fine and
        in the middle band, of the colours, of one channel.
    """
    import numpy as np

    if (kernels := native()) is not None and all(part.dtype.name in TYPES for part in (first, second)):
        energies = np.empty((5, len(corners)))
        blurs = [half_gaussian(sigma) for sigma in (FINE, MIDDLE)]
        threads = worker_count(None)
        scales, weights = (first_scale, second_scale), luma_weights(len(first))
        kernels.window_energies(
            first[None], second[None], corners, *shape, *scales, weights, blurs, energies, threads
        )
        return energies
    one, other = (
        np.stack(
            [
                np.multiply(image[:, top : top + shape[0], left : left + shape[1]], scale, dtype=np.float32)
                for top, left in corners
            ],
            axis=1,
        )
        for image, scale in ((first, first_scale), (second, second_scale))
    )
    gap = other - one
    luma = np.ascontiguousarray(luma_of(gap))
    fine, middle = (blur(luma, sigma, workers=1) for sigma in (FINE, MIDDLE))
    found = [np.einsum("nhw,nhw->n", band, band) for band in (luma, luma - fine, fine - middle)]
    found += [
        np.einsum("cnhw,cnhw->n", part, part) / count for part, count in ((gap - luma, 1), (gap, len(first)))
    ]
    averages: Array = np.array(found, np.float64) / luma[0].size
    return averages
