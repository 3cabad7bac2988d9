"""GIF."""

from __future__ import annotations

import struct
from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import count_frames, open_header
from difference_finder.readers._warnings import collect_warnings

__all__ = ["gif"]


@reader("gif", suffixes=(".gif",), matches=lambda head: head.startswith((b"GIF87a", b"GIF89a")))
def gif(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read GIF: the first frame, with the colours of its palette.

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
        Pixels of shape (1, C, H, W): uint8 RGB.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    CompuServe, "Graphics Interchange Format, version 89a", 1990.
    """
    import numpy as np

    data = path.read_bytes()
    notes: list[str] = []
    with collect_warnings() as heard:
        width, height = _canvas(data)
        check_size(path, width, height, channels=1, bits=8, file_bytes=len(data), max_pixels=max_pixels)
        header = open_header("GIF", data)
        header.load()
        # Pillow decodes a palette of greys as grey; here, every GIF is RGB.
        pixels = np.asarray(header.convert("RGBA" if "transparency" in header.info else "RGB"))
        count_frames(header, notes)
    return make_image(
        pixels, path=path, format="gif", data_range=255.0, background=background, notes=notes + heard
    )


def _canvas(data: bytes) -> tuple[int, int]:
    """Return the width and height of the screen, or of the first frame where it is larger.

    Notes
    -----
    Pillow would allocate memory for both before their size can be checked.
    """
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _table(flags)
    while data[at : at + 1] == b"!":
        # An extension: a kind, then blocks with their lengths, up to a length of zero.
        at += 2
        while data[at]:
            at += 1 + data[at]
        at += 1
    if data[at : at + 1] != b",":
        raise ValueError("it has no frame")
    left, top, wide, high = struct.unpack_from("<4H", data, at + 1)
    return max(width, left + wide), max(height, top + high)


def _table(flags: int) -> int:
    """Return the length of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
