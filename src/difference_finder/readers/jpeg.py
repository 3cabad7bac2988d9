"""JPEG."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._icc import cmyk_to_rgb, ink_contents
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header, read_icc, read_orientation
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["jpeg"]

# Markers with a segment, and the end marker; not stored 255s, restarts, padding or markers without a segment.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]", re.DOTALL)
_END = 0xD9


@reader(
    "jpeg", suffixes=(".jpg", ".jpeg", ".jpe", ".jfif"), matches=lambda head: head.startswith(b"\xff\xd8\xff")
)
def jpeg(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read JPEG: grey, colour, CMYK or YCCK, baseline or progressive.

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
        Pixels of shape (1, C, H, W): uint8, turned upright, with the colours of the file; CMYK is
        converted to sRGB.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    ITU-T T.81, "Digital compression and coding of continuous-tone still images", 1992.
    """
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
    contents = _further_images(data, header)
    if channels == 4:
        contents += ink_contents(pixels, icc)
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
        contents=contents,
    )


def _decoded(data: bytes, header: Any) -> NDArray[Any]:
    """Return the samples, by libjpeg-turbo for complete files.

    Notes
    -----
    libjpeg-turbo returns the pixels of Pillow in a third to two thirds of the time, but fills the missing
    pixels of a truncated file with grey, without an error; Pillow refuses such files.
    """
    import imagecodecs

    if header.mode in ("L", "RGB") and imagecodecs.JPEG8.available and _end(data):
        try:
            pixels: NDArray[Any] = imagecodecs.jpeg8_decode(data)
        except imagecodecs.Jpeg8Error:
            return decode_samples(header)
        if pixels.shape[:2] == (header.height, header.width):
            return pixels
    return decode_samples(header)


def _further_images(data: bytes, header: Any) -> list[Content]:
    """Return the images behind the first one: gain maps, thumbnails and views of the multi-picture format."""
    end = _end(data)
    if "mp" not in header.info or not end or not data[end:].strip(b"\0"):
        return []
    name = "further images of the multi-picture format"
    return [
        Content("pages", name, compared=False, stored=(data[end:],), parts=("the part with further images",))
    ]


def _end(data: bytes) -> int:
    """Return the position behind the end marker of the first image; 0 without one.

    Segments may contain the same two bytes.
    """
    at = 2
    while found := _MARKER.search(data, at):
        at = found.end()
        if data[at - 1] == _END:
            return at
        at += int.from_bytes(data[at : at + 2], "big")
    return 0
