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
    # The brand may be one of the compatible brands that follow; "mif1" alone does not identify AVIF.
    return head[4:8] == b"ftyp" and any(
        brand in head[8 : int.from_bytes(head[:4], "big")] for brand in (b"avif", b"avis")
    )


@reader("avif", suffixes=(".avif", ".avifs"), matches=_matches)
def avif(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read AVIF: 10 and 12 bits keep their values, with a data range of 1023 and 4095.

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
        Pixels of shape (1, C, H, W): uint8 for 8 bits, uint16 for 10 and 12 bits; the first frame of a
        sequence.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    Alliance for Open Media, "AV1 Image File Format", 1.1.0. https://aomediacodec.github.io/av1-avif/
    """
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
            # Pillow and imagecodecs both use libavif and are equally fast; imagecodecs 2026.3.6 crashes
            # (invalid heap) when it decodes one frame of several.
            pixels = decode_samples(header)
        else:
            # Pillow would return 8 bits. All frames are decoded because of the crash.
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
