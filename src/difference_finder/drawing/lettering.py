"""Text in pictures: lines that fit, in characters that the font has.

The font of Pillow has few characters beyond ASCII. The signs of a scale are composed of its glyphs, accents
are removed, and other letters are drawn with an installed font that has them; where there is none, they
become question marks. File names may contain line breaks, unpaired surrogates and thousands of letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.scale import MINUS, TIMES

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    from difference_finder.drawing.installed_fonts import InstalledFont

__all__ = ["break_lines", "join_name", "line_height", "put_text", "shorten", "text_width", "wrap"]

SIGNS = f"{TIMES}{MINUS}∞≥≤"
PIECES = re.compile(f"[{SIGNS}]|[^{SIGNS}]+")
SPARE = {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "•": "·", "≈": "~"}
JOINERS = "\u200c\u200d"
LONGEST = 2000


def put_text(
    canvas: Image, position: tuple[int, int], text: str, size: int, colour: tuple[int, int, int]
) -> None:
    """Draw one line of text with its top left corner at ``position``."""
    canvas.paste(colour, position, _line(replace_missing(text), size))


def text_width(text: str, size: int) -> int:
    """Return the width of a line in pixels."""
    return sum(_width(run, size, font) for run, font in _runs(replace_missing(text)))


def line_height(size: int) -> int:
    """Return the distance between two lines in pixels."""
    return round(1.4 * size)


def shorten(text: str, size: int, width: int) -> str:
    """Remove the middle of a text that is too wide, because names differ at their beginning and end."""
    text = replace_missing(text).strip()
    if text_width(text, size) <= width:
        return text
    least, most = 0, len(text)
    while least < most:  # Search the greatest number of letters that fit.
        kept = (least + most + 1) // 2
        if text_width(_cut(text, kept), size) <= width:
            least = kept
        else:
            most = kept - 1
    return replace_missing(_cut(text, least))


def wrap(parts: list[str], size: int, width: int, lines: int) -> list[str]:
    """Join parts by dots in a number of lines, and state the number of parts that do not fit."""
    filled: list[str] = []
    parts = [part for part in parts if replace_missing(part).strip()]
    for index, part in enumerate(parts):
        text = shorten(part, size, width)
        joined = f"{filled[-1]}  ·  {text}" if filled else text
        if filled and text_width(joined, size) <= width:
            filled[-1] = joined
        elif len(filled) < lines:
            filled.append(text)
        else:
            rest = f"  ·  {len(parts) - index} more"
            filled[-1] = shorten(filled[-1], size, width - text_width(rest, size)) + rest
            break
    return filled


def break_lines(text: str, size: int, width: int, lines: int) -> list[str]:
    """Break a text between words into a number of lines, of which the last may be shortened."""
    words, broken = replace_missing(text).split(), [""]
    for index, word in enumerate(words):
        joined = f"{broken[-1]} {word}".strip()
        if text_width(joined, size) <= width or not broken[-1]:
            broken[-1] = joined
        elif len(broken) < lines:
            broken.append(word)
        else:
            broken[-1] = " ".join([broken[-1], *words[index:]])
            break
    return [shorten(line, size, width) for line in broken]


def join_name(name: str, facts: str, size: int, width: int) -> str:
    """Return a name followed by facts, with the name shortened to fit the width."""
    if not replace_missing(name).strip():
        return shorten(facts, size, width)
    return shorten(name, size, width - text_width(f"  ·  {facts}", size)) + f"  ·  {facts}"


@cache
def _shown(char: str) -> str | None:
    """Return a character, or its letter without an accent; None if the font has neither."""
    if char in SIGNS or _has_glyph(char):
        return char
    if char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp"):
        return " "
    if unicodedata.category(char) in ("Mn", "Cf"):  # Combining accents, direction marks.
        return ""
    plain = SPARE.get(char) or "".join(c for c in unicodedata.normalize("NFKD", char) if _has_glyph(c))
    return plain or None


@lru_cache(1024)
def replace_missing(text: str) -> str:
    """Return a text as one line of characters that the font or an installed one has, and question marks."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 :]}"
    shown = [_shown(char) for char in text]
    fonts = _reserves(text) if None in shown else {}
    line: list[str] = []
    last: InstalledFont | None = None
    for char, own in zip(text, shown, strict=True):
        if own is None:
            last = fonts.get(char)
            line.append(char if last else "?")
        elif last is not None and _is_sign_of_letter(char) and last.has(char):
            line.append(char)
        else:
            line.append(own)
            last = None
    return "".join(line)


def _is_sign_of_letter(char: str) -> bool:
    """Tell whether a character changes the letter before it: an accent, a vowel sign, or a joiner."""
    return unicodedata.category(char) == "Mn" or char in JOINERS


