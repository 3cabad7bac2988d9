"""Images with different colour encodings become floats in one colour space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import divide_integers, is_integer, is_tensor, to_numpy
from difference_finder.colour.encoding import to_srgb
from difference_finder.images.image import Image
from difference_finder.text import option

__all__ = ["in_one_colour_space"]

# Rows are converted in blocks of about this many pixels, so that float64 copies stay small.
_BLOCK = 2**18
_NEUTRAL_GROUNDS = ("white", "black", "#ffffff", "#000000")


def in_one_colour_space(
    images: Sequence[Image], data_range: float | None, background: str = "white"
) -> tuple[Sequence[Image], float | None, tuple[str, ...]]:
    """Convert images to extended sRGB where their colour encodings differ.

    Parameters
    ----------
    images
        Two images, or two and a reference.
    data_range
        Greatest minus least possible value that the user gave; None for the range of each image.
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
    reason = _reason_against(images, data_range)
    if reason:
        return images, data_range, (f"{encoding} of '{named.name}' not converted to sRGB: {reason}",)
    notes = [f"colours converted to sRGB without clipping, because encodings differ: {_listed(images)}"]
    if background.lower() not in _NEUTRAL_GROUNDS and any(image.alpha is not None for image in images):
        notes.append(f"background {background} was composed in the encoding of each file")
    return [_converted(image, data_range) for image in images], 1.0, tuple(notes)


def _listed(images: Sequence[Image]) -> str:
    return ", ".join(
        f"'{image.name}' has {image.encoding.name if image.encoding else 'sRGB'}" for image in images
    )


def _reason_against(images: Sequence[Image], data_range: float | None) -> str:
    """Return why the images cannot be converted; an empty text if they can."""
    for image in images:
        if image.encoding is None and (image.colour is None or not is_integer(image.pixels)):
            return f"'{image.name}' does not record a colour encoding"
        if image.colour is None or image.channels not in (1, 3) or is_tensor(image.pixels):
            return f"'{image.name}' has not the channels of a picture"
        if data_range is None and image.data_range is None:
            return f"the data range of '{image.name}' is unknown"
        if data_range is not None and not _suits(image, data_range):
            return f"{option('data_range', data_range)} does not suit '{image.name}'"
    return ""


def _suits(image: Image, data_range: float) -> bool:
    """Tell whether a range that the user gave suits an image; other ranges are refused later."""
    return not is_integer(image.pixels) or int(to_numpy(image.pixels).max()) <= data_range


def _converted(image: Image, data_range: float | None) -> Image:
    """Return an image in sRGB, as float32 with a data range of 1."""
    import numpy as np

    span = data_range or image.data_range or 1.0
    pixels = to_numpy(image.pixels)
    if image.encoding is None:
        values: Any = divide_integers(pixels, span)
        return replace(image, pixels=values, data_range=1.0)
    n, c, h, w = pixels.shape
    values = np.empty((n, c, h, w), dtype=np.float32)
    rows = max(1, _BLOCK // w)
    for sample in range(n):
        for top in range(0, h, rows):
            block = pixels[sample, :, top : top + rows].astype(np.float64) / span
            converted = to_srgb(block.transpose(1, 2, 0), image.encoding)
            values[sample, :, top : top + rows] = converted.transpose(2, 0, 1)
    return replace(image, pixels=values, data_range=1.0, encoding=None)
