"""Readers: from a path, an array or a tensor to an :class:`~difference_finder.images.image.Image`.

The first bytes of a file determine its format; the suffix is not used. A reader of another format is one file
in this folder, or an entry point ``difference_finder.readers`` of another package.
"""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError, ReadError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.parts.kinds import Reader
from difference_finder.parts.registry import readers
from difference_finder.readers._array import image_of_array
from difference_finder.readers._checked import checked_pages
from difference_finder.readers._limits import DEFAULT_MAX_PIXELS
from difference_finder.readers._not_pictures import name_not_picture
from difference_finder.readers._pages import check_bands, check_pages, select_bands, stack_pages
from difference_finder.readers._picture import background_colour
from difference_finder.storage.paths import as_path, is_remote, local_file
from difference_finder.text import escape_controls, option, to_one_line

__all__ = ["DEFAULT_MAX_PIXELS", "check_reading", "known_suffixes", "open_image"]

_HEAD = 64
_known: list[Reader] = []


def open_image(
    source: Any,
    *,
    background: str = "white",
    max_pixels: int | None = None,
    pages: str = "all",
    bands: str | None = None,
) -> Image:
    """Read a file, or take an array or a tensor as an image.

    Parameters
    ----------
    source
        Path of a file, also of a file that fsspec can open ("s3://bucket/a.png"), or a numpy array or torch
        tensor of shape (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C).
    background
        Colour behind transparent pixels of a file: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header of a file may announce; None for ``DEFAULT_MAX_PIXELS``. It
        also raises the limit on files that announce far more pixels than they can contain.
    pages
        Pages of a TIFF, frames of an animation, or slices of a volume: "all", "first", a number from 1, or a
        range "A:B" with both ends included. They become the samples of the image.
    bands
        Bands to take, such as "1,2,5" or "4:6", from 1; None for all.

    Returns
    -------
    Image
        Pixels of shape (N, C, H, W) in the stored type, with notes about conversions. ``contents`` lists what
        the file holds, and what of it was left out.

    Raises
    ------
    ReadError
        If the file is missing, empty, truncated or damaged.
    UnsupportedFormatError
        If the format is not supported.
    ImageTooLargeError
        If the header announces too many pixels.
    InputError
        If the array cannot be an image, or an argument is not possible.
    MissingDependencyError
        If a package for this format is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> image = open_image(np.zeros((48, 64, 3), dtype=np.uint8))
    >>> image.size, image.data_range
    ((64, 48), 255.0)
    """
    check_reading(background, max_pixels, pages, bands)
    if is_remote(source):
        with local_file(as_path(source)) as file:
            found = open_image(file, background=background, max_pixels=max_pixels, pages=pages, bands=bands)
            return replace(found, name=str(source))
    if not isinstance(source, str | os.PathLike):
        return select_bands(image_of_array(source), check_bands(bands))
    path, name = Path(source), escape_controls(os.fspath(source))
    part = _reader_of(name, _head(path, name))
    try:
        found = part(path, background=background, max_pixels=max_pixels or DEFAULT_MAX_PIXELS)
        image = stack_pages(checked_pages(found, part, name), pages, part.unit)
        image = select_bands(replace(image, name=os.fspath(source)), check_bands(bands))
    except DifferenceFinderError as error:
        if str(error).isprintable():
            raise
        raise type(error)(escape_controls(str(error))) from error
    # Decoders raise many kinds of errors on damaged files: struct.error, SyntaxError, MemoryError, ...
    except Exception as error:
        raise ReadError(_complaint(name, part, error)) from error
    return image


def check_reading(
    background: str, max_pixels: int | None, pages: str = "all", bands: str | None = None
) -> None:
    """Refuse impossible options of reading.

    Raises
    ------
    InputError
        If the background is not a colour, the limit is not a positive integer, or a selection of pages or
        bands cannot be understood.
    """
    background_colour(background)
    check_pages(pages)
    check_bands(bands)
    if max_pixels is not None and (not isinstance(max_pixels, int) or max_pixels < 1):
        raise InputError(f"{option('max_pixels')} must be a whole number, at least 1, not {max_pixels!r}")


def known_suffixes() -> frozenset[str]:
    """Return the suffixes of all supported formats, with the dot, in lower case.

    Examples
    --------
    >>> ".png" in known_suffixes()
    True
    """
    return frozenset(suffix for part in _refreshed() for suffix in part.suffixes)


def _head(path: Path, name: str) -> bytes:
    """Return the first bytes of a file."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ReadError(f"cannot read '{name}': it is a folder, not a file")
        if not stat.S_ISREG(mode):
            # A pipe would block, and a device may have no end.
            raise ReadError(f"cannot read '{name}': it is a pipe or a device, not a file")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise ReadError(f"cannot read '{name}': the file does not exist") from error
    except ReadError:
        raise
    except (OSError, ValueError) as error:
        raise ReadError(
            f"cannot read '{name}': {to_one_line(getattr(error, 'strerror', None) or error)}"
        ) from error
    if not head:
        raise ReadError(f"cannot read '{name}': the file is empty")
    return head


def _reader_of(name: str, head: bytes) -> Reader:
    # Readers of other packages are searched only for files that ours do not match: the search takes 1 to 10
    # ms, as long as reading a small image.
    part = _matching(_known or readers.loaded(), head) or _matching(_refreshed(), head)
    if part is None:
        if kind := name_not_picture(head):
            raise UnsupportedFormatError(f"cannot read '{name}': it is {kind}")
        formats = ", ".join(part.name for part in _known)
        raise UnsupportedFormatError(
            f"cannot read '{name}': its format is not supported; convert it to one of {formats}"
        )
    return part


def _matching(parts: list[Reader], head: bytes) -> Reader | None:
    return next((part for part in parts if part.matches(head)), None)


def _refreshed() -> list[Reader]:
    _known[:] = [readers.get(name) for name in readers.names()]
    return _known


def _complaint(name: str, part: Reader, error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"cannot read '{name}': not enough memory for its pixels"
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return f"cannot read '{name}': {to_one_line(error.strerror)}"
    reason = to_one_line(error) or type(error).__name__
    return f"cannot read '{name}': truncated or damaged {part.name.upper()} ({reason})"
