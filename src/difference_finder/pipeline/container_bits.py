"""The bits that images in containers of 16 bits seem to use."""

from __future__ import annotations

from difference_finder.arrays.backend import host_view
from difference_finder.images.image import Image
from difference_finder.text import format_plain, option

__all__ = ["bits_used", "doubt_bits"]

USUAL_BITS = (8, 10, 12, 14)
"""Bits that cameras and scanners store in containers of 16 bits."""


def bits_used(greatest: int) -> int | None:
    """Return the bits that values of 16-bit containers seem to use; None if they use all 16, or are a mask.

    Examples
    --------
    >>> bits_used(4095), bits_used(900), bits_used(40000), bits_used(1)
    (12, 10, None, None)
    """
    return next((bits for bits in USUAL_BITS if 1 < greatest < 2**bits), None)


def doubt_bits(images: tuple[Image, Image]) -> str:
    """Return a warning if the images of 16 bits seem to use fewer; "" if not."""
    greatest = [_greatest_of_16_bits(image) for image in images]
    bits = bits_used(max((value for value in greatest if value is not None), default=0))
    if bits is None:
        return ""
    ranges = [
        image.data_range if value is None else 2**bits - 1
        for image, value in zip(images, greatest, strict=True)
    ]
    first, second = (float(value or 0) for value in ranges)
    apart = f"{format_plain(first)}:{format_plain(second)}"
    remedy = option("data_range", first if first == second else apart)
    names = " and ".join(
        f"'{image.name}'" for image, value in zip(images, greatest, strict=True) if value is not None
    )
    looks = "looks" if None in greatest else "look"
    return f"{names} {looks} like {bits} of 16 bits; if so, pass {remedy}"


def _greatest_of_16_bits(image: Image) -> int | None:
    """Return the greatest value of a 16-bit container; None for other images."""
    pixels = host_view(image.pixels)
    if image.data_range != 65535 or pixels is None or pixels.dtype.kind != "u" or pixels.dtype.itemsize != 2:
        return None
    return int(pixels.max())
