"""A part of a pair as a pair of images of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from difference_finder.errors import InputError

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair

__all__ = ["crop_of", "crop_of_measured"]


def crop_of(pair: Pair, x: int, y: int, width: int, height: int) -> Pair:
    """Return a part of a pair, which does not know where it lies.

    Parameters
    ----------
    pair
        Pair as prepared, before a protocol is applied.
    x, y, width, height
        Top left corner and size in pixels.
    """
    return replace(pair.cropped(y, x, height, width), frame=None)


def crop_of_measured(whole: Pair, name: str, x: int, y: int, width: int, height: int) -> Pair:
    """Return the pixels of a part that a protocol measures; its border applies to the whole image.

    Parameters
    ----------
    whole
        Whole pair as a protocol measures it, from
        :meth:`~difference_finder.pipeline.measurement.Measurement.measure`.
    name
        Name of the image in the error.
    x, y, width, height
        Top left corner and size in pixels of the image as given.

    Raises
    ------
    InputError
        If the protocol measures no pixel of the part.
    """
    top, left, *_ = whole.frame or (0, 0)
    rows, columns = (int(side) for side in whole.second.shape[-2:])
    above, before = max(0, y - top), max(0, x - left)
    below, after = min(rows, y - top + height), min(columns, x - left + width)
    if below <= above or after <= before:
        raise InputError(f"the crop of '{name}' lies in the border that the protocol excludes")
    return crop_of(whole, before, above, after - before, below - above)
