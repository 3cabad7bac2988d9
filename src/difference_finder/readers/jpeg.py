"""JPEG."""

from __future__ import annotations

from pathlib import Path

from difference_finder.model import Image
from difference_finder.readers._icc import cmyk_to_rgb
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import picture
from difference_finder.readers._pillow import icc_of, opened, orientation_of, samples
from difference_finder.readers._quiet import overheard
from difference_finder.registry import reader

__all__ = ["jpeg"]


@reader(
    "jpeg", suffixes=(".jpg", ".jpeg", ".jpe", ".jfif"), matches=lambda head: head.startswith(b"\xff\xd8\xff")
)
def jpeg(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read JPEG: grey, colour, CMYK or YCCK, baseline or progressive.

    Notes
    -----
    Pillow decodes, though libjpeg-turbo through imagecodecs is a quarter faster with the same pixels: it
    returns truncated files filled with grey, without an error.
    """
    data = path.read_bytes()
    notes: list[str] = []
    with overheard() as heard:
        header = opened("JPEG", data)
        width, height = header.size
        channels = len(header.getbands())
        check_size(
            path, width, height, channels=channels, bits=8, file_bytes=len(data), max_pixels=max_pixels
        )
        orientation, icc = orientation_of(header, notes), icc_of(header)
        pixels = samples(header)
    if channels == 4:
        pixels, icc = cmyk_to_rgb(pixels, icc, notes), None
    return picture(
        pixels,
        path=path,
        format="jpeg",
        data_range=255.0,
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )
