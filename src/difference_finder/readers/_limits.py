"""Limits on the size that the header of a file may announce, checked before memory is allocated."""

from __future__ import annotations

from pathlib import Path

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.text import option

__all__ = ["DEFAULT_MAX_PIXELS", "check_size"]

DEFAULT_MAX_PIXELS = 2**28
"""268 million pixels: 16384 x 16384, an 8-bit RGB image of 805 MB."""

# The greatest compression, in bytes of samples for each byte of the file: 1032 for deflate (258 bytes for two
# bits), 2558 for LZW in GIF and TIFF (the longest string of a full table for 12 bits), 127 for run lengths,
# about 1000 for JPEG of one colour. Only WebP, AVIF and JPEG XL of one colour exceed it.
_HIGHEST_RATIO = 3000

# The ratio is checked only for large images: above a quarter of a byte for each allowed pixel, which is 67 MB
# by default. So `max_pixels` raises both limits.
_BYTES_PER_PIXEL_OF_LIMIT = 0.25


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

    Raises
    ------
    ReadError
        If the image has no pixels.
    ImageTooLargeError
        If the image has too many pixels.
    """
    pixels = width * height * max(frames, 1)
    if width < 1 or height < 1 or channels < 1:
        raise ReadError(
            f"cannot read '{path}': its header announces {width}x{height} pixels of {channels} channels"
        )
    if pixels > max_pixels:
        many = f" in {frames} frames" if frames > 1 else ""
        raise ImageTooLargeError(
            f"'{path}' is {width}x{height}{many}, that is {pixels} pixels, more than"
            f" {option('max_pixels', max_pixels)}; if you trust it, use {option('max_pixels', pixels)}"
        )
    stored = pixels * channels * bits // 8
    decoded = pixels * channels * max(1, bits // 8)
    if decoded > max_pixels * _BYTES_PER_PIXEL_OF_LIMIT and stored > file_bytes * _HIGHEST_RATIO:
        enough = int(decoded / _BYTES_PER_PIXEL_OF_LIMIT)
        raise ImageTooLargeError(
            f"'{path}' has {file_bytes} bytes, but its header announces {width}x{height} pixels, {decoded}"
            f" bytes; if you trust it, use {option('max_pixels', enough)}"
        )
