"""The kernels for a GPU under Triton's interpreter: ``python gpu_cases.py NAME ...`` prints what was found.

A process of its own, because Triton asks whether to interpret when it is imported. It prints a JSON document:
for each case the greatest differences from the reference implementation in float64, gradients and maps over
their greatest value, and the number of kernels that were started.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from difference_finder.parts.registry import metrics

HOSTS = ("similarity", "errors", "halving", "magnitudes")
"""The modules that start kernels."""


@dataclass(frozen=True)
class Case:
    """A metric and its images."""

    spec: str
    shape: tuple[int, int, int, int]
    masked: bool = False
    kind: str = "float32"
    layout: str = "planar"
    offset: float = 0.0
    inverted: bool = False
    backward: bool = False


def channels_last(image: torch.Tensor) -> torch.Tensor:
    return image.contiguous(memory_format=torch.channels_last)


LAYOUTS: dict[str, Callable[[torch.Tensor, int], torch.Tensor]] = {
    "planar": lambda image, _: image,
    "channels last": lambda image, _: channels_last(image),
    "one channels last": lambda image, which: channels_last(image) if which else image,
    "transposed": lambda image, _: image.transpose(2, 3).contiguous().transpose(2, 3),
    "cropped": lambda image, _: torch.nn.functional.pad(image, (3, 2, 1, 4))[..., 1:-4, 3:-2],
    "one channel repeated": lambda image, _: image[:, :1].expand_as(image),
}

QUICK = {
    "mse": Case("mse", (2, 3, 9, 11)),
    "mae, masked": Case("mae", (2, 3, 9, 11), masked=True),
    "gmsd, masked": Case("gmsd", (2, 1, 11, 14), masked=True),
    "ssim of 3, masked": Case("ssim:window_size=3", (1, 1, 7, 9), masked=True),
    "psnr, backward": Case("psnr", (2, 2, 9, 11), backward=True),
}
"""Cases that take a second together."""

ERRORS = {
    f"{spec}, {layout}": Case(spec, (2, 3, 13, 70), layout=layout, masked=spec == "mae", kind=kind)
    for (spec, kind) in (("mse", "float32"), ("mae", "bfloat16"))
    for layout in LAYOUTS
}

CASES = {
    **QUICK,
    **ERRORS,
    "mse, a value over a block": Case("mse", (1, 1, 3, 683)),
    "mae, bytes": Case("mae", (1, 3, 12, 13), kind="uint8"),
    "psnr, float16": Case("psnr", (2, 3, 12, 13), kind="float16"),
    "rmse, backward": Case("rmse", (2, 2, 9, 11), backward=True),
    "nmse, backward": Case("nmse", (2, 2, 9, 11), backward=True, masked=True),
    "mae, backward": Case("mae", (2, 2, 9, 11), backward=True),
    "gmsd, odd": Case("gmsd", (2, 2, 37, 53)),
    "gmsd, even, masked, bfloat16": Case("gmsd", (2, 2, 36, 52), masked=True, kind="bfloat16"),
    "gmsd, channels last": Case("gmsd", (1, 3, 21, 20), layout="channels last"),
    "gmsd, smallest": Case("gmsd", (1, 1, 5, 5)),
    "gmsd, backward": Case("gmsd", (2, 1, 15, 12), backward=True),
    "ssim, a window over a block": Case("ssim:window_size=3", (1, 1, 11, 131)),
    "ssim, smallest": Case("ssim", (1, 1, 11, 11)),
    "ssim, masked, bfloat16": Case("ssim:window_size=5", (2, 1, 8, 9), masked=True, kind="bfloat16"),
    "ssim, bytes, channels last": Case(
        "ssim:window_size=5", (1, 3, 7, 8), kind="uint8", layout="channels last"
    ),
    "ssim, float16, one channels last": Case(
        "ssim:window_size=5", (1, 2, 7, 8), kind="float16", layout="one channels last"
    ),
    "ssim, transposed": Case("ssim:window_size=3", (1, 2, 6, 8), layout="transposed"),
    "ssim, cropped": Case("ssim:window_size=3", (2, 1, 6, 8), layout="cropped", masked=True),
    "ssim, far from zero": Case("ssim:window_size=5", (1, 1, 9, 10), offset=500.0),
    "ssim, same, masked": Case("ssim:padding=same,window_size=5", (1, 1, 8, 9), masked=True),
    "ssim, reflect": Case(
        "ssim:padding=reflect,window=uniform,window_size=7,covariance=sample", (1, 1, 6, 7)
    ),
    "ssim, replicate, masked": Case("ssim:padding=replicate,window_size=5", (1, 1, 7, 2), masked=True),
    "ssim, backward": Case("ssim:window_size=3", (2, 2, 6, 7), backward=True),
    "ms-ssim, odd": Case("ms-ssim:scales=3,window_size=3", (1, 2, 11, 13)),
    "ms-ssim, masked": Case("ms-ssim:scales=3,window_size=3", (2, 1, 13, 14), masked=True),
    "ms-ssim, inverted": Case("ms-ssim:scales=2,window_size=3", (1, 1, 11, 12), inverted=True),
    "ms-ssim, inverted, clipped": Case(
        "ms-ssim:scales=2,window_size=3,variant=pytorch-msssim", (1, 1, 11, 12), inverted=True
    ),
    "ms-ssim, backward": Case("ms-ssim:scales=2,window_size=3", (2, 1, 9, 11), backward=True),
}


@dataclass
class Found:
    """Differences from the reference implementation, and the number of kernels."""

    differences: dict[str, float] = field(default_factory=dict)
    kernels: int = 0


def images(case: Case) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the reference and the candidate."""
    generator = torch.Generator().manual_seed(1)
    first = torch.rand(case.shape, generator=generator)
    noise = torch.rand(case.shape, generator=generator)
    second = (1 - first if case.inverted else 0.8 * first) + 0.2 * noise
    scale = 255 if case.kind == "uint8" else 1
    pair = [(scale * image + case.offset).to(getattr(torch, case.kind)) for image in (first, second)]
    one, other = (LAYOUTS[case.layout](image, which) for which, image in enumerate(pair))
    return one, other


