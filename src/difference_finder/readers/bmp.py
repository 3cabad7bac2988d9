"""BMP."""

from __future__ import annotations

import struct
from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size, read_file
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header
from difference_finder.readers._warnings import collect_warnings

__all__ = ["bmp"]

_EMBEDDED = b"DEBM"  # "MBED", with the last byte first
_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}


def _matches(head: bytes) -> bool:
    # Text may begin with "BM" as well; the size of the second header identifies the format.
    return head[:2] == b"BM" and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _HEADER_SIZES


@reader("bmp", suffixes=(".bmp", ".dib"), matches=_matches)
def bmp(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read BMP: uncompressed, run-length coded or with a palette.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce.

    Returns
    -------
    Image
        Pixels of shape (1, C, H, W): uint8.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    Pillow decodes the pixels; imagecodecs crashed on damaged files.
    """
    data = read_file(path, max_pixels)
    with collect_warnings() as heard:
        header = open_header("BMP", data)
        width, height = header.size
        (bits,) = struct.unpack_from("<H", data, 24 if data[14] == 12 else 28)
        check_size(path, width, height, channels=1, bits=bits, file_bytes=len(data), max_pixels=max_pixels)
        pixels = decode_samples(header)
    return make_image(
        pixels,
        path=path,
        format="bmp",
        data_range=255.0,
        background=background,
        notes=heard,
        icc=_profile(data),
    )


def _profile(data: bytes) -> bytes | None:
    """Return the profile that the fifth version of the header embeds."""
    if struct.unpack_from("<I", data, 14)[0] < 124 or data[70:74] != _EMBEDDED:
        return None
    offset, length = struct.unpack_from("<II", data, 14 + 112)
    profile = data[14 + offset : 14 + offset + length]
    if len(profile) < length:
        raise ValueError(f"its profile announces {length} bytes; {len(profile)} follow")
    return profile
