"""High-pass filter."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._kspace import filter_centre


@preprocessor("highpass_filter")
def highpass_filter(image: Any, *, factor: float = 0.1, mask: Any = None) -> Any:
    """Remove the low frequencies, the centre of k-space; edges and texture remain.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    factor
        Share of each axis of k-space to remove, 0 to 1.
    mask
        Mask of shape (N, 1, H, W); pixels that are False take the mean of the others.
    """
    return filter_centre(image, factor, keep=False, mask=mask)
