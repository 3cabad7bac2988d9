"""The high-frequency content of a reference: what is lost when it is halved and enlarged again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.luma import BT601

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.images.image import Image

__all__ = ["high_frequency"]

MOST_PIXELS = 2**20
"""Number of pixels beyond which evenly spaced bands of rows are measured."""
BAND = 64
"""Height of a band in rows, an even number; bands fit the cache of a processor."""
MOST_SAMPLES = 16
"""Number of samples of a file beyond which evenly spaced ones are measured."""


def high_frequency(image: Image) -> float | None:
    """Return the high-frequency content of an image.

    Parameters
    ----------
    image
        Image with pixels of shape (N, C, H, W).

    Returns
    -------
    float or None
        Root mean square of luma minus luma that was averaged over 2 x 2 pixels and interpolated bilinearly,
        in units of the data range (of the values, where it is unknown): 0 for a constant image. None for an
        image without finite pixels, or of less than 2 x 2 pixels.

    Notes
    -----
    Averaging 2 x 2 pixels removes frequencies beyond a quarter of the sampling frequency. The high-frequency
    index of Topaloglu et al. is such a difference in dB, of the input of super-resolution; many references
    have no such input.

    References
    ----------
    Topaloglu, Bilican, Korkmaz and Tekalp, Image-difficulty-aware evaluation of super-resolution models
    (2025), doi:10.48550/arXiv.2509.26398.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder.images.image import Image
    >>> stripes = np.tile(np.array([0.0, 1.0]), (1, 1, 8, 4))
    >>> high_frequency(Image(stripes, 1.0)), high_frequency(Image(0 * stripes, 1.0))
    (0.5, 0.0)
    """
    import numpy as np

    pixels = image.pixels
    samples = _spaced(len(pixels), MOST_SAMPLES)
    squares, count = 0.0, 0
    for sample in samples:
        for start, stop in _bands(pixels.shape[2], pixels.shape[3], MOST_PIXELS // len(samples)):
            first = max(start - 2, 0)  # interpolation needs the averages above and below
            with np.errstate(invalid="ignore"):  # infinite pixels give NaN, which is left out
                lost = _lost(_luma(np.asarray(pixels[sample, :, first : stop + 2])))
            lost = lost[start - first : stop - first]
            lost = lost[np.isfinite(lost)]
            squares += float(np.square(lost, dtype=np.float64).sum())
            count += lost.size
    return math.sqrt(squares / count) / (image.data_range or 1.0) if count else None


def _spaced(count: int, most: int) -> list[int]:
    """Return at most ``most`` evenly spaced numbers from 0 to ``count - 1``."""
    step = max(1, -(-count // most))
    return list(range((count - 1) % step // 2, count, step))


def _bands(height: int, width: int, most: int) -> list[tuple[int, int]]:
    """Return start and stop of the bands of rows that are measured: all unless they have too many pixels."""
    even = height - height % 2
    starts = range(0, even, BAND)
    chosen = _spaced(len(starts), max(1, most // (BAND * max(width, 1)))) if starts else []
    return [(starts[place], min(starts[place] + BAND, even)) for place in chosen]


def _luma(band: NDArray[Any]) -> NDArray[np.float32]:
    """Return luma of shape (H, W): BT.601 of three channels, else the mean of the channels."""
    import numpy as np

    weights = BT601 if len(band) == 3 else [1 / len(band)] * len(band)
    total = np.zeros(band.shape[1:], np.float32)
    for channel, weight in zip(band, weights, strict=True):
        total += channel.astype(np.float32) * np.float32(weight)
    return total


def _lost(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return luma less luma that was halved and enlarged again; empty for less than 2 x 2 pixels."""
    import numpy as np

    height, width = (side - side % 2 for side in luma.shape)
    whole = luma[:height, :width]
    half = np.float32(0.5)
    rows = (whole[0::2] + whole[1::2]) * half
    small = (rows[:, 0::2] + rows[:, 1::2]) * half
    lost: NDArray[np.float32] = whole - _doubled(_doubled(small).T).T
    return lost


def _doubled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return twice as many rows by linear interpolation between the centres of pixels."""
    import numpy as np

    found = np.empty((2 * len(values), values.shape[1]), values.dtype)
    if not found.size:
        return found
    before = np.concatenate([values[:1], values[:-1]])
    after = np.concatenate([values[1:], values[-1:]])
    found[0::2] = 0.75 * values + 0.25 * before
    found[1::2] = 0.75 * values + 0.25 * after
    return found
