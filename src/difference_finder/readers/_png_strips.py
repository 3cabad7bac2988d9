"""PNG read strip by strip: inflated by zlib, and filtered by a kernel."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.arrays.native import native, reason_without_kernels
from difference_finder.errors import UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.readers._limits import check_size
from difference_finder.readers._png_chunks import PALETTE, SIGNATURE, Chunks, chunk, parse
from difference_finder.readers._png_metadata import read_png_orientation
from difference_finder.readers._strip_file import BLOCK_BYTES, StripFile
from difference_finder.readers.png import image_of_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["open_png"]

_PIECE = 2**20
_MOST_METADATA = 2**26
_REMEDY = "save it as a PNG of 8 or 16 bits, grey or RGB, that is neither interlaced nor animated"


@dataclass(frozen=True)
class _Place:
    """The bytes of a chunk of pixels in the file."""

    start: int
    length: int
    checksum: int


def open_png(path: Path, *, background: str, max_pixels: int) -> StripFile:
    """Return a PNG to read strip by strip.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels, which such a file must not have.
    max_pixels
        Greatest number of pixels that its header may announce.

    Raises
    ------
    UnsupportedFormatError
        If the file is only read as a whole.
    ValueError
        If it is truncated or damaged.
    """
    with path.open("rb") as file:
        chunks, places = _survey(file)
    check_size(
        path,
        chunks.width,
        chunks.height,
        channels=chunks.channels,
        bits=chunks.depth,
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
        exact=True,
    )
    if reason := _reason_against(chunks):
        raise UnsupportedFormatError(f"cannot read '{path}' in strips: {reason}; {_REMEDY}")
    if native() is None:
        raise UnsupportedFormatError(
            f"cannot read '{path}' in strips: PNG needs the compiled kernels; {reason_without_kernels()}"
        )

    def image_of(samples: NDArray[Any]) -> Image:
        return image_of_samples(samples, chunks, path, background, [])

    row_bytes = chunks.width * chunks.channels * chunks.depth // 8
    return StripFile(
        str(path),
        "png",
        chunks.width,
        chunks.height,
        row_bytes,
        lambda: _blocks(path, chunks, places),
        image_of,
    )


def _reason_against(chunks: Chunks) -> str:
    """Return why a file is only read as a whole; an empty text if it is read in strips."""
    if chunks.interlaced:
        return "it is interlaced"
    if chunks.frames:
        return f"it is an animation of {len(chunks.frames)} frames"
    if chunks.depth < 8 or chunks.colour == PALETTE:
        return f"it has {chunks.depth} bits{', and a palette' * (chunks.colour == PALETTE)}"
    if chunks.transparency or chunks.channels in (2, 4):
        return "it has an alpha channel or a transparent colour"
    if read_png_orientation(chunks, []) != 1:
        return "its orientation is not upright"
    return ""


def _survey(file: BinaryIO) -> tuple[Chunks, list[_Place]]:
    """Return the chunks of a file without its pixels, and where the pixels are."""
    head = [file.read(len(SIGNATURE))]
    places: list[_Place] = []
    size = 0
    while True:
        start = file.read(8)
        if len(start) < 8:
            raise ValueError("it ends before its last chunk")
        length, kind = struct.unpack(">I4s", start)
        if kind == b"IDAT":
            at = file.tell()
            file.seek(at + length)
            checksum = file.read(4)
            if len(checksum) < 4:
                raise ValueError("it ends inside a chunk of pixels")
            if not places:
                head.append(chunk(b"IDAT", b""))
            places.append(_Place(at, length, int.from_bytes(checksum, "big")))
            continue
        size += length
        if size > _MOST_METADATA:
            raise ValueError(f"its metadata have more than {_MOST_METADATA} bytes")
        head += [start, file.read(length + 4)]
        if kind == b"IEND":
            return parse(memoryview(b"".join(head))), places


def _blocks(path: Path, chunks: Chunks, places: list[_Place]) -> Iterator[NDArray[Any]]:
    """Yield consecutive rows of samples, (h, W, C)."""
    import numpy as np

    pixel = chunks.channels * chunks.depth // 8
    row = chunks.width * pixel
    most = max(1, BLOCK_BYTES // row)
    kind = np.dtype(np.uint16 if chunks.depth == 16 else np.uint8)
    swap = kind.itemsize == 2 and sys.byteorder == "little"
    kernels = native()
    above = np.zeros(row, np.uint8)
    inflated = _Inflated(_pieces(path, places))
    for top in range(0, chunks.height, most):
        rows = min(most, chunks.height - top)
        # The last row of the block before comes first, unfiltered, so that this block can refer to it.
        buffer = np.empty((rows + 1) * (row + 1) + kernels.UNFILTER_SLACK, np.uint8)
        buffer[0] = 0
        buffer[1 : row + 1] = above
        inflated.read_into(buffer.data[row + 1 : (rows + 1) * (row + 1)])
        if not kernels.unfilter(buffer, rows + 1, row, pixel, swap):
            raise ValueError("a row has a filter that does not exist")
        found = buffer[row : (rows + 1) * row]
        above = found[-row:].view(kind).byteswap().view(np.uint8) if swap else found[-row:].copy()
        yield found.view(kind).reshape(rows, chunks.width, chunks.channels)


def _pieces(path: Path, places: list[_Place]) -> Iterator[bytes]:
    """Yield the deflated pixels; their checksums are verified."""
    with path.open("rb") as file:
        for place in places:
            file.seek(place.start)
            checksum = zlib.crc32(b"IDAT")
            for at in range(0, place.length, _PIECE):
                piece = file.read(min(_PIECE, place.length - at))
                checksum = zlib.crc32(piece, checksum)
                yield piece
            if checksum != place.checksum:
                raise ValueError("the checksum of chunk b'IDAT' is wrong")


class _Inflated:
    """The inflated bytes of deflated pieces.

    Parameters
    ----------
    pieces
        The deflated bytes, in order.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.inflate = zlib.decompressobj()
        self.left = b""

    def read_into(self, target: memoryview) -> None:
        """Fill a buffer with the next bytes.

        Raises
        ------
        ValueError
            If the pieces end before.
        """
        at = 0
        while at < len(target):
            piece = self.left or next(self.pieces, b"")
            if not piece or self.inflate.eof:
                raise ValueError(f"its pixels end {len(target) - at} bytes before its header announces")
            done = self.inflate.decompress(piece, min(len(target) - at, 4 * _PIECE))
            target[at : at + len(done)] = done
            at += len(done)
            self.left = self.inflate.unconsumed_tail
