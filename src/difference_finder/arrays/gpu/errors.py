"""Squared and absolute errors of single values on a GPU, for mse, mae and the difference."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.gpu import _error_kernels as kernels
from difference_finder.arrays.gpu._launch import blocks, launch

__all__ = ["measure_errors"]

Array = Any

LEAST_BLOCK, MOST_BLOCK = 64, 2048
"""Values of a program, a power of two."""

SHORT = 64
"""Length of a line below which the order of axes in memory is not worth following."""


def measure_errors(
    size: str,
    output: str,
    first: Array,
    second: Array,
    mask: Array | None,
    filled: bool = True,
) -> Any:
    """Return the mean errors of two images (N, C, H, W) on a GPU, with their map or their derivatives.

    Parameters
    ----------
    size
        "squared" or "absolute".
    output
        "score"; "map" for the errors of all values; "gradient" for the derivative with respect to the second
        image, from the same pass.
    mask
        Mask (N, 1, H, W), True where pixels count; None if all do.
    filled
        Whether a map is zero where masked.

    Returns
    -------
    array or tuple of array
        Means (N,), float32; for "map" and "gradient" with values (N, C, H, W), float32, laid out in memory as
        the second image where that is dense.
    """
    torch = sys.modules["torch"]
    n, c, h, w = second.shape
    result = None
    if output != "score":
        result = torch.empty_like(second, dtype=torch.float32, memory_format=torch.preserve_format)
    images = [first, second, first if mask is None else mask.expand(n, c, h, w), result]
    lines, strides = _lines((c, h, w), [None if image is None else image.stride() for image in images])
    block = LEAST_BLOCK
    while block < min(lines[2], MOST_BLOCK):
        block *= 2
    programs = n * lines[0] * lines[1] * blocks(lines[2], block)
    sums = torch.empty((n, programs // n), dtype=torch.float64, device=second.device)
    counts = None if mask is None else mask.sum((1, 2, 3))
    share = (2 if size == "squared" else 1) / (c * (h * w if mask is None else 1))
    launch(
        kernels.errors,
        programs,
        second,
        *(first, second, first if mask is None else mask.view(torch.uint8)),
        *(sums if counts is None else counts, sums, sums if result is None else result),
        *(lines[0] * lines[1], lines[2], lines[1], share),
        *(step for steps in strides for step in steps),
        SQUARED=size == "squared",
        MASKED=mask is not None,
        MAP=output == "map",
        SLOPE=output == "gradient",
        FILLED=filled,
        BLOCK=block,
    )
    means = (sums.sum(1) / (c * (h * w if counts is None else counts))).to(torch.float32)
    return means if result is None else (means, result)


def _lines(
    shape: tuple[int, int, int], strides: Sequence[tuple[int, ...] | None]
) -> tuple[tuple[int, int, int], list[tuple[int, int, int, int]]]:
    """Return the axes (C, H, W) as three others, the last as long as it can be, and the strides of these.

    Axes that follow each other in the memory of all arrays become one. ``strides`` are those of arrays
    (N, C, H, W), or None for an array that is not there.
    """
    given = [steps if steps is not None else (0, 0, 0, 0) for steps in strides]
    second = given[1][1:]
    best: Any = None
    for order in (sorted(range(3), key=lambda axis: -second[axis]), [0, 1, 2]):
        axes = [(shape[axis], tuple(steps[axis + 1] for steps in given)) for axis in order if shape[axis] > 1]
        merged: list[tuple[int, tuple[int, ...]]] = []
        for length, steps in axes:
            if merged and all(
                above == step * length for above, step in zip(merged[-1][1], steps, strict=True)
            ):
                merged[-1] = (merged[-1][0] * length, steps)
            else:
                merged.append((length, steps))
        merged = [(1, (0,) * len(given))] * (3 - len(merged)) + merged
        if best is None or best[-1][0] < SHORT:
            best = merged
    assert math.prod(axis[0] for axis in best) == math.prod(shape)
    (a, a_steps), (b, b_steps), (c, c_steps) = best
    by_array = zip(given, a_steps, b_steps, c_steps, strict=True)
    return (a, b, c), [(steps[0], *others) for steps, *others in by_array]
