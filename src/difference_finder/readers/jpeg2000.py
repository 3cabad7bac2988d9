"""JPEG 2000: files (JP2) and bare codestreams (J2K)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image

__all__ = ["jpeg2000"]

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODESTREAM = b"\xff\x4f\xff\x51"
_TILE, _END = 0xFF90, 0xFFD9
"""Markers of the codestream: the start of a part of a tile, and the end."""

_SYCC = 18
_ALPHA, _PREMULTIPLIED = 1, 2


@dataclass
class _Header:
    """Fields of the boxes and of the codestream."""

    width: int = 0
    height: int = 0
    depths: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
    alpha: int = 0
    colours: int = 0
    palette: bool = False
    icc: bytes | None = None

    @property
    def bits(self) -> int:
        """Bits of a sample; the highest bit of a stored depth marks signed samples."""
        return (self.depths[0] & 0x7F) + 1

    @property
    def signed(self) -> bool:
        return bool(self.depths[0] & 0x80)


@reader(
    "jpeg2000",
    suffixes=(".jp2", ".j2k", ".j2c", ".jpx"),
    matches=lambda head: head.startswith((_SIGNATURE, _CODESTREAM)),
)
def jpeg2000(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read JPEG 2000 in its own depth.

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
        Pixels of shape (1, C, H, W): uint8, uint16, or integers with a sign. Components that are
        neither grey, RGB nor alpha are bands.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    UnsupportedFormatError
        If components have unequal depths or sizes, or more than 16 bits.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    ITU-T T.800, "JPEG 2000 image coding system: core coding system", 2019.
    """
    import imagecodecs

    data = path.read_bytes()
    header = _read_header(data)
    check_size(
        path,
        header.width,
        header.height,
        channels=len(header.depths),
        bits=header.bits,
        file_bytes=len(data),
        max_pixels=max_pixels,
    )
    if len(set(header.depths)) > 1 or set(header.steps) != {1} or header.bits > 16:
        raise UnsupportedFormatError(
            f"cannot read '{path}': JPEG 2000 with components of unequal depth or size, or of more than 16"
            " bits, is not supported; convert it to 8 or 16 bits"
        )
    _check_tiles(data)
    pixels = imagecodecs.jpeg2k_decode(data)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    if pixels.shape[:2] != (header.height, header.width):
        raise ValueError(f"its pixels have the shape {pixels.shape}")
    data_range = float(2 ** (8 if header.palette else header.bits) - 1)
    channels = pixels.shape[2]
    if channels not in (1, 3) and not (channels in (2, 4) and header.alpha):
        return Image(
            pixels=pixels.transpose(2, 0, 1)[None],
            data_range=data_range,
            name=str(path),
            format="jpeg2000",
            finite=True,
            contents=(Content("bits", f"{header.bits} bits"),),
        )
    return make_image(
        pixels,
        path=path,
        format="jpeg2000",
        data_range=data_range,
        background=background,
        notes=["YCbCr converted to RGB"] if header.colours == _SYCC else [],
        associated=header.alpha == _PREMULTIPLIED,
        icc=header.icc,
        contents=[Content("bits", f"{header.bits} bits")] if header.signed else [],
    )


def _read_header(data: bytes) -> _Header:
    header = _Header()
    if not data.startswith(_CODESTREAM):
        for kind, body in _boxes(data):
            if kind == b"jp2h":
                for inner, content in _boxes(body):
                    _read_box(inner, content, header)
            elif kind == b"jp2c":
                data = body
                break
        else:
            raise ValueError("it has no codestream")
    if not data.startswith(_CODESTREAM) or len(data) < 42:
        raise ValueError("its codestream has no header")
    right, bottom, left, top = struct.unpack_from(">4I", data, 8)
    count = struct.unpack_from(">H", data, 40)[0]
    components = data[42 : 42 + 3 * count]
    if not count or len(components) < 3 * count:
        raise ValueError(f"it announces {count} components")
    header.width, header.height = right - left, bottom - top
    header.depths = tuple(components[::3])
    header.steps = tuple({*components[1::3], *components[2::3]})
    return header


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kinds and the contents of boxes."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = 8
        if length == 1 and at + 16 <= len(data):
            length, start = struct.unpack_from(">Q", data, at + 8)[0], 16
        end = len(data) if length == 0 else at + length
        if end < at + start or end > len(data):
            raise ValueError(f"the box {kind!r} has the length {length}")
        yield kind, data[at + start : end]
        at = end


def _read_box(kind: bytes, content: bytes, header: _Header) -> None:
    if kind == b"colr" and content[:1] == b"\x01" and not header.colours:
        header.colours = struct.unpack_from(">I", content, 3)[0]
    elif kind == b"colr" and content[:1] == b"\x02" and not header.icc:
        header.icc = content[3:]
    elif kind == b"pclr":
        header.palette = True
    elif kind == b"cdef":
        count = struct.unpack_from(">H", content)[0]
        kinds = [struct.unpack_from(">3H", content, 2 + 6 * number)[1] for number in range(count)]
        header.alpha = next((one for one in kinds if one in (_ALPHA, _PREMULTIPLIED)), 0)


def _check_tiles(data: bytes) -> None:
    """Check that the codestream has data of every tile; OpenJPEG lets the pixels of other tiles be 0.

    Raises
    ------
    ValueError
        If tiles are missing.
    """
    start = data.index(_CODESTREAM)
    width, height, _, _, across, down, left, top = struct.unpack_from(">8I", data, start + 8)
    tiles = -(-(width - left) // max(1, across)) * -(-(height - top) // max(1, down))
    at, found = start + 2, set()
    while at + 12 <= len(data):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == _END:
            break
        if marker == _TILE:
            number, length = struct.unpack_from(">HI", data, at + 4)
            found.add(number)
            if length == 0:  # the last one reaches to the end
                break
            at += max(12, length)
        else:
            at += 2 + length
    if len(found) < tiles:
        raise ValueError(f"it has {len(found)} of {tiles} tiles")
