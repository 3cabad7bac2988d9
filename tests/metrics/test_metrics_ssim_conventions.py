"""The windows, edges and covariances of SSIM, against libraries that have them and against the definition."""

import itertools

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics
from difference_finder.scoring import gradient, score
from pictures import photograph, waves

WINDOWS = ["window=gaussian,window_size=11", "window=uniform,window_size=7", "window_size=5,sigma=0.8"]
PADDINGS = ["valid", "same", "reflect", "replicate"]
COVARIANCES = ["population", "sample"]
CONVENTIONS = [
    f"ssim:{window},padding={padding},covariance={covariance}"
    for window, padding, covariance in itertools.product(WINDOWS, PADDINGS, COVARIANCES)
]


def pair(height: int, width: int, channels: int) -> tuple[np.ndarray, np.ndarray]:
    first = photograph(height, width, 0, channels).transpose(2, 0, 1) / 255
    return first, np.clip(first + np.random.default_rng(1).normal(0, 0.08, first.shape), 0, 1)


@pytest.mark.parametrize("size", [(64, 80, 1), (51, 38, 3), (7, 9, 1)])
@pytest.mark.parametrize("sample", [True, False])
@pytest.mark.parametrize("uniform", [7, 5])
def test_uniform_windows_against_scikit_image(size: tuple[int, int, int], sample: bool, uniform: int) -> None:
    peer = pytest.importorskip("skimage.metrics").structural_similarity
    first, second = pair(*size)
    expected = peer(
        first, second, data_range=1.0, win_size=uniform, use_sample_covariance=sample, channel_axis=0
    )
    covariance = "sample" if sample else "population"
    spec = f"ssim:window=uniform,window_size={uniform},covariance={covariance}"
    assert score(spec, first, second, data_range=1.0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("sample", [True, False])
def test_gaussian_windows_against_scikit_image(sample: bool) -> None:
    peer = pytest.importorskip("skimage.metrics").structural_similarity
    first, second = pair(40, 57, 2)
    expected = peer(
        first, second, data_range=1.0, gaussian_weights=True, use_sample_covariance=sample, channel_axis=0
    )
    spec = f"ssim:covariance={'sample' if sample else 'population'}"
    assert score(spec, first, second, data_range=1.0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("ssim:padding=reflect", 0.8017708298773379),
        ("ssim:padding=reflect,sigma=2,window_size=15", 0.8378766975747853),
        ("ssim:padding=reflect,window=uniform,window_size=7", 0.8269489505455323),
        ("ssim:padding=reflect,window=uniform,window_size=11", 0.8888992564724345),
    ],
)
def test_against_numbers_of_torchmetrics(spec: str, expected: float) -> None:
    """``structural_similarity_index_measure(second, first, data_range=1.0)`` of torchmetrics 1.9 in float64.

    With ``sigma=2.0``; ``gaussian_kernel=False, kernel_size=7``; and the latter with 11.
    """
    assert score(spec, *waves(41, 54), data_range=1.0) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("spec", CONVENTIONS)
