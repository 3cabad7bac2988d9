"""Images in files that are read strip by strip, in memory that does not grow with the image."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, ReadError, UnsupportedFormatError
from difference_finder.readers import format_and_size
from difference_finder.readers._damage import describe_damage
from difference_finder.readers._npy_strips import open_npy
from difference_finder.readers._png_strips import open_png
from difference_finder.readers._sources import title_of
from difference_finder.readers._strip_file import STRIP_FORMATS, StripFile
from difference_finder.readers._tiff_strips import open_tiff
from difference_finder.storage.paths import is_remote

__all__ = ["MOST_PIXELS", "StripFile", "open_strips"]

MOST_PIXELS = 2**40
"""Greatest number of pixels of a file that is read in strips, by default: 10^12."""

_OPENERS: dict[str, Callable[..., StripFile]] = dict(
    zip(STRIP_FORMATS, (open_npy, open_png, open_tiff), strict=True)
)


def open_strips(
    source: Any,
    *,
    background: str = "white",
    max_pixels: int | None = None,
    alpha: str = "auto",
    axes: str | None = None,
) -> StripFile:
    """Open a file to read it strip by strip; only its header is read.

    Parameters
    ----------
    source
        Path of a file on this machine: TIFF or BigTIFF of one page, PNG, or an array of NumPy.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that its header may announce; None for ``MOST_PIXELS``.
    alpha, axes
        Meaning of the fourth of four channels, and axes, of arrays; see
        :func:`~difference_finder.readers.open_image`.

    Raises
    ------
    ReadError
        If the file is missing, truncated or damaged.
    UnsupportedFormatError
        If the file can only be read as a whole.
    ImageTooLargeError
        If its header announces too many pixels.
    """
    if is_remote(source):
        raise UnsupportedFormatError(
            f"cannot read '{title_of(source)}' in strips: it is on a remote store; copy it to this machine"
        )
    path = Path(source)
    name, _ = format_and_size(path)
    if name not in _OPENERS:
        raise UnsupportedFormatError(
            f"cannot read '{path}' in strips: it is a file of the format {name}; convert it to one of"
            f" {', '.join(STRIP_FORMATS)}"
        )
    options: dict[str, Any] = {"background": background, "max_pixels": max_pixels or MOST_PIXELS}
    if name == "npy":
        options |= {"alpha": alpha, "axes": axes}
    try:
        return _OPENERS[name](path, **options)
    except DifferenceFinderError:
        raise
    except Exception as error:  # decoders raise many kinds of errors on damaged files
        raise ReadError(describe_damage(str(path), name, error)) from error
