"""Grad-CAM of the learned metrics."""

import numpy as np
import pytest

from difference_finder.arrays.filters import enlarge
from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.scoring import score
from difference_finder.weights import load
from pictures import photograph

torch = pytest.importorskip("torch")

NAMES = ["lpips", "lpips:net=vgg", "dists"]


def pair(height: int = 64, width: int = 70) -> tuple[np.ndarray, np.ndarray]:
    """Two images that differ in one place; of images that differ everywhere most maps are zero."""
    first = photograph(height, width).transpose(2, 0, 1) / 255
    second = first.copy()
    second[:, 8:24, 4:20] = np.random.default_rng(1).random((3, 16, 16))
    return first, second


def last_stage(name: str, image: "torch.Tensor") -> "torch.Tensor":
    """Return the features of the last stage as they come, taken where the network switches units off."""
    from difference_finder.parts.registry import metrics

    kept = []
    original = torch.relu_

    def keep(values: "torch.Tensor") -> "torch.Tensor":
        kept.append(original(values))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "relu_", keep)
        metrics.get(name)(image, image, data_range=1.0)
    return kept[-1]


def enlarged(weights: "torch.Tensor", features: "torch.Tensor") -> np.ndarray:
    raised = torch.relu((weights[:, None, None] * features[0]).sum(0))[None, None]
    return torch.nn.functional.interpolate(raised, (64, 70), mode="bilinear")[0, 0].numpy()


@pytest.mark.parametrize("wrt", [0, 1])
@pytest.mark.parametrize("name", NAMES[:2])
def test_lpips_by_hand(networks, name: str, wrt: int) -> None:
    """The derivative of a mean of weighted squares is known."""
    features = [last_stage(name, torch.from_numpy(image)[None]) for image in pair()]
    both = [f / (f.norm(dim=1, keepdim=True) + 1e-10) for f in features]
    heads = "lpips-vgg" if "vgg" in name else "lpips-alex"
    head = torch.from_numpy(load([heads])[heads]["4"]).double()
    weights = 2 * head * (both[wrt] - both[1 - wrt])[0].flatten(1).mean(1) / features[0][0, 0].numel()
    map_, value = Finder(strategy=f"gradcam:wrt={wrt}", metric=name).run(*pair(), return_metric=True)
    assert map_.max() > 0
    assert value == pytest.approx(score(name, *pair()), rel=1e-12)
    np.testing.assert_allclose(map_, enlarged(weights, both[wrt]), rtol=1e-5, atol=1e-6 * map_.max())


@pytest.mark.parametrize("wrt", [0, 1])
def test_dists_by_differences(networks, wrt: int) -> None:
    """The weight of a feature is the slope of the distance where all of its places are raised a little."""
    features = [last_stage("dists", torch.from_numpy(image)[None]) for image in pair()]
    arrays = load(["dists"])["dists"]
    alpha, beta = (torch.from_numpy(arrays[key][-512:]).double() for key in ("alpha", "beta"))
    total = float(arrays["alpha"].sum() + arrays["beta"].sum())

    def distance(raised: float) -> "torch.Tensor":
        """Return what each feature of the last stage adds, those of one image being raised."""
        one, other = (f[0].flatten(1) + raised * (place == wrt) for place, f in enumerate(features))
        m, n = one.mean(1), other.mean(1)
        covariance = (one * other).mean(1) - m * n
        means = (2 * m * n + 1e-6) / (m**2 + n**2 + 1e-6)
        structure = (2 * covariance + 1e-6) / (one.var(1, correction=0) + other.var(1, correction=0) + 1e-6)
        return -(alpha * means + beta * structure) / total

    step = 1e-6
    weights = (distance(step) - distance(-step)) / (2 * step) / features[0][0, 0].numel()
    map_ = Finder(strategy=f"gradcam:wrt={wrt}", metric="dists").run(*pair())
    assert map_.max() > 0
    np.testing.assert_allclose(map_, enlarged(weights, features[wrt]), rtol=1e-3, atol=1e-4 * map_.max())


@pytest.mark.parametrize("name", NAMES)
def test_shapes_batches_and_identical_images(networks, name: str) -> None:
    first, second = pair(40, 33)
    single = Finder(strategy="gradcam", metric=name).run(first, second)
    assert (single.shape, single.dtype) == ((40, 33), np.float32)
    assert single.min() >= 0
    batch = Finder(strategy="gradcam", metric=name, batch="all")
    both = batch.run(np.stack([first, first]), np.stack([second, first]))
    np.testing.assert_allclose(both[0], single, rtol=1e-5, atol=1e-9)
    assert not both[1].any()
    whole = Finder(strategy="gradcam", metric=name).run(
        (255 * first).astype(np.uint8), (255 * second).astype(np.uint8)
    )
    np.testing.assert_allclose(whole, single, atol=0.1 * single.max())
    second[1, 20, 20] = np.nan
    masked = Finder(strategy="gradcam", metric=name, data_range=1.0, nan="mask").run(first, second)
    assert masked[20, 20] == 0


def test_layers(networks) -> None:
    first, second = pair()
    maps = [
        Finder(strategy=f"gradcam:layer={layer}", metric="lpips").run(first, second) for layer in range(1, 6)
    ]
    np.testing.assert_array_equal(maps[4], Finder(strategy="gradcam", metric="lpips").run(first, second))
    assert all(not np.array_equal(maps[4], map_) for map_ in maps[:4])
    for layer in (0, 6, -1):
        with pytest.raises(InputError, match=f"'lpips' has the layers 1 to 5, and no layer {layer}"):
            Finder(strategy=f"gradcam:layer={layer}", metric="lpips").run(first, second)
    with pytest.raises(InputError, match="wrt must be 0"):
        Finder(strategy="gradcam:wrt=2", metric="lpips").run(first, second)


def test_metrics_without_features_name_those_that_have_them() -> None:
    with pytest.raises(InputError, match="metric 'ssim' has no features; those that have: dists, lpips"):
        Finder(strategy="gradcam", metric="ssim").run(*pair())


@pytest.mark.parametrize("size", [(7, 9), (40, 31), (5, 6)])
def test_enlarging_is_that_of_torch(size: tuple[int, int]) -> None:
    array = np.random.default_rng(0).random((2, 3, 5, 6))
    expected = torch.nn.functional.interpolate(torch.from_numpy(array), size, mode="bilinear").numpy()
    np.testing.assert_allclose(enlarge(array, *size), expected, atol=1e-14)
    np.testing.assert_allclose(enlarge(torch.from_numpy(array), *size).numpy(), expected, atol=1e-14)
