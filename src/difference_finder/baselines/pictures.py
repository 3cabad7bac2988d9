"""What a test gives as a picture becomes the content of a file, the same for the same pixels."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ReadError
from difference_finder.readers import known_suffixes, open_image
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.image import Image

__all__ = ["Stored", "stored", "suffixes"]

SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
"""How bytes begin that are taken as a file, such as those of a screenshot."""


@dataclass(frozen=True)
class Stored:
    """A picture as the content of a file.

    Parameters
    ----------
    content
        The whole file.
    suffix
        That of its format, with the dot.
    source
        Where it comes from, if from a file.
    """

    content: bytes
    suffix: str
    source: Path | None = None


@cache
def suffixes() -> tuple[str, ...]:
    """Return the suffixes that a baseline may have."""
    return tuple(sorted(known_suffixes()))


def stored(picture: Any) -> Stored:
    """Return a picture as the content of a file.

    Parameters
    ----------
    picture
        The path of an image; the bytes of a PNG or JPEG; an array or a tensor of shape (H, W), (C, H, W) or
        (H, W, C); an image of Pillow; a figure of matplotlib, or anything else with its ``savefig``.

    Returns
    -------
    Stored
        A file stays as it is. Arrays of 8 or 16 bits with 1, 3 or 4 channels become PNG, others ``.npy``;
        neither loses anything. Of an animation the first frame is compared.

    Raises
    ------
    InputError
        If it is none of these.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> stored(np.zeros((8, 8), np.uint8)).suffix, stored(np.zeros((8, 8))).suffix
    ('.png', '.npy')
    """
    if isinstance(picture, str | os.PathLike):
        return _of_file(Path(picture))
    if isinstance(picture, bytes | bytearray):
        return _of_bytes(bytes(picture))
    if callable(getattr(picture, "savefig", None)):
        # Without the version of matplotlib in it, the same figure is the same file.
        file = io.BytesIO()
        picture.savefig(file, format="png", dpi="figure", metadata={"Software": None})
        return Stored(file.getvalue(), ".png")
    pillow = sys.modules.get("PIL.Image")
    if pillow is not None and isinstance(picture, pillow.Image):
        return _of_pillow(picture)
    return _of_array(picture)


def _of_file(path: Path) -> Stored:
    _one(open_image(path), f"'{escape_controls(str(path))}'")
    suffix = path.suffix.lower()
    if suffix not in suffixes():
        name = escape_controls(str(path))
        raise InputError(
            f"'{name}' is an image, and its suffix is not that of one; give it that of its format"
        )
    try:
        return Stored(path.read_bytes(), suffix, path)
    except OSError as error:
        raise ReadError(f"cannot read '{escape_controls(str(path))}': {error.strerror}") from error


def _of_bytes(content: bytes) -> Stored:
    for signature, suffix in SIGNATURES.items():
        if content.startswith(signature):
            return Stored(content, suffix)
    raise InputError(
        f"{len(content)} bytes that begin with {content[:8]!r} are neither PNG nor JPEG; give the path of the"
        " file, or an array"
    )


def _of_pillow(picture: Any) -> Stored:
    file = io.BytesIO()
    try:
        picture.save(file, format="PNG")
    except OSError as error:
        raise InputError(
            f"an image of mode '{picture.mode}' is no PNG; convert it first, for example by .convert('RGB')"
        ) from error
    return Stored(file.getvalue(), ".png")


def _of_array(picture: Any) -> Stored:
    import numpy as np

    pixels = to_numpy(_one(open_image(picture), "the array").pixels)
    rows = np.ascontiguousarray(pixels[0].transpose(1, 2, 0))
    if rows.dtype in (np.uint8, np.uint16) and rows.shape[2] in (1, 3, 4):
        import imagecodecs

        return Stored(bytes(imagecodecs.png_encode(rows[..., 0] if rows.shape[2] == 1 else rows)), ".png")
    return Stored(_npy(rows[..., 0] if rows.shape[2] == 1 else pixels[0]), ".npy")


def _one(image: Image, what: str) -> Image:
    samples = int(image.pixels.shape[0])
    if samples != 1:
        raise InputError(f"{what} holds {samples} images; give one at a time, with a name of its own")
    return image


def _npy(array: NDArray[Any]) -> bytes:
    import numpy as np

    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return file.getvalue()
