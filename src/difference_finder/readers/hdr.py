"""Radiance HDR."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size, read_file
from difference_finder.readers._picture import float_range, make_image

__all__ = ["hdr"]


@reader("hdr", suffixes=(".hdr", ".pic"), matches=lambda head: head.startswith((b"#?RADIANCE", b"#?RGBE")))
def hdr(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read Radiance HDR as float32, linear; an exposure in the header is not applied.

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
        Pixels of shape (1, C, H, W): linear float32.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    G. Ward, "Real pixels", Graphics Gems II, 1991. doi:10.1016/B978-0-08-050754-5.50025-6
    """
    import imagecodecs

    data = read_file(path, max_pixels)
    head, blank, body = data[:65536].partition(b"\n\n")
    size = re.match(rb"-Y ([0-9]{1,9}) \+X ([0-9]{1,9})\n", body)
    if not blank or not size:
        raise ValueError("its header does not end in '-Y height +X width', the only supported layout")
    if b"xyze" in head:
        raise ValueError("its pixels are XYZ, which is not supported; convert it to RGB")
    height, width = int(size[1]), int(size[2])
    check_size(path, width, height, channels=3, bits=32, file_bytes=len(data), max_pixels=max_pixels)
    pixels = imagecodecs.rgbe_decode(data)
    if pixels.shape != (height, width, 3):
        raise ValueError(
            f"its pixels have the shape {pixels.shape}; its header announces {(height, width, 3)}"
        )
    held, notes = _facts(head)
    data_range, finite = float_range(pixels)
    image = make_image(
        pixels,
        path=path,
        format="hdr",
        data_range=data_range,
        background=background,
        notes=notes,
        contents=held,
    )
    return replace(image, finite=finite)


def _facts(head: bytes) -> tuple[list[Content], list[str]]:
    """Return what the header says of the colours, which is not applied, and notes about it."""
    contents, notes = [], []
    exposures = re.findall(rb"^EXPOSURE=\s*([0-9.eE+-]+)", head, flags=re.MULTILINE)
    product = math.prod(float(value) for value in exposures)
    if product != 1:
        notes = [f"exposure {value.decode()} not applied" for value in exposures if float(value) != 1]
        contents.append(Content("transfer", f"exposure {product:.6g}", compared=False))
    for name in (b"PRIMARIES", b"COLORCORR", b"GAMMA"):
        found = re.findall(rb"^" + name + rb"=\s*([0-9. eE+-]+)", head, flags=re.MULTILINE)
        if found:
            values = "; ".join(" ".join(text.decode().split()) for text in found)
            kind = "profile" if name == b"PRIMARIES" else "transfer"
            contents.append(Content(kind, f"{name.decode().lower()} {values}", compared=False))
            notes.append(f"{name.decode()} not applied")
    return contents, notes