def test_the_gradient_is_that_of_autograd(spec: str, masked: bool) -> None:
    torch = pytest.importorskip("torch")
    part = metrics.get(spec)
    first, second = (np.stack([image, image[::-1]])[None] for image in waves(21, 17))
    mask = None
    settings = {"data_range": 1.0, **part.given}
    if masked:
        mask = np.random.default_rng(3).random((1, 1, 21, 17)) > 0.2
        mask[..., 3:9, 9:] = False
    leaf = torch.from_numpy(second.copy()).requires_grad_(True)
    tensor_mask = None if mask is None else torch.from_numpy(mask)
    values = part.function(torch.from_numpy(first.copy()), leaf, mask=tensor_mask, **settings)
    (expected,) = torch.autograd.grad(values.sum(), leaf)
    scores, slope = part.gradient_function(first, second, mask=mask, **settings)
    np.testing.assert_allclose(scores, values.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(slope, expected.numpy(), atol=1e-12 * np.abs(slope).max())
    np.testing.assert_allclose(part.function(first, second, mask=mask, **settings), scores, rtol=1e-14)
    if mask is not None:
        assert not slope[np.broadcast_to(~mask, slope.shape)].any()


@pytest.mark.parametrize("spec", CONVENTIONS)
def test_the_gradient_is_that_of_finite_differences(spec: str) -> None:
    first, second = waves(15, 13)
    _, slope = gradient(spec, first, second, data_range=1.0)
    generator = np.random.default_rng(0)
    corner = np.zeros_like(first)
    corner[0, 0] = 1
    for direction in (corner, generator.choice([-1.0, 1.0], first.shape)):
        step = 1e-5 * direction
        rise = score(spec, first, second + step, data_range=1.0) - score(
            spec, first, second - step, data_range=1.0
        )
        # Central differences are exact to the square of the step, and lose about 1e-16 / step to rounding.
        assert (slope * direction).sum() == pytest.approx(rise / 2e-5, rel=1e-6, abs=1e-10)


EDGES = [("same", "symmetric"), ("reflect", "reflect"), ("replicate", "edge")]


@pytest.mark.parametrize(("padding", "mode"), EDGES)
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_mirrored_edges_are_those_of_an_image_mirrored_by_hand(padding: str, mode: str, share: float) -> None:
    """A window counts if its centre is a pixel that counts, so the mirrored images are not to be masked."""
    first, second = waves(14, 16)
    hidden = np.random.default_rng(5).random(first.shape) < share
    second = np.where(hidden, np.nan, second)
    wide1, wide2 = (np.pad(image, 5, mode=mode) for image in (first, second))
    expected = score("ssim", wide1, wide2, data_range=1.0)
    assert score(f"ssim:padding={padding}", first, second, data_range=1.0) == pytest.approx(
        expected, rel=1e-13
    )


@pytest.mark.parametrize("spec", CONVENTIONS)
def test_identical_images_are_1_and_have_no_gradient(spec: str) -> None:
    for image in (waves(12, 14)[0], np.zeros((12, 14)), np.full((12, 14), 0.3)):
        value, slope = gradient(spec, image, image.copy(), data_range=1.0)
        assert value == 1
        assert not slope.any()


@pytest.mark.parametrize("padding", ["same", "reflect"])
def test_small_images_are_mirrored_once_or_refused(padding: str) -> None:
    least = 5 if padding == "same" else 6
    images = waves(least, 40)
    assert -1 <= score(f"ssim:padding={padding}", *images, data_range=1.0) <= 1
    with pytest.raises(InputError, match=rf"40x{least - 1} is too small to be mirrored by the 5 .*_size=9,"):
        score(f"ssim:padding={padding}", *(image[1:] for image in images), data_range=1.0)
    assert score(f"ssim:padding={padding},window_size=1", np.zeros((1, 1)), np.zeros((1, 1))) == 1


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("ssim:window=hann", "window must be one of gaussian, uniform, not 'hann'"),
        ("ssim:padding=zero", "padding must be one of valid, same, reflect, replicate, not 'zero'"),
        ("ssim:covariance=none", "setting 'covariance' of 'ssim' must be a word"),
        ("ssim:covariance=both", "covariance must be one of population, sample, not 'both'"),
        ("ssim:covariance=sample,window_size=1", "a window of one pixel has no covariance of a sample"),
        ("ssim:window_size=4", "window_size must be odd and positive, not 4"),
        ("ssim:sigma=0", "sigma must be positive, not 0"),
        ("ssim:downsample=half", "downsample must be true, false or adaptive, not 'half'"),
        ("ssim:channels=joint", "channels must be one of separate, volume, not 'joint'"),
    ],
)
def test_settings_without_meaning_are_refused(spec: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        score(spec, *waves(20, 20), data_range=1.0)


def volume_ssim(first: np.ndarray, second: np.ndarray) -> float:
    """SSIM in three dimensions by its definition: a Gaussian of 11x11x11, edges repeated."""
    ndimage = pytest.importorskip("scipy.ndimage")
    weights = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    weights /= weights.sum()

    def local(values: np.ndarray) -> np.ndarray:
        for axis in range(3):
            values = ndimage.correlate1d(values, weights, axis=axis, mode="nearest")
        return values

    mean1, mean2 = local(first), local(second)
    variances = local(first**2) - mean1**2 + local(second**2) - mean2**2
    covariance = local(first * second) - mean1 * mean2
    c1, c2 = 0.01**2, 0.03**2
    ratio = (2 * mean1 * mean2 + c1) / (mean1**2 + mean2**2 + c1) * (2 * covariance + c2) / (variances + c2)
    return float(ratio.mean())


@pytest.mark.parametrize("size", [(30, 41, 3), (12, 9, 5), (25, 20, 1)])
def test_channels_as_a_volume_against_the_definition(size: tuple[int, int, int]) -> None:
    first, second = pair(*size)
    first[-1] *= 0.3  # channels of different means
    expected = volume_ssim(first, second)
    spec = "ssim:channels=volume,padding=replicate"
    assert score(spec, first, second, data_range=1.0) == pytest.approx(expected, rel=1e-10)
    if size[2] > 1:
        assert abs(score("ssim:padding=replicate", first, second, data_range=1.0) - expected) > 1e-3


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    "spec", ["ssim:channels=volume,padding=replicate", "ssim:channels=volume", "ssim:downsample=adaptive"]
)
def test_gradients_of_volumes_and_bins(spec: str, masked: bool) -> None:
    shape = (3, 26, 31) if "volume" in spec else (2, 402, 389)
    first, second = pair(*shape[1:], shape[0])
    if masked:
        second[:, 5:9, 12:20] = np.nan
    value, slope = gradient(spec, first, second, data_range=1.0)
    assert value == pytest.approx(score(spec, first, second, data_range=1.0), rel=1e-12)
    corner = np.zeros_like(first)
    corner[0, 0, 0] = corner[1, -1, -1] = 1
    for direction in (corner, np.random.default_rng(0).choice([-1.0, 1.0], first.shape)):
        step = 1e-5 * direction
        rise = score(spec, first, second + step, data_range=1.0)
        rise -= score(spec, first, second - step, data_range=1.0)
        assert (slope * direction).sum() == pytest.approx(rise / 2e-5, rel=1e-5, abs=1e-10)


