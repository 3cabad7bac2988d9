"""JPEG XL: the bare codestream and the container."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from difference_finder.colour.encoding import Encoding, cicp_encoding, gamma_encoding
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._animation import suit_background
from difference_finder.readers._jpegxl_header import CODESTREAM, CONTAINER, Head, read_head
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import float_range, make_image

__all__ = ["jpegxl"]


@reader(
    "jpegxl", suffixes=(".jxl",), matches=lambda head: head.startswith((CODESTREAM, CONTAINER)), unit="frames"
)
def jpegxl(path: Path, *, background: str, max_pixels: int) -> Image | Iterator[Image]:
    """Read JPEG XL: 8 to 16 bits or floats as stored, turned upright; all frames of an animation.

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
    Image or iterator of Image
        Pixels of shape (1, C, H, W) in the stored type, turned upright.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    The decoder gives no durations of frames, no channels besides colours and alpha, and no ICC profile.
    The contents that stand for them are equal only for equal files.

    References
    ----------
    ISO/IEC 18181-1:2024, "JPEG XL image coding system".
    """
    import imagecodecs

    data = path.read_bytes()
    head = read_head(data)
    frames = _count(data) if head.animated else 1
    check_size(
        path,
        head.width,
        head.height,
        channels=3,
        bits=head.bits,
        file_bytes=len(data),
        max_pixels=max_pixels,
        frames=frames,
    )
    notes: list[str] = []
    encoding, contents = _contents(data, head, frames, notes)
    pixels = imagecodecs.jpegxl_decode(data, index=None if frames > 1 else 0)
    if sorted(pixels.shape[frames > 1 :][:2]) != sorted((head.height, head.width)):
        raise ValueError(
            f"its pixels have the shape {pixels.shape}; its header announces {head.width}x{head.height}"
        )
    if head.floating:
        data_range = float_range(pixels)[0]
    else:
        data_range = float(2**head.bits - 1) if pixels.dtype.kind == "u" and head.bits <= 16 else None
    images = (
        make_image(
            suit_background(frame, background) if frames > 1 else frame,
            path=path,
            format="jpegxl",
            data_range=data_range,
            background=background,
            notes=[*notes],
            associated=head.associated,
            encoding=encoding,
            contents=contents,
        )
        for frame in (pixels if frames > 1 else [pixels])
    )
    return images if frames > 1 else next(images)


def _count(data: bytes) -> int:
    """Return the number of frames, without memory for their pixels.

    Notes
    -----
    The decoder counts the frames to check the shape of an array that it is given. Its error about a wrong
    shape names the right one.
    """
    import imagecodecs
    import numpy as np

    try:
        imagecodecs.jpegxl_decode(data, out=np.empty((0, 0, 0, 0), dtype=np.uint8))
    except ValueError as error:
        shape = re.search(r"[^.]shape=\(([\d, ]+)\)", str(error))
        if shape:
            axes = shape[1].split(",")
            return int(axes[0]) if len(axes) == 4 else 1
        raise
    raise ValueError("its frames cannot be counted")


def _contents(
    data: bytes, head: Head, frames: int, notes: list[str]
) -> tuple[Encoding | None, list[Content]]:
    """Return the colour encoding, and what the file holds besides colours and alpha."""
    contents: list[Content] = []
    digest = hashlib.sha256(data).hexdigest()

    def left_out(kind: str, name: str) -> None:
        notes.append(f"{name} not read")
        parts = (f"{name}, or another part of the file",)
        contents.append(Content(kind, name, compared=False, stored=(digest,), parts=parts))

    if head.orientation > 1:
        notes.append(f"EXIF orientation {head.orientation} applied")
        contents.append(Content("orientation", f"EXIF orientation {head.orientation}"))
    if frames > 1:
        left_out("timing", f"durations of {frames} frames")
    if others := len(head.extra_channels) - (0 in head.extra_channels):
        left_out("bands", f"{others} channels besides colours and alpha")
    if head.has_profile:
        left_out("profile", "ICC profile")
        return None, contents
    encoding, profile = _colours(head, notes)
    return encoding, [*contents, *profile]


def _colours(head: Head, notes: list[str]) -> tuple[Encoding | None, list[Content]]:
    if head.gamma or head.chromaticities:
        name = f"gamma {head.gamma:.5g}" if head.gamma else f"transfer function {head.transfer}"
        name += ", chromaticities " + " ".join(f"{value:g}" for value in head.chromaticities)
        name = name if head.chromaticities else name.partition(",")[0]
        contents = [Content("profile", name)]
        if head.transfer == 13 or head.gamma:
            return gamma_encoding(head.gamma, head.chromaticities, name), contents
    else:
        name = f"cICP {head.primaries}/{head.transfer}/0/1"
        contents = [Content("profile", name)]
        try:
            encoding = cicp_encoding(head.primaries, head.transfer, name)
            return encoding, contents if encoding else []
        except ValueError:
            pass
    notes.append(f"{name} not applied: these primaries or this transfer function are not known")
    return None, contents
