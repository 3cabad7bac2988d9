"""VIF against numbers of two libraries and against its definition."""

import numpy as np
import pytest
from scipy import ndimage

from definitions import TRUTH
from difference_finder import gradient, local_map, score
from difference_finder.errors import DifferenceFinderError, InputError
from pictures import waves


def pair(height: int, width: int) -> list[np.ndarray]:
    return [np.clip(image, 0, 1) for image in waves(height, width)]


@pytest.mark.parametrize(
    ("size", "expected"),
    [((41, 54), 0.3352457210847), ((48, 64), 0.33408955209355), ((64, 51), 0.32983742691813)],
)
def test_against_numbers_of_sewar(size: tuple[int, int], expected: float) -> None:
    """``vifp(255 * first, 255 * second)`` of sewar 0.4.10; ``vif_p`` of piq 0.8.0 agrees to 1e-10."""
    first, second = pair(*size)
    assert score("vif", first, second) == pytest.approx(expected, rel=1e-11)
    assert score("vif", 255 * first, 255 * second, data_range=255) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("size", [(41, 41), (45, 70), (66, 43)])
def test_against_the_definition(size: tuple[int, int]) -> None:
    first, second = pair(*size)
    first[:20, :20] = second[-20:, -20:] = 0.5  # flat windows
    assert score("vif", first, second) == pytest.approx(TRUTH["vif"](first, second, 1.0), rel=1e-11)


def test_the_gradient_is_that_of_central_differences() -> None:
    first, second = pair(45, 52)
    first[:18, :25] = 0.5
    _, slope = gradient("vif", first, second)
    step = 1e-5
    for y, x in [(0, 0), (3, 7), (20, 20), (22, 41), (44, 51), (30, 2)]:
        moved = np.zeros_like(second)
        moved[y, x] = step
        above, below = (score("vif", first, second + sign * moved, data_range=1.0) for sign in (1, -1))
        assert slope[y, x] == pytest.approx((above - below) / (2 * step), rel=1e-6, abs=1e-10)


def test_more_contrast_has_a_higher_score() -> None:
    first, _ = pair(48, 50)
    first = 0.25 + first / 2
    assert score("vif", first, 0.5 + 1.5 * (first - 0.5), data_range=1.0) > 1
    _, slope = gradient("vif", first, first, data_range=1.0)
    assert (slope * (first - first.mean())).sum() > 0


def test_brightness_does_not_count() -> None:
    first, _ = pair(48, 50)
    assert score("vif", first / 2, first / 2 + 0.4, data_range=1.0) == pytest.approx(1, abs=1e-9)


def test_flat_references_have_no_information() -> None:
    flat, other = np.full((44, 44), 0.5), pair(44, 44)[0]
    assert score("vif", flat, flat, data_range=1.0) == 1
    for candidate in (flat + 0.1, other, np.zeros_like(flat)):
        value, slope = gradient("vif", flat, candidate, data_range=1.0)
        assert value == 0
        assert not slope.any()
    assert score("vif", other, flat, data_range=1.0) == 0


def test_masked_pixels_do_not_matter() -> None:
    first, second = pair(60, 64)
    mask = np.ones(first.shape, bool)
    mask[20:30, 30:50] = False
    value = score("vif", first, second, mask=mask, data_range=1.0)
    assert value != score("vif", first, second, data_range=1.0)
    noise = np.random.default_rng(0).random(first.shape)
    assert score("vif", first, np.where(mask, second, noise), mask=mask, data_range=1.0) == value
    mask = ndimage.binary_erosion(mask, iterations=2, border_value=1)
    _, slope = gradient("vif", first, second, mask=mask, data_range=1.0)
    assert not slope[~mask].any()


def test_small_images_are_refused() -> None:
    with pytest.raises(
        InputError, match="vif needs sides of at least 41 pixels, the image is 50x40; use ssim"
    ):
        score("vif", np.zeros((40, 50)), np.zeros((40, 50)), data_range=1.0)


def test_there_is_no_local_map() -> None:
    with pytest.raises(DifferenceFinderError, match="vif"):
        local_map("vif", *pair(44, 44))
