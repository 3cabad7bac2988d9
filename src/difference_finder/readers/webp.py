"""WebP."""

from __future__ import annotations

from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import picture
from difference_finder.readers._pillow import frames_note, icc_of, opened, orientation_of, samples
from difference_finder.readers._warnings import overheard

__all__ = ["webp"]


@reader("webp", suffixes=(".webp",), matches=lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP")
def webp(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read WebP, lossy or lossless; of an animation the first frame."""
    import imagecodecs

    data = path.read_bytes()
    notes: list[str] = []
    with overheard() as heard:
        header = opened("WEBP", data)
        width, height = header.size
        channels = len(header.getbands())
        check_size(
            path, width, height, channels=channels, bits=8, file_bytes=len(data), max_pixels=max_pixels
        )
        frames = frames_note(header, notes)
        orientation, icc = orientation_of(header, notes), icc_of(header)
        # Both are libwebp; the frame of an animation must be laid on its canvas, which Pillow does.
        pixels = samples(header) if frames > 1 else imagecodecs.webp_decode(data)
    return picture(
        pixels,
        path=path,
        format="webp",
        data_range=255.0,
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )
