"""Readers: from a file, an array or another object to an :class:`~difference_finder.images.image.Image`.

The first bytes of a file determine its format; the suffix only tells which reader to try first. A reader of
another format is one file in this folder, or an entry point ``difference_finder.readers`` of another package.
"""

from __future__ import annotations

import contextlib
import itertools
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError, ReadError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.parts.kinds import Reader
from difference_finder.parts.registry import readers
from difference_finder.readers._array import check_axes, image_of_array
from difference_finder.readers._array_alpha import ALPHA_MODES, check_alpha
from difference_finder.readers._checked import checked_pages
from difference_finder.readers._damage import describe_damage
from difference_finder.readers._headers import (
    FileFacts,
    damage_errors,
    facts_from_head,
    facts_of_image,
    size_from_head,
)
from difference_finder.readers._limits import DEFAULT_MAX_PIXELS
from difference_finder.readers._not_pictures import name_not_picture
from difference_finder.readers._pages import (
    check_bands,
    check_pages,
    ends_before,
    is_selected,
    select_bands,
    select_pages,
    split_samples,
    stack_pages,
)
from difference_finder.readers._picture import background_colour, float_range, range_between
from difference_finder.readers._sources import (
    MemoryFile,
    image_of_object,
    is_path,
    is_pillow,
    local_source,
    memory_file,
    title_of,
)
from difference_finder.readers._streams import stack_stream
from difference_finder.readers._strip_file import STRIP_FORMATS
from difference_finder.storage.paths import is_remote
from difference_finder.text import escape_controls, option, to_one_line

__all__ = [
    "ALPHA_MODES",
    "DEFAULT_MAX_PIXELS",
    "STRIP_FORMATS",
    "FileFacts",
    "MemoryFile",
    "check_axes",
    "check_reading",
    "ends_before",
    "float_range",
    "format_and_size",
    "image_suffix",
    "image_suffixes",
    "is_pillow",
    "is_selected",
    "is_streamed",
    "known_suffixes",
    "look_at_file",
    "memory_file",
    "open_image",
    "open_pages",
    "range_between",
    "suffix_of",
    "unit_of",
]

_HEAD = 512

SPELLINGS = {"jpg": "jpeg", "tif": "tiff"}
"""Frequent suffixes that are spelled differently from the name of their format."""

_known: list[Reader] = []


