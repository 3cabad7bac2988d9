"""Grad-CAM of the learned metrics."""

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.filters import enlarge
from difference_finder.finder import Finder
from pictures import photograph

torch = pytest.importorskip("torch")

NAMES = ["lpips", "lpips:net=vgg", "dists"]


def pair(height: int = 64, width: int = 70) -> tuple[np.ndarray, np.ndarray]:
    """Two images that differ in one place; of images that differ everywhere most maps are zero."""
    first = photograph(height, width).transpose(2, 0, 1) / 255
    second = first.copy()
    second[:, 8:24, 4:20] = np.random.default_rng(1).random((3, 16, 16))
    return first, second


@pytest.mark.parametrize("wrt", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_hooks_give(networks, name: str, wrt: int) -> None:
    """The definition, with the features taken at the convolutions as autograd passes through them."""
    from difference_finder.registry import metrics

    first, second = (torch.from_numpy(pixels)[None] for pixels in pair())
    leaf = (first, second)[wrt].requires_grad_(True)
    kept = []
    original = torch.nn.functional.relu

    def keep(values: "torch.Tensor") -> "torch.Tensor":
        values = original(values)
        if values.requires_grad:
            kept.append(values)
            values.retain_grad()
        return values

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.functional, "relu", keep)
        score = metrics.get(name)(first, second, data_range=1.0)
    score.sum().backward()
    assert leaf.grad is not None
    features = kept[-1]
    weights = features.grad.mean((2, 3), keepdim=True)
    expected = torch.relu((weights * features).sum(1, keepdim=True))
    expected = torch.nn.functional.interpolate(expected, first.shape[2:], mode="bilinear")
    map_, value = Finder(strategy=f"gradcam:wrt={wrt}", metric=name).run(*pair(), return_metric=True)
    assert map_.max() > 0
    assert value == pytest.approx(float(score.detach()), rel=1e-12)
    np.testing.assert_allclose(map_, expected[0, 0].detach().numpy(), rtol=1e-5, atol=1e-6 * map_.max())


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
    assert Finder(strategy="gradcam", metric=name, data_range=1.0).run(first, second)[20, 20] == 0


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
