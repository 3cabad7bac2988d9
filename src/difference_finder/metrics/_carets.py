"""Carets, which blink in fields of text, for the metric changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.components import PixelGroup, find_groups
from difference_finder.metrics._colour_distance import distance_of_colours, scaled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array = Any

WIDTHS, HEIGHTS = (1, 3), (10, 40)
"""Least and greatest sides of a caret in pixels."""

FLATNESS = 0.1
"""Greatest variation of the background behind a caret, as a share of the contrast; letters may touch it."""


def caret_pixels(
    images: tuple[Array, Array],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    data_range: float,
    alike: float,
) -> NDArray[np.bool_]:
    """Return the pixels of a caret that only one of the images shows, as a plane (H, W).

    An image has one caret: where it seems to have several, none of them is a caret.

    Parameters
    ----------
    images
        Two images of shape (1, H, W) or (3, H, W).
    rows, columns
        Places of all pixels that differ.
    data_range
        Greatest minus least possible value.
    alike
        Greatest distance of two colours that count as equal.
    """
    import numpy as np

    differing = np.zeros(images[0].shape[1:], bool)
    differing[rows, columns] = True
    bars: tuple[list[Any], list[Any]] = ([], [])
    for group in find_groups(differing):
        box = slice(group.y, group.y + group.height), slice(group.x, group.x + group.width)
        if _has_size(group) and differing[box].all():
            for one, other, found in zip(images, images[::-1], bars, strict=True):
                if _shows_bar(one, other, box, data_range, alike):
                    found.append(box)
    carets: NDArray[np.bool_] = np.zeros_like(differing)
    for found in bars:
        if len(found) == 1:
            carets[found[0]] = True
    return carets


def _has_size(group: PixelGroup) -> bool:
    return WIDTHS[0] <= group.width <= WIDTHS[1] and HEIGHTS[0] <= group.height <= HEIGHTS[1]


def _shows_bar(image: Array, other: Array, box: tuple[slice, slice], data_range: float, alike: float) -> bool:
    """Tell whether a box shows a bar of one colour, and the background in the other image."""
    import numpy as np

    rows, columns = np.mgrid[box]
    bar, background = (scaled(pixels, rows, columns, data_range) for pixels in (image, other))
    means = [[channel.mean() for channel in colours] for colours in (bar, background)]
    contrast = distance_of_colours(*means)
    if distance_of_colours(bar, means[0]).max() > alike:
        return False
    if distance_of_colours(background, means[1]).max() > FLATNESS * contrast:
        return False
    beside = np.array([c for c in (box[1].start - 1, box[1].stop) if 0 <= c < image.shape[2]], int)
    sides = scaled(other, rows[:, :1], beside, data_range)
    to_bar, to_background = (distance_of_colours(sides, mean) for mean in means)
    return bool(2 * (to_background < to_bar).sum() > to_bar.size)
