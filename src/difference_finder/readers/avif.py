"""AVIF, of 8, 10 and 12 bits."""

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

__all__ = ["avif"]


def _matches(head: bytes) -> bool:
    # The brand may also be one of the compatible ones that follow; "mif1" alone is any file of this family.
    return head[4:8] == b"ftyp" and any(brand in head[8:] for brand in (b"avif", b"avis"))


@reader("avif", suffixes=(".avif", ".avifs"), matches=_matches)
def avif(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read AVIF: 10 and 12 bits keep their values, with a data range of 1023 and 4095."""
    import imagecodecs

    data = path.read_bytes()
    bits = _depth(data)
    notes: list[str] = []
    with collect_warnings() as heard:
        header = open_header("AVIF", data)
        frames = count_frames(header, notes)
        width, height = header.size
        check_size(
            path,
            width,
            height,
            channels=len(header.getbands()),
            bits=8 if bits == 8 else 16,
            file_bytes=len(data),
            max_pixels=max_pixels,
            frames=1 if bits == 8 else frames,
        )
        orientation, icc = read_orientation(header, notes), read_icc(header)
        if bits == 8:
            # Both use libavif, with the same pixels in the same time; imagecodecs 2026.3.6 crashes (invalid
            # heap) when one frame of several is asked for.
            pixels = decode_samples(header)
        else:
            # Pillow would give 8 bits. All frames, because of that crash.
            pixels = imagecodecs.avif_decode(data)
            pixels = pixels[0] if frames > 1 else pixels
    return make_image(
        pixels,
        path=path,
        format="avif",
        data_range=float(2**bits - 1),
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )


def _depth(data: bytes) -> int:
    """Return the bits of a sample, from the AV1 configuration box (AV1-ISOBMFF, section 2.3.3)."""
    at = data.find(b"av1C")
    if at < 0 or len(data) < at + 7:
        raise ValueError("it has no AV1 configuration")
    flags = data[at + 6]
    return (12 if flags & 0x20 else 10) if flags & 0x40 else 8
