"""The elements of MATLAB files of version 5, as far as a check of their types needs them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

__all__ = ["check_types"]

HEADER = 128
MATRIX, COMPRESSED = 14, 15

NUMBERS = (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)
"""Types of stored numbers: integers of 8 to 64 bits, single and double."""

COMPLEX = 0x08
"""Bit of the second byte of the flags of an array with imaginary parts."""

NUMERIC = range(6, 16)
"""Classes of arrays of numbers; the others are cells, structures, objects, texts and sparse arrays."""

LONGEST = 1 << 33
"""The most bytes of an element that are inflated; announced sizes are checked before."""


def check_types(data: bytes, name: str) -> None:
    """Check the types in which an array of numbers is stored.

    Parameters
    ----------
    data
        Content of a file of version 5.
    name
        Name of the array.

    Raises
    ------
    ValueError
        If a type is unknown, or an element is longer than the file. SciPy (1.17) reads outside its table of
        types for such files, and the process dies.

    References
    ----------
    MathWorks, "MAT-file format", R2024a, chapter 1.
    """
    order = "<" if data[126:128] == b"IM" else ">"
    for kind, body in _elements(memoryview(data)[HEADER:], order):
        inner = body
        if kind == COMPRESSED:
            inflated = memoryview(zlib.decompressobj().decompress(body, LONGEST))
            kind, inner = next(_elements(inflated, order), (0, inflated))  # noqa: PLW2901  what it holds
        if kind == MATRIX:
            _check_array(inner, name, order)


def _check_array(body: memoryview, name: str, order: str) -> None:
    parts = _elements(body, order)
    flags = next(parts, (0, body))[1]
    next(parts, None)  # the shape
    found = next(parts, (0, memoryview(b"")))[1]
    # SciPy calls an array without a name otherwise.
    if bytes(found) not in (name.encode("latin-1", "replace"), b"") or len(flags) < 4:
        return
    (value,) = struct.unpack_from(f"{order}I", flags)
    if value & 0xFF not in NUMERIC:
        return
    for _ in range(2 if (value >> 8) & COMPLEX else 1):
        kind, _ = next(parts, (0, None))
        if kind not in NUMBERS:
            raise ValueError(f"its values are stored in type {kind}, which is unknown")


def _elements(data: memoryview, order: str) -> Iterator[tuple[int, memoryview]]:
    """Yield the type and the content of each element."""
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(f"{order}II", data, at)
        if kind >> 16:  # up to four bytes in the place of the size
            yield kind & 0xFFFF, data[at + 4 : at + 4 + min(4, kind >> 16)]
            at += 8
            continue
        if at + 8 + size > len(data):
            raise ValueError(f"an element of {size} bytes ends behind the end of the file")
        yield kind, data[at + 8 : at + 8 + size]
        at += 8 + size + (-size % 8 if kind != COMPRESSED else 0)
