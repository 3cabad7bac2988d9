"""The convolutional networks of the learned metrics, with weights that are loaded once."""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from difference_finder.arrays.backend import (
    astype_float,
    device_of,
    exact_convolutions,
    full_precision,
    is_inspectable,
    is_tensor,
    limited_threads,
    require_torch,
    to_numpy,
    to_tensor,
)
from difference_finder.errors import InputError
from difference_finder.metrics._bands import Layer

__all__ = [
    "ALEXNET",
    "VGG16",
    "cast_back",
    "channels_last",
    "check_size",
    "clear_weights",
    "exact_arithmetic",
    "inpaint",
    "load_tensors",
    "masked_mean",
    "max_pool",
    "network_input",
    "network_stages",
]

Array = Any
Tensors = Mapping[str, Any]

ALEXNET = (((4, 2),), ((1, 2),), ((1, 1),), ((1, 1),), ((1, 1),))
"""Stages of AlexNet: stride and padding of each convolution. The second and third begin by pooling."""

VGG16 = (((1, 1),) * 2, ((1, 1),) * 2, ((1, 1),) * 3, ((1, 1),) * 3, ((1, 1),) * 3)
"""Stages of VGG16. All but the first begin by pooling."""

_lock = threading.Lock()


def load_tensors(names: tuple[str, ...], given: str | None, like: Array) -> dict[str, Tensors]:
    """Return sets of weights on the device and in the type of ``like``.

    A process loads each set once.

    Raises
    ------
    WeightsError
        If a set is missing, or differs from the published one.
    """
    # Two threads must not load a set at the same time; and weights that were loaded in inference mode could
    # not be used for gradients later.
    with _lock, sys.modules["torch"].inference_mode(False):
        return _tensors(names, given, str(like.device), like.dtype)


@functools.cache
def _tensors(names: tuple[str, ...], given: str | None, device: str, dtype: Any) -> dict[str, Tensors]:
    from difference_finder.weights import load

    return {
        name: {key: channels_last(to_tensor(array, device).to(dtype)) for key, array in arrays.items()}
        for name, arrays in load(names, given).items()
    }


def channels_last(tensor: Array) -> Array:
    """Return a tensor (N, K, h, w) on the CPU with its channels last in memory; others as they are.

    Convolutions in float32 are a quarter faster so.
    """
    torch = sys.modules["torch"]
    if tensor.ndim != 4 or tensor.dtype != torch.float32 or device_of(tensor) != "cpu":
        return tensor
    return tensor.contiguous(memory_format=torch.channels_last)


def clear_weights() -> None:
    """Free all weights; the next use loads them again."""
    with _lock:
        _tensors.cache_clear()


def network_input(name: str, image: Array, data_range: float, device: Any = None) -> Array:
    """Return an image as a tensor of three channels on a scale of 0 to 1, in float32 or float64.

    Raises
    ------
    InputError
        If the image does not have 1 or 3 channels.
    MissingDependencyError
        If torch is not installed.

    Warns
    -----
    UserWarning
        If values lie far below 0, so that the image is on another scale.
    """
    require_torch(f"metric '{name}'")
    if image.shape[1] not in (1, 3):
        raise InputError(
            f"'{name}' takes grey or RGB images, of 1 or 3 channels, not {image.shape[1]};"
            " choose the channels, or use ssim"
        )
    image = astype_float(image)
    tensor = image if is_tensor(image) else to_tensor(image, device)
    if is_inspectable(tensor) and (least := float(tensor.detach().min())) < -0.25 * data_range:
        warnings.warn(
            f"'{name}' takes 0 for black and the data range, {data_range:g}, for white, and there are values"
            f" down to {least:g}; rescale images that are not on this scale",
            UserWarning,
            stacklevel=2,
        )
    scaled = tensor if data_range == 1 else tensor / data_range
    return scaled.expand(-1, 3, -1, -1)


def cast_back(values: Array, like: Array) -> Array:
    """Return a tensor unchanged, or as an array if ``like`` is one."""
    return values if is_tensor(like) else to_numpy(values)


def check_size(name: str, image: Array, least: int) -> None:
    """Refuse images that are too small for a network.

    Raises
    ------
    InputError
        If a side is less than ``least`` pixels.
    """
    height, width = (int(side) for side in image.shape[-2:])
    if min(height, width) < least:
        raise InputError(
            f"'{name}' needs sides of at least {least} pixels, the image is {width}x{height};"
            " use dists or ssim"
        )


def network_stages(
    weights: Tensors,
    network: tuple[tuple[tuple[int, int], ...], ...],
    pool: Layer,
    pooled: tuple[int, ...],
) -> list[list[Layer]]:
    """Return the layers of a network by stage; its features after each stage are at least 0.

    Parameters
    ----------
    weights
        Weights and biases of the convolutions by number.
    network
        Stride and padding of each convolution, by stage.
    pool
        Layer that makes features smaller.
    pooled
        Stages that begin by pooling, counted from 0.
    """
    stages: list[list[Layer]] = []
    number = 0
    for place, steps in enumerate(network):
        stages.append([pool] if place in pooled else [])
        for stride, padding in steps:
            pair = weights[f"{number}.weight"], weights[f"{number}.bias"]
            stages[-1].append(_convolution(*pair, stride, padding))
            number += 1
    return stages


def _convolution(weight: Array, bias: Array, stride: int, padding: int) -> Layer:
    """Return a convolution of which negative values become 0, in place: no other step reads them."""
    torch = sys.modules["torch"]

    def function(rows: Array, above: int) -> Array:
        return torch.relu_(torch.nn.functional.conv2d(rows, weight, bias, stride, (above, padding)))

    return Layer(function, int(weight.shape[2]), stride, padding, int(weight.shape[0]))


def max_pool(size: int) -> Layer:
    """Return a maximum pooling over ``size`` x ``size`` places with a stride of 2."""
    functional = sys.modules["torch"].nn.functional
    return Layer(lambda rows, _: functional.max_pool2d(rows, size, 2), size, 2, 0)


def inpaint(image: Array, mask: Array | None) -> Array:
    """Replace masked pixels by means of pixels around them that count.

    The edges of a hole would affect features far away. A masked pixel becomes the mean of the smallest square
    of 2, 4, 8, ... pixels around it that contains a pixel that counts.
    """
    if mask is None or bool(mask.all()):
        return image
    functional = sys.modules["torch"].nn.functional
    inside = mask.to(image.dtype)
    total = functional.avg_pool2d(image * inside, 2, ceil_mode=True, divisor_override=1)
    count = functional.avg_pool2d(inside, 2, ceil_mode=True, divisor_override=1)
    smaller = inpaint(total / count.clamp(min=1), count > 0)
    height, width = image.shape[-2:]
    around = smaller.repeat_interleave(2, -2).repeat_interleave(2, -1)[..., :height, :width]
    return sys.modules["torch"].where(mask, image, around)


def masked_mean(values: Array, mask: Array | None) -> Array:
    """Average features (N, K, h, w) over their places, weighted by the share of pixels that count."""
    if mask is None:
        return values.mean((2, 3), keepdim=True)
    functional = sys.modules["torch"].nn.functional
    weight = functional.adaptive_avg_pool2d(mask.to(values.dtype), values.shape[-2:])
    return (values * weight).sum((2, 3), keepdim=True) / weight.sum((2, 3), keepdim=True)


@contextlib.contextmanager
def exact_arithmetic(tensor: Array) -> Iterator[None]:
    """Keep autocast and convolutions from a narrower type than a tensor has, and torch to its threads."""
    with full_precision(tensor), exact_convolutions(tensor), limited_threads():
        yield
