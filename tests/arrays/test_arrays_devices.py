"""The plain text of every metric on devices: nothing waits, everything at once, at full precision."""

import shutil

import numpy as np
import pytest

from difference_finder import Finder, gradient, local_map, score, score_many
from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics

torch = pytest.importorskip("torch")

from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402

CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
DEVICES = ["cpu", pytest.param("cuda", marks=CUDA)]
SPECS = [
    *(part.name for part in metrics.loaded() if part.gradient_function is not None),
    "ssim:padding=same",
    "ms-ssim:variant=pytorch-msssim",
    "ms-ssim:variant=torchmetrics",
    "ssim:window=uniform,padding=reflect,covariance=sample",
]
FUNCTIONS = [
    (spec, kind)
    for spec in SPECS
    for kind in ("function", "gradient_function", "local_function")
    if getattr(metrics.get(spec), kind) is not None
]
GRAPHS = [(spec, kind, spec == "ssim") for spec, kind in FUNCTIONS if kind != "local_function"]
SHAPE = (2, 3, 173, 166)


def images(device: str, shape: tuple[int, ...] = SHAPE) -> tuple["torch.Tensor", "torch.Tensor"]:
    generator = torch.Generator().manual_seed(0)
    first = torch.rand(shape, generator=generator)
    return first.to(device), (0.9 * first + 0.1 * torch.rand(shape, generator=generator)).to(device)


def mask(device: str) -> "torch.Tensor":
    return (torch.rand((SHAPE[0], 1, *SHAPE[2:]), generator=torch.Generator().manual_seed(1)) > 0.1).to(
        device
    )


def bare(spec: str, kind: str = "function"):
    """Return a function of two images and a mask, with nothing around it that the program adds."""
    part = metrics.get(spec)
    function = getattr(part, kind)
    settings = {**part.given, **({"data_range": 1.0} if part.accepts("data_range") else {})}
    return lambda first, second, mask=None: function(first, second, mask=mask, **settings)


def first_and_last(result):
    """Return scores and, where there is one, what belongs to pixels."""
    return (result, result) if isinstance(result, torch.Tensor) else result


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_nothing_looks_at_values_or_comes_from_the_host(
    spec: str, kind: str, masked: bool, monkeypatch
) -> None:
    """Tensors of the device "meta" have no values, and nothing may be made of numbers of the host."""

    def refuse(*args: object, **keywords: object) -> None:
        raise AssertionError("a copy from the host waits for the device")

    for name in ("tensor", "as_tensor", "asarray", "from_numpy"):
        monkeypatch.setattr(torch, name, refuse)
    monkeypatch.setattr(torch.Tensor, "new_tensor", refuse)
    given = mask("meta") if masked else None
    scores, values = first_and_last(bare(spec, kind)(*images("meta"), given))
    assert (scores.device.type, scores.dtype, tuple(scores.shape)) == ("meta", torch.float32, (2,))
    assert (values.device.type, values.dtype) == ("meta", torch.float32)


@CUDA
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_nothing_waits_for_cuda(spec: str, kind: str, masked: bool) -> None:
    function, pair, given = bare(spec, kind), images("cuda"), mask("cuda") if masked else None
    function(*pair, given)  # libraries may wait while they start
    torch.cuda.set_sync_debug_mode("error")
    try:
        function(*pair, given)
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_float32_on_a_device_is_right_to_five_digits(device: str, spec: str, kind: str, masked: bool) -> None:
    """TF32, which some devices compute convolutions in, would be right to three."""
    pair, given = images(device), mask(device) if masked else None
    scores, values = first_and_last(bare(spec, kind)(*pair, given))
    host = [None if x is None else x.cpu().numpy() for x in (*pair, given)]
    expected = bare(spec, kind)(host[0].astype(float), host[1].astype(float), host[2])
    expected_scores, expected_values = expected if isinstance(expected, tuple) else (expected, expected)
    assert scores.device.type == values.device.type == device
    np.testing.assert_allclose(scores.cpu().numpy(), expected_scores, rtol=1e-5)
    # The direction of a small gradient, which gmsd divides by, has fewer digits.
    tolerance = 1e-4 * np.abs(expected_values).max()
    np.testing.assert_allclose(values.cpu().numpy(), expected_values, atol=tolerance)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_autocast_changes_nothing(device: str, dtype: "torch.dtype", spec: str, kind: str) -> None:
    pair = images(device)
    scores, values = first_and_last(bare(spec, kind)(*pair))
    with torch.autocast(device, dtype=dtype):
        narrow_scores, narrow_values = first_and_last(bare(spec, kind)(*pair))
    assert narrow_scores.dtype == narrow_values.dtype == torch.float32
    assert torch.equal(narrow_scores, scores)
    assert torch.equal(narrow_values, values)
    narrow = [image.to(dtype) for image in pair]  # what a network under autocast gives
    with torch.autocast(device, dtype=dtype):
        scores, _ = first_and_last(bare(spec, kind)(*narrow))
    expected, _ = first_and_last(bare(spec, kind)(*(image.float() for image in narrow)))
    assert torch.equal(scores, expected)


