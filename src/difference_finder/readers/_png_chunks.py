"""Chunks of a PNG file: of its image, of the frames of an animation, and of its metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from difference_finder.readers._scanlines import crc32

__all__ = ["PALETTE", "SIGNATURE", "Chunks", "Frame", "chunk", "parse"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE = 3
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_COLOUR = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")


@dataclass(eq=False)
class Frame:
    """A frame of an animation: its place on the canvas, and how it is shown.

    ``disposal`` is 0 to keep the frame, 1 to clear its area, 2 to restore what it covered; ``blend`` is 0 to
    replace the canvas, 1 to compose the frame over it. The duration is in milliseconds.
    """

    width: int
    height: int
    left: int
    top: int
    duration: float
    disposal: int
    blend: int
    data: list[memoryview] = field(default_factory=list)


@dataclass(eq=False)
class Chunks:
    """Chunks of a file, with verified checksums where they determine pixels.

    ``texts`` are text chunks with their kind, ``colour_chunks`` those of colour spaces, by their kind.
    ``announced`` is the number of frames that the file announces; 0 for a still image.
    """

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool
    palette: bytes = b""
    transparency: bytes = b""
    data: list[memoryview] = field(default_factory=list)
    exif: bytes | None = None
    texts: list[tuple[bytes, bytes]] = field(default_factory=list)
    colour_chunks: dict[bytes, bytes] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    announced: int = 0
    plays: int = 0
    frames: list[Frame] = field(default_factory=list)
    default_is_frame: bool = False
    sequence: int = 0

    @property
    def channels(self) -> int:
        """Number of stored samples of a pixel."""
        return _CHANNELS[self.colour]

    def of_frame(self, frame: Frame) -> Chunks:
        """Return the chunks of an image with the pixels of a frame."""
        return replace(self, width=frame.width, height=frame.height, data=frame.data)


def chunk(kind: bytes, body: bytes | memoryview) -> bytes:
    """Return a chunk with its length and checksum."""
    content = b"".join((kind, body))
    return struct.pack(">I", len(body)) + content + struct.pack(">I", crc32(content))


def parse(data: memoryview) -> Chunks:
    """Read the chunks of a file; those that determine the pixels must be intact.

    Raises
    ------
    ValueError
        If the file is truncated or damaged.
    """
    chunks: Chunks | None = None
    for kind, body in _chunks(data):
        if chunks is None:
            chunks = _head(kind, body)
        elif kind == b"IEND":
            break
        else:
            _take(chunks, kind, body)
    if chunks is None or not chunks.data:
        raise ValueError("it has no pixels")
    if chunks.colour == PALETTE and (
        not chunks.palette or len(chunks.palette) % 3 or len(chunks.palette) > 768
    ):
        raise ValueError("its palette is missing or damaged")
    if chunks.announced and len(chunks.frames) != chunks.announced:
        raise ValueError(f"it announces {chunks.announced} frames, and has {len(chunks.frames)}")
    if any(not frame.data for frame in chunks.frames):
        raise ValueError("a frame has no pixels")
    return chunks


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = len(SIGNATURE)
    while at < len(data):
        if len(data) < at + 12:
            raise ValueError(f"it ends inside a chunk, after {len(data)} bytes")
        length, kind = struct.unpack_from(">I4s", data, at)
        if len(data) < at + 12 + length:
            raise ValueError(f"it ends inside a chunk, after {len(data)} bytes")
        # Critical chunks have an upper-case letter. Of the others, these determine pixels.
        if not kind[0] & 32 or kind in (b"tRNS", b"acTL", b"fcTL", b"fdAT"):
            (expected,) = struct.unpack_from(">I", data, at + 8 + length)
            if crc32(data[at + 4 : at + 8 + length]) != expected:
                raise ValueError(f"the checksum of chunk {kind!r} is wrong")
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _head(kind: bytes, body: memoryview) -> Chunks:
    if kind != b"IHDR" or len(body) != 13:
        raise ValueError("its first chunk is not a header")
    width, height, depth, colour, compression, filtering, interlacing = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlacing > 1:
        raise ValueError(f"its header announces depth {depth}, colour type {colour}, which do not exist")
    return Chunks(width, height, depth, colour, bool(interlacing))


def _take(chunks: Chunks, kind: bytes, body: memoryview) -> None:
    if kind == b"IDAT":
        chunks.data.append(body)
        if chunks.frames and chunks.default_is_frame:
            chunks.frames[0].data.append(body)
    elif kind == b"PLTE":
        chunks.palette = bytes(body)
    elif kind == b"tRNS":
        chunks.transparency = bytes(body)
    elif kind in _TEXTS:
        chunks.texts.append((kind, bytes(body)))
    elif kind == b"eXIf":
        chunks.exif = chunks.exif or bytes(body)
    elif kind in _COLOUR:
        # The specification wants these before the pixels; programs ignore later ones.
        if chunks.data:
            chunks.late.append(kind.decode())
        else:
            chunks.colour_chunks.setdefault(kind, bytes(body))
    elif kind == b"acTL" and len(body) == 8 and not chunks.data:
        chunks.announced, chunks.plays = struct.unpack(">II", body)
    elif chunks.announced and kind in (b"fcTL", b"fdAT"):
        _take_frame(chunks, kind, body)


def _take_frame(chunks: Chunks, kind: bytes, body: memoryview) -> None:
    (number,) = struct.unpack_from(">I", body)
    if number != chunks.sequence:
        raise ValueError(f"part {chunks.sequence} of its animation is missing")
    chunks.sequence += 1
    if kind == b"fdAT":
        if not chunks.frames:
            raise ValueError("pixels of a frame come before the frame")
        chunks.frames[-1].data.append(body[4:])
        return
    _, width, height, left, top, delay, parts, disposal, blend = struct.unpack(">5I2H2B", body)
    if not (width and height and left + width <= chunks.width and top + height <= chunks.height):
        raise ValueError(f"a frame of {width}x{height} at ({left}, {top}) leaves the image")
    if disposal > 2 or blend > 1:
        raise ValueError(f"a frame has disposal {disposal} and blending {blend}, which do not exist")
    if not chunks.data and not chunks.frames:
        chunks.default_is_frame = True
        if (width, height) != (chunks.width, chunks.height):
            raise ValueError("the first frame does not cover the image")
    frame = Frame(width, height, left, top, 1000 * delay / (parts or 100), disposal, blend)
    chunks.frames.append(frame)
