"""The formulas of lpips and dists in plain torch and float64, with the published weights."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from difference_finder.weights import load

torch = pytest.importorskip("torch")
nn = torch.nn


def sequence(name: str, *layers: nn.Module) -> nn.Sequential:
    """Return layers as torchvision has them, with the published numbers, in float64."""
    arrays = load([name])[name]
    convolutions = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    for number, layer in enumerate(convolutions):
        layer.weight = nn.Parameter(torch.from_numpy(arrays[f"{number}.weight"]))
        layer.bias = nn.Parameter(torch.from_numpy(arrays[f"{number}.bias"]))
    return nn.Sequential(*layers).double().requires_grad_(False)


@cache
def alexnet() -> nn.Sequential:
    return sequence(
        "alexnet",
        *(nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(256, 256, 3, padding=1), nn.ReLU()),
    )


@cache
def vgg16() -> nn.Sequential:
    layers: list[nn.Module] = []
    before = 3
    for channels in (64, 64, None, 128, 128, None, *(256,) * 3, None, *(512,) * 3, None, *(512,) * 3):
        if channels is None:
            layers.append(nn.MaxPool2d(2, 2))
            continue
        layers += [nn.Conv2d(before, channels, 3, padding=1), nn.ReLU()]
        before = channels
    return sequence("vgg16", *layers)


LAYERS = {"alex": (alexnet, (1, 4, 7, 9, 11)), "vgg": (vgg16, (3, 8, 15, 22, 29))}


def features(network: nn.Sequential, image: torch.Tensor, wanted: tuple[int, ...]) -> list[torch.Tensor]:
    kept = []
    for place, layer in enumerate(network):
        image = layer(image)
        if place in wanted:
            kept.append(image)
    return kept


def lpips(first: torch.Tensor, second: torch.Tensor, net: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The definition: unit vectors, squared differences, weighted sums, means over places, their sum."""
    make, wanted = LAYERS[net]
    network, heads = make(), load([f"lpips-{net}"])[f"lpips-{net}"]
    shift = torch.tensor([-0.030, -0.088, -0.188]).double()[:, None, None]
    scale = torch.tensor([0.458, 0.448, 0.450]).double()[:, None, None]
    both = [features(network, ((2 * image - 1) - shift) / scale, wanted) for image in (first, second)]
    total, places = 0, 0
    for number, raw in enumerate(zip(*both, strict=True)):
        one, other = (f / (f.norm(dim=1, keepdim=True) + 1e-10) for f in raw)
        weight = torch.from_numpy(heads[str(number)]).double()
        gap = torch.einsum("nkhw,k->nhw", (one - other) ** 2, weight)[:, None]
        total = total + gap.mean()
        places = places + nn.Upsample(tuple(first.shape[2:]), mode="bilinear", align_corners=False)(gap)
    return total, places


def dists(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """The definition, with the covariance as a difference of means."""
    arrays = load(["dists"])["dists"]
    alpha, beta = (torch.from_numpy(arrays[key]).double() for key in ("alpha", "beta"))
    network = vgg16()
    window = np.hanning(5)[1:-1]
    window = torch.from_numpy(np.outer(window, window) / np.outer(window, window).sum())

    def all_features(image: torch.Tensor) -> list[torch.Tensor]:
        mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
        kept, f = [image], (image - mean.double()[:, None, None]) / deviation.double()[:, None, None]
        for place, layer in enumerate(network):
            if isinstance(layer, nn.MaxPool2d):
                kernel = window[None, None].expand(f.shape[1], 1, 3, 3)
                f = (
                    nn.functional.conv2d(f**2, kernel, stride=2, padding=1, groups=f.shape[1]) + 1e-12
                ).sqrt()
            else:
                f = layer(f)
            if place in LAYERS["vgg"][1]:
                kept.append(f)
        return kept

    likeness, start = 0, 0
    for one, other in zip(all_features(first), all_features(second), strict=True):
        part = slice(start, start + one.shape[1])
        m, n = one.mean((0, 2, 3)), other.mean((0, 2, 3))
        v, w = one.var((0, 2, 3), correction=0), other.var((0, 2, 3), correction=0)
        covariance = (one * other).mean((0, 2, 3)) - m * n
        likeness += (alpha[part] * (2 * m * n + 1e-6) / (m**2 + n**2 + 1e-6)).sum()
        likeness += (beta[part] * (2 * covariance + 1e-6) / (v + w + 1e-6)).sum()
        start = part.stop
    return 1 - likeness / (alpha.sum() + beta.sum())
