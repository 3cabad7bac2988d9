"""The compiled kernels, where they are installed.

Each kernel computes the same as a reference implementation over arrays, faster, on the CPU. Its result does
not depend on the number of threads. Where installation found no compiler, or the processor is too old, the
reference implementations compute, and a warning says so once.
"""

from __future__ import annotations

import importlib
import os
import warnings
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "TYPES",
    "align_strides",
    "instruction_set",
    "native",
    "reason_without_kernels",
]

LEVELS = ("v4", "v3", "v2", "base")
"""The instruction sets that kernels are compiled for: x86-64-v4 (AVX-512), v3 (AVX2), v2 (SSE4.2), and one
for other processors."""

TYPES = ("uint8", "uint16", "float32", "float64")
"""The types of the arrays that kernels take."""

FORCED = "DIFFERENCE_FINDER_NATIVE"
"""The environment variable that names the instruction set to use instead of the best one, or "off"."""


@cache
def instruction_set() -> str | None:
    """Return the instruction set of the kernels in use; None where the reference implementations compute."""
    forced = os.environ.get(FORCED, "")
    if forced == "off":
        return None
    try:
        best = importlib.import_module("difference_finder._cpu").level()
    except ImportError:
        return None
    supported = LEVELS[_rank(best) :]
    compiled = [level for level in supported if find_spec(f"difference_finder._native_{level}")]
    if not compiled:
        return None
    if forced and forced not in compiled:
        if forced in supported:
            reason = (
                f"the kernels were not compiled for {forced}; install difference-finder again from its"
                " source, with -C cmake.define.DIFFERENCE_FINDER_LEVELS=all"
            )
        elif forced in LEVELS:
            reason = f"this processor does not support {forced}"
        else:
            reason = f"not one of {', '.join(compiled)}, off"
        warnings.warn(f"{FORCED}={forced}: {reason}; using {compiled[0]}", UserWarning, stacklevel=2)
    return forced if forced in compiled else compiled[0]


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def native() -> Any:
    """Return the module of compiled kernels, or None with a single warning where it is missing."""
    return _opened()


@cache
def _opened() -> Any:
    level = instruction_set()
    if level is not None:
        return importlib.import_module(f"difference_finder._native_{level}")
    if os.environ.get(FORCED) != "off":
        warnings.warn(
            f"computing slowly, without compiled kernels: {reason_without_kernels()}",
            UserWarning,
            stacklevel=2,
        )
    return None


def reason_without_kernels() -> str:
    """Return the reason why compiled kernels are missing, and the remedy."""
    if os.environ.get(FORCED) == "off":
        return f"{FORCED}=off turns them off"
    return (
        "difference-finder was installed without them, or for another processor; with a C++ compiler"
        " installed, install difference-finder again from the source that it came from"
    )


def align_strides(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array with aligned items and strides that are multiples of their size; others are copied."""
    import numpy as np

    whole = all(stride % array.dtype.itemsize == 0 for stride in array.strides)
    return array if whole and array.flags.aligned else np.array(array, order="C")
