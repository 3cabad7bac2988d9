"""What a file holds, as far as its header and a few of its pixels tell."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from difference_finder.images.image import Image
from difference_finder.readers._array import layout_of

__all__ = ["FileFacts", "damage_errors", "facts_from_head", "facts_of_image", "size_from_head"]

OF_8_BITS = ("bmp", "gif", "jpeg", "webp")
"""Readers whose images always have 8 bits."""

SIZES = {"bmp": ("<ii", 18), "gif": ("<HH", 6), "png": (">II", 16)}
"""Where the first bytes of a file hold width and height: format of struct, and offset, by reader."""

BLOCKS, BLOCK = 16, 4096
"""Number of blocks of an array whose values are looked at, and values in a block."""


@dataclass(frozen=True)
class FileFacts:
    """What a file holds.

    Parameters
    ----------
    container
        Type of the stored samples, such as "uint8" or "float32".
    limits
        Least and greatest finite value of those that were looked at; None if none was.
    layout
        Axes of an array, such as "CHW"; None for files that are not arrays.
    ambiguous
        Whether other axes are equally likely.
    """

    container: str
    limits: tuple[float, float] | None = None
    layout: str | None = None
    ambiguous: bool = False

    @property
    def is_float(self) -> bool:
        """Whether the samples are floats, or complex numbers, of which the magnitudes are compared."""
        return self.container.startswith(("float", "complex", "bfloat"))


def damage_errors() -> tuple[type[Exception], ...]:
    """Return the errors that the headers of damaged files make numpy and zipfile raise."""
    import lzma
    import zipfile
    import zlib

    own = (zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError)
    return (OSError, ValueError, EOFError, KeyError, RuntimeError, SyntaxError, *own)


def facts_from_head(path: Path, head: bytes, format: str, values: bool) -> FileFacts | None:
    """Return what a file holds without decoding it; None if its header does not tell.

    Parameters
    ----------
    path
        The file.
    head
        Its first bytes, at least 25 of a PNG file.
    format
        Name of its reader.
    values
        Whether to look at values of an array.
    """
    if format in OF_8_BITS:
        return FileFacts("uint8")
    if format == "png" and len(head) > 24 and head[24] <= 8:
        return FileFacts("uint8")
    if format == "npy":
        with path.open("rb") as file:
            return _of_array(file, values)
    if format == "npz":
        import zipfile

        from difference_finder.readers._zip_members import open_member
        from difference_finder.readers.numpy_files import chosen_array

        with zipfile.ZipFile(path) as archive:
            key = chosen_array(archive, path)
            member = key if key in archive.namelist() else f"{key}.npy"
            return _of_array(open_member(path, archive, archive.getinfo(member)), values)
    return None


def size_from_head(head: bytes, format: str) -> tuple[int, int] | None:
    """Return width and height of a picture from the first bytes of its file; None if they do not tell."""
    form, offset = SIZES.get(format, ("", 0))
    if not form or len(head) < offset + struct.calcsize(form):
        return None
    width, height = struct.unpack_from(form, head, offset)
    return width, abs(height)  # the rows of a BMP of negative height begin at the top


def _of_array(file: Any, values: bool) -> FileFacts | None:
    from difference_finder.readers.numpy_files import read_array_header

    shape, _, dtype, _ = read_array_header(file)
    if dtype.kind not in "biufc" or len(shape) not in (2, 3, 4) or not math.prod(shape):
        return None  # the reader will refuse it
    layout, ambiguous = layout_of(shape)
    wanted = values and (dtype.kind in "fc" or dtype.itemsize == 2)
    blocks = list(_blocks(file, math.prod(shape), dtype)) if wanted else []
    return FileFacts(dtype.name, _limits(blocks), layout, ambiguous)


def _blocks(file: Any, count: int, dtype: Any) -> Iterator[Any]:
    """Yield blocks of values that are spread evenly over an array, or the whole of a small one."""
    import numpy as np

    from difference_finder.readers._zip_members import Member

    size = dtype.itemsize
    if count <= BLOCKS * BLOCK or isinstance(file, Member):  # which cannot skip data
        yield np.frombuffer(file.read(min(count, BLOCKS * BLOCK) * size), dtype)
        return
    start = file.tell()
    for number in range(BLOCKS):
        file.seek(start + number * (count - BLOCK) // (BLOCKS - 1) * size)
        yield np.frombuffer(file.read(BLOCK * size), dtype)


def facts_of_image(image: Image) -> FileFacts:
    """Return what an image that was decoded holds."""
    pixels = image.pixels
    container = str(pixels.dtype).removeprefix("torch.").lstrip("<>=")
    if image.data_range == 1.0 and pixels.dtype.kind == "f":
        return FileFacts(container, (0.0, 1.0))
    container = getattr(pixels.dtype, "name", container)
    return FileFacts(container, _limits([pixels]))


def _limits(blocks: list[Any]) -> tuple[float, float] | None:
    """Return the least and the greatest finite value."""
    import numpy as np

    ends = []
    for block in blocks:
        values = np.abs(block) if block.dtype.kind == "c" else block
        least, greatest = float(values.min()), float(values.max())
        if not (math.isfinite(least) and math.isfinite(greatest)):
            values = values[np.isfinite(values)]
            if not values.size:
                continue
            least, greatest = float(values.min()), float(values.max())
        ends += [least, greatest]
    return (min(ends), max(ends)) if ends else None