class Counter(TorchDispatchMode):
    """Count the operations that are started."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += 1
        return function(*args, **(kwargs or {}))


@pytest.mark.parametrize(("spec", "kind"), FUNCTIONS)
def test_a_batch_takes_no_more_steps_than_one_pair(spec: str, kind: str) -> None:
    counts = []
    for n in (1, 5):
        with Counter() as counter:
            bare(spec, kind)(*images("meta", (n, *SHAPE[1:])))
        counts.append(counter.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    ("spec", "kind", "masked"),
    [pytest.param(*one, marks=() if one[0] == "ssim" else pytest.mark.nightly) for one in GRAPHS],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compiled_as_one_graph(device: str, spec: str, kind: str, masked: bool) -> None:
    torch._dynamo.reset()
    function, pair, given = bare(spec, kind), images(device), mask(device) if masked else None
    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    for found, expected in zip(
        first_and_last(compiled(*pair, given)), first_and_last(function(*pair, given)), strict=True
    ):
        torch.testing.assert_close(found, expected)


@pytest.mark.slow
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compiled_to_machine_code_and_differentiated(device: str) -> None:
    if device == "cpu" and not (shutil.which("g++") or shutil.which("clang++")):
        pytest.skip("needs a C++ compiler")
    torch._dynamo.reset()
    first, second = images(device)
    leaf = second.clone().requires_grad_(True)
    scores = torch.compile(bare("ssim"), fullgraph=True)(first, leaf)
    scores.sum().backward()
    expected, slope = bare("ssim", "gradient_function")(first, second)
    torch.testing.assert_close(scores.detach(), expected)
    torch.testing.assert_close(leaf.grad, slope, rtol=1e-4, atol=1e-8)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compiled_with_another_data_range() -> None:
    torch._dynamo.reset()
    function = metrics.get("psnr").function
    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    for data_range in (1.0, 255.0, 3.0):
        found = compiled(*images("cpu"), data_range=data_range)
        torch.testing.assert_close(found, function(*images("cpu"), data_range=data_range))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("spec", SPECS)
def test_tensors_stay_where_they_are(device: str, spec: str) -> None:
    first, second = images(device)
    values, slope = gradient(spec, first, second.requires_grad_(True), device=device)
    assert (slope.device.type, slope.requires_grad) == (device, False)
    np.testing.assert_allclose(score(spec, first, second, device=device), values, rtol=1e-6)
    np.testing.assert_allclose(score_many(spec, first[0], [second[0]], device=device), values[:1], rtol=1e-5)
    if metrics.get(spec).local_function is not None:
        assert local_map(spec, first, second, device=device)[1].device.type == device
    map_ = Finder(metric=spec, device=device, output="torch").run(first, second)
    assert map_.device.type == device


@pytest.mark.parametrize("device", DEVICES)
def test_where_every_window_is_masked_at_its_centre_the_error_says_so(device: str) -> None:
    first, second = (torch.full((1, 1, 20, 20), value, device=device) for value in (0.0, 0.5))
    second[..., 5:15, 5:15] = torch.nan
    with pytest.raises(InputError, match="masked"):
        score("ssim", first, second, data_range=1.0, device=device)
    assert score("mse", first, second, data_range=1.0, device=device) == 0.25
