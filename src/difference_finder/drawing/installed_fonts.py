"""The fonts that are installed on this machine, and the letters that they have."""

from __future__ import annotations

import os
import struct
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["InstalledFont", "fonts_with"]

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")

PICTURES = frozenset({b"CBDT", b"sbix"})
"""Tables of fonts whose glyphs are pictures."""

OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})

REGULAR = 400
"""Weight of upright text."""

ITALIC = 1
"""Bit of the flags of a font (``fsSelection``) that is set for italics."""

UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
"""Platform and encoding of tables of Unicode characters."""

LAST = 0xFFFF
"""Code point that ends tables of format 4, and is no character."""

LAST_RESORT = "lastresort"
"""Name of fonts that draw every letter as a box."""


@dataclass(frozen=True)
class InstalledFont:
    """An installed font.

    Parameters
    ----------
    path
        Path of its file, of which the first font counts.
    regular
        Whether it is upright and of normal weight.
    ranges
        First and last code points of the ranges of its characters, in order.
    """

    path: str
    regular: bool
    ranges: tuple[tuple[int, int], ...]

    def has(self, letter: str) -> bool:
        """Tell whether the font has a letter."""
        place = bisect_right(self.ranges, (ord(letter), sys.maxunicode))
        return place > 0 and ord(letter) <= self.ranges[place - 1][1]


@lru_cache(1024)
def fonts_with(letters: frozenset[str]) -> dict[str, InstalledFont]:
    """Return an installed font for each letter that one has, as few fonts as possible.

    The files of fonts are read at the first call.

    Parameters
    ----------
    letters
        Letters.
    """
    known = {font: {letter for letter in letters if font.has(letter)} for font in _installed()}
    found: dict[str, InstalledFont] = {}
    while known:
        font = min(known, key=lambda one: (-len(known[one]), not one.regular, _order(one.path)))
        own = known.pop(font)
        if not own:
            break
        found |= dict.fromkeys(own, font)
        known = {other: left - own for other, left in known.items()}
    return found


def _order(path: str) -> tuple[bool, str]:
    """Return a key that sorts fonts without serifs, which the text around them resembles, before others."""
    return "sans" not in Path(path).stem.lower(), path


@cache
def _installed() -> tuple[InstalledFont, ...]:
    return tuple(font for path in _files() if (font := _read(path)) is not None)


def _files() -> list[str]:
    """Return the files of fonts in the folders of the system and of the user."""
    found = {
        str(Path(folder, name))
        for root in _folders()
        for folder, _, names in os.walk(root)
        for name in names
        if name.lower().endswith(SUFFIXES) and LAST_RESORT not in name.lower()
    }
    return sorted(found)


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))
        return [Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"), Path(local, "Microsoft/Windows/Fonts")]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [home / ".fonts", *(Path(folder, "fonts") for folder in (data, *shared.split(":")))]


def _read(path: str) -> InstalledFont | None:
    """Return a font with outlines; None for other files, and for damaged ones."""
    try:
        with Path(path).open("rb") as file:
            tables = _tables(file)
            if not tables.keys() & OUTLINES or tables.keys() & PICTURES:
                return None
            ranges = tuple(_ranges(file, tables[b"cmap"]))
            return InstalledFont(path, _is_regular(file, tables.get(b"OS/2")), ranges)
    except (OSError, KeyError, struct.error, OverflowError):
        return None


def _tables(file: BinaryIO) -> dict[bytes, int]:
    """Return the position of each table of the first font in a file."""
    start = 0
    if file.read(4) == b"ttcf":
        (start,) = _unpack(file, 12, ">I")
    (count,) = _unpack(file, start + 4, ">H")
    entries = _unpack(file, start + 12, ">" + count * "4sIII")
    return dict(zip(entries[::4], entries[2::4], strict=True))


def _is_regular(file: BinaryIO, table: int | None) -> bool:
    if table is None:
        return False
    (weight,), (flags,) = _unpack(file, table + 4, ">H"), _unpack(file, table + 62, ">H")
    return bool(weight == REGULAR and not flags & ITALIC)


def _ranges(file: BinaryIO, table: int) -> list[tuple[int, int]]:
    """Return the ranges of characters of a font, in order (table ``cmap``, formats 12 and 4)."""
    _, count = _unpack(file, table, ">HH")
    entries = _unpack(file, table + 4, ">" + count * "HHI")
    kinds = {}
    for key, offset in zip(zip(entries[::3], entries[1::3], strict=True), entries[2::3], strict=True):
        if key in UNICODE:
            (kind,) = _unpack(file, table + offset, ">H")
            kinds[kind] = table + offset
    if 12 in kinds:  # has all that format 4 has
        return _groups(file, kinds[12])
    return _segments(file, kinds[4])


def _groups(file: BinaryIO, start: int) -> list[tuple[int, int]]:
    """Return the ranges of a table of format 12."""
    (count,) = _unpack(file, start + 12, ">I")
    numbers = _unpack(file, start + 16, f">{3 * count}I")
    return sorted(zip(numbers[::3], numbers[1::3], strict=True))


def _segments(file: BinaryIO, start: int) -> list[tuple[int, int]]:
    """Return the ranges of a table of format 4, without characters whose glyph is 0, the missing one."""
    _, length, _, double = _unpack(file, start, ">HHHH")
    words = _unpack(file, start, f">{length // 2}H")
    count = double // 2
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, offsets = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
    found = []
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if offsets[number] == 0:
            known = [code for code in (first, last) if (code + deltas[number]) & 0xFFFF]
            found += [(known[0], known[-1])] if known else []
            continue
        place = 8 + 3 * count + number + offsets[number] // 2  # offsets count from where they stand
        glyphs = words[place : place + last - first + 1]
        found += _runs([first + step for step, glyph in enumerate(glyphs) if glyph])
    return sorted(one for one in found if one[0] < LAST)


def _runs(codes: list[int]) -> list[tuple[int, int]]:
    """Return sorted code points as ranges."""
    found: list[tuple[int, int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def _unpack(file: BinaryIO, position: int, format: str) -> tuple[Any, ...]:
    file.seek(position)
    return struct.unpack(format, file.read(struct.calcsize(format)))
