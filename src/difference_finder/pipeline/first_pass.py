"""The first pass over the values of two arrays: their limits, and errors that a metric can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from difference_finder.arrays.backend import detached
from difference_finder.arrays.pair_errors import pair_errors
from difference_finder.images.image import Image
from difference_finder.parts.metric import ErrorPass
from difference_finder.readers import float_range, range_between

__all__ = ["measured_together"]


def measured_together(images: Sequence[Image], errors: ErrorPass) -> list[Image]:
    """Return images whose values were looked at, the two arrays of floats among them in one pass.

    Parameters
    ----------
    images
        Two images.
    errors
        The errors that this pass finds as well.
    """
    found = None
    if not any(image.measured for image in images):
        # Where a sum is not finite, neither is a value: each image is then looked at alone.
        first, second = (detached(image.pixels) for image in images)
        found = pair_errors(first, second, errors.size, errors.share)
    if found is None:
        return [image if image.measured else _measured(image) for image in images]
    return [
        replace(
            image,
            data_range=range_between(*limits),
            finite=True,
            measured=True,
            errors=found,
        )
        for image, limits in zip(images, found.limits, strict=True)
    ]


def _measured(image: Image) -> Image:
    data_range, finite = float_range(detached(image.pixels))
    return replace(image, data_range=data_range, finite=finite, measured=True)
