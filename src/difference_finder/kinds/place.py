"""One place of a pair: the pixels of a region, and what is typical of the pair."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from difference_finder.arrays.gaussian import blur
from difference_finder.arrays.luma import BT601
from difference_finder.kinds._planes import box_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["LEVELS", "Finding", "Place", "Typical", "luma_of", "smooth", "surprise"]

Measured = TypeVar("Measured")

LEVELS = 255.0
"""Number of levels of the data range."""

FINE, MIDDLE = 1.0, 2.5
"""Standard deviations of the blurs that separate the fine, the middle and the coarse band, in pixels."""

NOISE_IN_BANDS = (0.84, 0.06, 0.01)
"""Shares of the variance of white noise in the fine, the middle and the coarse band."""

CORE, STRONG = 0.3, 0.95
"""A pixel belongs to the core of a region from this share of the strong changes; their quantile."""

LEAST_EXCESS = 0.05
"""Least share of the energy of a difference that counts as not typical of the pair."""

LEAST_NOISE = 0.7
"""Standard deviation of noise, in levels, below which an image is used as it is."""


@dataclass(frozen=True)
class Finding:
    """What a kind finds in a place.

    Parameters
    ----------
    strength
        Size of the change, in the unit of the kind.
    signs
        Numbers that speak for the kind, each 0 where nothing does. The weights of the kind turn them into
        evidence.
    text
        The change in words, such as "10 levels brighter in the second".
    """

    strength: float
    signs: tuple[float, ...]
    text: str


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


@dataclass(frozen=True, eq=False)
class Place:
    """The pixels of a region with a margin.

    Parameters
    ----------
    first, second
        Images of shape (C, h, w), float32, in levels: 255 levels are the data range.
    inside
        Mask of shape (h, w); True where pixels belong to the region. At least one does.
    typical
        What is typical of the pair.
    top, left
        Position of the window in the whole image, in pixels.
    reference
        Image of the same shape that both are measured against; None without one.
    not_finite, alpha
        Share of the pixels of the region that are finite in one image alone; mean difference of the alphas, 0
        to 1.
    nearby
        Function of a role and a number of pixels that returns the luma of an image, (h + 2n, w + 2n), with so
        many more pixels at each side. None if the surroundings are unknown.
    changed
        The image that the kinds describe, in words: "second", or "first" where the images are exchanged.
    """

    first: Array
    second: Array
    inside: Array
    typical: Typical = Typical()
    top: int = 0
    left: int = 0
    reference: Array | None = None
    not_finite: float = 0.0
    alpha: float = 0.0
    nearby: Callable[[str, int], Array] | None = None
    changed: str = "second"

    @cached_property
    def swapped(self) -> Place:
        """The same place with the two images exchanged."""
        other = replace(self, first=self.second, second=self.first, nearby=None, changed="first")
        # These do not depend on the order, or are exchanged.
        other.__dict__.update(core=self.core, count=self.count, bands=self.bands[::-1], swapped=self)
        return other

    def release(self) -> None:
        """Forget the exchanged place: the two refer to each other, and only a collection would free them."""
        self.__dict__.pop("swapped", None)

    def measure(self, function: Callable[[Place], Measured]) -> Measured:
        """Return the result of a function of this place; kinds that share it compute it once."""
        if function not in self._measured:
            self._measured[function] = function(self)
        result: Measured = self._measured[function]
        return result

    @cached_property
    def _measured(self) -> dict[Callable[[Place], Any], Any]:
        return {}

    @cached_property
    def gap(self) -> Array:
        """Second minus first, (C, h, w)."""
        return self.second - self.first

    @cached_property
    def luma_first(self) -> Array:
        """Luma of the first image, (h, w)."""
        return luma_of(self.first)

    @cached_property
    def luma_second(self) -> Array:
        """Luma of the second image, (h, w)."""
        return luma_of(self.second)

    @cached_property
    def luma_gap(self) -> Array:
        """Difference of the lumas, (h, w)."""
        return self.luma_second - self.luma_first

    @cached_property
    def base(self) -> Array:
        """Luma of the first image with its noise reduced, (h, w)."""
        return _without_noise(self.luma_first, self.typical.noise)

    @cached_property
    def core(self) -> Array:
        """Weight of each pixel, (h, w): 1 where the region changed most, else 0."""
        import numpy as np

        envelope = smooth((self.gap**2).mean(axis=0), 3.0)
        values = np.sort(envelope[self.inside])
        strong = values[int(STRONG * (len(values) - 1))]
        core: Array = (self.inside & (envelope >= CORE * strong)).astype(np.float32)
        return core

    @cached_property
    def count(self) -> float:
        """Number of pixels of the core."""
        return max(1.0, float(self.core.sum()))

    def mean(self, values: Array) -> Any:
        """Return the mean of a plane over the core, or of each channel."""
        import numpy as np

        core = self._flat_core
        if values.ndim == 2:
            return float(np.dot(values.ravel(), core)) / self.count
        return np.array([float(np.dot(plane.ravel(), core)) / self.count for plane in values])

    @cached_property
    def _flat_core(self) -> Array:
        return self.core.ravel()

    @cached_property
    def shift(self) -> Array:
        """Mean difference of each channel, (C,), in levels."""
        shift: Array = self.mean(self.gap)
        return shift

    @cached_property
    def luma_shift(self) -> float:
        """Mean difference of the lumas, in levels."""
        return float(self.mean(self.luma_gap))

    @cached_property
    def energy(self) -> float:
        """Mean square of the difference of lumas beyond what is typical, in squared levels."""
        return _beyond(float(self.mean(self.luma_gap**2)), self.typical.energy)

    @cached_property
    def varying_energy(self) -> float:
        """The same without the mean difference."""
        return _beyond(float(self.mean(self.luma_gap**2)) - self.luma_shift**2, self.typical.energy)

    @cached_property
    def colour_energy(self) -> float:
        """Mean square of the difference of colours beyond what is typical, summed over the channels."""
        return _beyond(float(self.mean((self.gap - self.luma_gap) ** 2).sum()), self.typical.colour)

    @cached_property
    def channel_energy(self) -> float:
        """Mean square of the difference of one channel beyond what is typical, in squared levels."""
        return _beyond(float(self.mean(self.gap**2).mean()), self.typical.channel)

    @cached_property
    def luma_share(self) -> float:
        """Share of the energy of the difference that lies in luma, 0 to 1."""
        return 1 - self.colour_energy / (self.colour_energy + len(self.gap) * self.energy)

    def explain(self, prediction: Array) -> float:
        """Return the share of the difference that a predicted change of luma, (h, w), explains.

        The share is relative to the energy beyond what is typical, -1 to 1; it is negative where the
        prediction has the opposite sign. The amplitude of the prediction is free.
        """
        square = float(self.mean(prediction**2))
        if square < 1e-6:
            return 0.0
        product = float(self.mean(prediction * self.luma_gap))
        return min(1.0, max(-1.0, product * abs(product) / square / self.energy))

    @cached_property
    def gap_bands(self) -> Array:
        """Energies of the difference of lumas in the three bands, beyond what is typical."""
        import numpy as np

        typical = self.typical
        bands = _band_energies(self.luma_gap, self)
        beyond: Array = np.maximum(bands - np.array([typical.fine, typical.middle, 0.0]), 0)
        return beyond

    @cached_property
    def bands(self) -> tuple[Array, Array]:
        """Energies of both lumas in the fine, the middle and the coarse band, without their noise."""
        import numpy as np

        noise = self.typical.noise**2 * np.array(NOISE_IN_BANDS)
        first, second = (
            np.maximum(_band_energies(luma, self) - noise, 0) for luma in (self.luma_first, self.luma_second)
        )
        return first, second

    @cached_property
    def growth(self) -> Array:
        """Logarithms of the ratios of the energies of the bands, second over first, within -3 to 3."""
        import numpy as np

        first, second = self.bands
        ratios: Array = np.clip(np.log((second + 0.3) / (first + 0.3)), -3, 3)
        return ratios


def surprise(share: float) -> float:
    """Return the negative logarithm of the share that is left unexplained, -0.7 to 3.5."""
    return -math.log(1.03 - min(1.0, max(-1.0, share)))


def luma_of(image: Array) -> Array:
    """Return the luma of an image (C, h, w) of three channels, else the mean of the channels."""
    import numpy as np

    if len(image) == 3:
        luma: Array = np.tensordot(np.asarray(BT601, image.dtype), image, axes=1)
        return luma
    return image[0] if len(image) == 1 else image.mean(axis=0)  # type: ignore[no-any-return]


def smooth(plane: Array, sigma: float) -> Array:
    """Return a plane blurred by a Gaussian."""
    import numpy as np

    return blur(np.ascontiguousarray(plane), sigma, workers=1)


def _beyond(energy: float, typical: float) -> float:
    return max(energy - typical, LEAST_EXCESS * energy, 1e-9)


def _band_energies(plane: Array, place: Place) -> Array:
    import numpy as np

    fine, middle, coarse = (smooth(plane, sigma) for sigma in (FINE, MIDDLE, 2 * MIDDLE))
    bands: Array = place.mean(np.stack([plane - fine, fine - middle, middle - coarse]) ** 2)
    return bands


def _without_noise(plane: Array, noise: float, size: int = 5) -> Array:
    """Return a plane with white noise reduced where little else varies, by a local Wiener filter."""
    import numpy as np

    if noise < LEAST_NOISE:
        return plane
    mean, square = (box_mean(box_mean(values, size, 0), size, 1) for values in (plane, plane * plane))
    variance = square - mean * mean
    kept: Array = mean + np.maximum(0, 1 - noise**2 / np.maximum(variance, 1e-6)) * (plane - mean)
    return kept
