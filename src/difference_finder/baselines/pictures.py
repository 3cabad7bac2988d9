"""Pictures of tests as file contents; equal pixels give equal bytes."""

from __future__ import annotations

import io
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError, ReadError
from difference_finder.readers import (
    image_suffix,
    is_pillow,
    memory_file,
    open_image,
    open_pages,
    suffix_of,
)
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EncodedPicture", "encode_picture"]


@dataclass(frozen=True)
class EncodedPicture:
    """A picture, encoded as an image file.

    Parameters
    ----------
    content
        Bytes of the file.
    suffix
        Suffix of the format, with the dot.
    source
        Path of the original file, if any.
    """

    content: bytes
    suffix: str
    source: Path | None = None


def encode_picture(picture: Any) -> EncodedPicture:
    """Encode a picture as an image file.

    Parameters
    ----------
    picture
        Any source of :func:`~difference_finder.readers.open_image`: a file, of any number of pages or frames,
        or one image in memory.

    Returns
    -------
    EncodedPicture
        Files keep their bytes. Arrays of 8 or 16 bits with 1, 3 or 4 channels become PNG, others ``.npy``;
        both formats are lossless.

    Raises
    ------
    InputError
        If the picture is none of these, or an array that holds several images.
    ReadError
        If the file, or one of its pages, cannot be read.

    Warns
    -----
    UserWarning
        If a Pillow image has several frames, of which only the current one is encoded.

    Examples
    --------
    >>> import numpy as np
    >>> encode_picture(np.zeros((8, 8), np.uint8)).suffix, encode_picture(np.zeros((8, 8))).suffix
    ('.png', '.npy')
    """
    if isinstance(picture, str | os.PathLike):
        return _encode_file(Path(picture))
    file = memory_file(picture)
    if file is not None:
        _check_pages(file)
        return EncodedPicture(file.content, suffix_of(file))
    if is_pillow(picture):
        return _encode_pillow(picture)
    return _encode_array(picture)


def _encode_file(path: Path) -> EncodedPicture:
    _check_pages(path)
    suffix = image_suffix(path)
    if not suffix:
        name = escape_controls(str(path))
        raise InputError(
            f"'{name}' is an image, but its suffix is not an image suffix; rename the file after its format"
        )
    try:
        return EncodedPicture(path.read_bytes(), suffix, path)
    except OSError as error:
        raise ReadError(f"cannot read '{escape_controls(str(path))}': {error.strerror}") from error


def _check_pages(source: Any) -> None:
    """Decode all pages of a file, one at a time."""
    for _ in open_pages(source):
        pass


def _encode_pillow(picture: Any) -> EncodedPicture:
    file = io.BytesIO()
    count = int(getattr(picture, "n_frames", 1))
    if count > 1:
        warnings.warn(
            f"a Pillow image is at frame {picture.tell() + 1} of {count}, and only this frame is compared;"
            " pass the path or the bytes of the file for all frames",
            UserWarning,
            stacklevel=2,
        )
    try:
        picture.save(file, format="PNG")
    except OSError as error:
        raise InputError(
            f"an image of mode '{picture.mode}' cannot be saved as PNG; convert it first, for example by"
            " .convert('RGB')"
        ) from error
    return EncodedPicture(file.getvalue(), ".png")


def _encode_array(picture: Any) -> EncodedPicture:
    import numpy as np

    image = open_image(picture, alpha="band")
    samples = int(image.pixels.shape[0])
    if samples != 1:
        raise InputError(
            f"the array holds {samples} images; pass one at a time, each with its own name, or a file"
        )
    pixels = to_numpy(image.pixels)
    rows = np.ascontiguousarray(pixels[0].transpose(1, 2, 0))
    if rows.dtype in (np.uint8, np.uint16) and rows.shape[2] in (1, 3, 4):
        import imagecodecs

        return EncodedPicture(
            bytes(imagecodecs.png_encode(rows[..., 0] if rows.shape[2] == 1 else rows)), ".png"
        )
    return EncodedPicture(_npy(rows[..., 0] if rows.shape[2] == 1 else pixels[0]), ".npy")


def _npy(array: NDArray[Any]) -> bytes:
    import numpy as np

    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return file.getvalue()
