"""Each pixel's share of a score gap adds up to the gap."""

import math

import numpy as np
import pytest

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.finder import Finder
from difference_finder.scoring import score
from pictures import photograph, waves


def blurred_and_noisy(height: int = 200, width: int = 220) -> list[np.ndarray]:
    """Return a blurred photograph, a noisy one and the photograph, in [0, 1]."""
    from scipy.ndimage import gaussian_filter

    truth = photograph(height, width, 3).astype(np.float32) / 255
    noise = np.random.default_rng(0).normal(0, 0.08, truth.shape)
    return [gaussian_filter(truth, (1.5, 1.5, 0)), np.clip(truth + noise, 0, 1).astype(np.float32), truth]


def test_of_mse_it_is_each_squared_error_over_their_number() -> None:
    first, second = waves(30, 40)
    comparison = Finder(strategy="integrated_gradient").compare(first, second)
    np.testing.assert_allclose(np.asarray(comparison.map), (first - second) ** 2 / first.size, rtol=1e-5)
    assert comparison.map_facts["completeness_error"] < 1e-6


def test_of_mse_with_a_third_image_it_is_each_gap_of_squared_errors() -> None:
    first, second, truth = blurred_and_noisy(30, 40)
    comparison = Finder(strategy="integrated_gradient").compare(first, second, truth)
    expected = ((first - truth) ** 2 - (second - truth) ** 2).sum(axis=-1) / truth.size
    np.testing.assert_allclose(np.asarray(comparison.map), expected, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("metric", ["mse", "ssim", "ms-ssim", "gmsd"])
@pytest.mark.parametrize("with_truth", [False, True])
def test_the_map_as_users_get_it_adds_up_to_the_gap(metric: str, with_truth: bool) -> None:
    first, second, truth = blurred_and_noisy()
    finder = Finder(strategy="integrated_gradient", metric=metric)
    map_ = finder.run(first, second, reference=truth if with_truth else None)
    against = truth if with_truth else second
    gap = score(metric, against, first) - score(metric, against, second)
    # The magnitude of a gradient has kinks, which the points of the path meet as they come.
    tolerance = 0.01 if metric == "gmsd" else 1e-4
    assert map_.sum(dtype=np.float64) == pytest.approx(gap, rel=tolerance)
    comparison = finder.compare(first, second, truth if with_truth else None)
    assert comparison.map_facts["gap"] == pytest.approx(gap, rel=1e-6)
    assert comparison.map_facts["sum"] == pytest.approx(map_.sum(dtype=np.float64), rel=1e-6)
    assert comparison.map_facts["completeness_error"] == pytest.approx(
        abs(map_.sum(dtype=np.float64) - gap) / abs(gap), abs=1e-5
    )
    record = comparison.to_dict()
    assert record["map"]["facts"]["completeness_error"] < tolerance
    assert record["options"]["reduce"] == "sum"


def test_of_psnr_with_a_third_image() -> None:
    first, second, truth = blurred_and_noisy(40, 50)
    comparison = Finder(strategy="integrated_gradient", metric="psnr").compare(first, second, truth)
    gap = comparison.scores["psnr of first"] - comparison.scores["psnr of second"]
    assert comparison.score == gap
    assert np.asarray(comparison.map).sum(dtype=np.float64) == pytest.approx(gap, rel=1e-4)


def test_of_psnr_without_one_there_is_no_gap_to_share_out() -> None:
    first, second, truth = blurred_and_noisy(40, 50)
    finder = Finder(strategy="integrated_gradient", metric="psnr")
    with pytest.raises(
        InputError, match=r"'psnr' of identical images is not finite.* use mse, or pass reference"
    ):
        finder.compare(first, second)
    with pytest.raises(InputError, match=r"use mse$"):
        finder.compare(first, truth, truth)


def test_any_callable_by_autograd() -> None:
    """A small network with kinks stands for the learned metrics."""
    torch = pytest.importorskip("torch")
    generator = torch.Generator().manual_seed(0)
    layers = [torch.randn((8, 3, 3, 3), generator=generator), torch.randn((8, 8, 3, 3), generator=generator)]

    def distance(reference, candidate):
        total = 0
        for kernel in layers:
            reference, candidate = (
                torch.relu(torch.nn.functional.conv2d(image, kernel.to(image.dtype), stride=2))
                for image in (reference, candidate)
            )
            unit = [i / (i.norm(dim=1, keepdim=True) + 1e-3) for i in (reference, candidate)]
            total = total + ((unit[0] - unit[1]) ** 2).sum(dim=1).mean()
        return total

    images = [torch.from_numpy(image).permute(2, 0, 1) for image in blurred_and_noisy(64, 80)]
    for truth in (None, images[2]):
        comparison = Finder(strategy="integrated_gradient:steps=32", metric=distance).compare(
            *images[:2], truth
        )
        assert comparison.map_facts["completeness_error"] < 0.005
        assert np.asarray(comparison.map).sum(dtype=np.float64) == pytest.approx(
            comparison.map_facts["gap"], rel=0.005
        )


def test_the_order_of_the_two_images_is_that_of_the_score() -> None:
    """A metric that is not symmetric: the first image is its reference."""
    torch = pytest.importorskip("torch")

    def relative(reference, candidate):
        return ((reference - candidate) ** 2 / (reference + 1)).mean()

    first, second = (torch.rand(1, 1, 9, 9, generator=torch.Generator().manual_seed(s)) for s in (0, 1))
    comparison = Finder(strategy="integrated_gradient", metric=relative).compare(first, second)
    assert comparison.score == pytest.approx(float(relative(first, second)), rel=1e-6)
    assert np.asarray(comparison.map).sum(dtype=np.float64) == pytest.approx(comparison.score, rel=1e-4)


def test_more_steps_make_the_sum_better() -> None:
    first, second, _ = blurred_and_noisy()
    errors = [
        Finder(strategy=f"integrated_gradient:steps={steps}", metric="ssim")
        .compare(first, second)
        .map_facts["completeness_error"]
        for steps in (1, 3, 16)
    ]
    assert errors[0] > 10 * errors[1] > 100 * errors[2]


def test_equal_scores_of_images_that_differ() -> None:
    truth = np.full((20, 20), 0.5)
    first, second = truth.copy(), truth.copy()
    first[5, 5] = second[12, 12] = 0.75
    comparison = Finder(strategy="integrated_gradient").compare(first, second, truth)
    map_ = np.asarray(comparison.map)
    assert comparison.score == 0
    assert map_[5, 5] == -map_[12, 12] > 0
    assert comparison.map_facts["gap"] == 0
    assert comparison.map_facts["sum"] == pytest.approx(0, abs=1e-15)
    # No error is relative to nothing.
    assert comparison.map_facts["sum"] == 0 or math.isnan(comparison.map_facts["completeness_error"])
    assert comparison.to_dict()["map"]["facts"]["completeness_error"] in (0.0, None)


def test_a_mean_over_channels_is_given_where_it_is_asked_for() -> None:
    first, second, _ = blurred_and_noisy(40, 50)
    added = Finder(strategy="integrated_gradient", metric="ssim")
    assert (added.options.reduce, Finder(strategy="gradient").options.reduce) == ("sum", "mean")
    averaged = Finder(strategy="integrated_gradient", metric="ssim", reduce="mean")
    np.testing.assert_allclose(3 * averaged.run(first, second), added.run(first, second), atol=1e-9)
    assert averaged.compare(first, second).map.label.endswith("channels by mean")


@pytest.mark.parametrize("steps", [0, -1, 1001])
def test_steps_without_a_meaning(steps: int) -> None:
    with pytest.raises(InputError, match=f"steps must be 1 to 1000, not {steps}"):
        Finder(strategy=f"integrated_gradient:steps={steps}").run(*waves(9, 9))


def test_without_torch_a_callable_names_the_command(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingDependencyError, match="pip install"):
        Finder(strategy="integrated_gradient", metric=lambda a, b: (a - b).mean()).run(*waves(9, 9))


def test_two_published_denoisers(shared) -> None:
    folder = shared / "denoise" / "set12_05_sigma50"
    images = [folder / name for name in ("05_dncnn_2683.png", "05_drunet_2731.png", "05_GT.png")]
    for metric in ("mse", "psnr", "ssim", "ms-ssim"):
        facts = Finder(strategy="integrated_gradient", metric=metric).compare(*images).map_facts
        assert facts["completeness_error"] < 1e-4


def test_points_are_added_where_the_gradient_jumps(real_weights) -> None:
    photo = photograph(96, 96)
    patched = photo.copy()
    patched[40:60, 40:60] = 128
    few, enough = (
        Finder(strategy=f"integrated_gradient{steps}", metric="lpips").compare(photo, patched).map_facts
        for steps in (":steps=2", "")
    )
    assert (few["steps"], few["completeness_error"] > 0.005) == (2, True)
    assert enough["steps"] > 16
    assert enough["completeness_error"] < 0.005


def test_where_few_points_do_no_more_are_taken() -> None:
    first, second, _ = blurred_and_noisy(40, 50)
    assert (
        Finder(strategy="integrated_gradient", metric="ssim").compare(first, second).map_facts["steps"] == 16
    )
