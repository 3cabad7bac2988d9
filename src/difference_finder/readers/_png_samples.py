"""Samples of a PNG image."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from difference_finder.readers._pillow import decode_samples, open_header
from difference_finder.readers._png_chunks import PALETTE, SIGNATURE, Chunks, chunk
from difference_finder.readers._scanlines import decode_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["decode"]

_GREY, _RGB, _GREY_ALPHA = 0, 2, 4
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


def decode(chunks: Chunks) -> NDArray[Any]:
    """Return samples of shape (H, W) or (H, W, C), alpha last."""
    pixels = None
    if chunks.depth >= 8 and chunks.colour != PALETTE and not chunks.interlaced:
        pixels = decode_rows(chunks.data, chunks.width, chunks.height, chunks.channels, chunks.depth)
    if pixels is None:
        pixels = _decode_slowly(chunks)
    return _with_key(pixels, chunks) if chunks.colour in (_GREY, _RGB) and chunks.transparency else pixels


def _decode_slowly(chunks: Chunks) -> NDArray[Any]:
    """Return samples by other decoders, which read all kinds of PNG and raise informative errors."""
    import imagecodecs

    if chunks.depth == 16:
        return _decode_16(chunks)
    if chunks.colour == _GREY_ALPHA or (chunks.colour == PALETTE and chunks.transparency):
        # libspng is a third faster than Pillow and as exact, but does not read grey or palettes with alpha.
        # Pillow accepts data that ends early, and lets the other rows be 0.
        _inflated(chunks.data, sum(_lengths(chunks, chunks.channels * chunks.depth)))
        return decode_samples(open_header("PNG", _rebuilt(chunks)))
    pixels: NDArray[Any] = imagecodecs.spng_decode(_rebuilt(chunks, transparency=False))
    return pixels


def _rebuilt(chunks: Chunks, transparency: bool = True) -> bytes:
    """Return a file that contains only the chunks that determine the pixels."""
    parts = [SIGNATURE, _header_chunk(chunks.width, chunks.height, chunks)]
    if chunks.colour == PALETTE:
        parts.append(chunk(b"PLTE", chunks.palette))
    if transparency and chunks.transparency:
        parts.append(chunk(b"tRNS", chunks.transparency))
    return b"".join([*parts, *(chunk(b"IDAT", body) for body in chunks.data), chunk(b"IEND", b"")])


def _header_chunk(width: int, height: int, chunks: Chunks, interlaced: bool | None = None) -> bytes:
    interlacing = chunks.interlaced if interlaced is None else interlaced
    body = struct.pack(">IIBBBBB", width, height, chunks.depth, chunks.colour, 0, 0, interlacing)
    return chunk(b"IHDR", body)


def _decode_16(chunks: Chunks) -> NDArray[Any]:
    """Decode 16-bit samples, which Pillow would cut to 8 bits for several channels.

    Notes
    -----
    libpng decodes them exactly, but prints warnings about interlaced, short or long data. This function
    inflates the data to the announced length, and passes each pass of an interlaced file to libpng as an
    image.
    """
    import numpy as np

    step = chunks.channels * 2
    lengths = _lengths(chunks, 8 * step)
    shape = (chunks.height, chunks.width) if step == 2 else (chunks.height, chunks.width, chunks.channels)
    passes, sizes = _passes(chunks)
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


def _passes(chunks: Chunks) -> tuple[tuple[tuple[int, int, int, int], ...], list[tuple[int, int]]]:
    """Return the offsets and steps of the passes of an image, and their sizes in pixels."""
    passes = _ADAM7 if chunks.interlaced else ((0, 0, 1, 1),)
    return passes, [(-(-(chunks.width - x) // dx), -(-(chunks.height - y) // dy)) for x, y, dx, dy in passes]


def _lengths(chunks: Chunks, bits: int) -> list[int]:
    """Return the number of inflated bytes of each pass, from the bits of a pixel."""
    _, sizes = _passes(chunks)
    return [(-(-width * bits // 8) + 1) * height if min(width, height) > 0 else 0 for width, height in sizes]


def _inflated(parts: list[memoryview], length: int) -> bytes:
    inflate = zlib.decompressobj()
    rows = inflate.decompress(b"".join(parts), length)
    if len(rows) < length:
        raise ValueError(f"its pixels are {len(rows)} bytes, its header announces {length}")
    return rows


def _decode_rows(rows: bytes, width: int, height: int, chunks: Chunks) -> NDArray[Any]:
    import imagecodecs

    header = _header_chunk(width, height, chunks, interlaced=False)
    pixels: NDArray[Any] = imagecodecs.png_decode(
        b"".join([SIGNATURE, header, chunk(b"IDAT", zlib.compress(rows, 0)), chunk(b"IEND", b"")])
    )
    return pixels


def _with_key(pixels: NDArray[Any], chunks: Chunks) -> NDArray[Any]:
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
