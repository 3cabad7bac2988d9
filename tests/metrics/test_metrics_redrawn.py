"""Text that a program drew otherwise, for the metric ``changed``: few pixels in it do not count."""

import numpy as np
import pytest

from difference_finder.metrics._edges import Unexplained
from difference_finder.metrics._parts import Parts
from difference_finder.metrics._redrawn import FEW, _few
from difference_finder.metrics._shapes import _limits
from difference_finder.metrics._strokes import MARGINS, Strokes
from difference_finder.scoring import local_map

PAPER, INK = 250, 20


def text(
    bar: float = 1.0, left: float = 1.0, right: float = 0.0, lines: int = 4, letters: int = 16, ink: int = INK
) -> np.ndarray:
    """Return lines of the letter H, 9 pixels wide and 10 pixels high.

    Parameters
    ----------
    bar
        Coverage of both rows of the bars.
    left, right
        Coverage of the first and the last column of the stems, which have a full column between them.
    lines, letters
        Numbers of lines and of letters in a line.
    ink
        Grey level of full coverage.
    """
    cover = np.zeros((16 * lines + 8, 11 * letters + 12))
    for row in range(6, 16 * lines, 16):
        for column in range(6, 11 * letters, 11):
            for stem in (column, column + 6):
                cover[row : row + 10, stem : stem + 3] = left, 1, right
            cover[row + 4 : row + 6, column + 3 : column + 6] = bar
            cover[row + 4 : row + 6, column + 2] = np.maximum(right, bar)
    return np.round(PAPER + (ink - PAPER) * cover).astype(np.uint8)


def count(first: np.ndarray, second: np.ndarray) -> int:
    pixels = int(local_map("changed", first, second)[1].sum())
    assert pixels == int(local_map("changed", second, first)[1].sum())
    assert pixels == int(local_map("changed", first[:, ::-1].copy(), second[:, ::-1].copy())[1].sum())
    return pixels


REDRAWN = {"left": 0.45, "right": 0.55}
"""Stems that moved by half of a pixel."""


def test_bars_that_became_bolder_count_only_if_the_text_is_otherwise_equal() -> None:
    assert count(text(bar=0.6), text(bar=1.0)) > 0
    assert count(text(bar=0.6), text(bar=1.0, **REDRAWN)) == 0


def test_text_in_another_colour_counts_although_all_of_it_differs() -> None:
    first, second = text(), text(ink=100)
    # Both full columns of all stems, and both rows of the bars between them.
    assert count(first, second) == 64 * (2 * 2 * 10 + 2 * 4)
    assert strokes(first, second)[0].redrawn(np.arange(10)).all()


DOT, OTHER = (33, 95), (52, 73)
"""Places two pixels below a stem, and two above one."""


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.2, 1), (0.4, 0), (1.0, 0)])
def test_a_pixel_that_stands_out_counts_unless_others_do(share: float, expected: int) -> None:
    first, second = text(), text(**REDRAWN)
    second[DOT], second[OTHER] = INK, PAPER - round(share * (PAPER - INK))
    found = local_map("changed", first, second)[1]
    assert found[DOT] == expected
    assert found.sum() - found[OTHER] == expected


def test_a_pixel_farther_than_strokes_may_have_moved_counts() -> None:
    first, second = text(), text(**REDRAWN)
    second[DOT[0] + 1, DOT[1]] = second[OTHER[0] - 1, OTHER[1]] = INK
    assert count(first, second) == 2


@pytest.mark.parametrize(("unequal", "expected"), [(slice(None), 0), (slice(16, 40), 2), (slice(0, 24), 2)])
def test_a_pixel_counts_if_only_one_line_was_drawn_otherwise(unequal: slice, expected: int) -> None:
    first, second = text(), text()
    second[unequal] = text(**REDRAWN)[unequal]
    second[DOT] = INK
    second[33, 128] = INK
    assert count(first, second) == expected


def test_a_pixel_of_a_short_word_counts() -> None:
    size = {"letters": 2, "lines": 2}
    first, second = text(**size), text(**size, **REDRAWN)
    second[33, 7] = second[33, 24] = INK
    assert count(first, second) == 2


def strokes(first: np.ndarray, second: np.ndarray) -> tuple[Strokes, Parts]:
    """Return the strokes of two pictures that fit into one part."""
    places = np.nonzero(first != second)
    parts = Parts((first[None], second[None]), places, None, 255.0)
    ((_, part),) = parts.around(MARGINS)
    return Strokes(part), parts


def test_more_must_be_unexplained_in_redrawn_text() -> None:
    members, energy = np.arange(3), np.array([6.0, 7.0, 9.0])
    redrawn, equal = strokes(text(), text(**REDRAWN))[0], strokes(text(), one_letter_redrawn())[0]
    assert _limits(redrawn, members, energy).tolist() == [6.5, 7.5, 7.5]
    np.testing.assert_allclose(_limits(equal, members, energy), 0.35 * energy)
    assert _limits(equal, members[:1], np.array([2.0])).tolist() == [1.5]


def one_letter_redrawn() -> np.ndarray:
    second = text()
    second[22:32, 94:103] = text(**REDRAWN)[22:32, 94:103]
    return second


def test_two_rows_of_a_square_are_few_pixels() -> None:
    first = np.zeros((20, 30), np.uint8)
    judged, parts = strokes(first, first + 1)
    rows, columns = parts.places

    def few(height: int, width: int) -> int:
        chosen = np.nonzero((rows >= 5) & (rows < 5 + height) & (columns >= 5) & (columns < 5 + width))[0]
        return len(_few(judged.part, chosen))

    assert [few(2, 7), few(7, 2), few(2, 20)] == [FEW, FEW, 40]
    assert few(3, 5) == 2 * 3  # the ends, near which there are fewer
    assert [few(4, 4), few(1, 1), few(0, 0)] == [0, 1, 0]


def test_the_place_in_the_image_does_not_matter() -> None:
    first, second = text(bar=0.6), text(**REDRAWN)
    second[DOT] = second[OTHER] = INK
    for left in (0, 130, 200, 256):  # around the border of two tiles
        pages = np.full((2, 300, 480), PAPER, np.uint8)
        pages[:, 200 : 200 + first.shape[0], left : left + first.shape[1]] = first, second
        assert count(*pages) == 0


def test_a_flat_pixel_is_explained_by_the_strokes_in_its_row_and_column() -> None:
    first, second = np.full((2, 1, 20, 30), 0.9)
    first[0, 9:11, 5:20], second[0, 9:11, 5:20] = 0.5, 0.2
    for end, explained in ((4, True), (3, True), (2, False)):
        whole = first.copy()
        whole[0, 5:15, end] = 0.2
        places = np.array([9, 9]), np.array([12, 11])
        parts = Parts((whole, second), places, None, 1.0)
        known = Unexplained(parts, 0.0125).explained_in_redrawn_text(2, np.arange(2), np.ones(2, bool))
        assert known.tolist() == [explained and end == 4, explained], end
