"""TGA (Truevision Targa)."""

from __future__ import annotations

import struct
from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header
from difference_finder.readers._warnings import collect_warnings

__all__ = ["tga"]

_HEADER = struct.Struct("<BBBHHBHHHHBB")
_DEPTHS = {1: (8,), 2: (16, 24, 32), 3: (8, 16)}
_MAP_DEPTHS = (15, 16, 24, 32)


def _matches(head: bytes) -> bool:
    # TGA has no signature: the fields of its header must fit each other.
    if len(head) < _HEADER.size:
        return False
    _, mapped, kind, first, length, bits, _, _, width, height, depth, flags = _HEADER.unpack_from(head)
    colours = kind & 7
    if kind not in (1, 2, 3, 9, 10, 11) or depth not in _DEPTHS[colours] or not width or not height:
        return False
    if mapped not in (0, 1) or (colours == 1) != bool(mapped) or flags & 0xC0 or flags & 0x0F > 8:
        return False
    return bits in _MAP_DEPTHS and length > 0 if mapped else first == length == bits == 0


@reader("tga", suffixes=(".tga",), matches=_matches)
def tga(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read TGA: grey, palettes and RGB, raw or run-length encoded.

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
        Pixels of shape (1, C, H, W): uint8. The fourth channel is the alpha only if the header says so.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    Truevision, "TGA file format specification", version 2.0, 1991.
    """
    data = path.read_bytes()
    *_, width, height, depth, flags = _HEADER.unpack_from(data)
    check_size(path, width, height, channels=1, bits=depth, file_bytes=len(data), max_pixels=max_pixels)
    notes: list[str] = []
    with collect_warnings() as heard:
        pixels = decode_samples(open_header("TGA", data))
    if pixels.ndim == 3 and pixels.shape[2] in (2, 4) and not flags & 0x0F:
        pixels = pixels[..., :-1]
        notes.append("fourth channel ignored: the header says that it is not the alpha")
    return make_image(
        pixels, path=path, format="tga", data_range=255.0, background=background, notes=notes + heard
    )
