"""Where one of two images is nearer to a third."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from pictures import photograph


def triple(channels: int = 3) -> list[np.ndarray]:
    truth = np.random.default_rng(0).random((channels, 60, 70))
    return [
        np.clip(truth + np.random.default_rng(seed).normal(0, size, truth.shape), 0, 1)
        for seed, size in ((1, 0.05), (2, 0.1), (3, 0))
    ]


@pytest.mark.parametrize("sigma", [0, 1.5, 6])
def test_of_mse_it_is_the_smoothed_gap_of_the_squared_errors(sigma: float) -> None:
    first, second, truth = triple()
    comparison = Finder(strategy=f"advantage:sigma={sigma}").compare(first, second, truth)
    errors = [((image - truth) ** 2).mean(axis=0) for image in (first, second)]
    expected = errors[1] - errors[0]
    expected = gaussian_filter(expected, sigma) if sigma else expected
    map_ = np.asarray(comparison.map)
    np.testing.assert_allclose(map_, expected, atol=1e-7)
    assert comparison.scores["mse of first"] == pytest.approx(errors[0].mean(), rel=1e-6)
    assert comparison.scores["mse of second"] == pytest.approx(errors[1].mean(), rel=1e-6)
    # The blur keeps the mean, so the map says on the average what the scores say.
    assert map_.mean(dtype=float) == pytest.approx(-comparison.score, rel=1e-5)
    assert comparison.map.signed
    assert comparison.map.positive == "the first is better"


@pytest.mark.parametrize("metric", ["mse", "psnr", "ssim", "gmsd"])
def test_it_is_positive_where_the_first_is_better_whatever_the_metric(metric: str) -> None:
    truth = photograph(120, 160, 1)
    first, second = truth.astype(float), truth.astype(float)
    noise = np.random.default_rng(0).normal(0, 20, truth.shape)
    first[:, :80] += noise[:, :80]
    second[:, 80:] += noise[:, 80:]
    images = [np.clip(np.round(image), 0, 255).astype(np.uint8) for image in (first, second)]
    map_ = Finder(strategy="advantage", metric=metric).run(*images, reference=truth)
    assert map_[:, :60].max() < 0
    assert map_[:, 100:].min() > 0


def test_no_number_has_no_part_in_the_smoothing() -> None:
    first, second, truth = triple(1)
    holes = np.zeros((1, 60, 70), bool)
    holes[:, 20:30, 20:40] = True
    given = np.where(holes, np.nan, first)
    map_ = Finder(strategy="advantage:sigma=2", data_range=1.0, nan="mask").run(
        given, second, reference=truth
    )
    gain = ((second - truth) ** 2 - (first - truth) ** 2)[0]
    inside = (~holes[0]).astype(float)
    expected = inside * gaussian_filter(gain * inside, 2) / np.maximum(gaussian_filter(inside, 2), 1e-12)
    np.testing.assert_allclose(map_, expected, atol=1e-7)


def test_tensors_stay_tensors() -> None:
    torch = pytest.importorskip("torch")
    images = triple()
    finder = Finder(strategy="advantage", metric="ssim", output="torch")
    map_ = finder.run(*(torch.from_numpy(i) for i in images[:2]), reference=torch.from_numpy(images[2]))
    np.testing.assert_allclose(map_.numpy(), finder.run(*images[:2], reference=images[2]).numpy(), atol=1e-6)


@pytest.mark.parametrize("sigma", [-1, 71])
def test_sigmas_without_a_meaning(sigma: float) -> None:
    first, second, truth = triple()
    with pytest.raises(InputError, match=f"sigma must be 0 to 70 pixels for this image, not {sigma}"):
        Finder(strategy=f"advantage:sigma={sigma}").run(first, second, reference=truth)


def test_two_published_denoisers(shared) -> None:
    folder = shared / "denoise" / "set12_05_sigma50"
    comparison = Finder(strategy="advantage", metric="psnr", also="ssim").compare(
        folder / "05_dncnn_2683.png", folder / "05_drunet_2731.png", folder / "05_GT.png"
    )
    assert comparison.scores["psnr of first"] == pytest.approx(26.83, abs=0.005)
    assert comparison.scores["psnr of second"] == pytest.approx(27.31, abs=0.005)
    assert comparison.score == pytest.approx(-0.48, abs=0.01)
    map_ = np.asarray(comparison.map)
    assert map_.mean() < 0
    assert map_.max() > 0  # the worse method is better in places
