"""Images with different colour encodings become floats in one colour space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import divide_integers, is_integer, is_tensor, to_numpy
from difference_finder.images.image import Image
from difference_finder.pipeline.data_range import DataRange, ranges_of
from difference_finder.text import option

__all__ = ["in_one_colour_space"]

# Rows are converted in blocks of about this many pixels, so that float64 copies stay small.
_BLOCK = 2**18
_NEUTRAL_GROUNDS = ("white", "black", "#ffffff", "#000000")


def in_one_colour_space(
    images: Sequence[Image], data_range: Any, background: str = "white"
) -> tuple[Sequence[Image], Any, tuple[str, ...]]:
    """Convert images to extended sRGB where their colour encodings differ.

    Parameters
    ----------
    images
        Two images, or two and a reference.
    data_range
        Data range that the user gave, as :func:`~difference_finder.pipeline.data_range.ranges_of` takes it;
        None for the range of each image.
    background
        Colour behind transparent pixels, on which the images are composed.

    Returns
    -------
    tuple
        The images, their data range, and notes. Images with equal encodings are returned as they are. Others
        become float32 with a data range of 1; colours outside of the gamut of sRGB leave [0, 1], and none is
        clipped.

    Notes
    -----
    Arrays, and files of floats that record no encoding, may have any. If one of the images is of this kind,
    none is converted.
    """
    if len({image.encoding for image in images}) == 1:
        return images, data_range, ()
    named = next(image for image in images if image.encoding is not None)
    encoding = named.encoding.name if named.encoding is not None else ""
    ranges = ranges_of(data_range, len(images))
    reason = _reason_against(images, ranges)
    if reason:
        return images, data_range, (f"{encoding} of '{named.name}' not converted to sRGB: {reason}",)
    notes = [f"colours converted to sRGB without clipping, because encodings differ: {_listed(images)}"]
    if background.lower() not in _NEUTRAL_GROUNDS and any(image.alpha is not None for image in images):
        notes.append(f"background {background} was composed in the encoding of each file")
    converted = [_converted(image, own) for image, own in zip(images, ranges, strict=True)]
    return converted, 1.0, tuple(notes)


def _listed(images: Sequence[Image]) -> str:
    return ", ".join(
        f"'{image.name}' has {image.encoding.name if image.encoding else 'sRGB'}" for image in images
    )


def _reason_against(images: Sequence[Image], ranges: Sequence[DataRange | None]) -> str:
    """Return why the images cannot be converted; an empty text if they can."""
    for image, own in zip(images, ranges, strict=True):
        if image.encoding is None and (image.colour is None or not is_integer(image.pixels)):
            return f"'{image.name}' does not record a colour encoding"
        if image.colour is None or image.channels not in (1, 3) or is_tensor(image.pixels):
            return f"'{image.name}' has not the channels of a picture"
        if own is None and image.data_range is None:
            return f"the data range of '{image.name}' is unknown"
        if own is not None and not _suits(image, own):
            shown = own.width if own.low is None else str(own)
            return f"{option('data_range', shown)} does not suit '{image.name}'"
    return ""


def _suits(image: Image, own: DataRange) -> bool:
    """Tell whether a range that the user gave suits an image; other ranges are refused later."""
    if own.start:
        return False
    return not is_integer(image.pixels) or int(to_numpy(image.pixels).max()) <= own.width


def _converted(image: Image, own: DataRange | None) -> Image:
    """Return an image in sRGB, as float32 with a data range of 1."""
    import numpy as np

    span = own.width if own is not None else image.data_range or 1.0
    pixels = to_numpy(image.pixels)
    if image.encoding is None:
        values: Any = divide_integers(pixels, span)
        return replace(image, pixels=values, data_range=1.0)
    n, c, h, w = pixels.shape
    from difference_finder.colour.encoding import to_srgb

    values = np.empty((n, c, h, w), dtype=np.float32)
    rows = max(1, _BLOCK // w)
    for sample in range(n):
        for top in range(0, h, rows):
            block = pixels[sample, :, top : top + rows].astype(np.float64) / span
            converted = to_srgb(block.transpose(1, 2, 0), image.encoding)
            values[sample, :, top : top + rows] = converted.transpose(2, 0, 1)
    return replace(image, pixels=values, data_range=1.0, encoding=None)
