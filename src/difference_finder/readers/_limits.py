"""Limits on the size that the header of a file may announce, checked before memory is allocated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.text import option

__all__ = ["DEFAULT_MAX_PIXELS", "check_pages_size", "check_size", "read_file"]

DEFAULT_MAX_PIXELS = 2**28
"""268 million pixels: 16384 x 16384, an 8-bit RGB image of 805 MB."""

# The greatest compression, in bytes of samples for each byte of the file: 1032 for deflate (258 bytes for two
# bits), 2558 for LZW in GIF and TIFF (the longest string of a full table for 12 bits), 127 for run lengths,
# about 1000 for JPEG of one colour. Only WebP, AVIF and JPEG XL of one colour exceed it.
_HIGHEST_RATIO = 3000

# The ratio is checked only for large images: above a quarter of a byte for each allowed pixel, which is 67 MB
# by default. So `max_pixels` raises both limits.
_BYTES_PER_PIXEL_OF_LIMIT = 0.25

# In formats that cannot exceed the ratio, above a 64th of a byte for each allowed pixel: 4 MB by default.
_BYTES_PER_PIXEL_OF_EXACT_LIMIT = 1 / 64

# Four channels of double floats; a small limit still allows 32 MB, for profiles and other metadata.
_MOST_BYTES_OF_PIXEL = 32
_FEW_PIXELS = 2**20


def check_size(
    path: Path,
    width: int,
    height: int,
    *,
    channels: int,
    bits: int,
    file_bytes: int,
    max_pixels: int,
    frames: int = 1,
    exact: bool = False,
) -> None:
    """Refuse an image with a header that announces no pixels, too many, or more than the file can contain.

    Parameters
    ----------
    path
        File, for the message.
    width, height
        Announced size in pixels.
    channels
        Number of stored samples of a pixel.
    bits
        Number of stored bits of a sample.
    file_bytes
        Size of the file in bytes.
    max_pixels
        Greatest number of pixels to decode.
    frames
        Number of frames that are decoded.
    exact
        Whether no file of the format can contain more samples than the ratio allows, so that small images are
        checked too.

    Raises
    ------
    ReadError
        If the image has no pixels.
    ImageTooLargeError
        If the image has too many pixels.
    """
    if width < 1 or height < 1 or channels < 1:
        raise ReadError(
            f"cannot read '{path}': its header announces {width}x{height} pixels of {channels} channels"
        )
    many = f" in {frames} frames" if frames > 1 else ""
    pixels = width * height * max(frames, 1)
    _check(
        path,
        f"{width}x{height}{many}",
        pixels,
        stored=pixels * channels * bits // 8,
        decoded=pixels * channels * max(1, bits // 8),
        file_bytes=file_bytes,
        max_pixels=max_pixels,
        limit=_BYTES_PER_PIXEL_OF_EXACT_LIMIT if exact else _BYTES_PER_PIXEL_OF_LIMIT,
    )


def check_pages_size(
    path: Path,
    sizes: Sequence[tuple[int, int, int]],
    bits: Sequence[int],
    *,
    file_bytes: int,
    max_pixels: int,
) -> None:
    """Refuse a file with pages that together have too many pixels, or more than the file can contain.

    Parameters
    ----------
    path
        File, for the message.
    sizes
        Width, height and number of images of each page.
    bits
        Number of stored bits of a pixel of each page.
    file_bytes
        Size of the file in bytes.
    max_pixels
        Greatest number of pixels to decode.

    Raises
    ------
    ImageTooLargeError
        If the pages have too many pixels.
    """
    pixels = [width * height * images for width, height, images in sizes]
    width, height, _ = max(sizes)
    _check(
        path,
        f"up to {width}x{height} in {len(sizes)} pages",
        sum(pixels),
        stored=sum(count * each // 8 for count, each in zip(pixels, bits, strict=True)),
        decoded=sum(count * max(1, each // 8) for count, each in zip(pixels, bits, strict=True)),
        file_bytes=file_bytes,
        max_pixels=max_pixels,
    )


def _check(
    path: Path,
    size: str,
    pixels: int,
    *,
    stored: int,
    decoded: int,
    file_bytes: int,
    max_pixels: int,
    limit: float = _BYTES_PER_PIXEL_OF_LIMIT,
) -> None:
    if pixels > max_pixels:
        raise ImageTooLargeError(
            f"'{path}' is {size}, that is {pixels} pixels, more than"
            f" {option('max_pixels', max_pixels)}; if you trust it, use {option('max_pixels', pixels)}"
        )
    if decoded > max_pixels * limit and stored > file_bytes * _HIGHEST_RATIO:
        enough = math.ceil(decoded / limit)
        raise ImageTooLargeError(
            f"'{path}' has {file_bytes} bytes, but its header announces {size} pixels, {decoded}"
            f" bytes; if you trust it, use {option('max_pixels', enough)}"
        )


def read_file(path: Path, max_pixels: int) -> bytes:
    """Return the content of a file that is not larger than any image within the limit.

    Parameters
    ----------
    path
        The file.
    max_pixels
        Greatest number of pixels to decode.

    Raises
    ------
    ImageTooLargeError
        If the file has more bytes than four channels of double floats need for that number of pixels.
    """
    size = path.stat().st_size
    if size > max(max_pixels, _FEW_PIXELS) * _MOST_BYTES_OF_PIXEL:
        raise ImageTooLargeError(
            f"'{path}' has {size} bytes, more than {option('max_pixels', max_pixels)} allows; if you trust"
            f" it, use {option('max_pixels', -(-size // _MOST_BYTES_OF_PIXEL))}"
        )
    return path.read_bytes()
