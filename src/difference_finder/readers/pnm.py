"""PBM, PGM and PPM: the portable bitmaps P1 to P6."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_pages_size, check_size, read_file
from difference_finder.readers._picture import make_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pnm"]

# A field of the header: whitespace and comments, then a number.
_FIELD = re.compile(rb"(?:[ \t\r\n\v\f]|#[^\r\n]*[\r\n])*([0-9]{1,10})")
_BLANK = b" \t\r\n\v\f"
_BLANKS = frozenset(bytes([blank]) for blank in _BLANK)


def _matches(head: bytes) -> bool:
    return len(head) > 3 and head[:1] == b"P" and head[1:2] in b"123456" and head[2:3] in b" \t\r\n#"


@reader("pnm", suffixes=(".pbm", ".pgm", ".ppm", ".pnm"), matches=_matches)
def pnm(path: Path, *, background: str, max_pixels: int) -> list[Image]:
    """Read PBM, PGM and PPM, as text or binary: all images that follow each other in the file.

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
    list of Image
        Pixels of shape (1, C, H, W): uint8 or uint16 as stored, with the greatest value of the header as data
        range; 0 and 255 for PBM.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    Pillow would cut 16-bit PPM to 8 bits, and rescale values with other maxima, so this module reads the
    format itself.

    References
    ----------
    netpbm, "PNM formats". https://netpbm.sourceforge.net/doc/pnm.html
    """
    data = read_file(path, max_pixels)
    layouts: list[_Layout] = []
    at = 0
    while at < len(data) and (not layouts or _matches(data[at : at + 64])):
        layouts.append(_layout(path, data, at, max_pixels))
        if layouts[-1].text:
            break
        at = layouts[-1].end
    sizes = [(layout.width, layout.height, 1) for layout in layouts]
    bits = [layout.bits * layout.channels for layout in layouts]
    if len(layouts) > 1:
        check_pages_size(path, sizes, bits, file_bytes=len(data), max_pixels=max_pixels)
    images = [_image(path, data, layout, background) for layout in layouts]
    rest = b"" if layouts[-1].text else data[at:].strip(_BLANK)
    if rest:
        left = Content(
            "pages", f"{len(rest)} bytes behind the image left out", compared=False, stored=(rest,)
        )
        images[-1] = replace(
            images[-1], contents=(*images[-1].contents, left), notes=(*images[-1].notes, left.holds)
        )
    return images


@dataclass(frozen=True)
class _Layout:
    """The header of one image, and the positions of its samples."""

    width: int
    height: int
    channels: int
    bits: int
    greatest: int
    text: bool
    start: int
    end: int

    @property
    def count(self) -> int:
        return self.width * self.height * self.channels


def _layout(path: Path, data: bytes, at: int, max_pixels: int) -> _Layout:
    """Return the layout of the image that starts at a position, once its size is allowed."""
    kind = data[at + 1] - ord("0")
    channels, bilevel, text = (3 if kind in (3, 6) else 1), kind in (1, 4), kind <= 3
    (width, height, *rest), start = _fields(data, 2 if bilevel else 3, at + 2)
    greatest = 1 if bilevel else rest[0]
    if not 0 < greatest < 65536:
        raise ValueError(f"its greatest value is {greatest}, not 1 to 65535")
    bits = 1 if bilevel else 8 if greatest < 256 else 16
    check_size(path, width, height, channels=channels, bits=bits, file_bytes=len(data), max_pixels=max_pixels)
    size = -(-width // 8) * height if bilevel else width * height * channels * bits // 8
    start += 0 if text else 1
    return _Layout(width, height, channels, bits, greatest, text, start, len(data) if text else start + size)


def _image(path: Path, data: bytes, layout: _Layout, background: str) -> Image:
    bilevel, greatest = layout.bits == 1, layout.greatest
    if layout.text:
        pixels = _text(data[layout.start :], layout.count, bilevel)
    elif bilevel:
        pixels = _bits(data, layout.start, layout.width, layout.height)
    else:
        pixels = _binary(data, layout.start, layout.count, layout.bits)
    if layout.text and not bilevel and data[-1:] not in _BLANKS and int(pixels[-1]) * 10 <= greatest:
        raise ValueError(f"it ends with {int(pixels[-1])} and no blank: digits may be missing; add a newline")
    if int(pixels.max()) > greatest:
        raise ValueError(f"it has the value {int(pixels.max())}; its header announces at most {greatest}")
    pixels = (1 - pixels) * 255 if bilevel else pixels
    dtype = "uint8" if layout.bits <= 8 else "uint16"
    return make_image(
        pixels.astype(dtype).reshape(layout.height, layout.width, layout.channels),
        path=path,
        format="pnm",
        data_range=255.0 if bilevel else float(greatest),
        background=background,
        notes=[],
    )


def _fields(data: bytes, count: int, at: int) -> tuple[list[int], int]:
    """Return the numbers of the header that follow a position, and the position of its end."""
    values: list[int] = []
    for _ in range(count):
        found = _FIELD.match(data, at)
        if not found:
            raise ValueError("its header is incomplete")
        values.append(int(found[1]))
        at = found.end()
    if data[at : at + 1] not in _BLANKS:
        raise ValueError("its header is not followed by a blank")
    return values, at


def _enough(found: int, needed: int) -> None:
    if found < needed:
        raise ValueError(f"it has {found} of the {needed} samples that its header announces")


def _text(body: bytes, count: int, bilevel: bool) -> NDArray[Any]:
    import numpy as np

    body = re.sub(rb"#[^\r\n]*", b"", body)
    if bilevel:
        # Zeros and ones need no blanks between them.
        digits = np.frombuffer(body.translate(None, _BLANK), dtype=np.uint8) - ord("0")
        _enough(digits.size, count)
        return digits[:count]
    words = body.split(maxsplit=count)[:count]
    _enough(len(words), count)
    return np.array([int(word) for word in words], dtype=np.int64)


def _bits(data: bytes, start: int, width: int, height: int) -> NDArray[Any]:
    import numpy as np

    row = -(-width // 8)
    _enough((len(data) - start) * 8, row * height * 8)
    packed = np.frombuffer(data, dtype=np.uint8, count=row * height, offset=start)
    return np.unpackbits(packed.reshape(height, row), axis=1)[:, :width]


def _binary(data: bytes, start: int, count: int, bits: int) -> NDArray[Any]:
    import numpy as np

    _enough((len(data) - start) * 8 // bits, count)
    return np.frombuffer(data, dtype=np.uint8 if bits == 8 else ">u2", count=count, offset=start)
