"""The core of a region, where two images differ most: a kernel, and its reference implementation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.gaussian import half_gaussian
from difference_finder.arrays.native import native
from difference_finder.kinds._planes import luma_of, luma_weights, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SPREAD = 3.0
"""Standard deviation of the blur of the squared difference, in pixels."""

SHARE, STRONG = 0.3, 0.95
"""A pixel belongs to the core of a region from this share of the strong changes; their quantile."""

ENOUGH = 1000
"""Number of pixels of a core at which filters are evaluated: in evenly spaced rows of larger ones."""


@dataclass(eq=False)  # not frozen, which takes longer to make
class Core:
    """The core of a region, and means over its pixels.

    Parameters
    ----------
    weight
        Weight of each pixel, (h, w): 1 in the core, else 0.
    luma_first, luma_second, luma_gap
        Lumas of the images, and the second minus the first, (h, w).
    count
        Number of pixels of the core, at least 1.
    first, second
        Means of the channels of the images.
    luma_shift
        Mean difference of the lumas.
    box
        Rows and columns that hold the core: top, bottom, left, right, the second and the fourth not included.
    luma, colour, channel
        Mean square of the difference of lumas; of the difference of colours, summed over the channels; of the
        difference of one channel.
    """

    weight: Array
    luma_first: Array
    luma_second: Array
    luma_gap: Array
    count: float
    first: tuple[float, ...]
    second: tuple[float, ...]
    luma_shift: float
    luma: float
    colour: float
    channel: float
    box: tuple[int, int, int, int]

    def exchanged(self) -> Core:
        """Return the same with the images exchanged."""
        return Core(
            weight=self.weight,
            luma_first=self.luma_second,
            luma_second=self.luma_first,
            luma_gap=-self.luma_gap,
            count=self.count,
            first=self.second,
            second=self.first,
            luma_shift=-self.luma_shift,
            luma=self.luma,
            colour=self.colour,
            channel=self.channel,
            box=self.box,
        )

    @property
    def sample(self) -> Array:
        """Weight of the pixels at which filters are evaluated: the core, or some rows of a large one."""
        import numpy as np

        step = round(self.count / ENOUGH)
        if step <= 1:
            return self.weight
        sample = np.zeros_like(self.weight)
        sample[::step] = self.weight[::step]
        return sample


def measure_core(first: Array, second: Array, inside: Array) -> Core:
    """Return the core of a region.

    Parameters
    ----------
    first, second
        Images of shape (C, h, w).
    inside
        Mask of the region, (h, w).
    """
    import numpy as np

    if (kernels := native()) is not None:
        channels, *shape = first.shape
        planes = np.empty((4, *shape), np.float32)
        blurred, weights = half_gaussian(SPREAD), luma_weights(channels)
        sums = kernels.measure_core(
            first[None], second[None], inside, weights, blurred, STRONG, SHARE, planes.reshape(-1, shape[1])
        )
        return core_of_sums(planes, *sums)
    lumas = luma_of(first), luma_of(second)
    gap = second - first
    weight = _weight(gap, inside)
    return _means(weight, *lumas, first, second)


def core_of_sums(
    planes: Sequence[Array] | Array,
    count: float,
    first: Sequence[float],
    second: Sequence[float],
    shift: float,
    luma: float,
    colour: float,
    square: float,
    box: tuple[int, int, int, int],
) -> Core:
    """Return a core from what a kernel measured.

    Parameters
    ----------
    planes
        Lumas of both images, their difference, and the weight, each (h, w).
    count, first, second, shift, luma, colour, square
        Sums over the pixels: of 1, of the values of the channels, of the difference of lumas, of its square,
        of the square of the difference of colours, and of the square of the difference.
    box
        Rows and columns that hold the core.
    """
    luma_first, luma_second, luma_gap, weight = planes
    count = max(1.0, count)
    one, other = (tuple(value / count for value in values) for values in (first, second))
    means = (shift / count, luma / count, colour / count, square / len(first) / count)
    return Core(weight, luma_first, luma_second, luma_gap, count, one, other, *means, box)


def _weight(gap: Array, inside: Array) -> Array:
    import numpy as np

    envelope = smooth(reduce(np.add, gap * gap), SPREAD)
    values = envelope[inside]
    rank = int(STRONG * (len(values) - 1))
    strong = np.partition(values, rank)[rank]
    weight: Array = (inside & (envelope >= np.float32(SHARE) * strong)).astype(np.float32)
    return weight


def _means(weight: Array, luma_first: Array, luma_second: Array, first: Array, second: Array) -> Core:
    import numpy as np

    chosen = weight > 0
    one, other = first[:, chosen], second[:, chosen]
    gap, luma_gap = other - one, luma_second[chosen] - luma_first[chosen]
    count = max(1.0, float(len(luma_gap)))
    squares = (float(np.square(values).sum()) / count for values in (luma_gap, gap - luma_gap, gap))
    luma, colour, square = squares
    first_mean, second_mean = (tuple((values.sum(axis=1) / count).tolist()) for values in (one, other))
    shift = float(luma_gap.sum()) / count
    rows, columns = (np.flatnonzero(weight.any(axis=axis)) for axis in (1, 0))
    box = (int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
    planes = (weight, luma_first, luma_second, luma_second - luma_first)
    return Core(*planes, count, first_mean, second_mean, shift, luma, colour, square / len(gap), box)
