"""Containers of video: their signatures, and whether a file holds all that its header announces.

Demuxers take the end of a truncated file for the end of the video.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import IO

__all__ = ["check_whole", "container_of"]

_PICTURES = (
    b"avif",
    b"avis",
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"mif1",
    b"jp2 ",
    b"jpx ",
    b"crx ",
    b"jxl ",
)
_OLD_MOV = (b"moov", b"mdat", b"wide", b"free", b"skip")
_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067


def container_of(head: bytes) -> str | None:
    """Return the name of the container in FFmpeg: "mov", "matroska", "avi" or "yuv4mpegpipe".

    Parameters
    ----------
    head
        The first bytes of a file.

    Returns
    -------
    str or None
        None if the file is not a video.
    """
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _PICTURES else "mov"
    if head[4:8] in _OLD_MOV:
        return "mov"
    if head.startswith(_EBML.to_bytes(4, "big")):
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    return "yuv4mpegpipe" if head.startswith(b"YUV4MPEG2 ") else None


def check_whole(path: Path, container: str | None) -> int:
    """Return the size of a file in bytes.

    Raises
    ------
    ValueError
        If the file is shorter than its container announces.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        announced = _ENDS[container](file, size) if container else size
    if announced > size:
        raise ValueError(f"it has {size} of the {announced} bytes that its container announces")
    return size


def _end_of_boxes(file: IO[bytes], size: int) -> int:
    """Return the end of the last box of MP4 (ISO/IEC 14496-12, section 4.2)."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        length, _, large = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        if length == 0:  # to the end of the file
            return size
        length = large if length == 1 else length
        if length < 8:
            raise ValueError(f"a box at {at} has the length {length}")
        at += length
    return at


def _end_of_segment(file: IO[bytes], size: int) -> int:
    """Return the end of the segment of Matroska (RFC 9559), or the size of the file if it is not recorded."""
    at = 0
    for _ in range(2):
        file.seek(at)
        head = file.read(16)
        kind = int.from_bytes(head[:4], "big")
        width = 9 - head[4].bit_length() if len(head) > 4 and head[4] else 0
        if kind not in (_EBML, _SEGMENT) or not width or len(head) < 4 + width:
            return size
        mask = (1 << 7 * width) - 1
        length = int.from_bytes(head[4 : 4 + width], "big") & mask
        if length == mask:  # of unknown length
            return size
        at += 4 + width + length
        if kind == _SEGMENT:
            return at
    return size


def _end_of_riff(file: IO[bytes], size: int) -> int:
    """Return the end of the last RIFF chunk of AVI."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        kind, length = struct.unpack("<4sI", file.read(8))
        if kind != b"RIFF":
            return size
        at += 8 + length + length % 2
    return at


def _end_of_y4m(file: IO[bytes], size: int) -> int:
    """Return the end of the last frame of Y4M, or the size of the file if its colour space is unknown."""
    file.seek(0)
    line = file.readline(1024)
    fields = {field[:1]: field[1:] for field in line.split()[1:] if field}
    colours = fields.get(b"C", b"420").decode("ascii", "replace")
    known = re.match(r"(420|422|444alpha|444|411|mono)(?:p(\d+)|(\d+))?", colours)
    if not known or not fields.get(b"W", b"").isdigit() or not fields.get(b"H", b"").isdigit():
        return size
    width, height = int(fields[b"W"]), int(fields[b"H"])
    planes, across, down = _Y4M[known[1]]
    samples = width * height * (2 if known[1] == "444alpha" else 1)
    samples += planes * -(-width // across) * -(-height // down)
    frame = samples * (2 if int(known[2] or known[3] or 8) > 8 else 1)
    at = len(line)
    while at < size:
        file.seek(at)
        head = file.readline(256)
        if not head.startswith(b"FRAME"):
            raise ValueError(f"there is no frame at {at}")
        at += len(head) + frame
    return at


# Planes of chroma, and how many columns and rows share a sample.
_Y4M = {"420": (2, 2, 2), "422": (2, 2, 1), "444": (2, 1, 1), "444alpha": (2, 1, 1), "411": (2, 4, 1),
        "mono": (0, 1, 1)}  # fmt: skip

_ENDS = {
    "mov": _end_of_boxes,
    "matroska": _end_of_segment,
    "avi": _end_of_riff,
    "yuv4mpegpipe": _end_of_y4m,
}
