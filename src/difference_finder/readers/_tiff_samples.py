"""Samples of the pages of TIFF, decoded by libtiff, and by tifffile where libtiff cannot."""

from __future__ import annotations

import contextlib
import io
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import UnsupportedFormatError
from difference_finder.readers._tiff_directories import first_directory_field
from difference_finder.readers._tiff_pages import CMYK, COMPLEX_INTEGERS, YCBCR, Page

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["decode_page"]

_RGB, _UNSIGNED = 2, 1
_JPEG, _LIMITED = 7, (1, 5, 8, 32773, 32946)  # uncompressed, LZW, deflate, PackBits and the old deflate


def decode_page(path: Path, data: bytearray, page: Page) -> Iterator[NDArray[Any]]:
    """Yield the images of a page as samples of shape (H, W, C): several for volumes and ImageJ stacks.

    Parameters
    ----------
    path
        File, for messages.
    data
        Content of the file; it is changed during a call, and restored.
    page
        The page.

    Raises
    ------
    ValueError
        If the page is truncated or damaged.
    UnsupportedFormatError
        If its compression is not supported.
    """
    if page.planes > 1:
        yield from _contiguous(data, page)
    elif page.depth > 1:
        if page.compression not in _LIMITED:
            raise UnsupportedFormatError(
                f"cannot read '{path}': {page.place}a volume with compression {page.compression_name} is not"
                " supported; save it uncompressed, or with LZW or deflate"
            )
        for volume in _by_tifffile(data, page).swapaxes(0, 1):
            yield _checked(volume.transpose(1, 2, 0, 3).reshape(page.height, page.width, -1), page)
    elif page.compression == _JPEG and page.bits > 8:
        # libtiff 4.7 returns zeros for lossless JPEG of 16 bits, and refuses 12 bits.
        for number in range(len(page.source.dataoffsets)):
            _check_jpeg_size(_segment(data, page, number), page)
        samples = _by_tifffile(data, page)[:, 0]
        yield _checked(samples.transpose(1, 2, 0, 3).reshape(page.height, page.width, -1), page)
    elif page.photometric == YCBCR:
        # Only the RGBA interface of libtiff reverses the subsampling of colours.
        yield _by_libtiff(path, data, page, asrgb=True)[..., :3]
    else:
        pixels = _by_libtiff(path, data, page)
        if page.separate and page.samples > 1 and pixels.ndim == 3:
            pixels = pixels.transpose(1, 2, 0)
        yield _checked(pixels.reshape(*pixels.shape[:2], -1), page)


def _checked(pixels: NDArray[Any], page: Page) -> NDArray[Any]:
    """Refuse samples of another shape or type than the directory announces."""
    import numpy as np

    if pixels.shape != (page.height, page.width, page.samples):
        raise ValueError(
            f"its pixels have the shape {pixels.shape}; its directory announces"
            f" {(page.height, page.width, page.samples)}"
        )
    found = np.dtype(np.uint8) if pixels.dtype == np.bool_ else pixels.dtype
    announced = np.dtype(np.uint8) if page.dtype == np.bool_ else page.dtype.newbyteorder("=")
    if found.newbyteorder("=") != announced:
        raise ValueError(f"its pixels have the type {found}; its directory announces {announced}")
    return pixels


def _by_libtiff(path: Path, data: bytearray, page: Page, *, asrgb: bool = False) -> NDArray[Any]:
    """Decode a page by libtiff, which raises an error where a strip or a tile is truncated or damaged."""
    import imagecodecs

    order = "<" if data[:2] == b"II" else ">"
    at, word = first_directory_field(bytes(data[:16]))
    changes = [(at, struct.pack(word, page.offset))]
    if page.photometric == CMYK:
        # imagecodecs would convert CMYK to RGB without the profile, and incorrectly for JPEG. With the tag
        # changed to RGB it returns the samples.
        changes.append((page.photometric_at, struct.pack(order + "H", _RGB)))
    if page.sample_format == COMPLEX_INTEGERS:
        changes.append((page.format_at, struct.pack(order + "H", _UNSIGNED) * page.samples))
    try:
        with _changed(data, changes):
            pixels: NDArray[Any] = imagecodecs.tiff_decode(data, asrgb=asrgb)
    except (ValueError, RuntimeError) as error:
        if "not implemented" in str(error) or "not configured" in str(error):
            raise UnsupportedFormatError(
                f"cannot read '{path}': {page.place}the compression {page.compression_name} is not supported;"
                " save it uncompressed, or with LZW or deflate"
            ) from error
        if "not supported" not in str(error):
            raise
        raise UnsupportedFormatError(
            f"cannot read '{path}': imagecodecs {imagecodecs.__version__} does not read {page.bits}-bit TIFF;"
            " newer ones do: pip install --upgrade imagecodecs"
        ) from error
    return _complex(pixels, order == ">") if page.sample_format == COMPLEX_INTEGERS else pixels


