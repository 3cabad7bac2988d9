"""Pages of TIFF: the fields of their directories, and the checks before they are decoded."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from difference_finder.errors import UnsupportedFormatError
from difference_finder.readers._limits import check_size

__all__ = ["CMYK", "COMPLEX_INTEGERS", "LAB", "PALETTE", "WHITE_IS_ZERO", "YCBCR", "Page", "read_page"]

# The supported photometric interpretations, and the number of samples of a colour; 4 is a mask.
WHITE_IS_ZERO, PALETTE, CMYK, YCBCR, LAB = 0, 3, 5, 6, 8
_COLOURS = {0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3}
_PHOTOMETRIC, _SAMPLE_FORMAT, _INKSET, _STK_PLANES = 262, 339, 332, 33629
COMPLEX_INTEGERS = 5
_HINT = "save it as a grey or RGB TIFF"


@dataclass(frozen=True)
class Page:
    """Fields of the directory of a page.

    Parameters
    ----------
    place
        "page 2 of 3: " for messages; empty for the only page.
    planes
        Number of images that follow each other behind one directory, as ImageJ writes them.
    tile
        Width and height of a tile; of the page where it has strips.
    dtype
        Type of the samples once decoded.
    source
        The page of tifffile.
    """

    place: str
    width: int
    height: int
    depth: int
    planes: int
    samples: int
    bits: int
    sample_format: int
    photometric: int
    extra: tuple[int, ...]
    separate: bool
    compression: int
    compression_name: str
    tile: tuple[int, int]
    offset: int
    photometric_at: int
    format_at: int
    dtype: Any
    source: Any

    @property
    def colours(self) -> int:
        """Number of samples of a colour."""
        return _COLOURS[self.photometric]

    def tag(self, code: int, default: Any = None) -> Any:
        """Return the value of a tag."""
        return self.source.tags.valueof(code, default)


def read_page(path: Path, page: Any, place: str, file_bytes: int, max_pixels: int) -> Page:
    """Return the fields of a page, once its kind is supported and its size allowed.

    Parameters
    ----------
    path
        File, for messages.
    page
        The page of tifffile.
    place
        "page 2 of 3: " for messages; empty for the only page.
    file_bytes
        Size of the file in bytes.
    max_pixels
        Greatest number of pixels to decode.

    Raises
    ------
    ValueError
        If the directory contradicts itself or the file.
    UnsupportedFormatError
        If the page has a kind of colour or depth that is not supported.
    ImageTooLargeError
        If the page has too many pixels.
    """
    _check_segments(page.dataoffsets, page.databytecounts, file_bytes)
    bits, tag = page.bitspersample, page.tags.get(_PHOTOMETRIC)
    formats = page.tags.valueof(_SAMPLE_FORMAT) or 1
    if tag is None or any(isinstance(each, tuple) and len(set(each)) > 1 for each in (bits, formats)):
        raise UnsupportedFormatError(
            f"cannot read '{path}': {place}a TIFF that has no photometric interpretation, or has channels of"
            f" different depth or type, is not supported; {_HINT}"
        )
    format_tag = page.tags.get(_SAMPLE_FORMAT)
    read = Page(
        place=place,
        width=page.imagewidth,
        height=page.imagelength,
        depth=page.imagedepth,
        planes=_planes(page),
        samples=page.samplesperpixel,
        bits=bits[0] if isinstance(bits, tuple) else bits,
        sample_format=int(formats[0] if isinstance(formats, tuple) else formats),
        photometric=int(tag.value) if isinstance(tag.value, int) else -1,
        extra=tuple(int(kind) for kind in page.extrasamples),
        separate=int(page.planarconfig or 1) == 2,
        compression=int(page.compression),
        compression_name=getattr(page.compression, "name", str(page.compression)),
        tile=(page.tilewidth, page.tilelength) if page.is_tiled else (page.imagewidth, page.imagelength),
        offset=page.offset,
        photometric_at=tag.valueoffset,
        format_at=format_tag.valueoffset if format_tag is not None else 0,
        dtype=_dtype(page),
        source=page,
    )
    _check(path, read, file_bytes, max_pixels)
    return read


def _dtype(page: Any) -> Any:
    """Return the type of decoded samples; None if it is not supported."""
    import numpy as np

    bits = page.bitspersample
    if int(page.sampleformat or 1) == COMPLEX_INTEGERS:
        # Pairs of 16-bit or 32-bit integers.
        return {32: np.dtype(np.complex64), 64: np.dtype(np.complex128)}.get(bits)
    return None if page.dtype is None else np.dtype(page.dtype)


def _check_segments(offsets: Sequence[int], lengths: Sequence[int], file_bytes: int) -> None:
    """Refuse strips or tiles outside the file, which libtiff would fill when it converts colours."""
    if len(offsets) != len(lengths) or not offsets:
        raise ValueError(f"it has {len(offsets)} offsets of strips or tiles, and {len(lengths)} lengths")
    for offset, length in zip(offsets, lengths, strict=True):
        if not 0 < offset <= offset + length <= file_bytes:
            raise ValueError(f"{length} bytes at {offset} are announced; the file has {file_bytes}")


def _planes(page: Any) -> int:
    """Return the number of images behind one directory: ImageJ, MetaMorph and tifffile write such files."""
    count = 1
    if page.imagej_description:
        lines = dict(line.split("=", 1) for line in page.imagej_description.splitlines() if "=" in line)
        # Programs that compress a page may keep its description.
        count = int(lines.get("images", "1")) if len(page.parent.pages) == 1 and page.compression == 1 else 1
    elif page.is_stk:
        count = page.tags[_STK_PLANES].count
    elif page.shaped_description and page.shaped_description.startswith("{"):
        facts = json.loads(page.shaped_description)
        count = math.prod(facts["shape"]) // page.size if facts.get("truncated") else 1
    if count < 2:
        return 1
    if not page.is_contiguous or page.bitspersample not in (8, 16, 32, 64):
        raise ValueError(f"{count} images are announced behind one directory, which are not stored in order")
    return int(count)


def _check(path: Path, page: Page, file_bytes: int, max_pixels: int) -> None:
    for width, height, frames in ((*page.tile, 1), (page.width, page.height, page.depth * page.planes)):
        check_size(
            path,
            width,
            height,
            channels=page.samples,
            bits=page.bits,
            file_bytes=file_bytes,
            max_pixels=max_pixels,
            frames=frames,
        )
    kind = page.photometric
    if kind not in _COLOURS or (kind == CMYK and (page.tag(_INKSET) or 1) != 1):
        raise UnsupportedFormatError(
            f"cannot read '{path}': {page.place}photometric interpretation {kind} is not supported; {_HINT}"
        )
    if kind in (PALETTE, LAB, YCBCR) and (page.bits > 8 or page.depth > 1 or page.planes > 1):
        raise UnsupportedFormatError(
            f"cannot read '{path}': {page.place}{page.bits}-bit palettes, L*a*b* and YCbCr, and volumes of"
            f" them, are not supported; {_HINT}"
        )
    if page.dtype is None or page.dtype.kind not in "buifc":
        raise UnsupportedFormatError(
            f"cannot read '{path}': {page.place}samples of {page.bits} bits in sample format"
            f" {page.sample_format} are not supported; {_HINT}"
        )
    if kind == YCBCR and page.samples > page.colours:
        raise UnsupportedFormatError(
            f"cannot read '{path}': {page.place}YCbCr with {page.samples} channels is not supported; {_HINT}"
        )
    if page.samples < page.colours:
        raise ValueError(f"it has {page.samples} channels; its colours need {page.colours}")
