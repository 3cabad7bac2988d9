"""GIF."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._animation import CLEAR, KEEP, RESTORE, Canvas, timing
from difference_finder.readers._limits import check_size
from difference_finder.readers._picture import make_image
from difference_finder.readers._pillow import open_header
from difference_finder.readers._warnings import collect_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["gif"]

_DISPOSALS = {2: CLEAR, 3: RESTORE}
_INTERLACED = 0x40


@dataclass
class _Frame:
    """A frame: its place, its palette of shape (n, 3), its transparent index, and its compressed indices."""

    left: int
    top: int
    width: int
    height: int
    flags: int
    palette: bytes
    codes: bytes
    duration: int = 0
    disposal: int = KEEP
    transparent: int | None = None


@dataclass
class _File:
    """The screen, which the first frame may enlarge, and the frames; ``plays`` is 0 for without end."""

    width: int
    height: int
    plays: int = 1
    frames: list[_Frame] = field(default_factory=list)
    whole: bool = False


@reader(
    "gif",
    suffixes=(".gif",),
    matches=lambda head: head.startswith((b"GIF87a", b"GIF89a")),
    unit="frames",
)
def gif(path: Path, *, background: str, max_pixels: int) -> Image | Iterator[Image]:
    """Read GIF: all frames as shown, with the colours of their palettes.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels: "white", "black" or "#rrggbb".
    max_pixels
        Greatest number of pixels that the file may announce, in all frames together.

    Returns
    -------
    Image or iterator of Image
        Pixels of shape (1, 3, H, W): uint8 RGB.

    Raises
    ------
    ReadError
        If the file is truncated or damaged.
    ImageTooLargeError
        If the header announces too many pixels.

    Notes
    -----
    The screen is transparent where no frame covers it, as in browsers; the background colour of the file is
    not used. A delay is reported as stored, although browsers show frames of 0 and 10 ms for 100 ms.

    References
    ----------
    CompuServe, "Graphics Interchange Format, version 89a", 1990.
    """
    data = path.read_bytes()

    def check(width: int, height: int, frames: int) -> None:
        check_size(
            path,
            width,
            height,
            channels=1,
            bits=8,
            file_bytes=len(data),
            max_pixels=max_pixels,
            frames=frames,
            exact=frames == 1,  # later frames may be small parts
        )

    file = _parse(data, check)
    shown = _shown(file, path, background)
    return next(shown) if len(file.frames) == 1 else shown


def _shown(file: _File, path: Path, background: str) -> Iterator[Image]:
    moving = len(file.frames) > 1
    contents = [timing([frame.duration for frame in file.frames], file.plays)] if moving else []
    canvas = Canvas(file.width, file.height)
    for frame in file.frames:
        with collect_warnings() as heard:
            samples = _samples(frame)
        notes = heard if file.whole else [*heard, "its end is missing; it may have lost frames"]
        whole = not moving and samples.shape[:2] == (file.height, file.width)
        yield make_image(
            samples if whole else canvas.show(samples, frame.left, frame.top, frame.disposal),
            path=path,
            format="gif",
            data_range=255.0,
            background=background,
            notes=notes,
            contents=contents,
        )


def _samples(frame: _Frame) -> NDArray[Any]:
    """Return the RGB or RGBA samples of a frame.

    Notes
    -----
    Pillow decodes the indices from a file of this frame alone, without a palette. Its own frames differ from
    those of browsers where areas are cleared to the background colour.
    """
    import numpy as np

    head = struct.pack("<6s2H3B", b"GIF89a", frame.width, frame.height, 0, 0, 0)
    place = struct.pack("<c4HB", b",", 0, 0, frame.width, frame.height, frame.flags & _INTERLACED)
    header = open_header("GIF", head + place + frame.codes + b";")
    header.load()
    indices = np.asarray(header)
    palette = np.zeros((256, 4), dtype=np.uint8)
    palette[:, 3] = 255
    colours = np.frombuffer(frame.palette, dtype=np.uint8).reshape(-1, 3)
    palette[: len(colours), :3] = colours
    if frame.transparent is None:
        return np.take(palette[:, :3], indices, axis=0)
    palette[frame.transparent] = 0
    return np.take(palette, indices, axis=0)


def _parse(data: bytes, check: Callable[[int, int, int], None]) -> _File:
    """Read the blocks; ``check`` is given width, height and number of frames before pixels are decoded."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    file = _File(width, height)
    at = 13 + _table(flags)
    common, control = data[13:at], b""
    while at < len(data):
        kind = data[at : at + 1]
        if kind == b"!":
            label, (body, at) = data[at + 1], _blocks(data, at + 2)
            control = (body or b"\0") if label == 0xF9 else control
            # The extension of Netscape: 1, and the number of repetitions.
            if label == 0xFF and body.startswith((b"NETSCAPE2.0", b"ANIMEXTS1.0")) and len(body) >= 14:
                repetitions = struct.unpack_from("<H", body, 12)[0]
                file.plays = repetitions + 1 if repetitions else 0
        elif kind == b",":
            left, top, width, height = struct.unpack_from("<4H", data, at + 1)
            if not file.frames:
                file.width, file.height = max(file.width, left + width), max(file.height, top + height)
            check(max(file.width, width), max(file.height, height), len(file.frames) + 1)
            frame, at = _frame(data, at, common, control)
            file.frames.append(frame)
            control = b""
        elif kind == b";":
            file.whole = True
            break
        elif kind == b"\0":
            at += 1
        else:
            break
    if not file.frames:
        raise ValueError("it has no frame")
    return file


def _frame(data: bytes, at: int, common: bytes, control: bytes) -> tuple[_Frame, int]:
    left, top, width, height, flags = struct.unpack_from("<4HB", data, at + 1)
    at += 10
    palette = data[at : at + _table(flags)] or common or bytes(v for v in range(256) for _ in range(3))
    at += _table(flags)
    _, end = _blocks(data, at + 1)
    frame = _Frame(left, top, width, height, flags, palette[: len(palette) // 3 * 3], data[at:end])
    if control:
        packed, delay, index = struct.unpack_from("<BHB", control)
        frame.duration, frame.disposal = 10 * delay, _DISPOSALS.get(packed >> 2 & 7, KEEP)
        frame.transparent = index if packed & 1 else None
    return frame, end


def _blocks(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the content of blocks with their lengths, up to a length of zero, and their end."""
    parts = []
    while length := data[at]:
        parts.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return b"".join(parts), at + 1


def _table(flags: int) -> int:
    """Return the length of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