@contextlib.contextmanager
def _changed(data: bytearray, changes: list[tuple[int, bytes]]) -> Iterator[None]:
    """Change some bytes for the time of a call."""
    earlier = [(at, bytes(data[at : at + len(new)])) for at, new in changes]
    for at, new in changes:
        data[at : at + len(new)] = new
    try:
        yield
    finally:
        for at, old in reversed(earlier):
            data[at : at + len(old)] = old


def _complex(pairs: NDArray[Any], real_is_high: bool) -> NDArray[Any]:
    """Return complex numbers of pairs of integers, which libtiff read as single unsigned integers."""
    import numpy as np

    half = np.dtype(f"i{pairs.dtype.itemsize // 2}")
    shift = pairs.dtype.type(half.itemsize * 8)
    low = (pairs & pairs.dtype.type(2 ** int(shift) - 1)).astype(f"u{half.itemsize}").view(half)
    high = (pairs >> shift).astype(f"u{half.itemsize}").view(half)
    real, imaginary = (high, low) if real_is_high else (low, high)
    kind = np.complex64 if half.itemsize == 2 else np.complex128
    numbers: NDArray[Any] = (real + 1j * imaginary.astype(np.float64)).astype(kind)
    return numbers


def _contiguous(data: bytearray, page: Page) -> Iterator[NDArray[Any]]:
    """Yield the images that ImageJ, MetaMorph and tifffile store behind each other with one directory."""
    import numpy as np

    start = page.source.dataoffsets[0]
    count = page.height * page.width * page.samples
    stored = page.dtype.newbyteorder("<" if data[:2] == b"II" else ">")
    if start + page.planes * count * stored.itemsize > len(data):
        raise ValueError(
            f"{page.planes} images of {count} samples are announced; the file has {len(data)} bytes"
        )
    shape = (
        (page.samples, page.height, page.width) if page.separate else (page.height, page.width, page.samples)
    )
    for number in range(page.planes):
        at = start + number * count * stored.itemsize
        pixels = np.frombuffer(data, stored, count, at).astype(page.dtype.newbyteorder("="))
        pixels = pixels.reshape(shape)
        yield _checked(pixels.transpose(1, 2, 0) if page.separate else pixels, page)


def _segment(data: bytearray, page: Page, number: int) -> bytes:
    start, length = page.source.dataoffsets[number], page.source.databytecounts[number]
    if length < 1:
        raise ValueError(f"its strip or tile {number + 1} is empty")
    return bytes(data[start : start + length])


def _by_tifffile(data: bytearray, page: Page) -> NDArray[Any]:
    """Return samples of shape (planes, D, H, W, C); each strip or tile must have its full size and type."""
    import numpy as np

    source = page.source
    out = np.empty(source.shaped, page.dtype.newbyteorder("="))
    segments, filled = math.prod(source.chunked), 0
    if segments != len(source.dataoffsets):
        raise ValueError(f"it has {len(source.dataoffsets)} strips or tiles; its size needs {segments}")
    for number in range(segments):
        part, (plane, top, row, column, _), _ = source.decode(
            _segment(data, page, number), number, jpegtables=source.jpegtables, jpegheader=source.jpegheader
        )
        target = out[plane, top:, row:, column:][tuple(slice(length) for length in part.shape)]
        if part.dtype != out.dtype:
            raise ValueError(f"its pixels have the type {part.dtype}; its directory announces {out.dtype}")
        target[...] = part[tuple(slice(length) for length in target.shape)]
        filled += target.size
    if filled != out.size:
        raise ValueError(f"its strips or tiles have {filled} of {out.size} samples")
    return out


def _check_jpeg_size(segment: bytes, page: Page) -> None:
    """Refuse a JPEG strip or tile whose own header announces more pixels than the directory."""
    stream = io.BytesIO(segment[2:])
    while (marker := stream.read(2)) and marker[:1] == b"\xff":
        (length,) = struct.unpack(">H", stream.read(2))
        body = stream.read(length - 2)
        if marker[1] in range(0xC0, 0xD0) and marker[1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", body, 1)
            tile = max(page.tile[0] * page.tile[1], page.width * page.height)
            if height * width > tile:
                raise ValueError(f"its strip or tile of JPEG announces {width}x{height} pixels")
            return
    raise ValueError("its strip or tile of JPEG has no frame header")
