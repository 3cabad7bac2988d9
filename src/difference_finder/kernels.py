"""The compiled kernels: the only file that knows whether they are there.

Each kernel is the fast twin of a plain text written over arrays. It computes on the CPU, with all threads that it
is given, and its result does not depend on their number. Where no compiler was found at installation, or the
processor is too old, the plain text computes, and the program says so once.
"""

from __future__ import annotations

import importlib
import os
import warnings
from functools import cache
from typing import Any

__all__ = ["available", "instruction_set", "native", "worker_count"]

LEVELS = ("v4", "v3", "v2", "base")
"""The instruction sets that kernels are compiled for: x86-64-v4 (AVX-512), v3 (AVX2), v2 (SSE4.2); elsewhere one
for all."""

FORCED = "DIFFERENCE_FINDER_NATIVE"
"""The environment variable that names the instruction set to use instead of the best one, or "off"."""


@cache
def instruction_set() -> str | None:
    """Return the instruction set of the kernels in use; None where the plain text computes."""
    forced = os.environ.get(FORCED, "")
    if forced == "off":
        return None
    try:
        best = importlib.import_module("difference_finder._cpu").level()
    except ImportError:
        return None
    if best not in LEVELS:
        return None
    possible = LEVELS[LEVELS.index(best) :]
    if forced and forced not in possible:
        warnings.warn(
            f"{FORCED}={forced} is none of {', '.join(possible)}, off; using {best}", UserWarning, stacklevel=2
        )
    return forced if forced in possible else str(best)


@cache
def native() -> Any:
    """Return the module of compiled kernels, or None; where it is missing, say so once."""
    level = instruction_set()
    if level is not None:
        return importlib.import_module(f"difference_finder._native_{level}")
    if os.environ.get(FORCED) != "off":
        warnings.warn(
            "difference-finder was installed without its compiled kernels and computes slowly; install a C++"
            " compiler and reinstall: pip install --force-reinstall --no-deps difference-finder",
            UserWarning,
            stacklevel=2,
        )
    return None


def available() -> bool:
    """Tell whether compiled kernels are in use."""
    return native() is not None


def worker_count(workers: int | None) -> int:
    """Return how many threads to use: those asked for, else one for each core that this program may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
