"""The root mean squared error against scikit-image, and where the root has no derivative."""

import numpy as np
import pytest

from difference_finder.scoring import gradient, local_map, score, score_many
from pictures import photograph


def pair(kind: str = "float64") -> tuple[np.ndarray, np.ndarray]:
    """Return a photograph and a noisy copy, (3, H, W), in [0, 1] or on the whole range of integers."""
    first = photograph(37, 45, 0, 3).transpose(2, 0, 1) / 255
    second = np.clip(first + np.random.default_rng(1).normal(0, 0.08, first.shape), 0, 1)
    if kind.startswith("uint"):
        most = np.iinfo(kind).max
        return np.round(first * most).astype(kind), np.round(second * most).astype(kind)
    return first.astype(kind), second.astype(kind)


@pytest.mark.parametrize(("kind", "precision"), [("float64", 1e-12), ("float32", 1e-6), ("uint16", 1e-6)])
def test_against_scikit_image(kind: str, precision: float) -> None:
    skimage = pytest.importorskip("skimage.metrics")
    first, second = pair(kind)
    scale = 65535 if kind == "uint16" else 1
    floats = first / scale, second / scale
    # Normalized by the range of the reference, which is taken out again.
    expected = skimage.normalized_root_mse(*floats, normalization="min-max") * np.ptp(floats[0])
    assert score("rmse", first, second) == pytest.approx(expected, rel=precision)
    assert score_many("rmse", first, [second] * 2).tolist() == [score("rmse", first, second)] * 2


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "uint8"])
def test_the_gradient_is_the_root_of_the_gradient_of_mse_by_the_chain_rule(kind: str) -> None:
    first, second = pair(kind)
    error, slope = gradient("mse", first, second, data_range=None if kind == "uint8" else 1.0)
    root, done = gradient("rmse", first, second, data_range=None if kind == "uint8" else 1.0)
    assert root == pytest.approx(error**0.5, rel=1e-12)
    expected = slope.astype(float) / (2 * error**0.5)
    # float16 has eleven bits, and the gradient of mse is among its subnormal numbers, in steps of 6e-8.
    coarse = kind == "float16"
    tolerance = {"rtol": 1e-3, "atol": 6e-7} if coarse else {"rtol": 1e-6, "atol": 0}
    np.testing.assert_allclose(done.astype(float), expected, **tolerance)


@pytest.mark.parametrize("size", [(1, 1), (3, 5)])
def test_identical_images_have_no_error_and_no_gradient(size: tuple[int, int]) -> None:
    for kind in ("float64", "float32", "float16", "uint8"):
        image = np.full(size, 1, kind)
        value, slope = gradient("rmse", image, image.copy())
        assert value == 0
        np.testing.assert_array_equal(slope, np.zeros(size))


def test_of_a_batch_only_identical_samples_have_no_gradient() -> None:
    first = np.zeros((2, 1, 4, 4))
    second = first.copy()
    second[1, 0, 2, 3] = 0.5
    for images in ((first, second), (first.astype("float32"), second.astype("float32"))):
        values, slopes = gradient("rmse", *images)
        np.testing.assert_allclose(values, [0, 0.125])
        assert not slopes[0].any()
        assert slopes[1].sum() == slopes[1, 0, 2, 3] == 0.25


def test_autograd_gives_zero_not_nan_at_identical_images() -> None:
    torch = pytest.importorskip("torch")
    from difference_finder.metrics.rmse import rmse

    first = torch.full((2, 1, 4, 4), 0.3)
    second = first.clone()
    second[1, 0, 2, 3] += 0.5
    leaf = second.requires_grad_(True)
    rmse(first, leaf).sum().backward()
    assert not leaf.grad[0].any()
    assert float(leaf.grad[1, 0, 2, 3]) == pytest.approx(0.25, rel=1e-6)


def test_the_smallest_errors_have_a_finite_gradient() -> None:
    first = np.zeros((5, 5), np.float32)
    second = first.copy()
    second[2, 3] = 1.1754944e-38
    value, slope = gradient("rmse", first, second)
    assert value == pytest.approx(1.1754944e-38 / 5, rel=1e-6)
    assert slope[2, 3] == pytest.approx(1 / 5, rel=1e-6)


def test_masked_pixels_do_not_count() -> None:
    first, second = pair()
    mask = np.random.default_rng(2).random(first.shape[1:]) > 0.3
    value, slope = gradient("rmse", first, second, mask=mask)
    assert value == pytest.approx(np.sqrt(np.mean((first - second)[:, mask] ** 2)), rel=1e-12)
    assert not slope[:, ~mask].any()
    _, places = local_map("rmse", first, second, mask=mask)
    np.testing.assert_allclose(places[:, mask], (first - second)[:, mask] ** 2, rtol=1e-12)
    assert not places[:, ~mask].any()


@pytest.mark.parametrize("protocol", ["torchmetrics", "fastmri"])
def test_protocols_that_pool_the_batch_of_mse_pool_that_of_rmse(protocol: str) -> None:
    rng = np.random.default_rng(0)
    first, second = rng.random((4, 1, 20, 30)), rng.random((4, 1, 20, 30))
    squares = score("mse", first, second, protocol=protocol)
    np.testing.assert_allclose(squares, np.mean((first - second) ** 2), rtol=1e-12)
    np.testing.assert_allclose(score("rmse", first, second, protocol=protocol), squares**0.5, rtol=1e-12)
