"""WebP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._animation import timing
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header, read_icc, read_orientation
from difference_finder.readers._warnings import collect_warnings

__all__ = ["webp"]


@reader(
    "webp",
    suffixes=(".webp",),
    matches=lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    unit="frames",
)
def webp(path: Path, *, background: str, max_pixels: int) -> Image | Iterator[Image]:
    """Read WebP, lossy or lossless; all frames of an animation as shown.

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
        check_size(
            path,
            width,
            height,
            channels=len(header.getbands()),
            bits=8,
            file_bytes=len(data),
            max_pixels=max_pixels,
            frames=header.n_frames,
        )
        facts: dict[str, Any] = {
            "path": path,
            "format": "webp",
            "data_range": 255.0,
            "background": background,
            "icc": read_icc(header),
            "orientation": read_orientation(header, notes),
        }
        if header.n_frames > 1:
            return _frames(header, notes + heard, facts)
        # Pillow and imagecodecs both use libwebp; imagecodecs is faster.
        pixels = imagecodecs.webp_decode(data)
    return make_image(pixels, notes=notes + heard, **facts)


def _frames(header: Any, notes: list[str], facts: dict[str, Any]) -> Iterator[Image]:
    """Yield the frames of an animation, which libwebp composes on a transparent canvas."""
    frames, durations = [], []
    for number in range(header.n_frames):
        header.seek(number)
        frames.append(decode_samples(header))
        durations.append(header.info["duration"])
    contents = [timing(durations, header.info["loop"])]
    for frame in frames:
        yield make_image(frame, notes=[*notes], contents=contents, **facts)
