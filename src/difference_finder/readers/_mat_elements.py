"""The elements of MATLAB files of version 5, checked as far as SciPy does not."""

from __future__ import annotations

import math
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

__all__ = ["check_values", "list_arrays"]

HEADER = 128
MATRIX, COMPRESSED = 14, 15

SIZES = {1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8}
"""Bytes of the types of stored numbers: integers of 8 to 64 bits, single and double."""

LOGICAL, COMPLEX = 0x200, 0x800
"""Bits of the flags of an array of true and false, and of an array with imaginary parts."""

CLASSES = dict(enumerate(
    ("double", "single", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"), start=6,
))  # fmt: skip
"""Classes of arrays of numbers; the others are cells, structures, objects, texts and sparse arrays."""

OPAQUE = 17
"""Class of objects, which have neither shape nor name in the header."""

UNNAMED = "__function_workspace__"
"""The name that SciPy gives to an array without a name."""

LONGEST = 1024
"""The most bytes of the flags, the shape or the name of an array; names have at most 63."""

BLOCK = 1 << 16
"""Bytes that are inflated or skipped at once."""


class _Stream(Protocol):
    """The bytes of an element, read once from the beginning."""

    def read(self, count: int, /) -> bytes: ...


class _Inflated:
    """The inflated bytes of a compressed element; no more of them are in memory than are asked for."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size
        self._inflate = zlib.decompressobj()

    def read(self, count: int) -> bytes:
        """Return the next bytes, fewer at the end."""
        found = b""
        while len(found) < count and not self._inflate.eof:
            packed = self._inflate.unconsumed_tail
            if not packed:
                packed = self._file.read(min(BLOCK, self._left))
                self._left -= len(packed)
            more = self._inflate.decompress(packed, count - len(found))
            if not packed and not more:
                break
            found += more
        return found


@dataclass(frozen=True)
class _Array:
    """The header of an array, and the stream behind it, which begins with the values."""

    name: str
    kind: str
    parts: int
    shape: tuple[int, ...]
    stream: _Stream


def list_arrays(path: Path) -> dict[str, tuple[tuple[int, ...], str]]:
    """Return the shape and the class of each array of numbers, by its name; "logical" for true and false.

    Of arrays of one name the first counts, which SciPy reads.

    Raises
    ------
    ValueError
        If an element is longer than the file, or no array, or its header is not complete, or too long.

    References
    ----------
    MathWorks, "MAT-file format", R2024a, chapter 1.
    """
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    with path.open("rb") as file:
        for array in _arrays(file, _order(file)):
            found.setdefault(array.name, (array.shape, array.kind))
    return found


def check_values(path: Path, name: str) -> None:
    """Check the types and the sizes in which the values of an array of numbers are stored.

    Compressed values are not inflated, except real parts that imaginary parts follow.

    Parameters
    ----------
    path
        A file of version 5.
    name
        Name of the array.

    Raises
    ------
    ValueError
        If a type is unknown, or the values do not fill the shape. SciPy (1.17) reads outside its table of
        types, so that the process dies, and as many bytes as the file announces.

    References
    ----------
    MathWorks, "MAT-file format", R2024a, chapter 1.
    """
    with path.open("rb") as file:
        order = _order(file)
        for array in _arrays(file, order):
            if array.name == name:
                _check_parts(array, order)


def _check_parts(array: _Array, order: str) -> None:
    behind = 0
    for _ in range(array.parts):
        _skip(array.stream, behind)
        tag = _tag(array.stream, order)
        if tag.kind not in SIZES:
            raise ValueError(f"its values are stored in type {tag.kind}, which is unknown")
        needed = math.prod(array.shape) * SIZES[tag.kind]
        if tag.size != needed:
            shape = "x".join(map(str, array.shape))
            raise ValueError(f"its values have {tag.size} bytes, but its shape, {shape}, needs {needed}")
        behind = tag.behind


def _order(file: BinaryIO) -> str:
    """Return the order of bytes."""
    return "<" if file.read(HEADER)[126:128] == b"IM" else ">"


def _arrays(file: BinaryIO, order: str) -> Iterator[_Array]:
    """Yield the header of each array."""
    end, at = os.fstat(file.fileno()).st_size, HEADER
    while at + 8 <= end:
        file.seek(at)
        kind, size = struct.unpack(f"{order}II", file.read(8))
        at += 8 + size
        if at > end:
            raise ValueError(f"an element of {size} bytes ends behind the end of the file")
        stream: _Stream = file
        if kind == COMPRESSED:
            stream = _Inflated(file, size)
            kind = _tag(stream, order).kind
        if kind != MATRIX:
            raise ValueError(f"an element of type {kind} is in the place of an array")
        if (array := _header(stream, order)) is not None:
            yield array


def _header(stream: _Stream, order: str) -> _Array | None:
    """Read the header of an array; None if it has no numbers."""
    flags = _short(stream, order)
    if len(flags) < 4:
        raise ValueError("the header of an array is not complete")
    (value,) = struct.unpack_from(f"{order}I", flags)
    if value & 0xFF == OPAQUE:
        return None
    sides, name = _short(stream, order), _short(stream, order)
    if value & 0xFF not in CLASSES:
        return None
    shape = struct.unpack(f"{order}{len(sides) // 4}i", sides[: len(sides) // 4 * 4])
    kind = "logical" if value & LOGICAL else CLASSES[value & 0xFF]
    return _Array(name.decode("latin-1") or UNNAMED, kind, 2 if value & COMPLEX else 1, shape, stream)


class _Tag(NamedTuple):
    """The type of an element, the bytes of its content, and those that follow the tag with their padding.

    Up to four bytes of content lie inside the tag.
    """

    kind: int
    size: int
    behind: int
    inside: bytes


def _tag(stream: _Stream, order: str) -> _Tag:
    """Read a tag; the type is 0 at the end of the stream."""
    read = stream.read(8)
    if len(read) < 8:
        return _Tag(0, 0, 0, b"")
    kind, size = struct.unpack(f"{order}II", read)
    if kind >> 16:
        size = min(4, kind >> 16)
        return _Tag(kind & 0xFFFF, size, 0, read[4 : 4 + size])
    return _Tag(kind, size, size + -size % 8, b"")


def _short(stream: _Stream, order: str) -> bytes:
    """Return the content of an element of a header."""
    tag = _tag(stream, order)
    if tag.size > LONGEST:
        raise ValueError(f"a part of the header of an array has {tag.size} bytes, more than {LONGEST}")
    return tag.inside or stream.read(tag.behind)[: tag.size]


def _skip(stream: _Stream, count: int) -> None:
    """Move over bytes of a stream, a block at a time."""
    while count and (found := stream.read(min(BLOCK, count))):
        count -= len(found)
