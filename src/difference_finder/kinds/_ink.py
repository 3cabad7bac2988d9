"""Drawings: a flat background with ink on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.kinds._planes import grown, shrunk
from difference_finder.kinds.place import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

FLAT = 0.4
"""Least share of pixels equal to their right neighbour in a drawing. Photographs have less than 0.2,
except where they are clipped."""

QUIET = 0.5
"""Greatest energy of the difference of drawings outside their regions, in squared levels."""

EMPTY = 0.05
"""Share of the ink of one image below which the other has none."""

SAME = 0.85
"""Least overlap of the inks of both images, intersection over union, if only their colour differs."""

STROKE = 4
"""Greatest half width of a stroke of text, in pixels."""

EQUAL = 0.97
"""Overlap of inks that have the same shape for certain."""

INK = 6.0
"""Least distance to the background of a pixel of ink, in levels."""


class Ink(NamedTuple):
    """The ink of both images.

    Parameters
    ----------
    first, second
        Masks of shape (h, w); True where a pixel is not background, near the region.
    changed
        Mask of shape (h, w) of the pixels near the region that differ.
    coverage
        Distance of the first image to the background, (h, w), in levels.
    overlap
        Intersection over union of the two masks, 0 to 1.
    is_repainted
        Whether no pixel is equal, and the ink is the same: another background.
    """

    first: Array
    second: Array
    changed: Array
    coverage: Array
    overlap: float
    is_repainted: bool

    @property
    def is_thin(self) -> bool:
        """Whether all ink has the form of strokes, as in text."""
        return not any(shrunk(mask, STROKE).any() for mask in (self.first, self.second))

    @property
    def counts(self) -> tuple[int, int]:
        """Numbers of pixels of ink among the pixels that differ."""
        return int((self.first & self.changed).sum()), int((self.second & self.changed).sum())


def is_drawn(place: Place) -> bool:
    """Tell whether a place is drawn, not photographed: many pixels equal their neighbours exactly."""
    return place.typical.greatest <= QUIET and all(
        _flat_share(image) >= FLAT for image in (place.first, place.second)
    )


def _flat_share(image: Array) -> float:
    return float((image[..., 1:] == image[..., :-1]).all(axis=0).mean()) if image.shape[-1] > 1 else 0.0


def ink(place: Place) -> Ink | None:
    """Return the ink of both images; None if the place is not drawn."""
    import numpy as np

    if not place.measure(is_drawn):
        return None
    near = grown(place.inside, 2)
    changed = np.abs(place.gap).max(axis=0) > 0
    around = ~changed & ~place.inside
    background = _most_frequent(place.first, around)
    backgrounds = (background, _most_frequent(place.second, around) if changed.all() else background)
    distances = [
        np.abs(image - background[:, None, None]).max(axis=0)
        for image, background in zip((place.first, place.second), backgrounds, strict=True)
    ]
    first, second = ((distance >= INK) & near for distance in distances)
    either = int((first | second).sum())
    overlap = float((first & second).sum()) / either if either else 0.0
    repainted = bool(changed.all()) and (overlap >= SAME or not either)
    return Ink(first, second, changed & near, distances[0], overlap, repainted)


def _most_frequent(image: Array, around: Array) -> Array:
    """Return the most frequent colour of the pixels of a mask, or of all if the mask is empty, (C,)."""
    import numpy as np

    pixels = image[:, around] if around.any() else image.reshape(len(image), -1)
    codes = _codes_of(pixels)
    known, counts = np.unique(codes, return_counts=True)
    chosen: Array = pixels[:, int(np.argmax(codes == known[int(np.argmax(counts))]))]
    return chosen


def _codes_of(pixels: Array) -> Array:
    """Return a number for each colour (C, N), in the order of the colours: the first channel counts first.

    ``numpy.unique`` of columns takes ten times as long as of numbers.
    """
    import numpy as np

    if len(pixels) <= 3 and pixels.min() >= 0 and pixels.max() < 256:
        whole = pixels.astype(np.int32)
        if (whole == pixels).all():  # as in images of 8 bits
            codes: Array = whole[0]
            for channel in whole[1:]:
                codes = codes * 256 + channel
            return codes
    codes = np.zeros(pixels.shape[1], np.int64)
    for channel in pixels:
        ranks = np.unique(channel, return_inverse=True)[1]
        codes = np.unique(codes * len(channel) + ranks, return_inverse=True)[1]
    return codes
