"""Orientation and colour space that the metadata of a PNG file records."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from difference_finder.images.contents import Content
from difference_finder.readers._icc import read_profile
from difference_finder.readers._pillow import orientation_of
from difference_finder.readers._png_chunks import Chunks

if TYPE_CHECKING:
    from difference_finder.colour.encoding import Encoding

__all__ = ["read_colour", "read_png_orientation"]

# Profiles and texts are decompressed up to this length; the longest profiles of cameras have a few megabytes.
_LONGEST = 2**24
_XMP, _RAW_EXIF = "XML:com.adobe.xmp", "Raw profile type exif"
_PERCENT = 100000


def read_png_orientation(chunks: Chunks, notes: list[str]) -> int:
    """Return the orientation, 1 to 8, of EXIF data before or behind the pixels, or of XMP data.

    Notes
    -----
    Of the text chunks only the two that can hold an orientation are decompressed.
    """
    found: dict[str, str] = {}
    for kind, body in chunks.texts:
        keyword = body.split(b"\0", 1)[0].decode("latin-1")
        if keyword in (_XMP, _RAW_EXIF) and keyword not in found:
            try:
                found[keyword] = _text(kind, body)
            except (ValueError, IndexError, zlib.error):
                notes.append(f"the text '{keyword}' is damaged or too long; ignored")
    if not found and chunks.exif is None:
        return 1
    exif = None if chunks.exif is None else b"Exif\0\0" + chunks.exif
    return orientation_of({**found, **({} if exif is None else {"exif": exif})}, notes)


def _text(kind: bytes, body: bytes) -> str:
    rest = body.split(b"\0", 1)[1]
    if kind == b"tEXt":
        return rest.decode("latin-1")
    if kind == b"zTXt":
        return _inflate(rest[1:]).decode("latin-1")
    packed, rest = rest[0], rest[2:].split(b"\0", 2)[2]
    return (_inflate(rest) if packed else rest).decode("utf-8", "replace")


def _inflate(data: bytes) -> bytes:
    """Decompress a profile or a text."""
    inflate = zlib.decompressobj()
    content = inflate.decompress(data, _LONGEST)
    if inflate.unconsumed_tail or not inflate.eof:
        raise ValueError(f"it is cut off, or longer than {_LONGEST} bytes")
    return content


def read_colour(chunks: Chunks, channels: int, notes: list[str]) -> tuple[Encoding | None, list[Content]]:
    """Return the colour encoding and the contents of the chunks cICP, iCCP, sRGB, gAMA and cHRM.

    Parameters
    ----------
    chunks
        Chunks of the file.
    channels
        Number of channels of the pixels without alpha, 1 or 3.
    notes
        List that receives notes.

    References
    ----------
    W3C, "Portable Network Graphics (PNG) Specification", third edition: the first that is
    present counts of cICP, iCCP, sRGB, and gAMA with cHRM.
    """
    found = chunks.colour_chunks
    notes.extend(f"chunk {kind} behind the pixels ignored" for kind in chunks.late)
    try:
        if b"cICP" in found:
            return _of_cicp(found[b"cICP"], notes)
        if b"iCCP" in found:
            profile = _inflate(found[b"iCCP"].split(b"\0", 1)[1][1:])
            encoding, content = read_profile(profile, channels, notes)
            return encoding, [] if content is None else [content]
        if b"sRGB" in found or not found:
            return None, []
        return _of_gamma(found, notes)
    except (ValueError, IndexError, struct.error, zlib.error):
        notes.append("the colour space is damaged or too long; ignored")
        stored = tuple(kind + body for kind, body in sorted(found.items()))
        return None, [Content("profile", "damaged colour space", stored=stored)]


def _of_cicp(body: bytes, notes: list[str]) -> tuple[Encoding | None, list[Content]]:
    from difference_finder.colour.encoding import cicp_encoding

    primaries, transfer, matrix, full = struct.unpack(">4B", body)
    name = f"cICP {primaries}/{transfer}/{matrix}/{full}"
    contents = [Content("profile", name)]
    if (primaries, transfer, matrix, full) == (1, 13, 0, 1):
        return None, []
    if matrix or full != 1:
        notes.append(f"{name} not applied: only full-range RGB is")
        return None, contents
    try:
        return cicp_encoding(primaries, transfer, name), contents
    except ValueError:
        notes.append(f"{name} not applied: these primaries or this transfer function are not known")
        return None, contents


def _of_gamma(found: dict[bytes, bytes], notes: list[str]) -> tuple[Encoding | None, list[Content]]:
    from difference_finder.colour.encoding import png_encoding

    gamma, chromaticities, contents, names = None, None, [], []
    if b"gAMA" in found:
        gamma = struct.unpack(">I", found[b"gAMA"])[0] / _PERCENT
        names.append(f"gAMA {gamma:g}")
        contents.append(Content("transfer", names[-1]))
    if b"cHRM" in found:
        white_x, white_y, *primaries = (v / _PERCENT for v in struct.unpack(">8I", found[b"cHRM"]))
        chromaticities = (*primaries, white_x, white_y)
        names.append("cHRM " + " ".join(f"{value:g}" for value in chromaticities))
        contents.append(Content("profile", names[-1]))
    try:
        return png_encoding(gamma, chromaticities, ", ".join(names)), contents
    except ValueError as error:
        notes.append(f"{', '.join(names)} not applied: {error}")
        return None, contents
