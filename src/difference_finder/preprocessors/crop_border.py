"""Images without their border."""

from __future__ import annotations

from difference_finder.errors import InputError
from difference_finder.model import Pair
from difference_finder.registry import preprocessor


@preprocessor("crop_border", pair=True)
def crop_border(pair: Pair, *, pixels: int = 4) -> Pair:
    """Leave out a border on all four sides, where many methods compute nothing that counts.

    Parameters
    ----------
    pair
        The two images, and what both are measured against if there is a third.
    pixels
        The width of the border. Papers on super-resolution take the scale factor; 0 leaves out nothing.

    Returns
    -------
    Pair
        The inner part. Scores are those of it alone; the map keeps the size of the images, and is masked
        where the border was.

    Raises
    ------
    InputError
        If the width is negative or leaves nothing.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pair(np.zeros((1, 1, 10, 20)), np.zeros((1, 1, 10, 20)), 1.0)
    >>> inner = crop_border(pair, pixels=4)
    >>> inner.candidate.shape, inner.frame
    ((1, 1, 2, 12), (4, 4, 10, 20))
    """
    height, width = (int(side) for side in pair.candidate.shape[-2:])
    if pixels < 0 or 2 * pixels >= min(height, width):
        raise InputError(
            f"crop_border:pixels={pixels} does not fit an image of {width}x{height}; give 0 to"
            f" {(min(height, width) - 1) // 2}"
        )
    inner = pair.cropped(pixels, pixels, height - 2 * pixels, width - 2 * pixels)
    return inner.noted(f"crop_border: a border of {pixels} pixels was left out") if pixels else inner
