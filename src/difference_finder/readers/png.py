"""PNG, of 1 to 16 bits."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import decode_samples, open_header, read_icc, read_orientation
from difference_finder.readers._scanlines import crc32, decode_rows, read_bytes
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["png"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_GREY, _RGB, _PALETTE, _GREY_ALPHA = 0, 2, 3, 4
# Chunks with EXIF data and profiles, and text chunks in which some programs store them. Pillow reads these;
# it is opened only where a file has one, because that takes as long as reading a small image.
_METADATA = (b"eXIf", b"iCCP", b"tEXt", b"zTXt", b"iTXt")
# First column, first row, step of columns, step of rows of the seven passes of Adam7.
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


@dataclass
class _Chunks:
    """Chunks of a file that determine its pixels, with verified checksums.

    ``has_metadata`` is True if other chunks may contain an orientation or a colour profile.
    """

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool
    palette: bytes = b""
    transparency: bytes = b""
    frames: int = 1
    data: list[memoryview] = field(default_factory=list)
    has_metadata: bool = False

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour]


@reader("png", suffixes=(".png", ".apng"), matches=lambda head: head.startswith(_SIGNATURE))
def png(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read PNG: 16 bits stay 16 bits, fewer become 8; checksums are verified.

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
        Pixels of shape (1, C, H, W): uint16 for a depth of 16 bits, uint8 for all others; with the first
        frame of an animation.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    The chunk gAMA is not applied: pixels are compared as stored.

    References
    ----------
    W3C, "Portable Network Graphics (PNG) Specification", third edition. https://www.w3.org/TR/png-3/
    """
    data = read_bytes(path)
    chunks = _parse(data)
    check_size(
        path,
        chunks.width,
        chunks.height,
        channels=chunks.channels,
        bits=chunks.depth,
        file_bytes=len(data),
        max_pixels=max_pixels,
    )
    notes: list[str] = []
    with collect_warnings() as heard:
        orientation, icc = _metadata(bytes(data), notes) if chunks.has_metadata else (1, None)
        pixels = _decode(chunks)
    if chunks.frames > 1:
        notes.append(f"first of {chunks.frames} frames")
    return make_image(
        pixels,
        path=path,
        format="png",
        data_range=65535.0 if chunks.depth == 16 else 255.0,
        background=background,
        notes=notes + heard,
        icc=icc,
        orientation=orientation,
    )


def _metadata(data: bytes, notes: list[str]) -> tuple[int, bytes | None]:
    """Return the orientation and the profile; damaged metadata is ignored with a note."""
    try:
        header = open_header("PNG", data)
        return read_orientation(header, notes), read_icc(header)
    except (SyntaxError, ValueError, OSError, EOFError, struct.error, zlib.error):
        notes.append("metadata is damaged or too long; orientation and colour profile ignored")
        return 1, None


def _parse(data: memoryview) -> _Chunks:
    """Read the chunks; those that determine the pixels must be intact."""
    chunks: _Chunks | None = None
    at = len(_SIGNATURE)
    while at < len(data):
        if len(data) < at + 12:
            raise ValueError(f"it ends inside a chunk, after {len(data)} bytes")
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(data) < at + 12 + length:
            raise ValueError(f"it ends inside a chunk, after {len(data)} bytes")
        # Critical chunks have an upper-case letter. Other chunks do not affect the pixels.
        if not kind[0] & 32 or kind == b"tRNS":
            (expected,) = struct.unpack_from(">I", data, at + 8 + length)
            if crc32(data[at + 4 : at + 8 + length]) != expected:
                raise ValueError(f"the checksum of chunk {kind!r} is wrong")
        if chunks is None:
            chunks = _head(kind, body)
        elif kind == b"IEND":
            break
        else:
            _note_chunk(chunks, kind, body)
        at += 12 + length
    if chunks is None or not chunks.data:
        raise ValueError("it has no pixels")
    if chunks.colour == _PALETTE and (
        not chunks.palette or len(chunks.palette) % 3 or len(chunks.palette) > 768
    ):
        raise ValueError("its palette is missing or damaged")
    return chunks


def _head(kind: bytes, body: memoryview) -> _Chunks:
    if kind != b"IHDR" or len(body) != 13:
        raise ValueError("its first chunk is not a header")
    width, height, depth, colour, compression, filtering, interlacing = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlacing > 1:
        raise ValueError(f"its header announces depth {depth}, colour type {colour}, which do not exist")
    return _Chunks(width, height, depth, colour, bool(interlacing))


def _note_chunk(chunks: _Chunks, kind: bytes, body: memoryview) -> None:
    if kind == b"IDAT":
        chunks.data.append(body)
    elif kind == b"PLTE":
        chunks.palette = bytes(body)
    elif kind == b"tRNS":
        chunks.transparency = bytes(body)
    elif kind in _METADATA:
        chunks.has_metadata = True
    elif kind == b"acTL" and len(body) == 8:
        chunks.frames = int(struct.unpack(">I", body[:4])[0])


