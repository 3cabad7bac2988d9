"""Conversion to luma."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.luma import BT601
from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._channels import weigh_channels


@preprocessor("luma")
def luma(image: Any) -> Any:
    """Convert RGB to luma, one channel: Y = 0.299 R + 0.587 G + 0.114 B, on the full range.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W) with three channels, red first, or one channel, which is returned
        unchanged.

    Returns
    -------
    array
        Image of shape (N, 1, H, W), with the type and the range of the input: black is 0, white the data
        range.

    Raises
    ------
    InputError
        If the image has neither one nor three channels.

    Notes
    -----
    Papers on super-resolution use Y from 16 to 235 instead of 0 to 255, which makes every PSNR
    20 log10(255 / 219) = 1.32 dB higher; protocols such as ``basicsr-y`` do so.

    References
    ----------
    Recommendation ITU-R BT.601-7, 2011.

    Examples
    --------
    >>> import numpy as np
    >>> red = np.array([1.0, 0.0, 0.0]).reshape(1, 3, 1, 1)
    >>> luma(red).tolist()
    [[[[0.299]]]]
    """
    return weigh_channels(image, BT601, "luma")
