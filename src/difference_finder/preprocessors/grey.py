"""Conversion to grey."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.luma import BT709, has_equal_channels
from difference_finder.errors import InputError
from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._channels import weigh_channels

WEIGHTS = ("mean", "bt709")


@preprocessor("grey")
def grey(image: Any, *, weights: str = "mean") -> Any:
    """Convert the channels to one: their mean, or the luminance of RGB by BT.709.

    Parameters
    ----------
    image
        Image of shape (N, C, H, W); one channel is returned unchanged.
    weights
        "mean": equal weights for any number of channels; "bt709": 0.2126 R + 0.7152 G + 0.0722 B, for three
        channels. The pre-processor ``luma`` has the weights of BT.601.

    Returns
    -------
    array
        Image of shape (N, 1, H, W), with the type and the range of the input.

    Raises
    ------
    InputError
        If ``weights`` is unknown, or "bt709" gets neither one nor three channels.

    References
    ----------
    Recommendation ITU-R BT.709-6, 2015.

    Examples
    --------
    >>> import numpy as np
    >>> grey(np.array([0.0, 0.25, 0.5]).reshape(1, 3, 1, 1)).tolist()
    [[[[0.25]]]]
    """
    if weights not in WEIGHTS:
        raise InputError(f"weights must be one of {', '.join(WEIGHTS)}, not '{weights}'")
    if weights == "bt709":
        return weigh_channels(image, BT709, "grey:weights=bt709")
    if has_equal_channels(image):
        return image[:, :1]
    return namespace(image).mean(image, axis=1, keepdims=True)
