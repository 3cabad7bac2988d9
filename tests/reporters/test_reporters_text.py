# ruff: noqa: RUF001 - the signs are what is tested
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from difference_finder.drawing.lettering import _sign, line_height, replace_missing, shorten, text_width, wrap


@given(text=st.text(st.characters(codec=None), max_size=80), width=st.integers(40, 400))
def test_shortened_text_fits(text, width):
    short = shorten(text, 13, width)
    assert text_width(short, 13) <= width
    assert "\n" not in short
    assert replace_missing(short) == short


def test_names_are_cut_in_the_middle():
    short = shorten("first_" + "x" * 300 + "_last.png", 13, 200)
    assert short.startswith("first_")
    assert short.endswith("_last.png")
    assert "…" in short


def test_parts_that_do_not_fit_are_counted():
    lines = wrap([f"note number {i}" for i in range(30)], 13, 300, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("more")
    assert all(text_width(line, 13) <= 300 for line in lines)
    assert wrap(["", "\n"], 13, 300, 2) == []


@pytest.mark.parametrize("size", [11, 13, 24, 40])
@pytest.mark.parametrize("sign", ["×", "−", "∞", "≥", "≤"])
def test_signs_that_the_font_lacks_are_drawn(sign, size):
    mask = np.asarray(_sign(sign, size))
    assert mask.max() > 100
    assert mask[:, 0].max() < 255
    assert _sign(sign, size).height == line_height(size)
