"""Drawings: a flat background with ink on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.arrays.native import native
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

NEAR = 2
"""Width of the surroundings of a region that belong to it, in pixels."""


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
    counts
        Numbers of pixels of ink in the first and in the second image, among the pixels that differ.
    is_thin
        Whether all ink has the form of strokes, as in text.
    """

    first: Array
    second: Array
    changed: Array
    coverage: Array
    overlap: float
    is_repainted: bool
    counts: tuple[int, int]
    is_thin: bool


def is_drawn(place: Place) -> bool:
    """Tell whether a place is drawn, not photographed: many pixels equal their neighbours exactly."""
    return place.typical.greatest <= QUIET and all(
        _flat_share(image) >= FLAT for image in (place.first, place.second)
    )


def _flat_share(image: Array) -> float:
    if (kernels := native()) is not None:
        return kernels.flat_share(image[None])  # type: ignore[no-any-return]
    return float((image[..., 1:] == image[..., :-1]).all(axis=0).mean()) if image.shape[-1] > 1 else 0.0


def ink(place: Place) -> Ink | None:
    """Return the ink of both images; None if the place is not drawn."""
    return measure_ink(place.first, place.second, place.inside) if place.measure(is_drawn) else None


def measure_ink(first: Array, second: Array, inside: Array) -> Ink:
    """Return the ink of two images.

    Parameters
    ----------
    first, second
        Images of shape (C, h, w), in levels.
    inside
        Mask of the region, (h, w).
    """
    import numpy as np

    if (kernels := native()) is not None:
        height, width = inside.shape
        masks, coverage = np.empty((3, height, width), bool), np.empty((height, width), np.float32)
        both, either, one, other, all_changed, thin = kernels.measure_ink(
            first[None], second[None], inside, INK, NEAR, STROKE, masks.reshape(-1, width), coverage
        )
        overlap = both / either if either else 0.0
        repainted = all_changed and (overlap >= SAME or not either)
        return Ink(masks[0], masks[1], masks[2], coverage, overlap, repainted, (one, other), thin)
    near = grown(inside, NEAR)
    changed = (first != second).any(axis=0)
    around = ~changed & ~inside
    background = _most_frequent(first, around)
    backgrounds = (background, _most_frequent(second, around) if changed.all() else background)
    distances = [
        np.abs(image - background[:, None, None]).max(axis=0)
        for image, background in zip((first, second), backgrounds, strict=True)
    ]
    one_ink, other_ink = ((distance >= INK) & near for distance in distances)
    either = int((one_ink | other_ink).sum())
    overlap = float((one_ink & other_ink).sum()) / either if either else 0.0
    repainted = bool(changed.all()) and (overlap >= SAME or not either)
    changed &= near
    counts = (int((one_ink & changed).sum()), int((other_ink & changed).sum()))
    thin = not any(shrunk(mask, STROKE).any() for mask in (one_ink, other_ink))
    return Ink(one_ink, other_ink, changed, distances[0], overlap, repainted, counts, thin)


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
