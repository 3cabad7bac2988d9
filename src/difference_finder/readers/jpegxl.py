"""JPEG XL: the bare codestream and the container."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import float_range, make_image

__all__ = ["jpegxl"]

_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}


@dataclass
class _Head:
    """Fields of the header of the codestream."""

    width: int
    height: int
    bits: int = 8
    floating: bool = False
    animated: bool = False


class _Bits:
    """Bits of the header, least significant first, and the codes of ISO/IEC 18181-1, annex B."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "little")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("it ends inside its header")
        value = self._number & ((1 << count) - 1)
        self._number >>= count
        self._left -= count
        return value

    def choice(self, *options: tuple[int, int]) -> int:
        """Read two bits that select an offset and the number of bits to add to it."""
        offset, count = options[self.take(2)]
        return offset + self.take(count)


@reader("jpegxl", suffixes=(".jxl",), matches=lambda head: head.startswith((_CODESTREAM, _CONTAINER)))
def jpegxl(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read JPEG XL: 8 to 16 bits or floats as stored, turned upright; of an animation the first frame.

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
        Pixels of shape (1, C, H, W) in the stored type, turned upright.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    ISO/IEC 18181-1:2024, "JPEG XL image coding system".
    """
    import imagecodecs

    data = path.read_bytes()
    head = _head(_codestream(data)[:256])
    check_size(
        path,
        head.width,
        head.height,
        channels=3,
        bits=head.bits,
        file_bytes=len(data),
        max_pixels=max_pixels,
    )
    pixels = imagecodecs.jpegxl_decode(data, index=0)
    if sorted(pixels.shape[:2]) != sorted((head.height, head.width)):
        raise ValueError(
            f"its pixels have the shape {pixels.shape}; its header announces {head.width}x{head.height}"
        )
    if head.floating:
        data_range = float_range(pixels)[0]
    else:
        data_range = float(2**head.bits - 1) if pixels.dtype.kind == "u" and head.bits <= 16 else None
    return make_image(
        pixels,
        path=path,
        format="jpegxl",
        data_range=data_range,
        background=background,
        notes=["first frame of an animation"] if head.animated else [],
    )


def _codestream(data: bytes) -> bytes:
    """Return the beginning of the codestream, also from boxes."""
    if data.startswith(_CODESTREAM):
        return data[:4096]
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start)
            start += 8
        if kind in (b"jxlc", b"jxlp"):
            # A partial box starts with its number.
            return data[start + (4 if kind == b"jxlp" else 0) :][:4096]
        if length < 8:
            break
        at += length
    raise ValueError("it has no codestream")


def _head(codestream: bytes) -> _Head:
    if not codestream.startswith(_CODESTREAM):
        raise ValueError("its codestream does not begin with a signature")
    bits = _Bits(codestream[2:])
    head = _Head(*_size(bits))
    if bits.take(1):
        return head
    if bits.take(1):
        _extra_fields(bits, head)
    head.floating = bool(bits.take(1))
    if head.floating:
        head.bits = bits.choice((32, 0), (16, 0), (24, 0), (1, 6))
    else:
        head.bits = bits.choice((8, 0), (10, 0), (12, 0), (1, 6))
    return head


def _size(bits: _Bits) -> tuple[int, int]:
    """Read the width and the height."""
    small = bits.take(1)
    height = _length(bits, small)
    ratio = _RATIOS.get(bits.take(3))
    width = height * ratio[0] // ratio[1] if ratio else _length(bits, small)
    return width, height


def _length(bits: _Bits, small: int) -> int:
    return (bits.take(5) + 1) * 8 if small else bits.choice((1, 9), (1, 13), (1, 18), (1, 30))


def _extra_fields(bits: _Bits, head: _Head) -> None:
    """Read the fields between the size and the depth."""
    bits.take(3)  # the orientation, which libjxl applies
    if bits.take(1):
        _size(bits)  # the intrinsic size
    if bits.take(1):
        _skip_preview(bits)
    head.animated = bool(bits.take(1))
    if head.animated:
        bits.choice((100, 0), (1000, 0), (1, 10), (1, 30))
        bits.choice((1, 0), (1001, 0), (1, 8), (1, 10))
        bits.choice((0, 0), (0, 3), (0, 16), (0, 32))
        bits.take(1)


def _skip_preview(bits: _Bits) -> None:
    lengths = (
        ((16, 0), (32, 0), (1, 5), (33, 9)) if bits.take(1) else ((1, 6), (65, 8), (321, 10), (1345, 12))
    )
    bits.choice(*lengths)
    if not bits.take(3):
        bits.choice(*lengths)
