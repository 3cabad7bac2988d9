"""Limits on what the header of a file may announce, checked before anything is allocated."""

from __future__ import annotations

from pathlib import Path

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.text import option

__all__ = ["DEFAULT_MAX_PIXELS", "check_size"]

DEFAULT_MAX_PIXELS = 2**28
"""268 million pixels: 16384 x 16384, an 8-bit RGB image of 805 MB."""

# What honest compression reaches at most, in bytes of stored samples for each byte of the file: 1032 for
# deflate (258 bytes for two bits), 2558 for LZW as of GIF and TIFF (the longest string of a full table for 12
# bits), 127 for run lengths, about 1000 for JPEG of one colour. Only WebP, AVIF and JPEG XL of one colour go
# beyond.
_HIGHEST_RATIO = 3000

# The ratio matters only for images that fill memory: those above a quarter of a byte for each allowed pixel,
# that is 67 MB by default. So one knob, `max_pixels`, opens both limits.
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
    """Refuse an image whose header announces nothing, too much, or far more than the file can hold.

    Parameters
    ----------
    path
        The file, for the message.
    width, height
        As announced, in pixels.
    channels
        The number of samples of a pixel, as stored.
    bits
        The number of bits of a sample, as stored.
    file_bytes
        The size of the file.
    max_pixels
        The greatest number of pixels that may be decoded.
    frames
        How many frames are decoded.

    Raises
    ------
    ReadError
        If the image has no pixels.
    ImageTooLargeError
        If it has too many.
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
