"""The local map as a map of differences."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage.metrics import structural_similarity

from difference_finder.finder import Finder
from difference_finder.parts.metric import LocalScale
from difference_finder.parts.registry import metric, metrics
from difference_finder.scoring import local_map
from difference_finder.strategies._places import local_map_at_pixels
from pictures import photograph, waves


def pair(height: int, width: int) -> list[np.ndarray]:
    return [np.clip(image, 0, 1) for image in waves(height, width)]


def test_of_ssim_it_is_one_minus_the_map_of_scikit_image() -> None:
    first, second = photograph(60, 70, 1), photograph(60, 70, 2)
    comparison = Finder(strategy="local", metric="ssim").compare(first, second)
    _, similarity = structural_similarity(
        first, second, channel_axis=-1, gaussian_weights=True, use_sample_covariance=False, full=True
    )
    inner = (slice(5, -5), slice(5, -5))
    expected = (1 - similarity).mean(axis=-1)[inner]
    np.testing.assert_allclose(np.asarray(comparison.map)[inner], expected, atol=2e-6)
    assert comparison.score == pytest.approx(1 - expected.mean(), abs=1e-6)
    assert comparison.metric == "ssim"


def test_the_margin_has_the_values_of_the_nearest_windows() -> None:
    first, second = pair(40, 50)
    map_ = Finder(strategy="local", metric="ssim").run(first, second)
    np.testing.assert_array_equal(map_, np.pad(map_[5:-5, 5:-5], 5, mode="edge"))


def test_the_map_of_a_window_for_each_pixel_is_taken_as_it_is() -> None:
    first, second = pair(40, 50)
    map_ = Finder(strategy="local", metric="ssim:padding=same").run(first, second)
    places = local_map("ssim:padding=same", first, second)[1]
    np.testing.assert_allclose(map_, 1 - places, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("size", [(40, 50), (41, 51), (5, 6)])
def test_of_gmsd_each_place_is_four_pixels(size: tuple[int, int]) -> None:
    first, second = pair(*size)
    map_ = Finder(strategy="local", metric="gmsd").run(first, second)
    places = 1 - local_map("gmsd", first, second)[1]
    expected = places.repeat(2, axis=0).repeat(2, axis=1)[: size[0], : size[1]]
    np.testing.assert_allclose(map_, expected, rtol=1e-6, atol=1e-7)
    assert map_.min() >= 0


@pytest.mark.parametrize("name", ["mse", "psnr"])
def test_of_mse_and_psnr_it_is_the_squared_error(name: str) -> None:
    first, second = pair(40, 50)
    map_ = Finder(strategy="local", metric=name).run(first, second)
    np.testing.assert_allclose(map_, (first - second) ** 2, rtol=1e-6)


def test_places_spread_evenly_over_an_image_of_any_size() -> None:
    """As those of a metric whose grid depends on the size of the image."""

    coarse = SimpleNamespace(
        part=SimpleNamespace(local_scale=LocalScale(1.0, True, step=None)),
        local_map=lambda *_: (np.zeros(1), np.arange(12.0).reshape(1, 1, 3, 4)),
    )
    image = np.zeros((1, 1, 7, 8))
    values = local_map_at_pixels(coarse, image, image)[1][0, 0]
    assert values.shape == (7, 8)
    assert values[:, 0].tolist() == [0, 0, 4, 4, 4, 8, 8]
    assert values[0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_metric_that_gives_one_plane_for_all_channels() -> None:
    @metric("smoothed_error_for_a_test", higher_is_better=False, identical=0.0)
    def error(reference, candidate):
        """Return the mean squared error of the grey images."""
        return ((reference - candidate).mean(axis=1) ** 2).mean(axis=(1, 2))

    @error.local
    def places(reference, candidate):
        grey = (reference - candidate).mean(axis=1, keepdims=True) ** 2
        return grey.mean(axis=(1, 2, 3)), gaussian_filter(grey, (0, 0, 1, 1))

    try:
        first, second = (np.random.default_rng(seed).random((3, 20, 30)) for seed in (0, 1))
        expected = gaussian_filter((first - second).mean(axis=0) ** 2, 1)
        map_ = Finder(strategy="local", metric="smoothed_error_for_a_test").run(first, second)
        np.testing.assert_allclose(map_, expected, rtol=1e-6)
        assert local_map("smoothed_error_for_a_test", first, second)[1].shape == (1, 20, 30)
    finally:
        del metrics._parts["smoothed_error_for_a_test"]


@pytest.mark.parametrize("name", ["mse", "psnr"])
@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_the_mean_over_channels_may_come_from_the_kernel(name: str, kind: type) -> None:
    random = np.random.default_rng(4)
    first, second = (255 * random.random((2, 3, 21, 33))).astype(kind)
    options = {"strategy": "local", "metric": name, "data_range": 255}
    one = Finder(**options).compare(first, second)
    every = Finder(**options, reduce="none").compare(first, second)
    np.testing.assert_allclose(np.asarray(one.map), np.asarray(every.map).mean(axis=-3), rtol=1e-5)
    assert one.score == every.score
