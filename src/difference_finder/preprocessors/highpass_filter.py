"""The high frequencies of an image."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._kspace import filter_centre


@preprocessor("highpass_filter")
def highpass_filter(image: Any, *, factor: float = 0.1, mask: Any = None) -> Any:
    """Remove the central share of k-space: edges and texture stay, broad brightness goes.

    Parameters
    ----------
    image
        Shape (N, C, H, W).
    factor
        The share of each axis of k-space that is removed, 0 to 1.
    mask
        Shape (N, 1, H, W); pixels that are False take the mean of the others.
    """
    return filter_centre(image, factor, keep=False, mask=mask)
