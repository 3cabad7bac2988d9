"""A letter that changed in text all of which was drawn otherwise, for the metric ``changed``."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from difference_finder.metrics import _letters
from difference_finder.scoring import local_map

FINE = 8
SIZE = (220, 90)
TEXT = ("one score once more", "a corner of concern", "more cores are seen")


def page(*texts: str, move: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Return lines of text; ``move`` is in pixels."""
    font = ImageFont.load_default(14 * FINE)
    large = Image.new("L", (SIZE[0] * FINE, SIZE[1] * FINE), 255)
    draw = ImageDraw.Draw(large)
    for row, text in enumerate(texts):
        for column, letter in enumerate(text):
            place = 8 + column * 10 + move[0], 6 + row * 24 + move[1]
            draw.text(tuple(FINE * v for v in place), letter, fill=20, font=font)
    return np.array(large.resize(SIZE, Image.Resampling.BOX))


def places(first: np.ndarray, second: np.ndarray, **options) -> np.ndarray:
    return local_map("changed", first, second, **options)[1] > 0


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    """Return text, and the same text that moved, with another letter in the second line."""
    return page(*TEXT), page(TEXT[0], "a corner of eoncern", TEXT[2], move=(0.4, 0.3))


def test_a_letter_that_changed_is_found_and_nothing_else(pair) -> None:
    found = places(*pair)
    rows, columns = np.nonzero(found)
    assert len(rows) >= _letters.TOGETHER
    assert rows.min() > 28 and rows.max() < 52
    assert columns.min() > 8 + 12 * 10 - 6 and columns.max() < 8 + 13 * 10 + 6
    assert not places(page(*TEXT), page(*TEXT, move=(0.4, 0.3))).any()


def test_the_order_and_the_side_do_not_matter(pair) -> None:
    first, second = pair
    np.testing.assert_array_equal(places(second, first), places(first, second))
    mirrored = places(first[:, ::-1].copy(), second[:, ::-1].copy())
    np.testing.assert_array_equal(mirrored[:, ::-1], places(first, second))


def test_the_letter_is_found_because_no_other_place_is_alike(pair, monkeypatch) -> None:
    monkeypatch.setattr(_letters, "UNMATCHED", 99.0)
    assert not places(*pair).any()


def test_the_letter_must_differ_by_enough(pair, monkeypatch) -> None:
    monkeypatch.setattr(_letters, "LEAST", 9.0)
    assert not places(*pair).any()
