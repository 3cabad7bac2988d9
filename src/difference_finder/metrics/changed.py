"""Share of changed pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.equality import find_differing_pixels
from difference_finder.errors import InputError
from difference_finder.metrics._carets import caret_pixels
from difference_finder.metrics._clusters import greatest_in_window, largest_cluster
from difference_finder.metrics._colour_distance import distance_of_colours, scaled
from difference_finder.metrics._hues import other_hues
from difference_finder.metrics._parts import Parts
from difference_finder.metrics._pixels import any_colour, visible_change
from difference_finder.parts.registry import metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array = Any

FLAT = "it counts changed pixels, and a count does not change with small changes of the values"

IGNORE, COUNT = "ignore", "count"


@dataclass(frozen=True)
class ChangedSettings:
    """The settings of changed.

    Raises
    ------
    InputError
        If a value is not possible.
    """

    threshold: float = 0.0125
    antialiasing: str = IGNORE
    tolerance: int = 0
    window: int = 100
    caret: str = COUNT

    def __post_init__(self) -> None:
        if not 0 <= self.threshold < 1:
            raise InputError(f"threshold must be at least 0 and less than 1, not {self.threshold}")
        for name, choice in (("antialiasing", self.antialiasing), ("caret", self.caret)):
            if choice not in (IGNORE, COUNT):
                raise InputError(f"{name} must be one of {IGNORE}, {COUNT}, not '{choice}'")
        for name, value, least in (("tolerance", self.tolerance, 0), ("window", self.window, 1)):
            if isinstance(value, bool) or value != int(value) or value < least:
                raise InputError(f"{name} must be a whole number of pixels, at least {least}, not {value}")

    @property
    def radius(self) -> int:
        """Distance in pixels at which a colour of the other image explains a pixel."""
        return int(self.tolerance) + (self.antialiasing == IGNORE)


@metric(
    "changed",
    settings=ChangedSettings,
    higher_is_better=False,
    bounds=(0.0, 1.0),
    identical=0.0,
    symmetric=True,
    no_gradient=FLAT,
    forgives=True,
)
def changed(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    lone: Array | None = None,
    settings: ChangedSettings,
) -> Array:
    """Share of changed pixels: those in which a person would see another colour.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale. Three channels are red, green and
        blue; the channels of other images are compared separately.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    lone
        Array of shape (N, 1, H, W), True where only one of the images has a pixel: padding, which is changed.
    threshold
        Colour distance that counts as a change, from 0 to less than 1. Black and white have the distance
        0.97, and 0.0125 is about 3.3 of 255 grey levels.
    antialiasing
        "ignore": edges that were drawn otherwise do not count, such as the edges of text that moved by a part
        of a pixel. "count": each pixel with another colour counts.
    tolerance
        Number of pixels that an edge may move without counting, at least 0.
    window
        Side in pixels of the square window in which changed pixels are counted for the record, at least 1.
    caret
        "count": a caret that only one image shows counts. "ignore": it does not.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 1]: changed pixels divided by pixels that count; 0 for identical images.

    Raises
    ------
    InputError
        If the value of a setting is not possible.

    Notes
    -----
    The colour distance is the weighted distance in YIQ of Kotsarenko and Ramos, which pixelmatch and odiff
    use as well, divided by its greatest value. It takes the values of screens as they are stored, and needs
    no conversion to linear light, in which rounding of dark colours would count as a change.

    With ``antialiasing=ignore``, each pixel is compared with the range of colours of the 3x3 pixels around
    its place in the other image, in both directions; the greater distance to the range counts. Pixels of
    edges that are sharper, softer, or moved by up to one pixel lie in this range, and a line that was removed
    does not. The distance must also exceed 0.7 of the contrast (the length of the range) in either image,
    because thin strokes that moved by a part of a pixel differ by up to half of their contrast. A pixel that
    shares its colour with 3 adjacent pixels, the same in both images, is not anti-aliased (a rule of
    pixelmatch); for it the contrast does not matter, but such pixels count only in squares of 2x2. Then a
    distance of at most 0.1 counts only in a square of 3x3 such pixels, or above 0.05 in a horizontal or
    vertical line of 9: single pixels of weak contrast are invisible. In small images, squares and lines are
    as long as the image.

    Small letters hardly differ from similar letters pixel by pixel. So the shapes in the 7x7 pixels around a
    pixel are compared as well. The luma of either image is moved by up to one whole pixel, and the
    least-squares fit of the derivatives of the mean image to the difference explains shapes that moved,
    became larger, sharper or lighter. The pixel counts if more than 6.5 pixels of full contrast remain. A
    program that draws text otherwise changes all of the text and not one letter, so 1.5 pixels, and 0.35 of
    the difference, are enough where the strokes beside the pixel are the same: at up to 40 pixels to its left
    and right, nothing differs at 70 % of the pixels of edges on both sides, or at 95 % on one side. Lines of
    text are taken to be horizontal, so that the score of images on their side may be another one.

    Where instead almost all of the text around a pixel differs (at least 80 % of the pixels of edges on each
    side, and 70 % with the lines above and below), a program drew it otherwise. Hinting then moves strokes by
    up to two pixels, closes gaps between letters, and turns two half-covered rows into full ones. So shapes
    need 7.5 pixels there, and up to 14 changed pixels in 7x7 do not count if the 5x5 pixels around their
    places explain them or, for flat ones, if a colour up to 8 pixels away in the same row or column is nearer
    than 0.1. They count nevertheless where no other pixel nearby is at least 0.35 times as far from the
    colours around it.

    A thin stroke hardly exceeds the contrast rule, in whichever colour it is drawn. So the hues (I and Q) of
    both images are averaged over 5x5 pixels, twice, and a pixel counts if its averages differ by more than
    0.02 and by half of the stronger hue from all averages within a pixel in the other image. Colour fringes
    of sub-pixel text cancel in the averages.

    With ``caret=ignore``, a bar of 1 to 3 pixels by 10 to 40 pixels of one colour, which only one image shows
    on a flat background, does not count. An image in which there are several such bars has no caret.

    ``tolerance`` enlarges the 3x3 pixels to 5x5, 7x7 and so on, and the movement of shapes. With
    ``antialiasing=count`` it compares each pixel with the colours within this distance, and nothing else but
    a caret is ignored. It also finds thin text with a new colour of a similar hue, such as grey text
    that became darker.

    The local map, (N, C, H, W), is 1 where a pixel is changed, in all channels. There is no gradient. The
    record of a comparison with ``strategy="local"`` states the number of changed pixels, the size and the box
    of the largest cluster, and the greatest number of changed pixels in any window.

    References
    ----------
    Y. Kotsarenko, F. Ramos, "Measuring perceived color difference using YIQ NTSC transmission color space in
    mobile applications", Programacion Matematica y Software 2(2), 2010.

    V. Vysniauskas, "Anti-aliased pixel and intensity slope detector", Elektronika ir Elektrotechnika 95(7),
    2009.

    Examples
    --------
    >>> import numpy as np
    >>> first = np.ones((1, 3, 10, 10))
    >>> second = first.copy()
    >>> second[..., 4] = 0
    >>> float(changed(first, second, data_range=1.0)[0])
    0.1
    """
    return _compare(reference, candidate, mask, lone, data_range, settings)[0]


@changed.local
def changed_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    lone: Array | None = None,
    settings: ChangedSettings,
) -> tuple[Array, Array]:
    """Return the share of changed pixels and the map, (N, C, H, W), 1 where a pixel is changed."""
    import numpy as np

    scores, found = _compare(reference, candidate, mask, lone, data_range, settings)
    n, h, w = found.shape
    places = found.astype(np.float64 if "float64" in str(candidate.dtype) else np.float32)[:, None]
    return scores, cast_like(np.broadcast_to(places, (n, candidate.shape[1], h, w)), candidate)


@changed.facts
def changed_facts(places: NDArray[Any], *, settings: ChangedSettings) -> dict[str, Any]:
    """Return the number of changed pixels, the largest cluster, and the greatest number in a window.

    Parameters
    ----------
    places
        Local map of one sample, (C, H, W).
    """
    found = places[0] > 0
    return {
        "changed_pixels": int(found.sum()),
        "largest_cluster": largest_cluster(found),
        "window": int(settings.window),
        "greatest_in_window": greatest_in_window(found, int(settings.window)),
    }


def _compare(
    reference: Array,
    candidate: Array,
    mask: Array | None,
    lone: Array | None,
    data_range: float,
    settings: ChangedSettings,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the shares of changed pixels, (N,), and which pixels are changed, (N, H, W)."""
    import numpy as np

    first, second = to_numpy(reference), to_numpy(candidate)
    inside: list[Any] = [None] * len(second) if mask is None else list(to_numpy(mask)[:, 0])
    both = inside
    if lone is not None:
        inside = [np.ones(first.shape[2:], bool) if one is None else one for one in inside]
        both = [counted & ~one for counted, one in zip(inside, lone[:, 0], strict=True)]
    found = np.stack(
        [
            _changed_pixels(one, other, counted, data_range, settings)
            for one, other, counted in zip(first, second, both, strict=True)
        ]
    )
    if lone is not None:
        found |= np.stack(inside) & lone[:, 0]
    sizes = [
        plane.size if counted is None else counted.sum() for plane, counted in zip(found, inside, strict=True)
    ]
    return found.sum(axis=(1, 2)) / np.array(sizes, float), found


