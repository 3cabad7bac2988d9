"""Sources of images other than paths: files in memory, file objects, figures and Pillow images."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, ReadError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.storage.paths import as_path, is_remote, local_file
from difference_finder.text import to_one_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MemoryFile",
    "image_of_object",
    "image_of_pillow",
    "is_path",
    "is_pillow",
    "local_source",
    "memory_file",
    "split_dataset",
    "title_of",
]

PILLOW = "PIL image"
"""Name of Pillow images in records."""


@dataclass(frozen=True)
class MemoryFile:
    """An image file in memory.

    Parameters
    ----------
    content
        Bytes of the file.
    title
        Name in records and messages: "bytes", "stdin", the path of a file object.
    """

    content: bytes
    title: str = "bytes"

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The last part of the title."""
        return PurePath(self.title).name or "bytes"

    def read_bytes(self) -> bytes:
        """Return the content of the file."""
        return self.content


def is_path(source: Any) -> bool:
    """Tell whether a source is the path of a file, on this machine or on a remote store."""
    return isinstance(source, str | os.PathLike) or is_remote(source)


def memory_file(source: Any) -> MemoryFile | None:
    """Return the file that a source holds; None for a source of another kind.

    Parameters
    ----------
    source
        Bytes, a bytearray or a memoryview of a file; a binary file object; a matplotlib figure, or any object
        with a ``savefig`` method, which becomes a PNG.

    Raises
    ------
    InputError
        If a file object gives text.
    ReadError
        If a file object cannot be read.
    """
    if isinstance(source, MemoryFile):
        return source
    if isinstance(source, bytes | bytearray) or (isinstance(source, memoryview) and source.ndim == 1):
        return MemoryFile(bytes(source))
    if callable(getattr(source, "savefig", None)):
        # The version of matplotlib is omitted, so that equal figures give equal files.
        file = io.BytesIO()
        source.savefig(file, format="png", dpi="figure", metadata={"Software": None})
        return MemoryFile(file.getvalue(), "figure")
    if callable(getattr(source, "read", None)) and not hasattr(source, "__array__"):
        return _read_object(source)
    return None


def _read_object(file: Any) -> MemoryFile:
    """Return the whole content of a file object, whatever its position, which is kept."""
    given = getattr(file, "name", None)
    title = {"<stdin>": "stdin"}.get(given, given) if isinstance(given, str) else "file object"
    try:
        seekable = bool(file.seekable()) if hasattr(file, "seekable") else False
        position = file.tell() if seekable else 0
        if seekable:
            file.seek(0)
        content = file.read()
        if seekable:
            file.seek(position)
    except (OSError, ValueError) as error:
        raise ReadError(f"cannot read '{title}': {to_one_line(error)}") from error
    if not isinstance(content, bytes | bytearray | memoryview):
        raise InputError(
            f"the file object '{title}' gives {type(content).__name__}, not bytes; open the file in mode 'rb'"
        )
    return MemoryFile(bytes(content), title)


@contextlib.contextmanager
def local_source(source: Any) -> Iterator[tuple[Path, str | None]]:
    """Yield the path of a file on this machine, and the name of the dataset in it, if any.

    Parameters
    ----------
    source
        Path of a file, or a :class:`MemoryFile`.
    """
    if isinstance(source, MemoryFile) or is_remote(source):
        with local_file(source if isinstance(source, MemoryFile) else as_path(source)) as path:
            yield path, None
    else:
        yield split_dataset(Path(source))


def title_of(source: Any) -> str:
    """Return the path as the user wrote it, or the title of a file in memory."""
    return str(source) if isinstance(source, MemoryFile) or is_remote(source) else os.fspath(source)


def split_dataset(path: Path) -> tuple[Path, str | None]:
    """Split "file.h5:dataset" into the path of the file and the name of the dataset.

    Returns
    -------
    tuple
        The path, and None if a file of the whole name exists, or no file of a shorter one.
    """
    text = str(path)
    if ":" not in text or os.path.exists(text):  # noqa: PTH110 - Path.exists raises an error for long names
        return path, None
    for at, letter in enumerate(text):
        if letter == ":" and os.path.isfile(text[:at]):  # noqa: PTH113
            return Path(text[:at]), text[at + 1 :]
    return path, None


def is_pillow(source: Any) -> bool:
    """Tell whether a source is a Pillow image, without importing Pillow."""
    pillow = sys.modules.get("PIL.Image")
    return pillow is not None and isinstance(source, pillow.Image)


def image_of_object(source: Any, background: str) -> Image | None:
    """Return the image of an object that is neither a file nor an array; None for other objects."""
    if isinstance(source, Image):
        return source
    return image_of_pillow(source, background) if is_pillow(source) else None


def image_of_pillow(picture: Any, background: str) -> Image:
    """Return the image of a Pillow image: its current frame, not turned.

    Parameters
    ----------
    picture
        Pillow image; modes "LAB" and "HSV" are refused.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".

    Raises
    ------
    InputError
        If the mode is not supported.
    ReadError
        If the file behind the image is truncated or damaged.

    Warns
    -----
    UserWarning
        If the image has several frames, of which the current one is taken.
    """
    from difference_finder.readers._icc import cmyk_to_rgb
    from difference_finder.readers._picture import float_range, make_image
    from difference_finder.readers._pillow import read_icc, read_orientation

    notes: list[str] = []
    try:
        pixels = _pillow_samples(picture)
        contents = _frame_of(picture, notes)
        icc, orientation = read_icc(picture), read_orientation(picture, notes)
    except (OSError, SyntaxError, EOFError) as error:
        raise ReadError(f"cannot read '{PILLOW}': {to_one_line(error)}") from error
    if orientation != 1:
        notes.append(f"EXIF orientation {orientation} not applied")
        contents.append(Content("orientation", f"EXIF orientation {orientation}", compared=False))
    if picture.mode == "CMYK":
        pixels, icc = cmyk_to_rgb(pixels, icc, notes), None
    ranges = {"u1": 255.0, "u2": 65535.0}
    known = ranges.get(pixels.dtype.str[1:])
    return make_image(
        pixels,
        path=Path(PILLOW),
        format="pillow",
        data_range=float_range(pixels)[0] if pixels.dtype.kind == "f" else known,
        background=background,
        notes=notes,
        icc=icc,
        contents=contents,
    )


def _pillow_samples(picture: Any) -> NDArray[Any]:
    import numpy as np

    from difference_finder.readers._pillow import decode_samples

    mode = picture.mode
    if mode in ("LAB", "HSV"):
        raise InputError(
            f"a Pillow image of mode '{mode}' is not supported; convert it, for example by .convert('RGB')"
        )
    if mode == "F" or mode.startswith("I"):
        return np.asarray(picture)
    changed = {"La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}.get(mode)
    return decode_samples(picture.convert(changed) if changed else picture)


def _frame_of(picture: Any, notes: list[str]) -> list[Content]:
    """Return the place of the current frame among several, with a note and a warning."""
    count = int(getattr(picture, "n_frames", 1))
    if count == 1:
        return []
    notes.append(f"frame {picture.tell() + 1} of {count}")
    # Level 5 is the caller of `open_image`.
    warnings.warn(
        f"a Pillow image is at frame {picture.tell() + 1} of {count}, and only this frame is taken; pass the"
        " path or the bytes of the file for all frames",
        UserWarning,
        stacklevel=5,
    )
    return [Content("pages", f"{notes[-1]} compared", compared=False)]
