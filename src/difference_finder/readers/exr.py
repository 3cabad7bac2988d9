"""OpenEXR, by the package OpenEXR."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import float_range, make_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["exr"]

_LOCK = threading.Lock()
_COMPLAINTS = (b"EXR_ERR", b"Exception raised reading pixel data")


@reader("exr", suffixes=(".exr",), matches=lambda head: head.startswith(b"\x76\x2f\x31\x01"))
def exr(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read the channels R, G, B (or Y) and A of the first part, linear, in the type in which they are stored.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the header may announce.

    Returns
    -------
    Image
        Pixels of shape (1, C, H, W), linear, in the stored type.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    UnsupportedFormatError
        If the file has other channels than R, G, B or Y.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package OpenEXR is not installed.

    Notes
    -----
    The pixels of the data window are read. Colours are multiplied by the alpha, as EXR defines.

    References
    ----------
    Academy Software Foundation, "OpenEXR file layout". https://openexr.com
    """
    try:
        import OpenEXR
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading EXR files", "OpenEXR", "hdr") from error

    notes: list[str] = []
    with _without_complaints():
        header = OpenEXR.File(str(path), separate_channels=True, header_only=True).header()
        _check(path, header, max_pixels, notes)
        file = OpenEXR.File(str(path), separate_channels=True)
        if len(file.parts) > 1:
            notes.append(f"first of {len(file.parts)} parts")
        pixels = _stacked(path, {name: channel.pixels for name, channel in file.channels().items()}, notes)
    return make_image(
        pixels,
        path=path,
        format="exr",
        data_range=float_range(pixels)[0],
        background=background,
        notes=notes,
        associated=True,
    )


def _check(path: Path, header: dict[str, Any], max_pixels: int, notes: list[str]) -> None:
    (left, top), (right, bottom) = ([int(n) for n in corner] for corner in header["dataWindow"])
    check_size(
        path,
        right - left + 1,
        bottom - top + 1,
        channels=max(1, len(header["channels"])),
        bits=32,
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
    )
    shown = [[int(n) for n in corner] for corner in header["displayWindow"]]
    if shown != [[left, top], [right, bottom]]:
        notes.append(f"data window {left},{top} to {right},{bottom} read, not the display window")


def _stacked(path: Path, channels: dict[str, Any], notes: list[str]) -> NDArray[Any]:
    """Return the colours and the alpha as (H, W, C)."""
    import numpy as np

    names = ["R", "G", "B"] if {"R", "G", "B"} <= set(channels) else ["Y"]
    if names[0] not in channels or {"RY", "BY"} & set(channels):
        raise UnsupportedFormatError(
            f"cannot read '{path}': it has the channels {', '.join(sorted(channels)) or '(none)'};"
            " only R, G, B or Y are supported"
        )
    names += ["A"] if "A" in channels else []
    ignored = sorted(set(channels) - set(names))
    if ignored:
        notes.append(f"channels ignored: {', '.join(ignored[:8])}{' …' if len(ignored) > 8 else ''}")
    return np.stack([channels[name] for name in names], axis=-1)


@contextlib.contextmanager
def _without_complaints() -> Iterator[None]:
    """Hide the lines that OpenEXR prints about damaged files in addition to its exceptions.

    Notes
    -----
    It prints from C to the standard error and from Python to the standard output, where the lines would
    corrupt a JSON document. Output of other threads is printed afterwards.
    """
    with _LOCK, _standard_output_filtered(), tempfile.TemporaryFile() as kept:
        try:
            terminal = os.dup(2)
        except OSError:
            # Without a standard error nothing can be printed there.
            yield
            return
        try:
            os.dup2(kept.fileno(), 2)
            yield
        finally:
            os.dup2(terminal, 2)
            kept.seek(0)
            os.write(
                terminal, b"".join(line for line in kept if not any(mark in line for mark in _COMPLAINTS))
            )
            os.close(terminal)


@contextlib.contextmanager
def _standard_output_filtered() -> Iterator[None]:
    kept = io.StringIO()
    try:
        with contextlib.redirect_stdout(kept):
            yield
    finally:
        for line in kept.getvalue().splitlines(keepends=True):
            if not any(mark.decode() in line for mark in _COMPLAINTS):
                sys.stdout.write(line)
