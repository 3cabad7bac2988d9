"""The compiled kernels: the only file that knows whether they are there.

Each kernel is the fast twin of a plain text written over arrays. It computes on the CPU, with all threads that it
is given, and its result does not depend on their number. Where no compiler was found at installation, or the
processor is too old, the plain text computes, and the program says so once.
"""

from __future__ import annotations

import importlib
import os
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Job", "instruction_set", "native", "worker_count"]

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


def worker_count(workers: int | None) -> int:
    """Return how many threads to use: those asked for, else one for each core that this program may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Job:
    """What a kernel is to compute for one pair.

    Parameters
    ----------
    native
        The compiled module.
    reference, candidate
        Shape (N, C, H, W): uint8, uint16, float32 or float64, with any strides.
    divisors
        What the values of each are divided by to be on one scale; 1 for floats.
    want
        "score", "map" or "gradient".
    workers
        How many threads to use.
    """

    native: Any
    reference: NDArray[Any]
    candidate: NDArray[Any]
    divisors: tuple[float, float]
    want: str
    workers: int

    @property
    def wide(self) -> bool:
        """Whether to compute in float64: one of the images has it."""
        return "float64" in (str(self.reference.dtype), str(self.candidate.dtype))

    @property
    def ratio(self) -> float:
        """What brings the candidate as stored to the scale of the reference as stored."""
        return self.divisors[0] / self.divisors[1]

    def empty(self, want: str, height: int, width: int) -> NDArray[Any] | None:
        """Return room for a result of one value for each place, if that is what is wanted."""
        import numpy as np

        if self.want != want:
            return None
        return np.empty((*self.reference.shape[:2], height, width), np.float64 if self.wide else np.float32)

    def mean(self, scores: Any) -> NDArray[Any]:
        """Return the scores of samples, (N,), from those of all their channels."""
        import numpy as np

        return np.asarray(scores, np.float64).reshape(self.reference.shape[:2]).mean(axis=1)
