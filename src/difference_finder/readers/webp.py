"""WebP."""

from __future__ import annotations

from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import (
    count_frames,
    decode_samples,
    open_header,
    read_icc,
    read_orientation,
)
from difference_finder.readers._warnings import collect_warnings

__all__ = ["webp"]


@reader("webp", suffixes=(".webp",), matches=lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP")
def webp(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read WebP, lossy or lossless; of an animation the first frame.

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
        Pixels of shape (1, C, H, W): uint8, turned upright.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    RFC 9649, "WebP image format". doi:10.17487/RFC9649
    """
    import imagecodecs

    data = path.read_bytes()
    notes: list[str] = []
    with collect_warnings() as heard:
        header = open_header("WEBP", data)
        width, height = header.size
        channels = len(header.getbands())
        check_size(
            path, width, height, channels=channels, bits=8, file_bytes=len(data), max_pixels=max_pixels
        )
        frames = count_frames(header, notes)
        orientation, icc = read_orientation(header, notes), read_icc(header)
        # Pillow and imagecodecs both use libwebp; Pillow places the frame of an animation on its canvas.
        pixels = decode_samples(header) if frames > 1 else imagecodecs.webp_decode(data)
    return make_image(
        pixels,
        path=path,
        format="webp",
        data_range=255.0,
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )
