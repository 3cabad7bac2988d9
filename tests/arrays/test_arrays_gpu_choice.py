"""Which tensors take the kernels for a GPU, without a GPU and without Triton."""

import sys
from collections.abc import Iterator
from importlib import import_module

import numpy as np
import pytest

from difference_finder.arrays.gpu import choice
from difference_finder.parts.registry import metrics
from difference_finder.strategies.difference import difference

torch = pytest.importorskip("torch")

HOSTS = ("similarity", "errors", "halving", "magnitudes")
SHAPE = (2, 3, 173, 166)
SPECS = ("mse", "psnr", "rmse", "nmse", "mae", "ssim", "ssim:padding=same", "gmsd", "ms-ssim")
FUNCTIONS = [
    (spec, kind)
    for spec in SPECS
    for kind in ("function", "gradient_function", "local_function")
    if getattr(metrics.get(spec), kind) is not None
]


@pytest.fixture
def started(monkeypatch) -> Iterator[list[str]]:
    """Let tensors on the device "meta", which have no values, take kernels that do nothing."""
    names: list[str] = []

    def launch(kernel: object, *arguments: object, **constants: object) -> None:
        names.append(getattr(kernel, "__name__", str(kernel)))

    for name in HOSTS:
        monkeypatch.setattr(import_module(f"difference_finder.arrays.gpu.{name}"), "launch", launch)
    monkeypatch.setattr(choice, "_devices", lambda: ("meta",))
    monkeypatch.setattr(choice, "_installed", lambda: True)
    return names


def image(dtype: "torch.dtype" = torch.float32, shape: tuple[int, ...] = SHAPE) -> "torch.Tensor":
    return torch.empty(shape, dtype=dtype, device="meta")


def mask() -> "torch.Tensor":
    return torch.empty((SHAPE[0], 1, *SHAPE[2:]), dtype=torch.bool, device="meta")


def call(spec: str, kind: str, first: "torch.Tensor", second: "torch.Tensor", mask=None):
    part = metrics.get(spec)
    settings = {**part.given, **({"data_range": 1.0} if part.accepts("data_range") else {})}
    return getattr(part, kind)(first, second, mask=mask, **settings)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_nothing_looks_at_values_or_comes_from_the_host(spec, kind, masked, started, monkeypatch) -> None:
    def refuse(*args: object, **keywords: object) -> None:
        raise AssertionError("a copy from the host waits for the device")

    for name in ("tensor", "as_tensor", "asarray", "from_numpy"):
        monkeypatch.setattr(torch, name, refuse)
    monkeypatch.setattr(torch.Tensor, "new_tensor", refuse)
    found = call(spec, kind, image(torch.bfloat16), image(torch.bfloat16), mask() if masked else None)
    scores, values = (found, found) if kind == "function" else found
    assert started
    assert (scores.dtype, tuple(scores.shape), values.dtype) == (torch.float32, (2,), torch.float32)
    if kind == "gradient_function":
        assert tuple(values.shape) == SHAPE
    if kind == "local_function" and spec == "ssim":
        assert tuple(values.shape) == (2, 3, 163, 156)


@pytest.mark.parametrize(
    ("spec", "dtype"),
    [
        ("mse", torch.float64),
        ("ssim:window_size=17", torch.float32),
        ("ssim:channels=volume", torch.float32),
        ("ms-ssim:variant=torchmetrics", torch.float32),
        ("ms-ssim:scales=2,window_size=17", torch.float32),
    ],
)
def test_what_kernels_cannot_do_is_left_to_the_reference_implementation(spec, dtype, started) -> None:
    scores, slopes = call(spec, "gradient_function", image(dtype), image(dtype))
    assert not started
    assert (scores.dtype, slopes.dtype) == (dtype, dtype)


def test_an_image_that_is_halved_first_is_left_to_the_reference_implementation(started) -> None:
    large = image(shape=(1, 1, 600, 600))
    call("ssim:downsample=true", "function", large, large)
    assert not started
    call("ssim:downsample=true", "function", image(), image())  # too small to be halved
    assert started == ["forward"]


def test_autograd_goes_back_through_scores_only(started) -> None:
    first, second = image(), image(torch.bfloat16).requires_grad_(True)
    for kind in ("gradient_function", "local_function"):
        assert call("ssim", kind, first, second)[1].requires_grad
    assert not started
    scores = call("ssim", "function", first, second)
    assert started == ["forward", "backward"]  # for one of both images
    scores.sum().backward()
    assert (second.grad.dtype, tuple(second.grad.shape)) == (torch.bfloat16, SHAPE)
    with torch.no_grad():
        call("ssim", "function", first, second)
    assert started == ["forward", "backward", "forward"]


def test_the_difference_takes_the_kernel_of_its_score(started, monkeypatch) -> None:
    monkeypatch.setattr("difference_finder.strategies.difference.to_numpy", lambda score: score)
    gaps, scores = difference(image(torch.float16), image(torch.float16), None, mask=mask())
    assert started == ["errors"]
    assert (gaps.dtype, tuple(gaps.shape), tuple(scores.shape)) == (torch.float16, SHAPE, (2,))


class Subclass(torch.Tensor):
    """A tensor whose operations somebody else defines."""


@pytest.mark.parametrize(
    ("first", "second", "mask"),
    [
        (image(), image(shape=(2, 3, 173, 165)), None),
        (image(), torch.rand(SHAPE), None),
        (torch.rand(SHAPE), torch.rand(SHAPE), None),
        (np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32), None),
        (image(), image().as_subclass(Subclass), None),
        (image(torch.int32), image(torch.int32), None),
        (image(), image(), mask().float()),
        (image(), image(), mask().expand(SHAPE)),
        (image(shape=(0, 3, 4, 4)), image(shape=(0, 3, 4, 4)), None),
        (image().as_strided(SHAPE, (0, 0, 2**30, 1)), image(), None),
    ],
)
def test_other_arguments_do_not_take_kernels(first, second, mask, started) -> None:
    assert choice.takes_kernels(image(), image(torch.float16), None)
    assert not choice.takes_kernels(first, second, mask)


def test_transforms_of_functions_do_not_take_kernels(started) -> None:
    def total(second: "torch.Tensor") -> "torch.Tensor":
        return call("mse", "function", image(), second).sum()

    assert tuple(torch.func.grad(total)(image()).shape) == SHAPE
    assert not started


def test_the_environment_turns_kernels_off(monkeypatch) -> None:
    assert choice._devices() == ("cuda",)
    monkeypatch.setenv(choice.FORCED, "off")
    assert choice._devices() == ()
    monkeypatch.setenv(choice.FORCED, "cpu")
    assert choice._devices() == ("cuda", "cpu")
    monkeypatch.setenv(choice.FORCED, "cuda")
    with pytest.warns(UserWarning, match="DIFFERENCE_FINDER_TRITON=cuda: not one of off, cpu"):
        assert choice._devices() == ("cuda",)


def test_a_gpu_without_triton_computes_by_torch_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(choice, "_devices", lambda: ("meta",))
    monkeypatch.setitem(sys.modules, "triton", None)
    choice._installed.cache_clear()
    try:
        with pytest.warns(UserWarning, match="computing slowly on the GPU, without kernels: Triton cannot"):
            scores = call("mse", "function", image(), image())
        assert tuple(call("mse", "function", image(), image()).shape) == tuple(scores.shape) == (2,)
    finally:
        choice._installed.cache_clear()


@pytest.mark.parametrize(("version", "enough"), [("2.1.0", False), ("3.2.0", False), ("3.3.1", True)])
def test_an_old_triton_is_named(version: str, enough: bool, monkeypatch) -> None:
    stand_in = type(sys)("triton")
    stand_in.__version__ = version
    monkeypatch.setitem(sys.modules, "triton", stand_in)
    reason = choice.reason_without_triton()
    assert (reason is None) == enough
    assert enough or f"Triton {version} is older than 3.3" in str(reason)
