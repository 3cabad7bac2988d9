"""Scores against libraries that others wrote, and against numbers from the literature of faults."""

import numpy as np
import pytest

from difference_finder.scoring import gradient, score, score_many
from pictures import photograph


def pair(height: int, width: int, channels: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A photograph and a noisy copy, (C, H, W) in [0, 1]."""
    first = photograph(height, width, seed, channels).transpose(2, 0, 1) / 255
    noise = np.random.default_rng(seed + 1).normal(0, 0.08, first.shape)
    return first, np.clip(first + noise, 0, 1)


SIZES = [(64, 80, 1), (97, 61, 3), (200, 183, 3), (33, 11, 2)]


@pytest.mark.parametrize("size", SIZES)
def test_against_scikit_image(size: tuple[int, int, int]) -> None:
    skimage = pytest.importorskip("skimage.metrics")
    first, second = pair(*size)
    assert score("mse", first, second) == pytest.approx(skimage.mean_squared_error(first, second), rel=1e-12)
    expected = skimage.peak_signal_noise_ratio(first, second, data_range=1.0)
    assert score("psnr", first, second) == pytest.approx(expected, rel=1e-12)
    expected = skimage.structural_similarity(
        first,
        second,
        data_range=1.0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        channel_axis=0,
    )
    assert score("ssim", first, second) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("size", "window"), [((64, 80, 1), 7), ((97, 61, 3), 15)])
def test_other_windows_against_scikit_image(size: tuple[int, int, int], window: int) -> None:
    skimage = pytest.importorskip("skimage.metrics")
    first, second = pair(*size)
    sigma = (window // 2) / 3.5  # the window that scikit-image takes for this sigma
    expected = skimage.structural_similarity(
        first,
        second,
        data_range=1.0,
        gaussian_weights=True,
        sigma=sigma,
        use_sample_covariance=False,
        channel_axis=0,
    )
    assert score(f"ssim:window_size={window},sigma={sigma}", first, second) == pytest.approx(
        expected, rel=1e-12
    )


@pytest.mark.parametrize("size", [(170, 200, 3), (183, 177, 1), (161, 321, 3)])
def test_against_pytorch_msssim(size: tuple[int, int, int]) -> None:
    torch, peer = pytest.importorskip("torch"), pytest.importorskip("pytorch_msssim")
    first, second = pair(*size)
    tensors = [torch.from_numpy(image)[None] for image in (first, second)]
    for name, function in (("ssim", peer.ssim), ("ms-ssim", peer.ms_ssim)):
        leaf = tensors[1].clone().requires_grad_(True)
        expected = function(tensors[0], leaf, data_range=1.0)
        (expected_slope,) = torch.autograd.grad(expected, leaf)
        value, slope = gradient(name, first, second)
        # The peer keeps its window in float32, whose sum misses 1 by 6e-8: over C2 = 9e-4 that makes 1e-5.
        assert value == pytest.approx(float(expected.detach()), abs=1e-5)
        np.testing.assert_allclose(slope, expected_slope[0].numpy(), atol=1e-4 * np.abs(slope).max())


def test_ssim_of_an_image_against_its_negative() -> None:
    # 0.0.4 gave 0.9929 with a data range of 255 for images in [0, 1].
    image = np.random.default_rng(0).random((1, 1, 256, 256))
    assert score("ssim", image, 1 - image)[0] == pytest.approx(-0.966, abs=0.005)


def test_ms_ssim_of_a_negative_is_negative_and_has_a_gradient() -> None:
    image = np.random.default_rng(0).random((1, 1, 256, 256))
    value, slope = gradient("ms-ssim", image, 1 - image)
    assert -1 <= value[0] < 0
    assert np.abs(slope).max() > 0


def test_small_contrast_on_a_large_offset_keeps_its_digits() -> None:
    generator = np.random.default_rng(1)
    first = 60000 + 40 * generator.standard_normal((1, 1, 128, 128))
    second = first + 25 * generator.standard_normal(first.shape)
    peer = pytest.importorskip("skimage.metrics").structural_similarity
    expected = peer(
        first[0, 0],
        second[0, 0],
        data_range=1000.0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )
    single = score("ssim", first.astype(np.float32), second.astype(np.float32), data_range=1000.0)[0]
    assert single == pytest.approx(expected, abs=1e-5)  # float32 rounds values near 60000 to 0.004
    torch = pytest.importorskip("torch")
    from difference_finder.parts.registry import metrics

    tensors = [torch.from_numpy(x.astype(np.float32)) for x in (first, second)]
    assert float(metrics.get("ssim")(*tensors, data_range=1000.0)[0]) == pytest.approx(single, abs=1e-4)


@pytest.mark.parametrize(("range_", "image"), [(255, "uint8"), (65535, "uint16")])
def test_integers_are_on_the_scale_of_their_type(range_: int, image: str) -> None:
    generator = np.random.default_rng(2)
    first, second = (
        generator.integers(0, range_, (3, 40, 40), endpoint=True).astype(image) for _ in range(2)
    )
    unit = score("psnr", first / range_, second / range_)
    assert score("psnr", first, second) == pytest.approx(unit, rel=1e-6)
    assert score("mse", first, second) == pytest.approx(
        score("mse", first / range_, second / range_), rel=1e-6
    )


@pytest.mark.parametrize(("kind", "step"), [("float32", 1.1754944e-38), ("float16", 6e-8)])
def test_a_gradient_beyond_its_type_is_its_greatest_value(kind: str, step: float) -> None:
    first = np.zeros((11, 11), kind)
    second = first.copy()
    second[2, 3] = step
    _, slope = gradient("psnr", first, second)
    assert slope.dtype == kind
    assert slope[2, 3] == -np.finfo(kind).max
    torch = pytest.importorskip("torch")
    _, slope = gradient("psnr", torch.from_numpy(first), torch.from_numpy(second))
    assert float(slope[2, 3]) == -np.finfo(kind).max


@pytest.mark.parametrize("size", SIZES)
def test_mae_against_scipy_and_torch(size: tuple[int, int, int]) -> None:
    from scipy.spatial import distance

    torch = pytest.importorskip("torch")
    first, second = pair(*size)
    expected = distance.cityblock(first.ravel(), second.ravel()) / first.size
    leaf = torch.from_numpy(second).requires_grad_(True)
    loss = torch.nn.functional.l1_loss(leaf, torch.from_numpy(first))
    loss.backward()
    value, slope = gradient("mae", first, second)
    assert value == pytest.approx(expected, rel=1e-12)
    assert value == pytest.approx(float(loss.detach()), rel=1e-12)
    np.testing.assert_allclose(slope, leaf.grad.numpy(), rtol=1e-12)
    for kind in ("uint8", "uint16"):  # by the kernel, as stored
        most = np.iinfo(kind).max
        whole = [np.round(most * image).astype(kind) for image in (first, second)]
        apart = distance.cityblock(*(image.ravel().astype(float) for image in whole)) / first.size / most
        assert score("mae", *whole) == pytest.approx(apart, rel=1e-6)
        assert score_many("mae", whole[0], [whole[1]] * 2).tolist() == [score("mae", *whole)] * 2
