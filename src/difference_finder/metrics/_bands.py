"""Networks of convolutions that take an image in bands of rows, so that a large image needs little memory.

Each layer keeps the last rows that it has seen and still needs. Nothing is computed twice, and the features
are those of the whole image.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import device_of

__all__ = ["Layer", "Trunk", "bands", "is_recorded", "output_sides"]

Array = Any

MOST_VALUES = 17_000_000
"""Features of a stage in a band on the CPU, 68 MB in float32: VGG16 takes 512x512 pixels as one band. Smaller
bands are not faster, and the threads would wait for each other more often."""

MOST_VALUES_ELSEWHERE = 256_000_000
"""The same on other devices, which have more cores to keep busy."""


@dataclass(frozen=True)
class Layer:
    """A convolution or pooling.

    Parameters
    ----------
    function
        Function of rows (N, K, h, w) and of the number of rows of zeros to add above and below them.
    size, stride, padding
        Rows of the window, distance of two windows, and zeros at each border.
    channels
        Channels of the result; 0 for as many as before.
    """

    function: Callable[[Array, int], Array]
    size: int
    stride: int
    padding: int
    channels: int = 0

    def side(self, length: int) -> int:
        """Return the number of outputs along a side of ``length``."""
        return (length + 2 * self.padding - self.size) // self.stride + 1


Stages = Sequence[Sequence[Layer]]


class Trunk:
    """The stages of a network, which take one image from top to bottom."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._kept: dict[int, Array] = {}

    def push(self, rows: Array, last: bool) -> Iterator[Array | None]:
        """Yield the new rows of the features of each stage, (N, K, h, w); None where there are none.

        Parameters
        ----------
        rows
            The next rows of the image, (N, C, h, W).
        last
            Whether no rows follow.
        """
        features: Array | None = rows
        number = 0
        for stage in self._stages:
            for layer in stage:
                features = self._pushed(number, layer, features, last)
                number += 1
            yield features

    def _pushed(self, number: int, layer: Layer, rows: Array | None, last: bool) -> Array | None:
        before = self._kept.pop(number, None)
        if before is None and rows is None:
            return None
        if before is None and last:
            assert rows is not None
            return layer.function(rows, layer.padding)
        seen = self._joined(before, rows, layer.padding, last)
        count = (int(seen.shape[2]) - layer.size) // layer.stride + 1
        if count <= 0:
            self._kept[number] = seen
            return None
        if not last:  # a copy, so that the rows before it can be freed
            self._kept[number] = seen[:, :, count * layer.stride :].clone()
        return layer.function(seen[:, :, : (count - 1) * layer.stride + layer.size], 0)

    @staticmethod
    def _joined(before: Array | None, rows: Array | None, padding: int, last: bool) -> Array:
        """Return the rows in a row, with zeros above the first ones and below the last ones."""
        torch = sys.modules["torch"]
        pad = torch.nn.functional.pad
        if before is None:
            return pad(rows, (0, 0, padding, 0))
        seen = before if rows is None else torch.cat([before, rows], 2)
        return pad(seen, (0, 0, 0, padding)) if last and padding else seen


def bands(images: Sequence[Array], stages: Stages) -> Iterator[tuple[list[Array], bool]]:
    """Yield bands of rows of images of one size, and whether they are the last.

    What autograd records is one band, because it keeps all features in memory in any case.

    Parameters
    ----------
    images
        Images of shape (N, C, H, W).
    stages
        Stages of the network, the first of which has the most features.
    """
    n, _, height, width = (int(side) for side in images[0].shape)
    most = MOST_VALUES if device_of(images[0]) == "cpu" else MOST_VALUES_ELSEWHERE
    first = stages[0][0]
    of_row = n * width * max(4, first.channels // first.stride**2)  # 3 channels of the image take 4 at most
    step = height if is_recorded(*images) else max(16, most // of_row // 16 * 16)
    for top in range(0, height, step):
        yield [image[:, :, top : top + step] for image in images], top + step >= height


def is_recorded(*tensors: Array) -> bool:
    """Tell whether autograd records what is computed from any of some tensors."""
    enabled = sys.modules["torch"].is_grad_enabled()
    return bool(enabled and any(tensor.requires_grad for tensor in tensors))


def output_sides(stages: Stages, height: int, width: int) -> list[tuple[int, int]]:
    """Return the height and the width of the features after each stage."""
    sides = []
    for stage in stages:
        for layer in stage:
            height, width = layer.side(height), layer.side(width)
        sides.append((height, width))
    return sides
