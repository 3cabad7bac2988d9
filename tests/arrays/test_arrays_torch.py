"""Tensors in, tensors out, and the gradient of any differentiable callable."""

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.scoring import gradient, score

torch = pytest.importorskip("torch")

DEVICES = [
    "cpu",
    pytest.param(
        "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
    ),
]


def tensors(*shape: int, dtype: "torch.dtype" = torch.float32) -> list["torch.Tensor"]:
    generator = torch.Generator().manual_seed(0)
    return [torch.rand(shape, generator=generator, dtype=torch.float64).to(dtype) for _ in range(2)]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("metric", ["mse", "psnr", "ssim", "ms-ssim"])
def test_tensors_give_what_arrays_give(device: str, metric: str) -> None:
    first, second = tensors(2, 3, 170, 165)
    expected = Finder(metric=metric).run(first.numpy(), second.numpy())
    map_ = Finder(metric=metric, device=device).run(first, second)
    np.testing.assert_allclose(map_, expected, atol=1e-5 * np.abs(expected).max())
    output = Finder(metric=metric, device=device, output="torch").run(first, second)
    assert isinstance(output, torch.Tensor)
    assert (output.dtype, output.device.type) == (torch.float32, device)
    np.testing.assert_array_equal(output.cpu().numpy(), map_)


def test_the_caller_keeps_its_tensors() -> None:
    first, second = tensors(3, 20, 30)
    copies = first.clone(), second.clone()
    Finder(pre_processor="normalize").run(first, second)
    Finder(metric=lambda a, b: (a - b).abs().mean()).run(first, second)
    assert not first.requires_grad
    assert not second.requires_grad
    assert torch.equal(first, copies[0])
    assert torch.equal(second, copies[1])


def test_tensors_that_require_gradients_and_strided_ones_are_welcome() -> None:
    first, second = tensors(40, 60)
    expected = Finder(metric="ssim").run(first.numpy()[::2, ::3].T.copy(), second.numpy()[::2, ::3].T.copy())
    views = [image[::2, ::3].T.clone().requires_grad_(True)[:] for image in (first, second)]
    np.testing.assert_array_equal(Finder(metric="ssim").run(*views), expected)


def test_a_tensor_and_an_array() -> None:
    first, second = tensors(3, 20, 30)
    np.testing.assert_array_equal(Finder().run(first, second.numpy()), Finder().run(first, second))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.uint8])
def test_types(dtype: "torch.dtype") -> None:
    scale = 255 if dtype == torch.uint8 else 1
    first, second = ((scale * image).to(dtype) for image in tensors(3, 20, 30))
    value, slope = gradient("ssim", first, second)
    assert value == pytest.approx(score("ssim", first.double() / scale, second.double() / scale), abs=1e-6)
    assert slope.shape == second.shape
    assert slope.dtype == (torch.float32 if dtype == torch.uint8 else dtype)


@pytest.mark.parametrize("shape", [(20, 30), (3, 20, 30), (20, 30, 3), (2, 3, 20, 30), (2, 20, 30, 3)])
def test_gradients_come_in_the_shape_and_kind_of_the_candidate(shape: tuple[int, ...]) -> None:
    first, second = tensors(*shape)
    value, slope = gradient("mse", first, second)
    assert isinstance(slope, torch.Tensor)
    n = shape[0] if len(shape) == 4 else 1
    expected = 2 * (second - first) * n / second.numel()
    assert torch.allclose(slope, expected, rtol=1e-5)
    array_value, array_slope = gradient("mse", first.numpy(), second.numpy())
    assert isinstance(array_slope, np.ndarray)
    np.testing.assert_allclose(array_slope, slope.numpy(), rtol=1e-6)
    assert np.shape(value) == np.shape(array_value) == (() if len(shape) < 4 else (n,))


