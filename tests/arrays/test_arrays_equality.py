"""Which pixels of two images differ, in any layout of memory."""

import numpy as np
import pytest

from difference_finder.arrays.equality import clear_equal_pixels, find_differing_pixels

TYPES = "uint8", "uint16", "float32", "float64", "int32", "bool", ">u2"
HEIGHT, WIDTH = 37, 150


def images(channels: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(channels)
    first = generator.integers(0, 2, (channels, HEIGHT, WIDTH)).astype(dtype)
    second = first.copy()
    places = generator.random(first.shape) < 0.1
    second[places] = 1 - second[places]
    second[:, 5:12] = first[:, 5:12]
    return first, second


LAYOUTS = {
    "planar": lambda image: image,
    "interleaved": lambda image: np.ascontiguousarray(image.transpose(1, 2, 0)).transpose(2, 0, 1),
    "columns first": lambda image: np.ascontiguousarray(image.transpose(0, 2, 1)).transpose(0, 2, 1),
    "upside down": lambda image: np.ascontiguousarray(image[:, ::-1, ::-1])[:, ::-1, ::-1],
    "every third": lambda image: np.repeat(image, 3, axis=2)[:, :, ::3],
}


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_pixels_that_differ_in_a_channel_are_found(layout, channels, dtype) -> None:
    first, second = images(channels, dtype)
    expected = (first != second).any(axis=0)
    assert 0 < expected.mean() < 0.5
    found = find_differing_pixels(LAYOUTS[layout](first), second, None)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(find_differing_pixels(first, LAYOUTS[layout](second), (1, 1)), expected)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5])
def test_a_mask_keeps_only_pixels_that_it_had(share) -> None:
    first, second = images(3, "uint8")
    whole = np.random.default_rng(0).random((HEIGHT + 2, WIDTH + 7)) < share
    before = whole.copy()
    clear_equal_pixels(whole[1:-1, 3:-4], first, second)
    expected = before.copy()
    expected[1:-1, 3:-4] &= (first != second).any(axis=0)
    np.testing.assert_array_equal(whole, expected)


def test_a_value_that_is_not_a_number_differs_from_itself_and_zeros_of_both_signs_are_equal() -> None:
    first = np.zeros((3, 4, 70), np.float32)
    second = -first
    first[1, 2, 65] = second[1, 2, 65] = np.nan
    found = find_differing_pixels(first, second, None)
    assert np.argwhere(found).tolist() == [[2, 65]]


def test_images_of_two_types_are_compared_by_value() -> None:
    first = np.full((1, 2, 3), 7, np.uint8)
    second = first.astype(np.float32)
    second[0, 1, 2] += 0.5
    assert np.argwhere(find_differing_pixels(first, second, None)).tolist() == [[1, 2]]
