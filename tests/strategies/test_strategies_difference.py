import numpy as np
import pytest
from scipy.ndimage import maximum_filter, minimum_filter, shift

from difference_finder.errors import InputError
from difference_finder.finder import Finder


def smooth_image(seed: int = 0) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    pixels = gaussian_filter(np.random.default_rng(seed).random((60, 70)), 1.5)
    return (pixels - pixels.min()) / np.ptp(pixels)


@pytest.mark.parametrize("tolerance", [1, 2])
def test_tolerance_is_the_distance_from_the_span_of_the_neighbours(tolerance: int) -> None:
    first, second = smooth_image(0), smooth_image(1)
    size = 2 * tolerance + 1

    def outside(image: np.ndarray, other: np.ndarray) -> np.ndarray:
        low, high = minimum_filter(other, size), maximum_filter(other, size)
        return np.maximum(np.maximum(low - image, image - high), 0)

    expected = np.maximum(outside(first, second), outside(second, first))
    map_ = Finder(strategy=f"difference:tolerance={tolerance}").run(first, second)
    np.testing.assert_allclose(map_, expected, atol=1e-7)
    turned = Finder(strategy=f"difference:tolerance={tolerance}").run(second, first)
    np.testing.assert_allclose(turned, map_, atol=1e-7)


def test_a_shift_of_half_a_pixel_vanishes_and_a_new_thing_stays() -> None:
    first = smooth_image()
    second = np.clip(shift(first, (0.5, 0.5), order=1, mode="nearest"), 0, 1)
    plain = Finder(strategy="difference").run(first, second)
    tolerant = Finder(strategy="difference:tolerance=1").run(first, second)
    # Peaks that the interpolation lowers are what remains.
    assert tolerant.mean() < 0.15 * plain.mean()
    second[20:26, 30:36] = 1 - second[20:26, 30:36].mean()
    assert Finder(strategy="difference:tolerance=1").run(first, second)[20:26, 30:36].mean() > 0.1


def test_tensors_and_the_edge_of_the_image() -> None:
    torch = pytest.importorskip("torch")
    first, second = smooth_image(0), smooth_image(1)
    finder = Finder(strategy="difference:tolerance=2")
    tensors = [torch.from_numpy(image) for image in (first, second)]
    np.testing.assert_allclose(finder.run(*tensors), finder.run(first, second), atol=1e-7)


@pytest.mark.parametrize("tolerance", [-1, 0.5])
def test_tolerance_is_a_whole_number(tolerance: float) -> None:
    with pytest.raises(InputError, match="whole number"):
        Finder(strategy=f"difference:tolerance={tolerance}").run(smooth_image(), smooth_image())


def test_a_tolerance_beyond_the_image_is_the_whole_image() -> None:
    first, second = smooth_image(0), smooth_image(1)
    huge = Finder(strategy="difference:tolerance=99999999").run(first, second)
    np.testing.assert_array_equal(huge, Finder(strategy="difference:tolerance=70").run(first, second))
