"""The mapping of values to tones, with one range for all images of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.drawing.tones import Tones, choose_tones

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.images.image import Image

__all__ = ["Scale", "Shown", "plane_of", "shown_of"]

MOST_DRAWN = 2**20
"""The approximate number of pixels that choose black and white if the data range is unknown."""


@dataclass(frozen=True)
class Shown:
    """The mapping of the values of one image to tones.

    Parameters
    ----------
    tones
        Tones of values on the common scale.
    divisor
        Divisor that brings the values of the image to the common scale.
    """

    tones: Tones
    divisor: float

    @property
    def low(self) -> float:
        """The value shown as black, in the units of the image."""
        return self.tones.black * self.divisor

    @property
    def high(self) -> float:
        """The value shown as white, in the units of the image."""
        return self.tones.white * self.divisor

    def levels(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        """Return values (C, H, W) as (H, W, 3), uint8."""
        import numpy as np

        if pixels.dtype in (np.uint8, np.uint16):
            planes = pixels[:3] if len(pixels) >= 3 else np.broadcast_to(pixels[:1], (3, *pixels.shape[1:]))
            rows = planes.transpose(1, 2, 0)
            return rows if pixels.dtype == np.uint8 and self._is_identity else self._table(pixels.dtype)[rows]
        return self.tones.levels(pixels / np.float64(self.divisor))

    def _table(self, dtype: Any) -> NDArray[np.uint8]:
        return self._bytes if dtype.itemsize == 1 else self._words

    @cached_property
    def _bytes(self) -> NDArray[np.uint8]:
        return self._of_every(256)

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        return self._of_every(65536)

    def _of_every(self, count: int) -> NDArray[np.uint8]:
        import numpy as np

        return self.tones.levels((np.arange(count) / self.divisor)[None, None])[0, :, 0]

    @cached_property
    def _is_identity(self) -> bool:
        import numpy as np

        return bool((self._bytes == np.arange(256)).all())


@dataclass(frozen=True)
class Scale:
    """The scale of the values of an image.

    Parameters
    ----------
    integer
        Whether the values are integers.
    data_range
        Data range; None if unknown.
    """

    integer: bool
    data_range: float | None

    @classmethod
    def of(cls, image: Image, data_range: float | None) -> Scale:
        """Return the scale of an image; ``data_range`` is the range that the user gave, if any."""
        return cls(plane_of(image).dtype.kind in "biu", data_range or image.data_range)


def shown_of(first: Image, scales: Mapping[str, Scale]) -> dict[str, Shown]:
    """Return the mapping to tones of each image; the values of the first image choose the range.

    Parameters
    ----------
    first
        First image of the entry.
    scales
        Scales of all images, the first image first.

    Notes
    -----
    Integers are divided by their range. If one image has floats, all images are brought to its scale, as in a
    comparison.
    """
    spans = [scale.data_range for scale in scales.values() if not scale.integer]
    common = next((span for span in spans if span is not None), None) if spans else 1.0
    divisors = {
        role: (scale.data_range or 1.0) / (common or 1.0) if scale.integer else 1.0
        for role, scale in scales.items()
    }
    role, own = next(iter(scales.items()))
    span = common if not own.integer or own.data_range else None
    tones = choose_tones(_samples(plane_of(first), span is not None) / divisors[role], span, first.format)
    return {role: Shown(tones, divisor) for role, divisor in divisors.items()}


def plane_of(image: Image) -> NDArray[Any]:
    """Return the first sample of an image, (C, H, W)."""
    pixels: NDArray[Any] = to_numpy(image.pixels)[0]
    return pixels


def _samples(pixels: NDArray[Any], bounded: bool) -> NDArray[np.float64]:
    """Return the values that choose the tones: the extremes if the range is known, else a sparse grid."""
    import numpy as np

    step = 1 if bounded else max(1, int((pixels[0].size / MOST_DRAWN) ** 0.5))
    drawn = pixels[:, ::step, ::step]
    if drawn.dtype.kind == "f":
        good = drawn[np.isfinite(drawn)]
        drawn = good if good.size else np.zeros(1)
    return np.array([drawn.min(), drawn.max()] if bounded else drawn, dtype=np.float64)
