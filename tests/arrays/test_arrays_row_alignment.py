"""Rows that were inserted into pages, or removed from them, and pictures in which there are none."""

import numpy as np
import pytest
from PIL import Image

from difference_finder.arrays.row_alignment import align_rows
from difference_finder.arrays.shift_path import find_cheapest_path
from known_answers import folder
from pages_of_text import inserted, page


def planes(picture: np.ndarray) -> np.ndarray:
    return picture.transpose(2, 0, 1)


def without(picture: np.ndarray, start: int, stop: int) -> np.ndarray:
    return np.delete(picture, np.s_[start:stop], axis=0)


def partners(*runs: tuple[int, int, int]) -> list[int]:
    """Return partners of runs of rows: start, stop, and shift; None for rows without one."""
    return [
        row + shift if shift is not None else -1 for start, stop, shift in runs for row in range(start, stop)
    ]


WORD = np.s_[84:89, 25:32]
A = page()
CHANGED = A.copy()
CHANGED[WORD] = 255 - CHANGED[WORD]
EDGES = np.random.default_rng(1).integers(-20, 21, A.shape) * (A < 200)
OTHER_EDGES = np.clip(A + EDGES, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (inserted(A, 44, 12), [(0, 44, 0), (44, 120, 12)]),
        (inserted(A, 0, 3), [(0, 120, 3)]),
        (inserted(A, 120, 7), [(0, 120, 0)]),
        (without(A, 36, 50), [(0, 36, 0), (36, 50, None), (50, 120, -14)]),
        (inserted(CHANGED, 44, 12), [(0, 44, 0), (44, 120, 12)]),
        (without(CHANGED, 20, 29), [(0, 20, 0), (20, 29, None), (29, 120, -9)]),
        (inserted(OTHER_EDGES, 44, 12), [(0, 44, 0), (44, 120, 12)]),
        (
            inserted(inserted(CHANGED, 100, 5, seed=3), 20, 30),
            [(0, 20, 0), (20, 100, 30), (100, 120, 35)],
        ),
        (
            inserted(without(A, 76, 92), 20, 11),
            [(0, 20, 0), (20, 76, 11), (76, 92, None), (92, 120, -5)],
        ),
    ],
    ids=["inserted", "top", "bottom", "removed", "word", "word, removed", "edges", "two", "both"],
)  # fmt: skip
def test_rows_are_found(second, expected):
    found = align_rows(planes(A), planes(second))
    assert found.found
    assert found.partners.tolist() == partners(*expected)


def test_an_edit_has_the_last_of_equal_positions():
    blank = np.full((40, 30, 3), 255, np.uint8)
    blank[[5, 30]] = 0
    found = align_rows(planes(blank), planes(np.insert(blank, [12] * 4, 255, axis=0)))
    assert found.partners.tolist() == partners((0, 30, 0), (30, 40, 4))


def test_a_replaced_paragraph_is_changed_and_not_removed():
    second = inserted(A, 20, 6)
    second[60:90] = page(30, 90, seed=5)
    found = align_rows(planes(A), planes(second))
    assert found.partners.tolist() == partners((0, 20, 0), (20, 120, 6))


@pytest.mark.parametrize("height", [60, 64, 67])
def test_unlike_pictures_have_no_edits(height):
    rng = np.random.default_rng(2)
    found = align_rows(*(rng.integers(0, 256, (3, rows, 50)).astype(np.uint8) for rows in (64, height)))
    assert found.found is False
    assert found.partners.tolist() == [row if row < height else -1 for row in range(64)]


def test_stretched_photographs_have_no_edits():
    photograph = Image.open(folder() / "spotdiff" / "level1_A.png").convert("RGB")
    for extra in (5, 12, 40):
        stretched = photograph.resize((photograph.width, photograph.height + extra), Image.Resampling.BICUBIC)
        found = align_rows(*(planes(np.asarray(picture)) for picture in (photograph, stretched)))
        assert found.found is False, extra


def test_path_through_shifts():
    never = np.inf
    same = np.array([0, 0, 0, 1, 1, 1, 1, never], np.float32)
    down = np.array([1, 1, 1, 0, 0, 0, 0, 0], np.float32)
    path = find_cheapest_path([0, 1], [same, down], (8, 9))
    assert path.tolist() == [0, 1, 2, 4, 5, 6, 7, 8]
    up = np.array([1, 1, 1, 1, 1, 0, 0, 0], np.float32)
    path = find_cheapest_path([-2, 0], [up, np.array([0, 0, 0, 1, 1, 1, never, never], np.float32)], (8, 6))
    assert path.tolist() == [0, 1, 2, -1, -1, 3, 4, 5]
