"""Text and lines in another colour are changed, however thin they are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from difference_finder import score

INKS = {"red": "#d32f2f", "green": "#2e7d32", "blue": "#1a5fb4", "black": "#222222", "grey": "#888888"}


def page(ink: str, shift: float = 0, size: int = 14) -> np.ndarray:
    """Return a white page with a line of text, a box and a line of one pixel in a colour."""
    image = Image.new("RGB", (240, 90), "white")
    draw = ImageDraw.Draw(image)
    draw.text((20 + shift, 12), "The password is wrong", fill=ink, font=ImageFont.load_default(size=size))
    draw.rectangle((20, 44, 120, 70), outline=ink)
    draw.line((140, 76, 220, 46), fill=ink)
    return np.asarray(image)


@pytest.mark.parametrize("size", [10, 14, 18])
@pytest.mark.parametrize(
    ("first", "second"), [("red", "green"), ("red", "black"), ("blue", "black"), ("grey", "red")]
)
def test_another_hue_is_a_change(first, second, size) -> None:
    assert score("changed", page(INKS[first], size=size), page(INKS[second], size=size)) > 0.01
    assert score("changed", page(INKS[second], size=size), page(INKS[first], 0.5, size)) > 0.01


@pytest.mark.parametrize("ink", ["red", "blue", "black"])
@pytest.mark.parametrize("shift", [0.25, 0.5, 0.75])
def test_text_of_one_colour_may_move_by_part_of_a_pixel(ink, shift) -> None:
    assert score("changed", page(INKS[ink]), page(INKS[ink], shift)) == 0


def test_colour_fringes_of_sub_pixel_text_are_no_other_hue() -> None:
    wide = Image.new("L", (720, 90), "white")
    ImageDraw.Draw(wide).text((60, 12), "The password is wrong", fill=0, font=ImageFont.load_default(size=14))
    values = np.asarray(wide.resize((720, 90)), float)
    smooth = sum(np.roll(values, k, 1) for k in (-1, 0, 1)) / 3
    fringed = np.stack([smooth[:, k::3] for k in range(3)], axis=-1).round().astype(np.uint8)
    plain = np.repeat(smooth[:, 1::3].round().astype(np.uint8)[..., None], 3, axis=2)
    assert (fringed != plain).any()
    assert score("changed", plain, fringed) == 0


def test_masked_pixels_have_no_hue() -> None:
    first, second = page(INKS["red"]), page(INKS["green"])
    mask = np.ones(first.shape[:2], bool)
    mask[5:85, 5:230] = False
    assert score("changed", first, second, mask=mask) == 0
