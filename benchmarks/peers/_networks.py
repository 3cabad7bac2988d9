"""AlexNet and VGG16 of torchvision for the learned peers, without torchvision.

The peers take their networks from torchvision, which cannot be imported with the CPU build of torch. They are
given the same layers of torch with the published numbers: only ``torchvision.models`` is stood in for, and
the code of the peers is unchanged.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from _rows import Missing

ALEXNET = (
    *((64, 11, 4, 2), "relu", "pool", (192, 5, 1, 2), "relu", "pool"),
    *((384, 3, 1, 1), "relu", (256, 3, 1, 1), "relu", (256, 3, 1, 1), "relu", "pool"),
)
"""Channels, size, stride and padding of the convolutions, and what stands between them."""


def _vgg16() -> tuple[Any, ...]:
    layers: list[Any] = []
    for channels, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        layers += [(channels, 3, 1, 1), "relu"] * count + ["pool"]
    return tuple(layers)


def published(name: str) -> dict[str, Any]:
    """Return published weights.

    Raises
    ------
    Missing
        If they are not on this machine.
    """
    from difference_finder.errors import WeightsError
    from difference_finder.weights import load

    try:
        return dict(load([name])[name])
    except WeightsError as error:
        raise Missing("the published weights are not here: difference-finder weights fetch") from error


def _model(name: str, layers: tuple[Any, ...], pool: int) -> Any:
    """Return a model of torchvision, of which the peers use the features."""
    import torch

    arrays, modules, before, number = published(name), [], 3, 0
    for layer in layers:
        if layer == "relu":
            modules.append(torch.nn.ReLU(inplace=True))
        elif layer == "pool":
            modules.append(torch.nn.MaxPool2d(pool, 2))
        else:
            channels, size, stride, padding = layer
            convolution = torch.nn.Conv2d(before, channels, size, stride, padding)
            for part in ("weight", "bias"):
                values = torch.from_numpy(arrays[f"{number}.{part}"].copy())
                setattr(convolution, part, torch.nn.Parameter(values))
            modules.append(convolution)
            before, number = channels, number + 1
    return SimpleNamespace(features=torch.nn.Sequential(*modules))


@contextlib.contextmanager
def torchvision() -> Iterator[None]:
    """Let ``torchvision.models`` be importable, with the two networks."""
    package, models, transforms = (
        ModuleType(name) for name in ("torchvision", "torchvision.models", "torchvision.transforms")
    )
    models.alexnet = lambda **_: _model("alexnet", ALEXNET, 3)  # type: ignore[attr-defined]
    models.vgg16 = lambda **_: _model("vgg16", _vgg16(), 2)  # type: ignore[attr-defined]
    package.models, package.transforms = models, transforms  # type: ignore[attr-defined]
    given = {module.__name__: module for module in (package, models, transforms)}
    before = {name: sys.modules.get(name) for name in given}
    sys.modules.update(given)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
