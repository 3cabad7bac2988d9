"""Start of kernels."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

Array = Any

# Products and sums are fused into one instruction, as Triton did by default until version 3.9.
OPTIONS = {"enable_fp_fusion": True}


def launch(kernel: Any, programs: int, like: Array, *arguments: Any, **constants: Any) -> None:
    """Start ``programs`` programs of a kernel on the device of ``like``."""
    torch = sys.modules["torch"]
    place = torch.cuda.device(like.device) if like.device.type == "cuda" else contextlib.nullcontext()
    with place:
        kernel[(programs,)](*arguments, **constants, **OPTIONS)


def blocks(length: int, block: int) -> int:
    """Return the number of blocks that cover ``length`` values."""
    return -(-length // block)


def mask_and_strides(mask: Array | None, like: Array) -> tuple[Array, int, int, int]:
    """Return a mask as bytes with the strides of its samples, rows and columns.

    Without a mask, another tensor stands for it, which the kernel does not read.
    """
    if mask is None:
        return like, 0, 0, 0
    n, _, h, w = mask.stride()
    return mask.view(sys.modules["torch"].uint8), n, h, w
