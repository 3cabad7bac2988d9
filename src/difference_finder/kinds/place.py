"""One place of a pair: the pixels of a region, and what is typical of the pair."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from difference_finder.kinds._cached import cached
from difference_finder.kinds._core import Core, measure_core
from difference_finder.kinds._planes import luma_of, reduce_noise, smooth
from difference_finder.kinds._responses import band_energies, response
from difference_finder.kinds._typical import FINE, MIDDLE, NOISE_IN_BANDS, NOTHING_TYPICAL, Typical

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["LEVELS", "Finding", "Place", "Typical", "luma_of", "smooth", "surprise"]

Measured = TypeVar("Measured")

LEVELS = 255.0
"""Number of levels of the data range."""

LEAST_EXCESS = 0.05
"""Least share of the energy of a difference that counts as not typical of the pair."""

BANDS = (FINE, MIDDLE, 2 * MIDDLE)
"""Standard deviations of the blurs below which the bands lie, in pixels."""


class Finding(NamedTuple):
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


@dataclass(eq=False)  # not frozen, which takes longer to make
class Place:
    """The pixels of a region with a margin; no attribute changes.

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
    difference
        Second minus first, (C, h, w), where it is known.
    """

    first: Array
    second: Array
    inside: Array
    typical: Typical = NOTHING_TYPICAL
    top: int = 0
    left: int = 0
    reference: Array | None = None
    not_finite: float = 0.0
    alpha: float = 0.0
    nearby: Callable[[str, int], Array] | None = None
    changed: str = "second"
    difference: Array | None = None

    @cached
    def swapped(self) -> Place:
        """The same place with the two images exchanged."""
        other = Place(
            self.second,
            self.first,
            self.inside,
            self.typical,
            self.top,
            self.left,
            self.reference,
            self.not_finite,
            self.alpha,
            changed="first",
        )
        first, second = self.bands
        # What depends on the order only by its sign, or not at all, is not computed again.
        other.__dict__.update(
            swapped=self,
            _core=self._core.exchanged(),
            sample=self.sample,
            background=self.background,
            energy=self.energy,
            varying_energy=self.varying_energy,
            colour_energy=self.colour_energy,
            channel_energy=self.channel_energy,
            luma_share=self.luma_share,
            _band_energies=[(second, first, gap) for first, second, gap in self._band_energies],
            gap_bands=self.gap_bands,
            bands=(second, first),
            growth=tuple(-ratio for ratio in self.growth),
        )
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

    def keep(self, function: Callable[[Place], Measured], result: Measured) -> None:
        """Keep a result that was computed elsewhere, as if ``measure`` had."""
        self._measured[function] = result

    @cached
    def _measured(self) -> dict[Callable[[Place], Any], Any]:
        return {}

    @cached
    def gap(self) -> Array:
        """Second minus first, (C, h, w)."""
        return self.second - self.first if self.difference is None else self.difference

    @cached
    def _core(self) -> Core:
        return measure_core(self.first, self.second, self.inside)

    @property
    def luma_first(self) -> Array:
        """Luma of the first image, (h, w)."""
        return self._core.luma_first

    @property
    def luma_second(self) -> Array:
        """Luma of the second image, (h, w)."""
        return self._core.luma_second

    @property
    def luma_gap(self) -> Array:
        """Difference of the lumas, (h, w)."""
        return self._core.luma_gap

    @cached
    def base(self) -> Array:
        """Luma of the first image with its noise reduced, (h, w)."""
        variance = self.background.noise_variance
        return reduce_noise(self.luma_first, variance) if variance else self.luma_first

    @cached
    def background(self) -> Typical:
        """What the difference of the pair adds to the change of the place.

        It is what is typical, unless the place differs no more than the rest of the pair in anything: then
        the change is everywhere, and nothing is added to it.
        """
        covered = self.typical.covers(self._core, self._band_energies[1][2])
        return NOTHING_TYPICAL if covered else self.typical

    @property
    def core(self) -> Array:
        """Weight of each pixel, (h, w): 1 where the region changed most, else 0."""
        return self._core.weight

    @cached
    def sample(self) -> Array:
        """Weight of the pixels at which filters are evaluated, (h, w)."""
        return self._core.sample

    @property
    def count(self) -> float:
        """Number of pixels of the core."""
        return self._core.count

    @property
    def box(self) -> tuple[slice, slice]:
        """The rows and the columns that hold the core."""
        top, bottom, left, right = self._core.box
        return slice(top, bottom), slice(left, right)

    @property
    def sides(self) -> tuple[int, int]:
        """Height and width of the box of the core, in pixels."""
        top, bottom, left, right = self._core.box
        return bottom - top, right - left

    @cached
    def _pixels(self) -> Array:
        """Positions of the pixels of the core in a flattened plane, (N,)."""
        import numpy as np

        return np.flatnonzero(self.core > 0)

    def values(self, planes: Array) -> Array:
        """Return the values in the core of a plane, (N,), or of each channel, (C, N)."""
        return planes.reshape(*planes.shape[:-2], -1).take(self._pixels, axis=-1)

    def mean(self, planes: Array) -> Any:
        """Return the mean of a plane over the core, or of each channel."""
        means = self.values(planes).sum(axis=-1) / self.count
        return float(means) if planes.ndim == 2 else means

    @property
    def means(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Means of the channels of both images, in levels."""
        return self._core.first, self._core.second

    @property
    def shift(self) -> tuple[float, ...]:
        """Mean difference of each channel, in levels."""
        return tuple(b - a for a, b in zip(self._core.first, self._core.second, strict=True))

    @property
    def luma_shift(self) -> float:
        """Mean difference of the lumas, in levels."""
        return self._core.luma_shift

    @cached
    def energy(self) -> float:
        """Mean square of the difference of lumas beyond what is typical, in squared levels."""
        return _beyond(self._core.luma, self.background.energy)

    @cached
    def varying_energy(self) -> float:
        """The same without the mean difference."""
        return _beyond(self._core.luma - self.luma_shift**2, self.background.energy)

    @cached
    def colour_energy(self) -> float:
        """Mean square of the difference of colours beyond what is typical, summed over the channels."""
        return _beyond(self._core.colour, self.background.colour)

    @cached
    def channel_energy(self) -> float:
        """Mean square of the difference of one channel beyond what is typical, in squared levels."""
        return _beyond(self._core.channel, self.background.channel)

    @cached
    def luma_share(self) -> float:
        """Share of the energy of the difference that lies in luma, 0 to 1."""
        return 1 - self.colour_energy / (self.colour_energy + len(self.gap) * self.energy)

    def explain(self, prediction: Array) -> float:
        """Return the share of the difference that a predicted change of luma, (h, w), explains.

        The share is relative to the energy beyond what is typical, -1 to 1; it is negative where the
        prediction has the opposite sign. The amplitude of the prediction is free.
        """
        return self.share(*response(prediction, self.luma_gap, self.core))

    def share(self, square: float, product: float) -> float:
        """Return the share that a prediction explains, as ``explain``.

        Parameters
        ----------
        square, product
            Means of the square of the prediction, and of its product with the difference of the lumas.
        """
        if square < 1e-6:
            return 0.0
        return min(1.0, max(-1.0, product * abs(product) / square / self.energy))

    @cached
    def _band_energies(self) -> list[tuple[float, float, float]]:
        """Energies in the three bands: of the first luma, of the second, and of their difference."""
        return band_energies(self.luma_first, self.luma_second, self.sample, BANDS)

    @cached
    def gap_bands(self) -> tuple[float, ...]:
        """Energies of the difference of lumas in the three bands, beyond what is typical."""
        typical = (self.background.fine, self.background.middle, 0.0)
        return tuple(max(0.0, row[2] - one) for row, one in zip(self._band_energies, typical, strict=True))

    @cached
    def bands(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Energies of both lumas in the fine, the middle and the coarse band, without their noise."""
        noise = [self.background.noise**2 * share for share in NOISE_IN_BANDS]
        first, second = (
            tuple(max(0.0, row[image] - one) for row, one in zip(self._band_energies, noise, strict=True))
            for image in (0, 1)
        )
        return first, second

    @cached
    def growth(self) -> tuple[float, ...]:
        """Logarithms of the ratios of the energies of the bands, second over first, within -3 to 3."""
        ratios = ((after + 0.3) / (before + 0.3) for before, after in zip(*self.bands, strict=True))
        return tuple(min(3.0, max(-3.0, math.log(ratio))) for ratio in ratios)


def surprise(share: float) -> float:
    """Return the negative logarithm of the share that is left unexplained, -0.7 to 3.5."""
    return -math.log(1.03 - min(1.0, max(-1.0, share)))


def _beyond(energy: float, typical: float) -> float:
    return max(energy - typical, LEAST_EXCESS * energy, 1e-9)
