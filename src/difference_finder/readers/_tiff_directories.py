"""Directories of TIFF, read without their values: budgets before a decoder, and images in sub-directories."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import ImageTooLargeError
from difference_finder.text import option

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Directory", "SubImage", "first_directory_field", "read_directories", "sub_images"]

# Bytes of a value, by the type of its tag. Decoders skip other types.
_TYPES_OF_SIZE = {1: (1, 2, 6, 7), 2: (3, 8), 4: (4, 9, 11, 13), 8: (5, 10, 12, 16, 17, 18)}
_BYTES = {kind: size for size, kinds in _TYPES_OF_SIZE.items() for kind in kinds}
_INTEGERS = {1: "u1", 3: "u2", 4: "u4", 13: "u4", 16: "u8", 18: "u8"}
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES = 256, 257, 258, 259, 262, 277
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES, _SUBIFDS = 273, 279, 324, 325, 330
_FACTS = (_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES)

# A tag of numbers takes about 40 bytes of memory for each value, once it is a tuple of Python.
_PIXELS_PER_VALUE = 64


@dataclass(frozen=True)
class Directory:
    """One directory: its position, and type, count and position of the values of each tag."""

    offset: int
    tags: dict[int, tuple[int, int, int]]


@dataclass(frozen=True)
class SubImage:
    """An image in a sub-directory: its size, and its stored bytes with the facts that decode them."""

    width: int
    height: int
    stored: bytes


@dataclass(frozen=True)
class _Layout:
    order: str
    big: bool

    @property
    def first(self) -> int:
        return 8 if self.big else 4

    @property
    def word(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> str:
        return self.order + ("HHQ" if self.big else "HHI")


def _layout(data: bytes) -> _Layout:
    order = "<" if data[:2] == b"II" else ">"
    return _Layout(order, struct.unpack_from(order + "H", data, 2)[0] == 43)


def first_directory_field(data: bytes) -> tuple[int, str]:
    """Return the position and the format of the field that says where the first directory is."""
    layout = _layout(data)
    return layout.first, layout.word


def read_directories(path: Path, data: bytes, max_pixels: int) -> list[Directory]:
    """Return the directories of the pages, without those of sub-images.

    Parameters
    ----------
    path
        File, for the message.
    data
        Content of the file.
    max_pixels
        Greatest number of pixels to decode, from which the budget of tags follows.

    Raises
    ------
    ImageTooLargeError
        If the tags have more values than an image of that size needs.
    ValueError
        If a directory lies outside the file, or occurs twice.
    """
    layout = _layout(data)
    (at,) = struct.unpack_from(layout.word, data, layout.first)
    found: dict[int, Directory] = {}
    values = 0
    while at:
        if at in found:
            raise ValueError(f"its directory at {at} follows itself")
        found[at], at = _directory(data, at, layout)
        values += sum(count for _, count, _ in list(found.values())[-1].tags.values())
        if values > max(max_pixels // _PIXELS_PER_VALUE, len(data)):
            raise ImageTooLargeError(
                f"'{path}' has tags of {values} values in {len(found)} directories; if you trust it,"
                f" use {option('max_pixels', values * _PIXELS_PER_VALUE)}"
            )
    return list(found.values())


def _directory(data: bytes, at: int, layout: _Layout) -> tuple[Directory, int]:
    """Return a directory, and the position of the next one."""
    try:
        (count,) = struct.unpack_from(layout.count, data, at)
        start, size = at + struct.calcsize(layout.count), 20 if layout.big else 12
        if start + count * size > len(data):
            raise ValueError(f"its directory at {at} has {count} tags, more than the file can contain")
        tags = {}
        for place in range(start, start + count * size, size):
            code, kind, length = struct.unpack_from(layout.entry, data, place)
            position = place + struct.calcsize(layout.entry)
            total = length * _BYTES.get(kind, 0)
            if total > struct.calcsize(layout.word):
                (position,) = struct.unpack_from(layout.word, data, position)
                if position + total > len(data):
                    raise ValueError(f"its tag {code} has {length} values, more than the file can contain")
            tags[code] = (kind, length, position)
        (following,) = struct.unpack_from(layout.word, data, start + count * size)
    except struct.error as error:
        raise ValueError(f"its directory at {at} lies outside the file") from error
    return Directory(at, tags), following


def _integers(data: bytes, directory: Directory, code: int, layout: _Layout) -> NDArray[Any]:
    import numpy as np

    kind, count, position = directory.tags.get(code, (1, 0, 0))
    if kind not in _INTEGERS:
        raise ValueError(f"its tag {code} has the type {kind}, which is not an integer")
    return np.frombuffer(data, layout.order + _INTEGERS[kind], count, position).astype(np.int64)


def sub_images(data: bytes, directory: Directory) -> list[SubImage]:
    """Return the images in the sub-directories of a page, such as the levels of a pyramid.

    Raises
    ------
    ValueError
        If the sub-directories are damaged, or their images overlap.
    """
    layout = _layout(data)
    found: dict[int, SubImage] = {}
    total = 0
    for start in _integers(data, directory, _SUBIFDS, layout).tolist():
        at = start
        # The directories may be listed, or follow each other, or both.
        while at and at not in found:
            sub, following = _directory(data, at, layout)
            found[at] = _sub_image(data, sub, layout)
            total += len(found[at].stored)
            if total > 2 * len(data):
                raise ValueError("its sub-images overlap")
            at = following
    return list(found.values())


def _sub_image(data: bytes, directory: Directory, layout: _Layout) -> SubImage:
    codes = (_TILES, _TILE_BYTES) if _TILES in directory.tags else (_STRIPS, _STRIP_BYTES)
    offsets, lengths = (_integers(data, directory, code, layout).tolist() for code in codes)
    if len(offsets) != len(lengths) or sum(lengths) > len(data):
        raise ValueError(f"a sub-image has {len(offsets)} strips or tiles, and {len(lengths)} lengths")
    facts = [_integers(data, directory, code, layout).tolist() for code in _FACTS]
    width, height = (next(iter(values), 0) for values in facts[:2])
    parts = (data[start : start + length] for start, length in zip(offsets, lengths, strict=True))
    return SubImage(width, height, b"".join(itertools.chain([repr(facts).encode()], parts)))
