"""The strokes beside a pixel, for the metric ``changed``: which tell that only one place differs."""

from collections.abc import Container

import numpy as np
import pytest

from difference_finder.metrics._parts import Parts
from difference_finder.metrics._strokes import MARGINS, Strokes

PLACE = 32, 70
STEMS = range(6, 140, 8)


def stems(moved: Container[int] = (), down: Container[int] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Return two pictures of stems, of which some moved right or down; the second has a dot as well."""
    first = np.full((64, 144), 0.9)
    second = first.copy()
    for column in STEMS:
        right, below = int(column in moved), int(column in down)
        first[26:38, column : column + 2] = 0.1
        second[26 + below : 38 + below, column + right : column + right + 2] = 0.1
    second[PLACE] = 0.5
    return first, second


def judged(first: np.ndarray, second: np.ndarray, mask: np.ndarray | None = None) -> Strokes:
    parts = Parts((first[None], second[None]), np.nonzero(first != second), mask, 1.0)
    ((_, part),) = parts.around(MARGINS)
    return Strokes(part)


def here(strokes: Strokes) -> np.ndarray:
    """Return the number of the dot among the pixels of the part."""
    dot = np.nonzero(strokes.part.luma[1][strokes.part.rows, strokes.part.columns] == 0.5)[0]
    assert len(dot) == 1
    return dot


@pytest.mark.parametrize(
    ("moved", "down", "expected"),
    [
        (range(0), range(0), True),
        (range(78, 140), range(0), True),  # behind it
        (range(70), range(0), True),  # before it
        (range(140), range(0), False),
        (range(0), range(140), False),  # only the ends differ
        (range(6, 140, 16), range(0), False),  # every other one
        (range(30, 40), range(0), True),  # one
        ({38, 110}, range(0), True),  # one on each side
        ({30, 38, 94, 102}, range(0), False),  # two
        (range(30, 40), range(78, 140), False),  # one, and all behind it
    ],
)
def test_strokes_on_one_side_or_most_of_both_are_equal(moved, down, expected) -> None:
    strokes = judged(*stems(moved, down))
    assert strokes.equal_beside(here(strokes)).tolist() == [expected]


def test_horizontal_edges_must_be_equal_as_well() -> None:
    first, second = stems()
    first[24:40], second[24:40] = first[30], first[30]
    second[PLACE] = 0.5
    assert judged(first, second).equal_beside(here(judged(first, second))).all()
    for column in STEMS:
        first[30:32, column + 3 : column + 6] = 0.1
        second[31:33, column + 3 : column + 6] = 0.1
    second[PLACE] = 0.5
    assert not judged(first, second).equal_beside(here(judged(first, second))).any()


def test_a_horizontal_line_shows_nothing() -> None:
    first = np.full((64, 144), 0.9)
    first[40:42, 10:135] = 0.1
    second = first.copy()
    second[PLACE] = 0.5
    strokes = judged(first, second)
    assert not strokes.equal_beside(here(strokes)).any()
    for picture in (first, second):
        picture[30:40, 100:102] = 0.1
    strokes = judged(first, second)
    assert strokes.equal_beside(here(strokes)).all()


def test_strokes_at_masked_pixels_show_nothing() -> None:
    first, second = stems()
    mask = np.ones(first.shape, bool)
    strokes = judged(first, second, mask)
    assert strokes.equal_beside(here(strokes)).all()
    mask[:, ::3] = False
    strokes = judged(first, second, mask)
    assert not strokes.equal_beside(here(strokes)).any()


@pytest.mark.parametrize(
    ("moved", "down", "expected"),
    [
        (range(140), range(0), True),
        (range(70), range(0), False),
        ({*range(140)} - {86, 94}, range(0), False),
        ({*range(140)} - {94}, range(0), False),
        ({*range(140)} - {54, 126}, range(0), False),
        (range(0), range(0), False),
        (range(0), range(140), False),
        (range(140), range(140), True),
    ],
)
def test_redrawn_text_differs_on_both_sides(moved, down, expected) -> None:
    strokes = judged(*stems(moved, down))
    assert strokes.redrawn(here(strokes)).tolist() == [expected]


def test_many_edges_are_counted_exactly() -> None:
    # Checkers of two pixels: each pixel is at a vertical and at a horizontal edge.
    rows, columns = np.indices((120, 160)) // 2
    first = np.where((rows + columns) % 2, 0.1, 0.9)
    second = first.copy()
    second[60, 80] = 0.5
    strokes = judged(first, second)
    total, equal = strokes._edges(here(strokes), [(24, (-40, 40))])
    assert total.tolist() == [[[49 * 81, 49 * 81]]]
    assert equal.tolist() == [[[49 * 81 - 9, 49 * 81 - 9]]]
