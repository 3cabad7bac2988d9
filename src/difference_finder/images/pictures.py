"""Images of a pair as 8-bit pictures, all on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import divide_integers, namespace, to_numpy
from difference_finder.images.pair import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["pictures_of", "scale_of_pictures", "stored_of", "stripes"]


STRIPE, STRIPE_LEVELS = 6, (176, 208)
"""Width of the stripes where an image has no pixel, and their grey levels."""


def pictures_of(pair: Pair, black: float, white: float) -> dict[str, NDArray[np.uint8]]:
    """Return the first samples of the images as 8-bit (H, W, 3), by their roles."""
    images = pair.images
    if pair.divisors is None:
        pictures = {role: _for_drawing(image, black, white) for role, image in images.items()}
    else:
        pictures = {
            role: _integers_for_drawing(image, divisor)
            for (role, image), divisor in zip(images.items(), pair.divisors, strict=True)
        }
    if pair.padding is None:
        return pictures
    return {role: _with_stripes(picture, pair.padding.absent(role)) for role, picture in pictures.items()}


def stored_of(pair: Pair) -> dict[str, tuple[NDArray[Any], float]]:
    """Return the values of the first samples, (C, H, W), by their roles, each with its divisor.

    Divided by it, values are on the scale of the pair.
    """
    divisors = dict(zip(pair.images, pair.divisors or (), strict=False))
    return {role: (to_numpy(image)[0], divisors.get(role, 1.0)) for role, image in pair.images.items()}


def _with_stripes(picture: NDArray[np.uint8], absent: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return a picture with diagonal grey stripes where the image has no pixel."""
    if not absent.any():
        return picture
    picture = picture.copy()
    picture[absent] = stripes(absent)[:, None]
    return picture


def stripes(absent: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the grey levels of diagonal stripes at the pixels that an image lacks, in the order of rows."""
    import numpy as np

    rows, columns = absent.nonzero()
    return np.where((rows + columns) // STRIPE % 2, *map(np.uint8, STRIPE_LEVELS))


def _integers_for_drawing(image: Any, divisor: float) -> NDArray[np.uint8]:
    """Return the first sample as (H, W, 3) in 8 bits, by a table over all integers of its type."""
    import numpy as np

    pixels = _colours(to_numpy(image)[0])
    if pixels.dtype.kind != "u" or pixels.dtype.itemsize > 2:
        return _for_drawing(divide_integers(image, divisor), 0.0, 1.0)
    every = np.arange(np.iinfo(pixels.dtype).max + 1, dtype=pixels.dtype)
    levels = _levels(divide_integers(every, divisor), 0.0, 1.0)
    if pixels.dtype == np.uint8 and (levels == every).all():
        return _as_rows(pixels)
    return _as_rows(levels[pixels])


def _for_drawing(image: Any, black: float, white: float) -> NDArray[np.uint8]:
    """Return the first sample as (H, W, 3) 8-bit."""
    import numpy as np

    pixels = _colours(to_numpy(image)[0])
    levels = np.empty(pixels.shape, np.uint8)
    # By bands that stay in the cache: the float64 images of a whole picture would take ten times as long.
    band = max(1, 20_000 // pixels.shape[2])
    for y in range(0, pixels.shape[1], band):
        levels[:, y : y + band] = _levels(pixels[:, y : y + band], black, white)
    return _as_rows(levels)


def _colours(pixels: NDArray[Any]) -> NDArray[Any]:
    return pixels[:3] if pixels.shape[0] >= 3 else pixels[:1]


def _levels(values: NDArray[Any], black: float, white: float) -> NDArray[np.uint8]:
    import numpy as np

    scaled = (values - np.float64(black)) / (white - black)
    return np.round(np.clip(scaled, 0, 1) * 255).astype(np.uint8)


def _as_rows(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return (C, H, W) as (H, W, 3), the same array where it is stored like that."""
    import numpy as np

    return np.ascontiguousarray(np.broadcast_to(levels, (3, *levels.shape[1:])).transpose(1, 2, 0))


def scale_of_pictures(pair: Pair) -> tuple[float, float]:
    """Return the values that pictures of the images show as black and as white: one scale for all."""
    if pair.divisors is not None:
        return 0.0, 1.0
    lows, highs = zip(*(_extremes(image) for image in pair.images.values()), strict=True)
    low, high = min(lows), max(highs)
    if pair.data_range is not None and low >= 0 and high <= pair.data_range:
        return 0.0, float(pair.data_range)
    return low, high if high > low else low + 1.0


def _extremes(image: Any) -> tuple[float, float]:
    xp = namespace(image)
    return float(xp.min(image)), float(xp.max(image))