def _reserves(text: str) -> dict[str, InstalledFont]:
    """Return an installed font for each letter of a text that one has and the font lacks.

    Letters that are written from right to left need a library that arranges them; without it, they have none.
    """
    from PIL import features

    from difference_finder.drawing.installed_fonts import fonts_with

    lacking = {char for char in text if _shown(char) is None}
    if not features.check("raqm"):
        lacking = {char for char in lacking if unicodedata.bidirectional(char) not in ("R", "AL")}
    return {char: font for char, font in fonts_with(frozenset(lacking)).items() if _opens(font.path)}


@cache
def _opens(path: str) -> bool:
    try:
        return _font(20, path) is not None
    except OSError:
        return False


def _cut(text: str, kept: int) -> str:
    head = (kept + 1) // 2
    return f"{text[:head]}…{text[len(text) - (kept - head) :]}"


@cache
def _font(size: int, path: str = "") -> FreeTypeFont:
    """Return an installed font, or without a path the font of Pillow."""
    from PIL import ImageFont

    font: Any = ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
    return font  # type: ignore[no-any-return]


@cache
def _has_glyph(char: str) -> bool:
    font = _font(20)
    return char == " " or (char.isprintable() and bytes(font.getmask(char)) != bytes(font.getmask("\uffff")))


def _runs(text: str) -> list[tuple[str, str]]:
    """Split a text into composed signs, and runs of characters with the path of their font."""
    if None not in map(_shown, text):
        return [(run, "") for run in PIECES.findall(text)]
    runs: list[tuple[str, str]] = []
    for char, font in zip(text, _fonts_of(text), strict=True):
        if runs and char not in SIGNS and runs[-1][0] not in SIGNS and runs[-1][1] == font:
            runs[-1] = (runs[-1][0] + char, font)
        else:
            runs.append((char, font))
    return runs


def _fonts_of(text: str) -> list[str]:
    """Return the path of the font of each character; "" for the font of Pillow."""
    reserves = _reserves(text)
    fonts = [reserves[char].path if char in reserves else "" for char in text]
    for place, char in enumerate(text):
        if place and _is_sign_of_letter(char):
            fonts[place] = fonts[place - 1]
        elif char == " " and 0 < place < len(text) - 1 and fonts[place - 1] == fonts[place + 1]:
            fonts[place] = fonts[place - 1]  # so that words from right to left are in their order
    return fonts


# Most lines are equal in all pictures of a folder; drawing them takes a third of the time of a small picture.
@lru_cache(4096)
def _width(run: str, size: int, font: str = "") -> int:
    return _sign(run, size).width if run in SIGNS else -int(-_font(size, font).getlength(run) // 1)


@lru_cache(512)
def _line(text: str, size: int) -> Image:
    from PIL import Image

    runs = _runs(text)
    mask = Image.new("L", (max(1, sum(_width(run, size, font) for run, font in runs)), line_height(size)))
    left = 0
    for run, font in runs:
        mask.paste(_sign(run, size) if run in SIGNS else _glyphs(run, size, font), (left, 0))
        left += _width(run, size, font)
    return mask


def _glyphs(run: str, size: int, font: str = "") -> Image:
    from PIL import Image, ImageDraw

    mask = Image.new("L", (max(1, _width(run, size, font)), line_height(size)))
    ascent, _ = _font(size).getmetrics()
    # All runs of a line stand on the baseline of the font of Pillow.
    place, anchor = ((0, ascent), "ls") if font else ((0, 0), "la")
    ImageDraw.Draw(mask).text(place, run, fill=255, font=_font(size, font), anchor=anchor)
    return mask


@cache
def _sign(sign: str, size: int) -> Image:
    """Compose a sign that the font lacks of its glyphs."""
    from PIL import Image, ImageChops

    plus = _glyphs("+", size)
    left, top, right, bottom = plus.getbbox() or (0, 0, 1, 1)
    if sign == TIMES:
        return plus.rotate(45, Image.Resampling.BICUBIC, center=((left + right) / 2, (top + bottom) / 2))
    if sign == "∞":
        eight = _glyphs("8", size)
        lying = eight.crop(eight.getbbox()).transpose(Image.Transpose.ROTATE_90)
        lying = lying.resize((lying.width, round(0.85 * lying.height)), Image.Resampling.BICUBIC)
        mask = Image.new("L", (lying.width + 2 * left, eight.height))
        mask.paste(lying, (left, (top + bottom - lying.height) // 2))
        return mask
    bar = Image.new("L", plus.size)
    bar.paste(plus.crop((left + 1, top, left + 2, bottom)).resize((right - left, bottom - top)), (left, top))
    if sign == MINUS:
        return bar
    angle = _glyphs(">" if sign == "≥" else "<", size)
    raised = ImageChops.offset(angle, 0, -max(1, round(0.07 * size)))
    return ImageChops.lighter(raised, ImageChops.offset(bar.crop((0, 0, *angle.size)), 0, round(0.31 * size)))
