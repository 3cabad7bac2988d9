"""AVIF, of 8, 10 and 12 bits."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.colour.encoding import Encoding, cicp_encoding
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._animation import suit_background, timing
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header, read_icc, read_orientation
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["avif"]


def _matches(head: bytes) -> bool:
    # The brand may be one of the compatible brands that follow; "mif1" alone does not identify AVIF.
    return head[4:8] == b"ftyp" and any(
        brand in head[8 : int.from_bytes(head[:4], "big")] for brand in (b"avif", b"avis")
    )


@reader("avif", suffixes=(".avif", ".avifs"), matches=_matches, unit="frames")
def avif(path: Path, *, background: str, max_pixels: int) -> Image | Iterator[Image]:
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
    Image or iterator of Image
        Pixels of shape (1, C, H, W): uint8 for 8 bits, uint16 for 10 and 12 bits; all frames of a sequence.

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
    data = path.read_bytes()
    bits = _depth(data)
    notes: list[str] = []
    with collect_warnings() as heard:
        header = open_header("AVIF", data)
        width, height = header.size
        check_size(
            path,
            width,
            height,
            channels=len(header.getbands()),
            bits=8 if bits == 8 else 16,
            file_bytes=len(data),
            max_pixels=max_pixels,
            frames=header.n_frames,
        )
        icc = read_icc(header)
        encoding, colour = (None, []) if icc else _coding(data, notes)
        facts: dict[str, Any] = {
            "path": path,
            "format": "avif",
            "data_range": float(2**bits - 1),
            "background": background,
            "icc": icc,
            "encoding": encoding,
            "orientation": read_orientation(header, notes),
        }
        if header.n_frames > 1:
            return _frames(data, header, bits, notes + heard, facts, colour)
        pixels = _decoded(data, header, bits)
    return make_image(pixels, notes=notes + heard, contents=colour, **facts)


def _decoded(data: bytes, header: Any, bits: int) -> NDArray[Any]:
    """Return the samples of a still image, or 10 and 12 bits of all frames."""
    import imagecodecs

    if bits == 8:
        # Pillow and imagecodecs both use libavif and are equally fast; imagecodecs 2026.3.6 crashes
        # (invalid heap) when it decodes one frame of several.
        return decode_samples(header)
    # Pillow would return 8 bits.
    pixels: NDArray[Any] = imagecodecs.avif_decode(data)
    return pixels


def _frames(
    data: bytes, header: Any, bits: int, notes: list[str], facts: dict[str, Any], colour: list[Content]
) -> Iterator[Image]:
    """Yield the frames of a sequence; Pillow alone gives their durations."""
    frames, durations = [], []
    for number in range(header.n_frames):
        header.seek(number)
        frames.append(decode_samples(header))
        durations.append(header.info["duration"])
    contents = [timing(durations), *colour]
    for frame in frames if bits == 8 else _decoded(data, header, bits):
        suited = suit_background(frame, facts["background"])
        yield make_image(suited, notes=[*notes], contents=contents, **facts)


def _coding(data: bytes, notes: list[str]) -> tuple[Encoding | None, list[Content]]:
    """Return the colour encoding of the box of codes of ITU-T H.273; 2 is for unspecified, as sRGB."""
    at = data.find(b"colrnclx")
    if at < 0 or len(data) < at + 15:
        return None, []
    primaries, transfer = struct.unpack_from(">HH", data, at + 8)
    if primaries in (1, 2) and transfer in (2, 13):
        return None, []
    # Matrix and range belong to the stored luma and chroma; the decoded RGB has neither.
    name = f"cICP {primaries}/{transfer}/0/1"
    contents = [Content("profile", name)]
    try:
        return cicp_encoding(1 if primaries == 2 else primaries, transfer, name), contents
    except ValueError:
        notes.append(f"{name} not applied: these primaries or this transfer function are not known")
        return None, contents


def _depth(data: bytes) -> int:
    """Return the bits of a sample, from the AV1 configuration box (AV1-ISOBMFF, section 2.3.3)."""
    at = data.find(b"av1C")
    if at < 0 or len(data) < at + 7:
        raise ValueError("it has no AV1 configuration")
    flags = data[at + 6]
    return (12 if flags & 0x20 else 10) if flags & 0x40 else 8