def test_tensors_give_what_arrays_give() -> None:
    torch = pytest.importorskip("torch")
    first, second = pair(300, 413, 3)
    for spec in (
        "ssim:channels=volume,padding=replicate",
        "ssim:downsample=adaptive",
        "ssim:padding=replicate",
    ):
        arrays = gradient(spec, first, second, data_range=1.0)
        tensors = gradient(spec, torch.from_numpy(first), torch.from_numpy(second), data_range=1.0)
        assert float(tensors[0]) == pytest.approx(arrays[0], rel=1e-12)
        assert tensors[1].numpy() == pytest.approx(arrays[1], abs=1e-12)


@pytest.mark.parametrize("size", [(460, 620), (413, 550), (640, 701), (200, 300)])
def test_bins_are_those_of_adaptive_pooling(size: tuple[int, int]) -> None:
    """The pooling of PyTorch by its definition, and its sizes; 640 / 256 = 2.5 is rounded to 2."""
    first, second = pair(*size, 1)
    ratio = max(1, round(min(size) / 256))
    height, width = (int(side / ratio) for side in size)

    def pooled(image: np.ndarray) -> np.ndarray:
        for axis, count in ((1, height), (2, width)):
            side = image.shape[axis]
            bins = [slice(i * side // count, -(-(i + 1) * side // count)) for i in range(count)]
            parts = [image[(slice(None),) * axis + (one,)].mean(axis, keepdims=True) for one in bins]
            image = np.concatenate(parts, axis)
        return image

    expected = score("ssim", pooled(first), pooled(second), data_range=1.0)
    assert score("ssim:downsample=adaptive", first, second, data_range=1.0) == pytest.approx(
        expected, rel=1e-12
    )
