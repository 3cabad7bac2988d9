"""Means of blocks of 2x2 pixels on a GPU."""

from __future__ import annotations

import sys
from typing import Any

from difference_finder.arrays.gpu import _halving_kernels as kernels
from difference_finder.arrays.gpu._launch import blocks, launch, mask_and_strides

__all__ = ["halve"]

Array = Any
BLOCK = 512


def halve(image: Array, mask: Array | None, at_end: bool = False) -> Array:
    """Average blocks of 2x2 pixels, only of pixels that count.

    Parameters
    ----------
    image
        Image (N, C, H, W) on a GPU.
    mask
        Mask (N, 1, H, W), True where pixels count; None if all do.
    at_end
        Where the zeros stand that extend an odd side: False for both ends, of which the last is dropped, as
        in :func:`~difference_finder.arrays.filters.pool2`; True for the end alone, where they count.

    Returns
    -------
    array
        Means, (N, C, ceil(H / 2), ceil(W / 2)), float32; zero where no pixel counts.
    """
    n, c, h, w = image.shape
    torch = sys.modules["torch"]
    result = torch.empty((n, c, -(-h // 2), -(-w // 2)), dtype=torch.float32, device=image.device)
    inside, *mask_strides = mask_and_strides(mask, image)
    launch(
        kernels.halve,
        n * c * blocks(result[0, 0].numel(), BLOCK),
        image,
        *(image, inside, result),
        *(c, h, w),
        *result.shape[2:],
        *((0, 0) if at_end else (h % 2, w % 2)),
        *image.stride(),
        *mask_strides,
        MASKED=mask is not None,
        OUTSIDE_COUNTS=at_end,
        BLOCK=BLOCK,
    )
    return result