def _changed_pixels(
    first: Array, second: Array, mask: Array | None, data_range: float, settings: ChangedSettings
) -> NDArray[np.bool_]:
    """Return which pixels of two images (C, H, W) are changed, (H, W)."""
    import numpy as np

    found = np.zeros(first.shape[1:], bool)
    channels = first.shape[0]
    for group in [slice(None)] if channels == 3 else [slice(i, i + 1) for i in range(channels)]:
        pair = first[group], second[group]
        rows, columns = _different(*pair, mask, data_range, settings.threshold)
        counted = mask
        if settings.caret == IGNORE:
            kept = ~caret_pixels(pair, rows, columns, data_range, settings.threshold)
            counted = kept if mask is None else kept & mask
            rows, columns = (places[kept[rows, columns]] for places in (rows, columns))
        parts = Parts(pair, (rows, columns), counted, data_range)
        if settings.antialiasing == COUNT:
            places = any_colour(parts, settings.threshold, settings.radius)
        else:
            places = visible_change(parts, settings.threshold, settings.radius)
            places |= other_hues(parts, settings.radius)
        found[rows, columns] |= places
    return found


def _different(
    first: Array, second: Array, mask: Array | None, data_range: float, threshold: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and the columns of all pixels whose own colours differ by more than the threshold.

    No other pixel can be changed: the range of colours around a place contains the colour of that place.
    """
    import numpy as np

    unequal = find_differing_pixels(first, second, None)
    if mask is not None:
        unequal &= mask
    rows, columns = np.divmod(np.flatnonzero(unequal), unequal.shape[1])
    centres = [scaled(image, rows, columns, data_range) for image in (first, second)]
    beyond = distance_of_colours(*centres) > threshold
    return rows[beyond], columns[beyond]
