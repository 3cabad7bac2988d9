"""Low-pass filter."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._kspace import filter_centre


@preprocessor("lowpass_filter")
def lowpass_filter(image: Any, *, factor: float = 0.9, mask: Any = None) -> Any:
    """Keep only the low frequencies, the centre of k-space; fine detail and noise are removed.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W).
    factor
        Share of each axis of k-space to keep, 0 to 1.
    mask
        Mask of shape (N, 1, H, W); pixels that are False take the mean of the others.
    """
    return filter_centre(image, factor, keep=True, mask=mask)
