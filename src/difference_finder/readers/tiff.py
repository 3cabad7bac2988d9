"""TIFF and BigTIFF: 1 to 16 bits, 32-bit integers, half, single and double floats."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._icc import cmyk_to_rgb, lab_to_rgb
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import float_range, make_image
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["tiff"]

_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0", b"MM\0+\0\x08\0\0")
# The supported photometric interpretations, and the number of samples of a colour.
_WHITE_IS_ZERO, _RGB, _PALETTE, _CMYK, _YCBCR, _LAB = 0, 2, 3, 5, 6, 8
_COLOURS = {0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3}
_PHOTOMETRIC, _COLORMAP, _ORIENTATION, _INKSET, _ICC = 262, 320, 274, 332, 34675
_ASSOCIATED, _UNASSOCIATED = 1, 2


@dataclass
class _Page:
    """Fields of the directory of the first page."""

    width: int
    height: int
    samples: int
    bits: int
    photometric: int
    extra: tuple[int, ...]
    separate: bool
    photometric_at: int
    pages: int
    tags: dict[int, Any]

    @property
    def colours(self) -> int:
        return _COLOURS[self.photometric]


@reader("tiff", suffixes=(".tif", ".tiff"), matches=lambda head: head.startswith(_SIGNATURES))
def tiff(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read TIFF: the first page, in the type in which it is stored.

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
        Pixels of shape (1, C, H, W) in the stored type; 1, 2 and 4 bits become 8.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    UnsupportedFormatError
        If the page is a volume, or has a kind of colour or depth that is not supported.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    tifffile reads the directory, and libtiff, through imagecodecs, the pixels. libtiff raises an error where
    a strip or tile is truncated or damaged; tifffile would fill it with zeros.

    References
    ----------
    Adobe, "TIFF Revision 6.0", 1992.
    """
    data = path.read_bytes()
    with collect_warnings("tifffile") as heard:
        page = _first_page(path, data)
        damage = [line for line in heard if "TiffFileError" in line]
        if damage:
            raise ValueError(damage[0])
        _check(path, page, len(data), max_pixels)
        pixels = _decode(path, data, page)
    notes = [f"first of {page.pages} pages"] if page.pages > 1 else []
    pixels, data_range = _scaled(pixels, page)
    pixels, associated = _without_extras(pixels, page, data_range, notes)
    icc = page.tags.get(_ICC)
    if page.photometric == _CMYK:
        pixels, icc = cmyk_to_rgb(pixels[..., :4], icc, notes), None
    elif page.photometric == _LAB:
        pixels, icc = lab_to_rgb(pixels[..., :3], notes), None
    orientation = page.tags.get(_ORIENTATION, 1)
    return make_image(
        pixels,
        path=path,
        format="tiff",
        data_range=data_range,
        background=background,
        notes=notes + heard[:5],
        associated=associated,
        icc=icc if isinstance(icc, bytes) else None,
        orientation=orientation if isinstance(orientation, int) else 1,
    )


def _first_page(path: Path, data: bytes) -> _Page:
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        if not len(file.pages):
            raise ValueError("it has no page")
        page = file.pages.first
        _check_segments(page.dataoffsets, page.databytecounts, len(data))
        bits = page.bitspersample
        tag = page.tags.get(_PHOTOMETRIC)
        if page.imagedepth != 1 or tag is None or (isinstance(bits, tuple) and len(set(bits)) > 1):
            raise UnsupportedFormatError(
                f"cannot read '{path}': a TIFF that is a volume, has no photometric interpretation, or has"
                " channels of different depth is not supported; save it as a grey or RGB TIFF"
            )
        return _Page(
            width=page.imagewidth,
            height=page.imagelength,
            samples=page.samplesperpixel,
            bits=bits[0] if isinstance(bits, tuple) else bits,
            photometric=int(page.photometric),
            extra=tuple(int(kind) for kind in page.extrasamples),
            separate=int(page.planarconfig or 1) == 2,
            photometric_at=tag.valueoffset,
            pages=len(file.pages),
            tags={code: page.tags.valueof(code) for code in (_COLORMAP, _ORIENTATION, _INKSET, _ICC)},
        )


def _check_segments(offsets: Sequence[int], lengths: Sequence[int], file_bytes: int) -> None:
    """Refuse strips or tiles outside the file, which libtiff would fill when it converts colours."""
    if len(offsets) != len(lengths) or not offsets:
        raise ValueError(f"it has {len(offsets)} offsets of strips or tiles, and {len(lengths)} lengths")
    for offset, length in zip(offsets, lengths, strict=True):
        if not 0 < offset <= offset + length <= file_bytes:
            raise ValueError(f"{length} bytes at {offset} are announced; the file has {file_bytes}")


