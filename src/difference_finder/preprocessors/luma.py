"""Luma."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.luma import BT601
from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._channels import weighted


@preprocessor("luma")
def luma(image: Any) -> Any:
    """Turn RGB into its luma, one channel: Y = 0.299 R + 0.587 G + 0.114 B, on the full range.

    Parameters
    ----------
    image
        Shape (N, C, H, W), of three channels, red first; or one channel, which stays as it is.

    Returns
    -------
    array
        Shape (N, 1, H, W), in the type and on the range of the image: black is 0, white the data range.

    Raises
    ------
    InputError
        If the image has neither one nor three channels.

    Notes
    -----
    The Y of papers on super-resolution lies on 16 to 235 instead of 0 to 255, which makes every PSNR
    20 log10(255 / 219) = 1.32 dB higher; that is a matter of the measuring convention.

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
    return weighted(image, BT601, "luma")
