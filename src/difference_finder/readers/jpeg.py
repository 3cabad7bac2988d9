"""JPEG."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._icc import cmyk_to_rgb
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header, read_icc, read_orientation
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["jpeg"]

# What begins a segment or ends the image: no stored 255, restart, padding or marker that stands alone.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]", re.DOTALL)
_END = 0xD9


@reader(
    "jpeg", suffixes=(".jpg", ".jpeg", ".jpe", ".jfif"), matches=lambda head: head.startswith(b"\xff\xd8\xff")
)
def jpeg(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read JPEG: grey, colour, CMYK or YCCK, baseline or progressive."""
    data = path.read_bytes()
    notes: list[str] = []
    with collect_warnings() as heard:
        header = open_header("JPEG", data)
        width, height = header.size
        channels = len(header.getbands())
        check_size(
            path, width, height, channels=channels, bits=8, file_bytes=len(data), max_pixels=max_pixels
        )
        orientation, icc = read_orientation(header, notes), read_icc(header)
        pixels = _decoded(data, header)
    if channels == 4:
        pixels, icc = cmyk_to_rgb(pixels, icc, notes), None
    return make_image(
        pixels,
        path=path,
        format="jpeg",
        data_range=255.0,
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )


def _decoded(data: bytes, header: Any) -> NDArray[Any]:
    """Return the samples, by libjpeg-turbo where the file is whole.

    Notes
    -----
    It gives the pixels of Pillow in a third to two thirds of the time, but fills what a truncated file lacks
    with grey, without an error; Pillow refuses such files.
    """
    import imagecodecs

    if header.mode in ("L", "RGB") and imagecodecs.JPEG8.available and _is_whole(data):
        try:
            pixels: NDArray[Any] = imagecodecs.jpeg8_decode(data)
        except imagecodecs.Jpeg8Error:
            return decode_samples(header)
        if pixels.shape[:2] == (header.height, header.width):
            return pixels
    return decode_samples(header)


def _is_whole(data: bytes) -> bool:
    """Tell whether the marker of the end follows the last scan; segments may hold the same two bytes."""
    at = 2
    while found := _MARKER.search(data, at):
        at = found.end()
        if data[at - 1] == _END:
            return True
        at += int.from_bytes(data[at : at + 2], "big")
    return False