def _decode(chunks: _Chunks) -> NDArray[Any]:
    """Return samples of shape (H, W) or (H, W, C), alpha last."""
    pixels = None
    if chunks.depth >= 8 and chunks.colour != _PALETTE and not chunks.interlaced:
        pixels = decode_rows(chunks.data, chunks.width, chunks.height, chunks.channels, chunks.depth)
    if pixels is None:
        pixels = _decode_slowly(chunks)
    return _with_key(pixels, chunks) if chunks.colour in (_GREY, _RGB) and chunks.transparency else pixels


def _decode_slowly(chunks: _Chunks) -> NDArray[Any]:
    """Return samples by other decoders, which read all kinds of PNG and raise informative errors."""
    import imagecodecs

    if chunks.depth == 16:
        return _decode_16(chunks)
    if chunks.colour == _GREY_ALPHA or (chunks.colour == _PALETTE and chunks.transparency):
        # libspng is a third faster than Pillow and as exact, but does not read grey or palettes with alpha.
        return decode_samples(open_header("PNG", _rebuilt(chunks)))
    pixels: NDArray[Any] = imagecodecs.spng_decode(_rebuilt(chunks, transparency=False))
    return pixels


def _rebuilt(chunks: _Chunks, transparency: bool = True) -> bytes:
    """Return a file that contains only the chunks that determine the pixels."""
    parts = [_SIGNATURE, _header_chunk(chunks.width, chunks.height, chunks)]
    if chunks.colour == _PALETTE:
        parts.append(_chunk(b"PLTE", chunks.palette))
    if transparency and chunks.transparency:
        parts.append(_chunk(b"tRNS", chunks.transparency))
    return b"".join([*parts, *(_chunk(b"IDAT", body) for body in chunks.data), _chunk(b"IEND", b"")])


def _header_chunk(width: int, height: int, chunks: _Chunks, interlaced: bool | None = None) -> bytes:
    interlacing = chunks.interlaced if interlaced is None else interlaced
    body = struct.pack(">IIBBBBB", width, height, chunks.depth, chunks.colour, 0, 0, interlacing)
    return _chunk(b"IHDR", body)


def _chunk(kind: bytes, body: bytes | memoryview) -> bytes:
    content = b"".join((kind, body))
    return struct.pack(">I", len(body)) + content + struct.pack(">I", crc32(content))


def _decode_16(chunks: _Chunks) -> NDArray[Any]:
    """Decode 16-bit samples, which Pillow would cut to 8 bits for several channels.

    Notes
    -----
    libpng decodes them exactly, but prints warnings about interlaced, short or long data. This function
    inflates the data to the announced length, and passes each pass of an interlaced file to libpng as an
    image.
    """
    import numpy as np

    step = chunks.channels * 2
    shape = (chunks.height, chunks.width) if step == 2 else (chunks.height, chunks.width, chunks.channels)
    passes = _ADAM7 if chunks.interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(chunks.width - x) // dx), -(-(chunks.height - y) // dy)) for x, y, dx, dy in passes]
    lengths = [(width * step + 1) * height if width > 0 and height > 0 else 0 for width, height in sizes]
    rows = _inflated(chunks.data, sum(lengths))
    if not chunks.interlaced:
        return _decode_rows(rows, *sizes[0], chunks)
    pixels = np.empty(shape, dtype=np.uint16)
    at = 0
    for (x, y, dx, dy), size, length in zip(passes, sizes, lengths, strict=True):
        if length:
            pixels[y::dy, x::dx] = _decode_rows(rows[at : at + length], *size, chunks)
        at += length
    return pixels


def _inflated(parts: list[memoryview], length: int) -> bytes:
    inflate = zlib.decompressobj()
    rows = inflate.decompress(b"".join(parts), length)
    if len(rows) < length:
        raise ValueError(f"its pixels are {len(rows)} bytes, its header announces {length}")
    return rows


def _decode_rows(rows: bytes, width: int, height: int, chunks: _Chunks) -> NDArray[Any]:
    import imagecodecs

    header = _header_chunk(width, height, chunks, interlaced=False)
    pixels: NDArray[Any] = imagecodecs.png_decode(
        b"".join([_SIGNATURE, header, _chunk(b"IDAT", zlib.compress(rows, 0)), _chunk(b"IEND", b"")])
    )
    return pixels


def _with_key(pixels: NDArray[Any], chunks: _Chunks) -> NDArray[Any]:
    """Add an alpha channel that is 0 where a pixel has the transparent colour."""
    import numpy as np

    channels = chunks.channels
    if len(chunks.transparency) != 2 * channels:
        raise ValueError(f"its transparent colour has {len(chunks.transparency)} bytes, not {2 * channels}")
    key = np.frombuffer(chunks.transparency, dtype=">u2").astype(np.uint32)
    if chunks.depth < 8:
        key = key * (255 // (2**chunks.depth - 1))
    pixels = pixels.reshape(*pixels.shape[:2], channels)
    most = np.iinfo(pixels.dtype).max
    clear = (pixels == key).all(axis=2)
    alpha = np.where(clear, 0, most).astype(pixels.dtype)
    return np.dstack([pixels, alpha])
