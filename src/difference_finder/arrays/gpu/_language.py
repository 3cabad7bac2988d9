"""Triton, where it is installed: builds of torch for CUDA contain it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

try:
    import triton.language as tl
    from triton import jit as _jit
except ImportError:  # modules of kernels can then be imported, as tools that read documentation do
    tl = None
    _jit = None

__all__ = ["jit", "tl"]


def jit(function: Callable[..., Any]) -> Any:
    """Return a kernel of a function, or the function itself without Triton."""
    return function if _jit is None else _jit(function)
