"""Files of NumPy: .npy and .npz."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from difference_finder.errors import InputError, ReadError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._array import image_of_array
from difference_finder.readers._limits import check_size
from difference_finder.readers._warnings import collect_warnings
from difference_finder.readers._zip_members import open_member

__all__ = ["chosen_array", "npy", "npz", "read_array_header"]

_MAGIC = b"\x93NUMPY"

# numpy refuses headers of more than 10000 bytes, but reads them first.
_LONGEST_HEADER = 2**16
_CHUNK = 2**20
_MOST_LEFT_OUT = 2**27

# numpy parses headers with the module ast, which now and then raises a SystemError if threads of Python 3.11
# use it at once: "AST constructor recursion depth mismatch".
_PARSING = Lock()


@reader("npy", suffixes=(".npy",), matches=lambda head: head.startswith(_MAGIC))
def npy(
    path: Path, *, background: str, max_pixels: int, alpha: str = "auto", axes: str | None = None
) -> Image:
    """Read an array of shape (H, W), (C, H, W), (H, W, C) or with a leading axis of samples.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind the transparent pixels of RGBA: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce.
    axes
        Axes of the array, such as "HWC"; None to identify them by their lengths.
    alpha
        Meaning of the fourth of four channels: "auto", "composed" or "band".

    Returns
    -------
    Image
        Pixels of shape (1, C, H, W) or (N, C, H, W) in the stored type.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    References
    ----------
    NumPy, "NEP 1: a simple file format for NumPy arrays". https://numpy.org/neps/nep-0001-npy-format.html
    """
    with path.open("rb") as file:
        array, notes = _load(path, file, path.stat().st_size, max_pixels)
    return _image(array, path, "npy", notes, alpha, background, axes)


def _zip_of_arrays(head: bytes) -> bool:
    # Many formats are ZIP archives; the name of the first member identifies an archive of arrays.
    length = int.from_bytes(head[26:28], "little")
    name = head[30 : 30 + length]
    return head.startswith(b"PK\x03\x04") and (name.endswith(b".npy") or len(name) < length)


@reader("npz", suffixes=(".npz",), matches=_zip_of_arrays)
def npz(
    path: Path, *, background: str, max_pixels: int, alpha: str = "auto", axes: str | None = None
) -> Image:
    """Read the only array of an archive, or the array called ``arr_0`` or ``image``.

    Other arrays are left out, and compared only for equality.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind the transparent pixels of RGBA: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce.
    axes
        Axes of the array, such as "HWC"; None to identify them by their lengths.
    alpha
        Meaning of the fourth of four channels: "auto", "composed" or "band".

    Returns
    -------
    Image
        Pixels of shape (1, C, H, W) or (N, C, H, W) in the stored type.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.
    """
    with zipfile.ZipFile(path) as archive:
        members = {name.removesuffix(".npy"): name for name in archive.namelist()}
        key = chosen_array(archive, path)
        info = archive.getinfo(members[key])
        member = open_member(path, archive, info)
        array, notes = _load(path, member, info.compress_size, max_pixels)
        member.check_end()
        others = {other: archive.getinfo(name) for other, name in sorted(members.items()) if other != key}
        contents = [_left_out(path, archive, others)] if others else []
    if len(members) > 1:
        notes.append(f"array '{key}' of {len(members)}")
    return _image(array, path, "npz", notes, alpha, background, axes, contents)


def chosen_array(archive: zipfile.ZipFile, path: Path) -> str:
    """Return the name of the only array of an archive, or of the array called ``arr_0`` or ``image``."""
    keys = [name.removesuffix(".npy") for name in archive.namelist()]
    named = [key for key in keys if key in ("image", "arr_0")]
    if len(keys) != 1 and len(named) != 1:
        raise ReadError(
            f"cannot read '{path}': it has the arrays {', '.join(sorted(keys)) or '(none)'};"
            " keep one, or name one of them 'image'"
        )
    return (named or keys)[0]


def _left_out(path: Path, archive: zipfile.ZipFile, others: dict[str, zipfile.ZipInfo]) -> Content:
    """Return the arrays that are not read: their bytes, or only their checksums where they are large."""
    large = sum(info.file_size for info in others.values()) > _MOST_LEFT_OUT
    stored: list[Any] = []
    for info in others.values():
        if large:
            stored.append(f"{info.file_size} bytes, CRC {info.CRC:08x}")
        else:
            member = open_member(path, archive, info)
            stored.append(member.read(info.file_size))
            member.check_end()
    names = tuple(f"array '{key}'" for key in others)
    return Content("pages", f"{', '.join(names)} left out", compared=False, stored=tuple(stored), parts=names)


def read_array_header(file: Any) -> tuple[tuple[int, ...], bool, Any, list[str]]:
    """Return shape, whether columns come first, type, and notes of numpy, of the array in a file.

    Parameters
    ----------
    file
        Opened file; it then stands at the first value.

    Raises
    ------
    ValueError
        If the header is damaged or has more than 65536 bytes, or its version is not supported.
    """
    import numpy as np

    head = file.read(len(_MAGIC) + 4)
    version, length = tuple(head[6:8]), int.from_bytes(head[8:10], "little")
    if version == (2, 0):
        head += file.read(2)
        length = int.from_bytes(head[8:12], "little")
    if length > _LONGEST_HEADER:
        raise ValueError(f"its header announces {length} bytes, more than {_LONGEST_HEADER}")
    header = io.BytesIO(head + file.read(length))
    with collect_warnings() as heard:
        version = np.lib.format.read_magic(header)
        readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        if version not in readers:
            raise ValueError(f"its version {version} is not supported")
        with _PARSING:
            shape, column_major, dtype = readers[version](header)
    return shape, column_major, dtype, heard


def _load(path: Path, file: Any, stored_bytes: int, max_pixels: int) -> tuple[Any, list[str]]:
    """Check the header of an array, then read it."""
    import numpy as np

    shape, column_major, dtype, heard = read_array_header(file)
    if dtype.hasobject:
        raise ReadError(f"cannot read '{path}': it holds Python objects; save a plain array of numbers")
    if not shape or math.prod(shape) < 1:
        raise ReadError(
            f"cannot read '{path}': its array has the shape {shape}; an image needs height and width"
        )
    count = math.prod(shape)
    channels = _least_channels(shape)
    check_size(
        path,
        count // channels,
        1,
        channels=channels,
        bits=dtype.itemsize * 8,
        file_bytes=stored_bytes,
        max_pixels=max_pixels,
    )
    array = np.empty(count, dtype)
    _fill(file, array.view(np.uint8).data)
    return array.reshape(shape, order="F" if column_major else "C"), heard


def _fill(file: Any, target: memoryview) -> None:
    at = 0
    while at < len(target):
        part = file.read(min(len(target) - at, _CHUNK))
        if not part:
            raise ValueError(f"it has {at} of the {len(target)} bytes that its header announces")
        target[at : at + len(part)] = part
        at += len(part)


def _least_channels(shape: tuple[int, ...]) -> int:
    """Return the length of the axis that is most likely the channels."""
    return min(shape[-3], shape[-1]) if len(shape) >= 3 else 1


def _image(
    array: Any,
    path: Path,
    format: str,
    notes: list[str],
    alpha: str,
    background: str,
    axes: str | None,
    contents: Iterable[Content] = (),
) -> Image:
    try:
        image = image_of_array(array, axes, alpha=alpha, background=background)
    except InputError as error:
        raise ReadError(f"cannot read '{path}': {error}") from error
    return replace(
        image,
        name=str(path),
        format=format,
        notes=(*notes, *image.notes),
        contents=(*image.contents, *contents),
    )