def _check(path: Path, page: _Page, file_bytes: int, max_pixels: int) -> None:
    check_size(
        path,
        page.width,
        page.height,
        channels=page.samples,
        bits=page.bits,
        file_bytes=file_bytes,
        max_pixels=max_pixels,
    )
    if page.photometric not in _COLOURS or (page.photometric == _CMYK and (page.tags[_INKSET] or 1) != 1):
        raise UnsupportedFormatError(
            f"cannot read '{path}': photometric interpretation {page.photometric} is not supported;"
            " save it as a grey or RGB TIFF"
        )
    if page.photometric in (_PALETTE, _LAB, _YCBCR) and page.bits > 8:
        raise UnsupportedFormatError(
            f"cannot read '{path}': {page.bits}-bit palettes, L*a*b* and YCbCr are not supported;"
            " save it as a grey or RGB TIFF"
        )
    if page.samples < page.colours:
        raise ValueError(f"it has {page.samples} channels; its colours need {page.colours}")


def _decode(path: Path, data: bytes, page: _Page) -> NDArray[Any]:
    """Return samples of shape (H, W, C), as stored."""
    import imagecodecs

    if page.photometric == _YCBCR:
        # Only the RGBA interface of libtiff reverses the subsampling of colours.
        shown: NDArray[Any] = imagecodecs.tiff_decode(data, asrgb=True)
        return shown[..., :3]
    if page.photometric == _CMYK:
        # imagecodecs would convert CMYK to RGB without the profile, and incorrectly for JPEG. With the tag
        # changed to RGB it returns the samples.
        at = page.photometric_at
        data = data[:at] + struct.pack("<H" if data[:2] == b"II" else ">H", _RGB) + data[at + 2 :]
    try:
        pixels: NDArray[Any] = imagecodecs.tiff_decode(data)
    except ValueError as error:
        if "not supported" not in str(error):
            raise
        raise UnsupportedFormatError(
            f"cannot read '{path}': imagecodecs {imagecodecs.__version__} does not read {page.bits}-bit TIFF;"
            " newer ones do: pip install --upgrade imagecodecs"
        ) from error
    if page.separate and page.samples > 1 and pixels.ndim == 3:
        pixels = pixels.transpose(1, 2, 0)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    if pixels.shape != (page.height, page.width, page.samples):
        raise ValueError(
            f"its pixels have the shape {pixels.shape}; its directory announces"
            f" {(page.height, page.width, page.samples)}"
        )
    return pixels


def _scaled(pixels: NDArray[Any], page: _Page) -> tuple[NDArray[Any], float | None]:
    """Return the colours of palettes, and 1, 2 and 4 bits as 8 bits, with the data range."""
    import numpy as np

    if page.photometric == _PALETTE:
        return _looked_up(pixels[..., 0], page.tags[_COLORMAP]), 255.0
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8)
    if pixels.dtype.kind == "f":
        return pixels, float_range(pixels)[0]
    if pixels.dtype.kind != "u" or page.bits > 16:
        return pixels, None
    most = 2**page.bits - 1
    if page.photometric == _WHITE_IS_ZERO:
        pixels = pixels.dtype.type(most) - pixels
    if page.bits in (1, 2, 4):
        pixels, most = pixels * np.uint8(255 // most), 255
    return pixels, float(most)


def _looked_up(indices: NDArray[Any], colormap: Any) -> NDArray[Any]:
    import numpy as np

    table = np.asarray(colormap)
    if table.ndim != 2 or table.shape[0] != 3 or int(indices.max()) >= table.shape[1]:
        raise ValueError(
            f"its palette has the shape {table.shape}; a pixel has the colour {int(indices.max())}"
        )
    # The standard has 16 bits for each colour; some programs write 8-bit values.
    shift = 8 if int(table.max()) > 255 else 0
    colours: NDArray[Any] = (table >> shift).astype(np.uint8).T[indices.astype(np.intp)]
    return colours


def _without_extras(
    pixels: NDArray[Any], page: _Page, data_range: float | None, notes: list[str]
) -> tuple[NDArray[Any], bool]:
    """Return the colours with the alpha, if any, and whether they are already multiplied by it."""
    extras = page.samples - page.colours
    if not extras or page.photometric == _PALETTE:
        return pixels, False
    kinds = (*page.extra, *(0,) * extras)[:extras]
    alphas = [place for place, kind in enumerate(kinds) if kind in (_ASSOCIATED, _UNASSOCIATED)]
    usable = page.photometric in (0, 1, 2) and (data_range is not None or pixels.dtype.kind == "f")
    if not alphas or not usable:
        notes.append(f"{extras} extra channel{'s' if extras > 1 else ''} ignored")
        return pixels[..., : page.colours], False
    if extras > 1:
        notes.append(f"{extras - 1} extra channel{'s' if extras > 2 else ''} ignored")
    keep = [*range(page.colours), page.colours + alphas[0]]
    return pixels[..., keep], kinds[alphas[0]] == _ASSOCIATED
