"""PBM, PGM and PPM: the portable bitmaps P1 to P6."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
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
def pnm(path: Path, *, background: str, max_pixels: int) -> Image:
    """Read PBM, PGM and PPM, as text or binary.

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
    data = path.read_bytes()
    kind = data[1] - ord("0")
    channels, bilevel, text = (3 if kind in (3, 6) else 1), kind in (1, 4), kind <= 3
    (width, height, *rest), start = _fields(data, 2 if bilevel else 3)
    greatest = 1 if bilevel else rest[0]
    if not 0 < greatest < 65536:
        raise ValueError(f"its greatest value is {greatest}, not 1 to 65535")
    bits = 1 if bilevel else 8 if greatest < 256 else 16
    check_size(path, width, height, channels=channels, bits=bits, file_bytes=len(data), max_pixels=max_pixels)
    count = width * height * channels
    if text:
        pixels = _text(data[start:], count, bilevel)
    elif bilevel:
        pixels = _bits(data, start + 1, width, height)
    else:
        pixels = _binary(data, start + 1, count, bits)
    if text and not bilevel and data[-1:] not in _BLANKS and int(pixels[-1]) * 10 <= greatest:
        raise ValueError(f"it ends with {int(pixels[-1])} and no blank: digits may be missing; add a newline")
    if int(pixels.max()) > greatest:
        raise ValueError(f"it has the value {int(pixels.max())}; its header announces at most {greatest}")
    pixels = (1 - pixels) * 255 if bilevel else pixels
    return make_image(
        pixels.astype("uint8" if bits <= 8 else "uint16").reshape(height, width, channels),
        path=path,
        format="pnm",
        data_range=255.0 if bilevel else float(greatest),
        background=background,
        notes=[],
    )


def _fields(data: bytes, count: int) -> tuple[list[int], int]:
    """Return the numbers of the header and the position of its end."""
    values: list[int] = []
    at = 2
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
