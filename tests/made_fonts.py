"""Small fonts that tests install for themselves."""

from __future__ import annotations

from pathlib import Path


def make_font(path: Path, name: str, letters: str, width: int, weight: int = 400) -> None:
    """Write a font whose letters are squares."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for place, corner in enumerate([(50, 0), (50, 700), (width - 50, 700), (width - 50, 0)]):
        (pen.lineTo if place else pen.moveTo)(corner)
    pen.closePath()
    square = pen.glyph()
    names = [".notdef", *(f"letter{number}" for number in range(len(letters)))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"letter{number}" for number, letter in enumerate(letters)})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name.replace(" ", "")})
    builder.setupOS2(sTypoAscender=800, usWeightClass=weight)
    builder.setupPost()
    builder.save(path)
