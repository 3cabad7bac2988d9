"""The low frequencies of an image."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._kspace import filter_centre


@preprocessor("lowpass_filter")
def lowpass_filter(image: Any, *, factor: float = 0.9, mask: Any = None) -> Any:
    """Keep the central share of k-space only: fine detail and noise go.

    Parameters
    ----------
    image
        Shape (N, C, H, W).
    factor
        The share of each axis of k-space that is kept, 0 to 1.
    mask
        Shape (N, 1, H, W); pixels that are False take the mean of the others.
    """
    return filter_centre(image, factor, keep=True, mask=mask)
