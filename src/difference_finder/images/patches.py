"""Patches of a pair of images, from which changes of the whole image are estimated quickly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.percentiles import median

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair

__all__ = ["PatchPair", "Planes", "cut_patches"]

SIDE, LARGE_SIDE = 32, 48
"""Sides of the patches of small images and of others, in pixels: multiples of 16, so that a patch holds whole
blocks of JPEG."""

LEAST = 64
"""Least side of an image in pixels, of which patches are taken."""

ALONG = 8
"""Greatest number of patches along a side of the image."""

LOOKED, FEW = 12, 0.25
"""Number of patches that are looked at first, and the least share of them that differ after a change of the
whole image."""

ENOUGH = 32
"""Number of patches that suffice for the linear filter."""

TILE = 256
"""Greatest side of a tile in pixels."""

TONAL = 0.8
"""Least share of the energy of the difference that a function of the pixel value explains."""

OUTLYING = 36.0
"""Squared residual beyond which a pixel counts no more, in medians of the squared residuals."""

SATURATED = 0.25 / 255
"""Distance to the ends of the data range below which a value counts as clipped, in data ranges."""

Array = Any


@dataclass(frozen=True, eq=False)
class Planes:
    """One sample of an image on its scale.

    Parameters
    ----------
    stored
        Numpy array of shape (C, H, W), as stored.
    divisor
        Number by which the values are divided; then the data range is 1.
    """

    stored: Array
    divisor: float

    @cached_property
    def floats(self) -> NDArray[np.float32]:
        """The whole image, (C, H, W), in data ranges."""
        import numpy as np

        floats: NDArray[np.float32] = np.divide(self.stored, self.divisor, dtype=np.float32)
        return floats

    def changed(self, function: Any) -> Planes:
        """Return the planes after a function of an array (C, H, W) that only moves values."""
        return Planes(function(self.stored), self.divisor)


class PatchPair:
    """Patches of two images at the same places, on a regular grid.

    Parameters
    ----------
    first, second
        The two images.
    mask
        Mask of shape (H, W), True where pixels count; None if all do. Patches with a masked pixel are left
        out.

    Attributes
    ----------
    corners
        Top and left of each patch, of shape (P, 2).
    """

    def __init__(self, first: Planes, second: Planes, mask: Array | None = None) -> None:
        self.whole_first, self.whole_second = first, second
        height, width = (int(n) for n in second.stored.shape[-2:])
        self.side = LARGE_SIDE if min(height, width) >= 4 * LARGE_SIDE else SIDE
        self.corners = _corners(height, width, self.side, mask)

    @cached_property
    def first(self) -> NDArray[np.float32]:
        """Patches of the first image, (P, C, S, S), in data ranges."""
        return cut_patches(self.whole_first, self.corners, self.side)

    @cached_property
    def second(self) -> NDArray[np.float32]:
        """Patches of the second image, (P, C, S, S), in data ranges."""
        return cut_patches(self.whole_second, self.corners, self.side)

    @classmethod
    def of(cls, pair: Pair) -> PatchPair | None:
        """Return the patches of the first sample of a pair; None if the images are too small for patches."""
        if min(int(side) for side in pair.second.shape[-2:]) < LEAST:
            return None
        first, second = (to_numpy(image[0]) for image in (pair.first, pair.second))
        scale = pair.data_range or _spread(first)
        if all(image.shape[0] > 1 and image.strides[0] == 0 for image in (first, second)):
            first, second = first[:1], second[:1]  # grey pictures that were repeated
        divisors = (scale, scale) if pair.divisors is None else pair.divisors
        mask = None if pair.mask is None else to_numpy(pair.mask)[0, 0]
        patches = cls(Planes(first, divisors[0]), Planes(second, divisors[1]), mask)
        return patches if len(patches.corners) else None

    @property
    def channels(self) -> int:
        """The number of channels."""
        return len(self.whole_second.stored)

    @cached_property
    def difference(self) -> NDArray[np.float32]:
        """The second image minus the first, of shape (P, C, S, S)."""
        return self.second - self.first

    @property
    def hardly_differs(self) -> bool:
        """Whether most of a few patches with content are equal, in every third row; a quick look."""
        import numpy as np

        first, second = self.whole_first, self.whole_second
        if first.divisor != second.divisor:
            return False
        equal = differing = 0
        for top, left in self.corners[:: 1 + len(self.corners) // LOOKED]:
            place = np.s_[:, top : top + self.side : 3, left : left + self.side]
            rows = first.stored[place]
            if (rows != second.stored[place]).any():
                differing += 1
            elif (rows != rows[:, :1, :1]).any():
                equal += 1
        return differing < FEW * (differing + equal)

    @cached_property
    def differing(self) -> float:
        """Share of the patches with a difference, among the patches that are not flat in both images."""
        gap = self.difference.any(axis=(1, 2, 3))
        if gap.all():
            return 1.0
        flat = (_span(self.first) == 0) & (_span(self.second) == 0)
        counted = gap | ~flat
        return float(gap.sum() / max(1, counted.sum()))

    @cached_property
    def step(self) -> float:
        """Distance of neighbouring values of the second image, in data ranges; 0 for floats of any value.

        Floats with values of 8 bits have the step of 8 bits.
        """
        import numpy as np

        stored, divisor = self.whole_second.stored, self.whole_second.divisor
        if stored.dtype.kind in "ui":
            return 1 / divisor
        levels = 255 * self.second
        return 1 / 255 if float(np.abs(levels - np.round(levels)).max()) < 1e-3 else 0.0

    @cached_property
    def bounded(self) -> bool:
        """Whether all values of both images lie in [0, 1], so that larger ones are clipped."""
        ends = [(float(patch.min()), float(patch.max())) for patch in (self.first, self.second)]
        return all(low >= 0 and high <= 1 for low, high in ends)

    def as_stored(self, predicted: Array) -> Array:
        """Return predicted values clipped and rounded as the second image stores them."""
        import numpy as np

        if self.bounded:
            predicted = np.clip(predicted, 0, 1)
        return np.round(predicted / self.step) * self.step if self.step else predicted

    @cached_property
    def pixels(self) -> tuple[Array, Array]:
        """Some pixels of both images, each of shape (C, n)."""
        import numpy as np

        chosen = (slice(None), slice(None), slice(None, None, 3), slice(1, None, 3))
        first, second = (np.moveaxis(patch[chosen], 1, 0) for patch in (self.first, self.second))
        return first.reshape(len(first), -1), second.reshape(len(second), -1)

    @cached_property
    def tonal(self) -> bool:
        """Whether the second image is nearly a function of the values of the first, channel by channel."""
        import numpy as np

        left = total = 0.0
        x, y = self.pixels
        low, span = float(x.min()), max(float(np.ptp(x)), 1e-9)
        for one, other in zip(x, y, strict=True):
            bins = np.round((one - low) * (255 / span)).astype(np.intp)
            means = np.bincount(bins, other) / np.maximum(np.bincount(bins), 1)
            size = np.square(other - means[bins])
            # A retouched place counts as little more than the rest.
            left += float(np.minimum(size, OUTLYING * max(median(size), 1e-7)).sum())
            total += float(np.square(other - one).sum())
        return left <= (1 - TONAL) * total

    @cached_property
    def open_pixels(self) -> Array:
        """Where the values of ``pixels`` of the second image are not clipped, of shape (C, n)."""
        import numpy as np

        second = self.pixels[1]
        if not self.bounded:
            return np.ones(second.shape, bool)
        return (second > SATURATED) & (second < 1 - SATURATED)

    @cached_property
    def tiles(self) -> tuple[Array, Array, Array]:
        """Larger parts of both images, one to three.

        The means of the channels in both images, float32 of shape (T, S, S), and where no channel of the
        second image is clipped.
        """
        import numpy as np

        height, width = self.whole_second.stored.shape[-2:]
        side = min(TILE, height, width)
        places = [
            (int(y * (height - side)), int(x * (width - side)))
            for y, x in ((0.5, 0.5), (0.15, 0.15), (0.85, 0.85))
        ]
        corners = np.array(list(dict.fromkeys(places)))
        first, second = (
            cut_patches(planes, corners, side) for planes in (self.whole_first, self.whole_second)
        )
        kept: Array = np.ones(second[:, 0].shape, bool)
        if self.bounded:
            kept = ((second > SATURATED) & (second < 1 - SATURATED)).all(axis=1)
        return first.mean(axis=1), second.mean(axis=1), kept

    @cached_property
    def transfer(self) -> tuple[Array, Array]:
        """The linear filter that best turns the first image into the second, and the energy of the first.

        Both are of shape (S, S / 2 + 1), at the frequencies of ``numpy.fft.rfft2``. The filter is complex.
        """
        import numpy as np

        some = slice(None, None, max(1, len(self.corners) // ENOUGH))
        window = np.hanning(self.side + 2)[1:-1].astype(np.float32)
        window = window[:, None] * window
        first, second = (
            patch[some].mean(axis=1) - patch[some].mean(axis=(1, 2, 3))[:, None, None]
            for patch in (self.first, self.second)
        )
        a, b = (np.fft.rfft2(patch * window) for patch in (first, second))
        energy = (np.abs(a) ** 2).sum(axis=0)
        cross = (b * a.conj()).sum(axis=0)
        return cross / np.maximum(energy, 1e-12), energy


def cut_patches(planes: Planes, corners: Array, side: int) -> NDArray[np.float32]:
    """Return square patches of an image as float32 of shape (P, C, S, S), in data ranges."""
    import numpy as np

    stored = planes.stored
    patches = np.empty((len(corners), len(stored), side, side), np.float32)
    for patch, (top, left) in zip(patches, corners, strict=True):
        patch[:] = stored[:, top : top + side, left : left + side]
    patches /= np.float32(planes.divisor)
    return patches


def _spread(image: Array) -> float:
    """Return the range of the values of some pixels, for an image without a known data range."""
    some = image[:, ::5, ::5]
    return float(some.max() - some.min()) or 1.0


def _span(patches: Array) -> Array:
    import numpy as np

    return np.ptp(patches.reshape(*patches.shape[:2], -1), axis=2).max(axis=1)


def _corners(height: int, width: int, side: int, mask: Array | None) -> Array:
    """Return the corners of patches, multiples of 16, of shape (P, 2)."""
    import numpy as np

    rows, columns = (_starts(length, side) for length in (height, width))
    corners = [(top, left) for top in rows for left in columns]
    if mask is not None:
        corners = [(y, x) for y, x in corners if mask[y : y + side, x : x + side].all()]
    return np.array(corners, int).reshape(-1, 2)


def _starts(length: int, side: int) -> list[int]:
    count = min(ALONG, length // side)
    room = length - count * side
    return [(i * side + int((i + 0.5) * room / count)) // 16 * 16 for i in range(count)]
