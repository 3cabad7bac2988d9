"""The compiled kernels: the only file that knows whether they are there.

Each kernel is the fast twin of a plain text written over arrays. It computes on the CPU, with all threads
that it is given, and its result does not depend on their number. Where no compiler was found at installation,
or the processor is too old, the plain text computes, and the program says so once.
"""

from __future__ import annotations

import importlib
import os
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = [
    "TYPES",
    "Job",
    "instruction_set",
    "job",
    "native",
    "readable",
    "sharing",
    "why_none",
    "worker_count",
]

LEVELS = ("v4", "v3", "v2", "base")
"""The instruction sets that kernels are compiled for: x86-64-v4 (AVX-512), v3 (AVX2), v2 (SSE4.2); elsewhere
one for all."""

TYPES = ("uint8", "uint16", "float32", "float64")
"""What kernels take."""

BEYOND = 64
"""From which span of the values on, in data ranges, float32 is too coarse: its rounding of 6e-8 is then 4e-6
of the range, where the constants of SSIM begin."""

FORCED = "DIFFERENCE_FINDER_NATIVE"
"""The environment variable that names the instruction set to use instead of the best one, or "off"."""

COMPILE = "pip install --force-reinstall --no-deps --no-binary difference-finder difference-finder"
"""The command that compiles the kernels again."""


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
    supported = LEVELS[_rank(best) :]
    compiled = [level for level in supported if find_spec(f"difference_finder._native_{level}")]
    if not compiled:
        return None
    if forced and forced not in compiled:
        if forced in supported:
            reason = (
                f"the kernels were not compiled for {forced}; to compile them:"
                f" {COMPILE} -C cmake.define.DIFFERENCE_FINDER_LEVELS=all"
            )
        elif forced in LEVELS:
            reason = f"this processor does not support {forced}"
        else:
            reason = f"not one of {', '.join(compiled)}, off"
        warnings.warn(f"{FORCED}={forced}: {reason}; using {compiled[0]}", UserWarning, stacklevel=2)
    return forced if forced in compiled else compiled[0]


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


@cache
def native() -> Any:
    """Return the module of compiled kernels, or None; where it is missing, say so once."""
    level = instruction_set()
    if level is not None:
        return importlib.import_module(f"difference_finder._native_{level}")
    if os.environ.get(FORCED) != "off":
        warnings.warn(f"computing slowly, without compiled kernels: {why_none()}", UserWarning, stacklevel=2)
    return None


def why_none() -> str:
    """Return why there are no compiled kernels, and what to do about it."""
    if os.environ.get(FORCED) == "off":
        return f"{FORCED}=off turns them off"
    return (
        "difference-finder was installed without them or for another processor; install a C++ compiler and"
        f" reinstall: {COMPILE}"
    )


_share: ContextVar[int | None] = ContextVar("_share", default=None)


@contextmanager
def sharing(threads: int) -> Iterator[None]:
    """Let kernels that are not told otherwise use so many threads: several pairs share the cores."""
    token = _share.set(threads)
    try:
        yield
    finally:
        _share.reset(token)


def worker_count(workers: int | None) -> int:
    """Return how many threads to use: those asked for, else those of :func:`sharing`, else one per core."""
    asked = workers or _share.get()
    if asked is not None:
        return asked
    # Not all cores of a machine are for this program, in a container for example.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def readable(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array whose values lie at whole steps, as kernels need them; a field of records is copied."""
    import numpy as np

    whole = all(stride % array.dtype.itemsize == 0 for stride in array.strides)
    return array if whole else np.ascontiguousarray(array)


@dataclass(frozen=True)
class Job:
    """What a kernel is to compute.

    Parameters
    ----------
    native
        The compiled module.
    reference
        Shape (N, C, H, W): uint8, uint16, float32 or float64, with any strides.
    candidates
        One or more of that shape.
    divisors
        What the values of the reference and of the candidates are divided by to be on one scale.
    want
        "score", "map" or "gradient"; the last two of one candidate.
    workers
        How many threads to use.
    wide
        Whether to compute in float64, as for float64 images.
    reduce
        How the channels of a map may become one: "mean"; "none" if they are wanted.
    """

    native: Any
    reference: NDArray[Any]
    candidates: Sequence[NDArray[Any]]
    divisors: tuple[float, float]
    want: str
    workers: int
    wide: bool
    reduce: str = "none"

    @property
    def limit(self) -> float:
        """How far from zero values may lie, in data ranges, for the floats that are computed with."""
        return 1e300 if self.wide else BEYOND

    def reaches_beyond(self, span: float) -> bool:
        """Tell whether floats lie so far outside their range, or apart, that float32 would lose digits."""
        from difference_finder.arrays import extent

        if self.reference.dtype.kind != "f":
            return False
        least, most, _ = zip(*(extent(image) for image in (self.reference, *self.candidates)), strict=True)
        return bool(max(most) - min(least) > BEYOND * span)

    def room(self, want: str, height: int, width: int, channels: int | None = None) -> NDArray[Any] | None:
        """Return an array for values at each place, of all channels or fewer, if that is what is wanted."""
        import numpy as np

        if self.want != want:
            return None
        n, c = self.reference.shape[:2]
        return np.empty((n, channels or c, height, width), np.float64 if self.wide else np.float32)

    def pooled(self, scores: Any) -> NDArray[Any]:
        """Return the mean score over the channels: (number of candidates, N)."""
        import numpy as np

        n, c = self.reference.shape[:2]
        pooled: NDArray[Any] = np.asarray(scores, np.float64).reshape(len(self.candidates), n, c).mean(axis=2)
        return pooled


def job(
    want: str,
    reference: Any,
    candidates: Sequence[Any],
    divisors: tuple[float, float] | None,
    workers: int | None,
    wide: bool = False,
) -> Job | None:
    """Return what a kernel is to compute, or None where no kernel takes these arrays.

    Parameters
    ----------
    divisors
        As in :class:`Job`; None for floats.
    wide
        Compute in float64 whatever the images are.
    """
    from difference_finder.arrays import device_of, needs_autograd, to_numpy

    images = (reference, *candidates)
    if any(device_of(image) != "cpu" or needs_autograd(image) for image in images):
        return None
    arrays = [readable(to_numpy(image)) for image in images]
    if any(str(array.dtype) not in TYPES for array in arrays) or native() is None:
        return None
    wide = wide or any(array.dtype.itemsize == 8 for array in arrays)
    return Job(native(), arrays[0], arrays[1:], divisors or (1.0, 1.0), want, worker_count(workers), wide)