def test_any_callable_by_autograd() -> None:
    first, second = tensors(2, 3, 20, 30)

    def weighted(reference: "torch.Tensor", candidate: "torch.Tensor") -> "torch.Tensor":
        return (reference - 2 * candidate).pow(2).mean()

    value, slope = gradient(weighted, first, second)
    assert value.shape == (2,)
    assert torch.allclose(slope, -4 * (first - 2 * second) / first[0].numel(), rtol=1e-5)
    map_ = Finder(metric=weighted, strategy="gradient:wrt=0").run(first, second)
    expected = (2 * (first - 2 * second) / first[0].numel()).mean(dim=1)[0]
    np.testing.assert_allclose(map_, expected.numpy(), rtol=1e-4, atol=1e-9)


def test_a_callable_on_files_and_arrays() -> None:
    first, second = (image.numpy() for image in tensors(3, 20, 30))
    map_, value = Finder(metric=lambda a, b: (a - b).pow(2).mean()).run(first, second, return_metric=True)
    np.testing.assert_allclose(map_, Finder().run(first, second), rtol=1e-5, atol=1e-9)
    assert value == pytest.approx(score("mse", first, second), rel=1e-6)


def test_a_callable_that_takes_the_range_and_the_mask_gets_them() -> None:
    seen = {}

    def own(
        a: "torch.Tensor", b: "torch.Tensor", *, data_range: float, mask: "torch.Tensor"
    ) -> "torch.Tensor":
        seen.update(data_range=data_range, mask=mask)
        return ((a - b) * mask).abs().sum()

    first, second = tensors(20, 30)
    first[4, 5] = torch.nan
    Finder(metric=own, data_range=2.0).run(first, second)
    assert seen["data_range"] == 2.0
    assert isinstance(seen["mask"], torch.Tensor)
    assert (~seen["mask"]).sum() == 1


@pytest.mark.parametrize("function", [lambda a, b: 1.0, lambda a, b: (a - b).detach().mean()])
def test_callables_that_are_not_differentiable_say_so(function) -> None:
    with pytest.raises(InputError, match="is not differentiable"):
        Finder(metric=function).run(*tensors(9, 9))


def test_scores_can_be_trained_through_the_registered_function() -> None:
    from difference_finder.parts.registry import metrics

    first, second = tensors(1, 1, 20, 20)
    second.requires_grad_(True)
    (1 - metrics.get("ssim")(first, second, data_range=1.0)).sum().backward()
    assert second.grad is not None
    assert second.grad.abs().max() > 0


def test_convolutions_are_not_rounded_on_cuda_and_the_switch_is_set_back(monkeypatch) -> None:
    """Threads that are inside at the same time leave it as it was."""
    from difference_finder.arrays import backend as arrays

    monkeypatch.setattr(arrays, "device_of", lambda _: "cuda")
    switch = torch.backends.cudnn
    before = switch.allow_tf32
    try:
        for allowed in (True, False):
            switch.allow_tf32 = allowed
            first, second = arrays.exact_convolutions(None), arrays.exact_convolutions(None)
            first.__enter__()
            second.__enter__()
            assert switch.allow_tf32 is False
            first.__exit__(None, None, None)
            assert switch.allow_tf32 is False
            second.__exit__(None, None, None)
            assert switch.allow_tf32 is allowed
    finally:
        switch.allow_tf32 = before


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("metric", ["lpips", "lpips:net=vgg", "dists"])
def test_learned_metrics_give_the_same_on_every_device(networks, device: str, metric: str) -> None:
    first, second = tensors(2, 3, 48, 45)
    expected, slope = gradient(metric, first.double().numpy(), second.double().numpy())
    value, own = gradient(metric, first, second, device=device)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    # Where two units of the network are nearly equal, rounding decides which of them is the greatest.
    assert np.median(np.abs(own.cpu().numpy() - slope)) < 1e-5 * np.abs(slope).max()
    map_ = Finder(metric=metric, strategy="gradcam", device=device, output="torch").run(first, second)
    assert map_.device.type == device
    assert torch.isfinite(map_).all()
