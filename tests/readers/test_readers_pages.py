from __future__ import annotations

import numpy as np
import pytest

from difference_finder.errors import InputError, ReadError
from difference_finder.images.image import Image
from difference_finder.parts.kinds import Reader
from difference_finder.readers import _reader_of, open_image, open_pages, unit_of

STACK = np.arange(4 * 3 * 6 * 7, dtype=np.uint8).reshape(4, 3, 6, 7)


@pytest.fixture
def stack_file(tmp_path):
    path = tmp_path / "stack.npy"
    np.save(path, STACK)
    return path


@pytest.fixture
def decoded(monkeypatch):
    """Read all files by a reader of three pages; return the numbers of the pages that it decoded."""
    numbers = []

    def pages(path, *, background, max_pixels):
        for number in range(1, 4):
            numbers.append(number)
            if number == 3:
                raise ValueError("the third page is damaged")
            yield Image(pixels=np.full((1, 1, 4, 4 + number), number, np.uint8), data_range=255.0)

    part = Reader("three", pages, suffixes=(), matches=lambda head: True, unit="frames")
    monkeypatch.setattr("difference_finder.readers._reader_of", lambda name, head: part)
    return numbers


def test_samples_of_arrays_and_files_are_pages(stack_file):
    for source in (STACK, stack_file):
        found = list(open_pages(source))
        assert [page.pixels.shape for page in found] == [(1, 3, 6, 7)] * 4
        assert np.array_equal(np.concatenate([page.pixels for page in found]), STACK)
    assert {page.name for page in open_pages(stack_file)} == {str(stack_file)}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [("all", [0, 1, 2, 3]), ("first", [0]), ("3", [2]), ("2:3", [1, 2]), ("3:", [2, 3])],
)
def test_selected_pages(stack_file, pages, expected):
    for source in (STACK, stack_file):
        found = [page.pixels[0] for page in open_pages(source, pages=pages)]
        assert np.array_equal(np.stack(found), STACK[expected])


@pytest.mark.parametrize("pages", ["5", "2:5", "5:"])
def test_pages_that_do_not_exist(pages):
    with pytest.raises(InputError, match="selects page 5 of 4"):
        list(open_pages(STACK, pages=pages))


def test_bands_of_each_page(stack_file):
    assert [page.pixels.shape[1] for page in open_pages(stack_file, bands="1,3")] == [2] * 4


def test_pages_are_decoded_one_by_one(stack_file, decoded):
    pages = open_pages(stack_file)
    assert next(pages).size == (5, 4)
    assert decoded == [1]
    assert next(pages).size == (6, 4)
    with pytest.raises(ReadError, match="truncated or damaged THREE"):
        next(pages)


def test_no_page_behind_the_selected_ones_is_decoded(stack_file, decoded):
    assert [page.size for page in open_pages(stack_file, pages="1:2")] == [(5, 4), (6, 4)]
    assert decoded == [1, 2]


def test_errors_of_the_caller_keep_their_type(stack_file):
    with pytest.raises(ValueError, match="mine"):
        for _ in open_pages(stack_file):
            raise ValueError("mine")


def test_units(stack_file, decoded):
    assert unit_of(STACK) == "pages"
    assert unit_of(stack_file) == "frames"
    with pytest.raises(ReadError, match="does not exist"):
        unit_of(stack_file.parent / "missing.npy")


def test_unit_of_a_stack_of_numpy(stack_file):
    assert unit_of(stack_file) == _reader_of("stack", stack_file.read_bytes()[:64]).unit == "pages"
    assert open_image(stack_file).pixels.shape == STACK.shape
