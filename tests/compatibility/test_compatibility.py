"""Programs written for 0.0.4 find its modules, with a warning."""

from __future__ import annotations

import importlib
import subprocess
import sys

import numpy as np
import pytest

import difference_finder
from difference_finder import Finder
from difference_finder.errors import InputError, UnknownNameError


def unit_pair() -> np.ndarray:
    """Return two images of shape (3, 20, 30)."""
    return np.random.default_rng(0).random((2, 3, 20, 30), np.float32)


def module(name: str):
    return importlib.import_module(f"difference_finder.{name}")


@pytest.mark.parametrize("name", ["strategy", "processor", "utils"])
def test_each_module_warns_once_and_names_the_replacement(name) -> None:
    script = f"import warnings; warnings.simplefilter('error'); import difference_finder.{name}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert f"DeprecationWarning: difference_finder.{name} is kept for programs" in done.stderr


def test_the_decorator_of_the_same_name_stays(monkeypatch) -> None:
    from difference_finder.parts import registry

    script = (
        "import difference_finder.strategy\nfrom difference_finder import strategy\n"
        "@strategy('halves', signed=False)\ndef halves(first, second, metric):\n"
        "    return second / 2, second.mean((1, 2, 3))\n"
        "import numpy as np\nfrom difference_finder import Finder\n"
        "print(Finder(strategy='halves').run(np.ones((8, 8)), np.ones((8, 8)) / 2)[0, 0])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0.25\n"
    assert difference_finder.strategy in (registry.strategy, sys.modules.get("difference_finder.strategy"))


def test_strategies_give_map_and_score() -> None:
    torch = pytest.importorskip("torch")
    old = module("strategy")
    first, second = (torch.from_numpy(image)[None] for image in unit_pair())
    gap, mean = old.get_strategy("difference")(first, second, return_metric=True)
    assert torch.equal(gap, (first - second).abs())
    assert mean.item() == pytest.approx(float(gap.mean()))
    slope, value = old.get_strategy("gradient")(first, second, "mse", return_metric=True)
    assert slope == pytest.approx((first - second) * 2 / first.numel(), abs=1e-9)
    assert value == pytest.approx(float(((first - second) ** 2).mean()))
    assert old.gradient_strategy(first, second, "mse", reference_idx=1)[0] == pytest.approx(-slope, abs=1e-9)
    _, value = old.gradient_strategy(first, second, lambda a, b: (2 * a - b).mean(), return_metric=True)
    assert value == pytest.approx(float((2 * second - first).mean()))
    with pytest.raises(UnknownNameError, match="did you mean 'gradient'"):
        old.get_strategy("gradeint")
    with pytest.raises(InputError, match="not 2"):
        old.gradient_strategy(first, second, "mse", reference_idx=2)


def test_registered_parts_are_parts_of_the_finder() -> None:
    processors = module("processor")
    first, second = unit_pair()

    @module("strategy").register_strategy("signed-difference")
    def signed(img1, img2, metric_fn, return_metric=False):
        return img2 - img1, metric_fn(img1, img2)

    @processors.register_preprocessor("halved")
    def halved(img):
        return img / 2

    @processors.register_postprocessor("negated")
    def negated(map_):
        return -map_

    assert processors.get_preprocessor("halved")(np.ones(1)) == 0.5
    assert processors.get_postprocessor("identity") is not None
    finder = Finder("halved", "negated", "signed-difference", "mse", reduce="mean")
    map_, score = finder.run(first, second, return_metric=True)
    np.testing.assert_allclose(map_, ((first - second) / 2).mean(0), atol=1e-6)
    assert score.item() == float(score) == pytest.approx(((first - second) ** 2).mean() / 4, rel=1e-5)


def test_registered_metrics_are_metrics_of_the_finder() -> None:
    pytest.importorskip("torch")
    from difference_finder.metrics import get_metric, register_metric

    @register_metric("cubic-error")
    def cubic(img1, img2):
        return ((img1 - img2).abs() ** 3).mean()

    first, second = unit_pair()
    expected = (np.abs(first - second) ** 3).mean()
    assert Finder(metric="cubic-error").run(first, second, return_metric=True)[1] == pytest.approx(expected)
    assert get_metric("mse")(first[None], second[None]) == pytest.approx(((first - second) ** 2).mean())


def test_filters_are_the_pre_processors() -> None:
    torch = pytest.importorskip("torch")
    utils = module("utils")
    image = torch.rand(1, 3, 32, 40)
    high = utils.get_high_frequency(image, factor=0.2)
    spectrum = torch.fft.fftshift(torch.fft.fft2(image), dim=(-2, -1))
    spectrum[..., 16 - 3 : 16 + 3, 20 - 4 : 20 + 4] = 0
    expected = torch.fft.ifft2(torch.fft.ifftshift(spectrum, dim=(-2, -1))).real
    assert torch.allclose(high, expected, atol=1e-5)
    rows = utils.get_low_frequency(image.permute(0, 2, 3, 1), out_normalize=True, mode="NHWC")
    assert rows.shape == (1, 32, 40, 3)
    assert (float(rows.min()), float(rows.max())) == (0, 1)
    assert utils.to_np(image).shape == (1, 32, 40, 3)
    with pytest.raises(InputError, match="'NCHW' or 'NHWC', not 'CHW'"):
        utils.to_np(image, mode="CHW")


def test_the_device_auto_is_there() -> None:
    first, second = unit_pair()
    finder = Finder(device="auto")
    assert finder.options.measurement.device in ("cpu", "cuda")
    assert finder.run(first, second).shape == (20, 30)
