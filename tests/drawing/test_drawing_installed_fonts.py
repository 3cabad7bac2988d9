"""Letters of other scripts in pictures, which installed fonts have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont, features

from difference_finder.drawing import installed_fonts, lettering
from difference_finder.drawing.installed_fonts import fonts_with
from difference_finder.drawing.lettering import put_text, replace_missing, shorten, text_width
from made_fonts import make_font

HAN, MORE = "\u6f22\u5b57", "\u6c38"
HEBREW = "\u05d0\u05d1"
VOWEL = "\u05b8"
"""A vowel sign of Hebrew, which belongs to the letter before it."""


def forget() -> None:
    for cached in (
        installed_fonts._installed, fonts_with, lettering.replace_missing, lettering._line, lettering._width,
        lettering._font, lettering._opens,
    ):  # fmt: skip
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder that is the only one with installed fonts."""
    monkeypatch.setattr(installed_fonts, "_folders", lambda: [tmp_path])
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


@pytest.fixture
def fonts(folder) -> Path:
    """Install a font of two letters, one of three that is bold, and one of all three."""
    pytest.importorskip("fontTools")
    make_font(folder / "a.ttf", "Two", HAN, 1000)
    make_font(folder / "b.ttf", "Bold", HAN + MORE, 1000, weight=700)
    (folder / "deeper").mkdir()
    make_font(folder / "deeper/c.ttf", "Three", HAN + MORE + HEBREW + VOWEL, 1500)
    return folder


def ink(text: str, size: int = 20) -> np.ndarray:
    """Return where a text is drawn."""
    canvas = Image.new("RGB", (400, 40), "white")
    put_text(canvas, (0, 0), text, size, (0, 0, 0))
    return np.asarray(canvas)[..., 0] < 128


def test_fonts_are_as_few_as_possible_upright_and_of_normal_weight(fonts) -> None:
    assert {font.path for font in fonts_with(frozenset(HAN + MORE)).values()} == {str(fonts / "deeper/c.ttf")}
    assert {font.path for font in fonts_with(frozenset(HAN)).values()} == {str(fonts / "a.ttf")}
    assert fonts_with(frozenset("\u0905")) == {}


def test_the_letters_of_a_font_are_those_that_fonttools_reads() -> None:
    tools = pytest.importorskip("fontTools.ttLib")
    found = installed_fonts._files()[:4]
    matplotlib = pytest.importorskip("matplotlib")
    found += [str(path) for path in Path(matplotlib.get_data_path(), "fonts/ttf").glob("[DS]*Sans.ttf")]
    for path in found:
        font = installed_fonts._read(path)
        if font is not None:
            mine = {code for first, last in font.ranges for code in range(first, last + 1)}
            assert mine == set(tools.TTFont(path, fontNumber=0).getBestCmap())


def test_files_that_are_no_fonts_are_passed_over(folder) -> None:
    (folder / "empty.ttf").write_bytes(b"")
    (folder / "text.otf").write_text("not a font" * 100)
    (folder / "half.ttc").write_bytes(b"ttcf\0\1\0\0\0\0\0\1\0\0\0\x0c\0\x09")
    (folder / "LastResort.ttf").write_bytes(b"")
    assert fonts_with(frozenset(HAN)) == {}
    assert replace_missing(f"a{HAN}") == "a??"


def test_letters_of_an_installed_font_are_drawn(fonts) -> None:
    assert replace_missing(f"x{HAN} \u0905") == f"x{HAN} ?"
    drawn = ink(HAN)
    assert drawn.sum() > 200
    # The squares of the font are 0.9 em wide, at both letters.
    assert drawn[:, 2:18].any(axis=0).all() and drawn[:, 22:38].any(axis=0).all()
    assert text_width(HAN, 20) == 40 and not drawn[:, 40:].any()
    assert not (drawn == ink("??")).all()


def test_letters_stand_on_the_line_of_the_others(fonts) -> None:
    bottom = np.flatnonzero(ink("H").any(axis=1))[-1]
    assert abs(int(np.flatnonzero(ink(HAN).any(axis=1))[-1]) - int(bottom)) <= 1


def test_without_a_font_there_are_question_marks_as_before(folder) -> None:
    assert replace_missing(f"{HAN}.png") == "??.png"
    assert (ink(HAN) == ink("??")).all()


def test_fonts_are_not_looked_for_without_a_missing_letter(monkeypatch) -> None:
    def look() -> None:
        raise AssertionError("fonts were looked for")

    forget()
    monkeypatch.setattr(installed_fonts, "_files", look)
    monkeypatch.setattr(installed_fonts, "fonts_with", look)
    text = "M\u00fcller's na\u00efve name_1 \u00b7 3\u00d72 \u2265 \u22121 \u2026"
    assert replace_missing(text).startswith("Muller's naive")
    assert text_width(text, 13) > 0 and shorten(text, 13, 60)
    monkeypatch.undo()
    forget()


def test_shortened_names_fit(fonts) -> None:
    name = f"{HAN * 20}{HEBREW * 10}_end.png"
    short = shorten(name, 13, 120)
    assert text_width(short, 13) <= 120 and short.startswith(HAN[0]) and short.endswith(".png")


def test_signs_of_a_letter_stay_with_it_and_others_are_removed(fonts) -> None:
    assert replace_missing(f"{HEBREW[0]}{VOWEL}x{VOWEL}\u202e") == f"{HEBREW[0]}{VOWEL}x"
    assert [run for run, _ in lettering._runs(f"x{HEBREW[0]}{VOWEL} {HEBREW[1]}")] == [
        "x",
        f"{HEBREW[0]}{VOWEL} {HEBREW[1]}",
    ]


def test_letters_from_right_to_left_need_a_library(fonts, monkeypatch) -> None:
    if features.check("raqm"):
        assert replace_missing(HEBREW) == HEBREW
    forget()
    monkeypatch.setattr(features, "check", lambda name: False)
    assert replace_missing(f"{HEBREW}{HAN}") == f"??{HAN}"


def test_a_font_that_cannot_be_opened_has_no_letters(fonts, monkeypatch) -> None:
    real = ImageFont.truetype

    def truetype(path, *more, **named):
        if str(path).endswith("c.ttf"):
            raise OSError("unknown file format")
        return real(path, *more, **named)

    monkeypatch.setattr(ImageFont, "truetype", truetype)
    assert replace_missing(f"{HAN}{MORE}") == "???"
    assert replace_missing(HAN) == HAN
