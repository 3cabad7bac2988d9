"""Errors come from the pass that finds the limits of the values, and what is not finite is still found."""

from typing import Any

import numpy as np
import pytest

from difference_finder import Finder, gradient, local_map, score
from difference_finder.arrays import pair_errors as module
from difference_finder.arrays.native import native
from difference_finder.arrays.pair_errors import pair_errors
from difference_finder.errors import DataRangeError, InputError, UnequalWarning
from kernels_compare import needs_kernels, plain

pytestmark = needs_kernels

METRICS = ["mse", "psnr", "rmse", "nmse", "mae"]


def pair(dtype: Any = np.float32, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    first, second = np.random.default_rng(seed).random((2, 3, 37, 53))
    return first.astype(dtype), second.astype(dtype)


class Passes:
    """The kernels, with a count of their passes over values."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            self.names.append(name)
            return getattr(native(), name)(*arguments)

        return call


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Passes:
    counted = Passes()
    for place in ("arrays.pair_errors", "arrays.backend", "arrays.jobs"):
        monkeypatch.setattr(f"difference_finder.{place}.native", lambda: counted)
    return counted


@pytest.mark.parametrize("metric", ["mse", "psnr", "rmse", "mae"])
def test_a_score_is_one_pass(passes: Passes, metric: str) -> None:
    first, second = pair()
    for given in ((first, second), (255 * first, 255 * second)):
        passes.names.clear()
        score(metric, *given, data_range=float(np.ceil(given[0].max())))
        assert passes.names == ["errors_and_limits"]


def test_a_gradient_is_one_pass_or_two(passes: Passes) -> None:
    for metric, names in (
        ("mse", ["errors_and_limits"]),
        ("mae", ["errors_and_limits"]),
        ("psnr", ["errors_and_limits", "squared_error"]),
    ):
        passes.names.clear()
        gradient(metric, *pair())
        assert passes.names == names


def test_a_finder_scores_without_a_pass_of_its_own(passes: Passes) -> None:
    Finder(strategy="local", metric="mse").run(*pair())
    assert passes.names.count("errors_and_limits") == 1
    assert "squared_error" not in passes.names


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("metric", METRICS)
def test_all_doors_agree_with_the_reference_implementation(monkeypatch, metric: str, dtype: Any) -> None:
    first, second = pair(dtype)
    value, slope = gradient(metric, first, second)
    with plain(monkeypatch):
        expected, right = gradient(metric, first, second)
    exact = 1e-13 if dtype == np.float64 else 3e-7
    assert value == pytest.approx(expected, rel=1e-13 if dtype == np.float64 else 1e-8)
    np.testing.assert_allclose(slope, right, rtol=exact, atol=exact * np.abs(right).max())
    assert value == score(metric, first, second) == local_map(metric, first, second)[0]
    interleaved = [np.ascontiguousarray(image.transpose(1, 2, 0)) for image in (first, second)]
    again, other = gradient(metric, *interleaved)
    assert again == value
    np.testing.assert_array_equal(other.transpose(2, 0, 1), slope)
    assert other.flags.c_contiguous
    _, backwards = Finder(strategy="gradient:wrt=1", metric=metric, reduce="sum").run(first, second, True)
    assert backwards == value


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("sides", [(0,), (1,), (0, 1)])
def test_what_is_not_finite_is_never_scored_in_silence(monkeypatch, metric: str, number, sides) -> None:
    images = pair()
    for side in sides:
        images[side][1, 20 + side, 52] = number  # in the values after the last whole vector
    with pytest.warns(UnequalWarning, match="pixels? with not-a-number or infinity"):
        found = score(metric, *images, data_range=1.0)
    with plain(monkeypatch), pytest.warns(UnequalWarning):
        assert found == pytest.approx(score(metric, *images, data_range=1.0), rel=1e-12)
    assert np.isfinite(found)
    every = np.full((3, 20, 30), number, np.float32)
    with pytest.raises(InputError, match="no pixel is finite in both images"):
        score(metric, every, every, data_range=1.0)


def test_the_same_value_that_is_not_finite_in_both_is_masked(monkeypatch) -> None:
    images = pair()
    for image in images:
        image[0, 3, 4] = np.inf
    found = Finder(metric="mse", strategy="local").compare(*images)
    assert any("are not finite; they are masked" in note for note in found.notes)
    assert np.isfinite(found.map.squeezed).all()


def test_numbers_too_large_or_too_small_for_float32_are_scored_in_float64() -> None:
    zero, tiny, vast = (np.full((8, 40), value, np.float32) for value in (0, 1e-25, 1e25))
    assert score("mse", zero, tiny) == pytest.approx(float(tiny[0, 0]) ** 2, rel=1e-12)
    assert score("mse", zero, vast) == pytest.approx(float(vast[0, 0]) ** 2, rel=1e-12)
    assert score("mae", -vast * 1e13, vast * 1e13) == pytest.approx(2 * float(vast[0, 0] * 1e13), rel=1e-6)


def test_the_limits_of_values_are_those_of_each_image() -> None:
    first, second = pair()
    first[2, 36, 52], second[0, 0, 0] = 1.5, -0.25
    found = pair_errors(first[None], second[None], "squared", None)
    assert found is not None
    assert found.limits == ((first.min(), first.max()), (second.min(), second.max()))
    assert found.limits_of(first[None]) == found.limits[0]
    assert found.limits_of(first[None].copy()) is None
    with pytest.raises(DataRangeError, match=r"outside of data_range='?0,1'?"):
        score("mse", first, second, data_range=(0, 1))
    with pytest.raises(DataRangeError, match="depends on the range of the values, which is unknown"):
        score("psnr", first, second)


def test_arrays_that_no_kernel_takes_have_no_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (image[None] for image in pair())
    assert pair_errors(first, second.astype(np.float64), "squared", None) is None
    assert pair_errors(first, second[..., :9], "squared", None) is None
    assert pair_errors(first.astype(np.float16), second.astype(np.float16), "squared", None) is None
    spoiled = second.copy()
    spoiled[0, 0, 0, 0] = np.nan
    assert pair_errors(first, spoiled, "squared", 2.0) is None
    monkeypatch.setattr(module, "native", lambda: None)
    assert pair_errors(first, second, "squared", None) is None


def test_the_gradient_of_a_batch_that_is_one_image_has_its_own_factor(monkeypatch) -> None:
    first, second = (np.stack([image, image[::-1]]) for image in pair())
    protocol = "torchmetrics"
    value, slope = gradient("mse", first, second, protocol=protocol)
    with plain(monkeypatch):
        expected, right = gradient("mse", first, second, protocol=protocol)
    np.testing.assert_allclose(value, expected, rtol=1e-8)
    np.testing.assert_allclose(slope, right, rtol=3e-7, atol=1e-10)
