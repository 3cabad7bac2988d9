"""OpenEXR, by the package OpenEXR."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._checked import check_finite_alpha
from difference_finder.readers._limits import check_pages_size, check_size
from difference_finder.readers._picture import float_range, make_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["exr"]

_LOCK = threading.Lock()
_DEEP = 0x800
_COMPLAINTS = (b"EXR_ERR", b"Exception raised reading pixel data")


@reader("exr", suffixes=(".exr",), matches=lambda head: head.startswith(b"\x76\x2f\x31\x01"))
def exr(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read the channels R, G, B (or Y) and A of all parts, linear, in the type in which they are stored.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the headers of all parts may announce.

    Returns
    -------
    list of Image
        One image for each part: pixels of shape (1, C, H, W), linear, in the stored type. The channels of a
        part without R, G, B or Y are bands.

    Raises
    ------
    ReadError
        If the file is truncated or damaged, or its alpha is not finite.
    UnsupportedFormatError
        If the pixels are deep, or their colours are stored as luminance and chroma.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package OpenEXR is not installed.

    Notes
    -----
    The pixels of the data window are read. Colours are multiplied by the alpha, as EXR defines. Channels
    besides the colours are left out, and compared only for equality.

    References
    ----------
    Academy Software Foundation, "OpenEXR file layout". https://openexr.com
    """
    try:
        import OpenEXR
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading EXR files", "OpenEXR", "hdr") from error

    with path.open("rb") as file:
        _refuse_deep(path, int.from_bytes(file.read(8)[4:], "little") & _DEEP != 0)
    with _without_complaints():
        headers = [
            part.header for part in OpenEXR.File(str(path), separate_channels=True, header_only=True).parts
        ]
        _check(path, headers, max_pixels)
        parts = OpenEXR.File(str(path), separate_channels=True).parts
        planes = [{name: channel.pixels for name, channel in part.channels.items()} for part in parts]
    return [
        _image(path, header, channels, background) for header, channels in zip(headers, planes, strict=True)
    ]


def _refuse_deep(path: Path, deep: bool) -> None:
    if deep:
        raise UnsupportedFormatError(
            f"cannot read '{path}': its pixels are deep, with several samples for each pixel; flatten them"
        )


def _check(path: Path, headers: list[dict[str, Any]], max_pixels: int) -> None:
    sizes = []
    file_bytes = path.stat().st_size
    for header in headers:
        _refuse_deep(path, "deep" in str(header.get("type", "")))
        (left, top), (right, bottom) = _window(header, "dataWindow")
        width, height, channels = right - left + 1, bottom - top + 1, max(1, len(header["channels"]))
        check_size(
            path, width, height, channels=channels, bits=32, file_bytes=file_bytes, max_pixels=max_pixels
        )
        sizes.append((width, height, 1))
    if len(sizes) > 1:
        bits = [32 * max(1, len(header["channels"])) for header in headers]
        check_pages_size(path, sizes, bits, file_bytes=file_bytes, max_pixels=max_pixels)


def _window(header: dict[str, Any], name: str) -> list[list[int]]:
    return [[int(number) for number in corner] for corner in header[name]]


def _image(path: Path, header: dict[str, Any], channels: dict[str, Any], background: str) -> Image:
    """Return the image of a part."""
    notes: list[str] = []
    contents = _facts(header, notes)
    pixels, bands = _stacked(path, channels, notes, contents)
    data_range, finite = float_range(pixels)
    if not bands:
        check_finite_alpha(path, pixels)
    image = make_image(
        pixels,
        path=path,
        format="exr",
        data_range=data_range,
        background=background,
        notes=notes,
        associated=True,
        contents=contents,
        bands=bands,
    )
    return replace(image, finite=finite)


def _facts(header: dict[str, Any], notes: list[str]) -> list[Content]:
    """Return what the header says of the place and the colours of the pixels, none of which is applied."""
    contents = []
    data, shown = _window(header, "dataWindow"), _window(header, "displayWindow")
    if data != shown:
        (left, top), (right, bottom) = data
        notes.append(f"data window {left},{top} to {right},{bottom} read, not the display window")
        contents.append(Content("size", f"data window {data}, display window {shown}", compared=False))
    if "chromaticities" in header:
        primaries = " ".join(f"{value:.6g}" for value in header["chromaticities"])
        contents.append(Content("profile", f"chromaticities {primaries}", compared=False))
    return contents


def _stacked(
    path: Path, channels: dict[str, Any], notes: list[str], contents: list[Content]
) -> tuple[NDArray[Any], bool]:
    """Return the colours and the alpha, or the bands, as (H, W, C), and whether they are bands."""
    import numpy as np

    if not channels or {"RY", "BY"} & set(channels):
        raise UnsupportedFormatError(
            f"cannot read '{path}': it has the channels {', '.join(sorted(channels)) or '(none)'};"
            " luminance and chroma are not supported; write R, G and B"
        )
    names = ["R", "G", "B"] if {"R", "G", "B"} <= set(channels) else ["Y"] if "Y" in channels else []
    bands = not names
    names += sorted(channels) if bands else ["A"] if "A" in channels else []
    if bands:
        notes.append(f"channels {', '.join(names[:8])}{' …' if len(names) > 8 else ''} read as bands")
    kinds = {(channels[name].shape, str(channels[name].dtype)) for name in names if bands}
    if len(kinds) > 1:
        raise UnsupportedFormatError(
            f"cannot read '{path}': its channels differ in size or type: {sorted(map(str, kinds))}"
        )
    ignored = sorted(set(channels) - set(names))
    if ignored:
        notes.append(f"channels left out: {', '.join(ignored[:8])}{' …' if len(ignored) > 8 else ''}")
        contents.append(
            Content(
                "bands",
                f"channels left out: {', '.join(ignored)}",
                compared=False,
                stored=tuple(channels[name] for name in ignored),
                parts=tuple(f"channel {name}" for name in ignored),
            )
        )
    return np.stack([channels[name] for name in names], axis=-1), bands


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