def open_image(
    source: Any,
    *,
    background: str = "white",
    max_pixels: int | None = None,
    pages: str = "all",
    bands: str | None = None,
    alpha: str = "auto",
    axes: str | None = None,
    measured: bool = True,
) -> Image:
    """Read a file, or take an array or a tensor as an image.

    Parameters
    ----------
    source
        Path of a file, also of a file that fsspec can open ("s3://bucket/a.png"), or of a dataset in a file
        ("volume.h5:reconstruction"); bytes of a file; a binary file object; a matplotlib figure; a Pillow
        image; an :class:`Image`; or a numpy array, a torch tensor or an object that numpy converts to an
        array, of shape (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C).
    background
        Colour behind transparent pixels of a file: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header of a file may announce; None for ``DEFAULT_MAX_PIXELS``. It
        also raises the limit on files that announce far more pixels than they can contain.
    pages
        Pages of a TIFF, frames of an animation, slices of a volume, or samples of an array: "all", "first", a
        number from 1, or a range "A:B" with both ends included. They become the samples of the image.
    bands
        Bands to take, such as "1,2,5" or "4:6", from 1; None for all.
    axes
        Axes of arrays, such as "HWC", also of files of arrays; None to identify them by their lengths.
    alpha
        Meaning of the fourth channel of arrays, and of files of arrays, with four: "composed" for the alpha
        of RGBA, which is composed on the background, "band" for a band. "auto" takes unsigned integers of 8
        or 16 bits of shape (H, W, 4) or (N, H, W, 4) for RGBA, with a warning, and all others for bands. The
        alpha of pictures is composed in any case.
    measured
        Whether to look at the values of arrays of float32 and float64; if not, ``Image.measured`` may be
        False.

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
    check_reading(background, max_pixels, pages, bands, alpha, axes)
    file = source if is_path(source) else memory_file(source)
    if file is None:
        measured = measured or pages != "all" or bands is not None
        image = image_of_object(source, background) or image_of_array(
            source, axes, alpha=alpha, background=background, measured=measured
        )
        if pages != "all":
            image = stack_pages(split_samples(image), pages, "pages")
        return select_bands(image, check_bands(bands))
    with _decoding(file, background, max_pixels, alpha, axes) as (found, part):
        each = found if pages == "all" else itertools.chain.from_iterable(map(split_samples, found))
        if part.streamed:
            image = stack_stream(each, pages, part.unit, max_pixels or DEFAULT_MAX_PIXELS)
        else:
            image = stack_pages(each, pages, part.unit)
        return select_bands(replace(image, name=title_of(file)), check_bands(bands))


def open_pages(
    source: Any,
    *,
    background: str = "white",
    max_pixels: int | None = None,
    pages: str = "all",
    bands: str | None = None,
    alpha: str = "auto",
    axes: str | None = None,
) -> Iterator[Image]:
    """Yield the pages, frames or slices of a source one by one, decoding each when it is asked for.

    Parameters
    ----------
    source, background, max_pixels, pages, bands, alpha, axes
        As for :func:`open_image`. The samples of an array are its pages. ``max_pixels`` limits each page of
        a video, and the whole of other files, which are decoded at once.

    Yields
    ------
    Image
        Pixels of shape (1, C, H, W). Sizes and types of pages may differ. Pages that are not selected are
        skipped, and no image records them.

    Raises
    ------
    InputError
        If a selected page does not exist; pages before it may have been yielded.
    ReadError, UnsupportedFormatError, ImageTooLargeError, MissingDependencyError
        As for :func:`open_image`.

    Examples
    --------
    >>> import numpy as np
    >>> [page.pixels.shape for page in open_pages(np.zeros((2, 3, 32, 48)))]
    [(1, 3, 32, 48), (1, 3, 32, 48)]
    """
    check_reading(background, max_pixels, pages, bands, alpha, axes)
    numbers = check_bands(bands)
    file = source if is_path(source) else memory_file(source)
    if file is None:
        image = image_of_object(source, background) or image_of_array(
            source, axes, alpha=alpha, background=background
        )
        for page in select_pages(split_samples(image), pages):
            yield select_bands(page, numbers)
        return
    with _decoding(file, background, max_pixels, alpha, axes) as (found, _):
        for page in select_pages(itertools.chain.from_iterable(map(split_samples, found)), pages):
            yield select_bands(replace(page, name=title_of(file)), numbers)


def unit_of(source: Any) -> str:
    """Return the unit that a source may hold several of: "pages", "frames" or "slices".

    Parameters
    ----------
    source
        As for :func:`open_image`; only the first bytes of a file are read.

    Raises
    ------
    ReadError, UnsupportedFormatError
        If the file cannot be read, or its format is not supported.

    Examples
    --------
    >>> import numpy as np
    >>> unit_of(np.zeros((2, 3, 32, 48)))
    'pages'
    """
    file = source if is_path(source) else memory_file(source)
    if file is None:
        return "pages"
    with local_source(file) as (path, _):
        name = escape_controls(title_of(file))
        return _reader_of(name, _head(path, name)).unit


def look_at_file(path: Any, decode: bool, values: bool, **options: Any) -> FileFacts | None:
    """Return what a file holds, as far as its header and a few of its values tell.

    Parameters
    ----------
    path
        The file.
    decode
        Whether to decode the first page of a file whose header does not tell.
    values
        Whether to look at values of an array.
    options
        As for :func:`open_pages`.

    Returns
    -------
    FileFacts or None
        None if the file cannot be read, or its header does not tell.
    """
    if is_remote(path) and not decode:  # each look would load the whole file
        return None
    try:
        with local_source(path) as (file, _):
            name = escape_controls(title_of(path))
            head = _head(file, name)
            part = _reader_of(name, head)
            facts = facts_from_head(file, head, part.name, values)
            if facts is not None or not decode:
                return facts
            return facts_of_image(next(open_pages(file, **options)))
    except (DifferenceFinderError, StopIteration):
        return None  # the pair of this file will report the cause
    except damage_errors():
        return None


def is_streamed(path: Any) -> bool:
    """Tell whether the pages of a file are decoded one by one, as the frames of a video are.

    Parameters
    ----------
    path
        The file; only its first bytes are read. A file that cannot be read is not streamed.
    """
    try:
        with local_source(path) as (file, _):
            name = escape_controls(title_of(path))
            return _reader_of(name, _head(file, name)).streamed
    except DifferenceFinderError:
        return False  # reading the file reports the cause


def format_and_size(path: Path) -> tuple[str, tuple[int, int] | None]:
    """Return the format of a file, and its size if the first bytes tell it, without decoding it.

    Parameters
    ----------
    path
        The file, on this machine.

    Returns
    -------
    tuple
        Name of the reader; width and height in pixels as the header states them, before an orientation is
        applied, or None.

    Raises
    ------
    ReadError, UnsupportedFormatError
        If the file cannot be read, or its format is not supported.
    """
    name = escape_controls(title_of(path))
    head = _head(path, name)
    part = _reader_of(name, head)
    return part.name, size_from_head(head, part.name)


@contextlib.contextmanager
def _decoding(
    source: Any, background: str, max_pixels: int | None, alpha: str, axes: str | None = None
) -> Iterator[tuple[Iterable[Image], Reader]]:
    """Yield the pages of a file and its reader; errors of decoders become errors of this package."""
    name = escape_controls(title_of(source))
    with local_source(source) as (path, dataset):
        part = _reader_of(name, _head(path, name))
        options = {} if dataset is None else {"dataset": dataset}
        if options and not part.accepts("dataset"):
            raise ReadError(
                f"cannot read '{name}': {part.name.upper()} files have no datasets; pass '{path}' alone"
            )
        try:
            options |= {"alpha": alpha} if part.accepts("alpha") else {}
            options |= {"axes": axes} if axes and part.accepts("axes") else {}
            found = part(path, background=background, max_pixels=max_pixels or DEFAULT_MAX_PIXELS, **options)
            yield checked_pages(found, part, name), part
        except DifferenceFinderError as error:
            if str(error).isprintable():
                raise
            raise type(error)(escape_controls(str(error))) from error
        # Decoders raise many kinds of errors on damaged files: struct.error, SyntaxError, MemoryError, ...
        except Exception as error:
            raise ReadError(describe_damage(name, part.name, error)) from error


def check_reading(
    background: str,
    max_pixels: int | None,
    pages: str = "all",
    bands: str | None = None,
    alpha: str = "auto",
    axes: str | None = None,
) -> None:
    """Refuse impossible options of reading.

    Raises
    ------
    InputError
        If the background is not a colour, the limit is not a positive integer, a selection of pages or
        bands, or axes, cannot be understood, or the treatment of alpha does not exist.
    """
    background_colour(background)
    check_pages(pages)
    check_bands(bands)
    check_axes(axes)
    check_alpha(alpha)
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


@cache
def image_suffixes() -> tuple[str, ...]:
    """Return the known suffixes in alphabetical order, as they were at the first call.

    The search for readers of other packages takes 1 to 10 ms, too long to repeat it for each of many files.
    """
    return tuple(sorted(known_suffixes()))


def image_suffix(path: Path) -> str:
    """Return the image suffix of a path in lower case; an empty string if it has another suffix.

    Examples
    --------
    >>> image_suffix(Path("plot.v2.PNG")), image_suffix(Path("brain.nii.gz")), image_suffix(Path("notes.txt"))
    ('.png', '.nii.gz', '')
    """
    name = path.name.lower()
    return max((suffix for suffix in image_suffixes() if name.endswith(suffix)), key=len, default="")


def suffix_of(file: MemoryFile) -> str:
    """Return the usual suffix of the format of a file in memory, with the dot.

    Raises
    ------
    UnsupportedFormatError
        If the format is not supported.

    Examples
    --------
    >>> suffix_of(MemoryFile(b"GIF89a"))
    '.gif'
    """
    return _reader_of(escape_controls(title_of(file)), file.content[:_HEAD]).suffixes[0]


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
    part = (
        _reader_by_suffix(name, head)
        or _matching(_known or readers.loaded(), head)
        or _matching(_refreshed(), head)
    )
    if part is None:
        if kind := name_not_picture(head):
            raise UnsupportedFormatError(f"cannot read '{name}': it is {kind}")
        formats = ", ".join(part.name for part in _known)
        raise UnsupportedFormatError(
            f"cannot read '{name}': its format is not supported; convert it to one of {formats}"
        )
    return part


def _reader_by_suffix(name: str, head: bytes) -> Reader | None:
    """Return the reader that the suffix of a file names if it matches, without importing the others."""
    if head[128:132] == b"DICM":  # DICOM files may begin with the header of any other format
        return None
    suffix = name.rpartition(".")[2].lower()
    return _matching(readers.loaded_with(SPELLINGS.get(suffix, suffix)), head)


def _matching(parts: list[Reader], head: bytes) -> Reader | None:
    return next((part for part in parts if part.matches(head)), None)


def _refreshed() -> list[Reader]:
    _known[:] = [readers.get(name) for name in readers.names()]
    return _known