def mask_of(case: Case) -> torch.Tensor | None:
    """Return a mask with holes, of which one is larger than a block of pixels."""
    if not case.masked:
        return None
    n, _, h, w = case.shape
    mask = torch.rand((n, 1, h, w), generator=torch.Generator().manual_seed(2)) > 0.05
    mask[..., : h // 4, : w // 4] = False
    return mask


def difference(found: torch.Tensor, expected: np.ndarray, relative: bool) -> float:
    """Return the greatest difference, over the greatest value; no number where one of both is none."""
    gap, greatest = np.abs(found.detach().double().numpy() - expected).max(), np.abs(expected).max()
    return float(gap / ((greatest or 1.0) if relative else max(1.0, greatest)))


def settings_of(part: Any, case: Case) -> dict[str, Any]:
    data_range = 255.0 if case.kind == "uint8" else 1.0
    return {**part.given, **({"data_range": data_range} if part.accepts("data_range") else {})}


def compare(case: Case) -> Found:
    """Compare all that the kernels compute with the reference implementation."""
    part, found = metrics.get(case.spec), Found()
    pair, mask = images(case), mask_of(case)
    exact = [image.double().numpy() for image in pair]
    exact_mask = None if mask is None else mask.numpy()
    given = settings_of(part, case)
    with counting(found):
        if case.backward:
            return backward(case, found, given)
        scores = part.function(*pair, mask=mask, **given)
        slopes = part.gradient_function(*pair, mask=mask, **given)
        places = part.local_function and part.local_function(*pair, mask=mask, **given)
    expected = part.gradient_function(*exact, mask=exact_mask, **given)
    found.differences["score"] = difference(scores, expected[0], False)
    found.differences["score with gradient"] = difference(slopes[0], expected[0], False)
    found.differences["gradient"] = difference(slopes[1], expected[1], True)
    if places:
        expected = part.local_function(*exact, mask=exact_mask, **given)
        found.differences["score with map"] = difference(places[0], expected[0], False)
        found.differences["map"] = difference(places[1], expected[1], True)
    return found


def backward(case: Case, found: Found, given: dict[str, Any]) -> Found:
    """Compare the derivatives by both images, with another factor for each sample, once and twice."""
    part, mask = metrics.get(case.spec), mask_of(case)
    results = []
    for kind in (torch.float32, torch.float64):  # kernels, and the reference implementation
        pair = [image.to(kind).requires_grad_(True) for image in images(case)]
        scores = part.function(*pair, mask=mask, **given)
        factors = torch.arange(1, len(scores) + 1, dtype=kind)
        slopes = torch.autograd.grad((scores * factors).sum(), pair, retain_graph=True)
        once = torch.autograd.grad((scores * factors).sum(), pair, create_graph=True)
        weights = torch.linspace(-1, 1, once[1].numel(), dtype=kind).view_as(once[1])
        twice = torch.autograd.grad((once[1] * weights).sum(), pair[1])
        results.append((*slopes, *once, *twice))
    names = ("by reference", "by candidate", "graph by reference", "graph by candidate", "twice")
    for name, got, expected in zip(names, *results, strict=True):
        found.differences[name] = difference(got, expected.numpy(force=True), True)
    return found


class counting:
    """Count the kernels that are started inside."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def __enter__(self) -> None:
        from importlib import import_module

        self.modules = [import_module(f"difference_finder.arrays.gpu.{name}") for name in HOSTS]
        self.launch = self.modules[0].launch

        def launch(*arguments: Any, **constants: Any) -> None:
            self.found.kernels += 1
            self.launch(*arguments, **constants)

        for module in self.modules:
            module.launch = launch

    def __exit__(self, *_: object) -> None:
        for module in self.modules:
            module.launch = self.launch


def oddities() -> dict[str, dict[str, Any]]:
    """Return scores of images with a pixel that is no number, and scores and gradients of identical ones."""
    found: dict[str, dict[str, Any]] = {}
    for spec in ("mse", "mae", "gmsd", "ssim:window_size=3", "ms-ssim:scales=2,window_size=3"):
        part, case, counted = metrics.get(spec), Case(spec, (1, 1, 9, 10)), Found()
        first, second = images(case)
        given = settings_of(part, case)
        with counting(counted):
            same, slope = part.gradient_function(first, first.clone(), **given)
            second[..., 4, 5] = torch.nan
            values, broken = part.gradient_function(first, second, **given)
            again = part.gradient_function(first, second, **given)[1]
        found[spec] = {
            "kernels": counted.kernels,
            "identical": float(same),
            "right": part.identical,
            "gradient": float(slope.abs().max()),
            "no number": bool(values.isnan().all()) and bool(broken.isnan().any()),
            "repeated": torch.equal(broken.nan_to_num(), again.nan_to_num()),
        }
    return found


if __name__ == "__main__":
    assert os.environ["TRITON_INTERPRET"] == "1"
    compared = {name: vars(compare(CASES[name])) for name in sys.argv[1:]}
    sys.stdout.write(json.dumps({"cases": compared, "oddities": oddities()}))
