"""What a compiled kernel is asked to compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import TYPES, align_strides, native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FLOAT32_SPAN", "Job", "make_job"]


FLOAT32_SPAN = 64
"""From which span of the values on, in data ranges, float32 is too coarse: its rounding of 6e-8 is then 4e-6
of the range, where the constants of SSIM begin."""


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
    output
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
    output: str
    workers: int
    wide: bool
    reduce: str = "none"

    @property
    def limit(self) -> float:
        """How far from zero values may lie, in data ranges, for the floats that are computed with."""
        return 1e300 if self.wide else FLOAT32_SPAN

    def exceeds_float32(self, span: float) -> bool:
        """Tell whether floats lie so far outside their range, or apart, that float32 would lose digits."""
        from difference_finder.arrays.backend import extent

        if self.reference.dtype.kind != "f":
            return False
        least, most, _ = zip(*(extent(image) for image in (self.reference, *self.candidates)), strict=True)
        return bool(max(most) - min(least) > FLOAT32_SPAN * span)

    def allocate(
        self, output: str, height: int, width: int, channels: int | None = None
    ) -> NDArray[Any] | None:
        """Return an array for values at each place, of all channels or fewer, if that is what is wanted."""
        import numpy as np

        if self.output != output:
            return None
        n, c = self.reference.shape[:2]
        return np.empty((n, channels or c, height, width), np.float64 if self.wide else np.float32)

    def mean_scores(self, scores: Any) -> NDArray[Any]:
        """Return the mean score over the channels: (number of candidates, N)."""
        import numpy as np

        n, c = self.reference.shape[:2]
        pooled: NDArray[Any] = np.asarray(scores, np.float64).reshape(len(self.candidates), n, c).mean(axis=2)
        return pooled


def make_job(
    output: str,
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
    from difference_finder.arrays.backend import host_view

    views = [host_view(image) for image in (reference, *candidates)]
    if any(view is None or str(view.dtype) not in TYPES for view in views) or native() is None:
        return None
    arrays = [align_strides(view) for view in views if view is not None]
    wide = wide or any(array.dtype.itemsize == 8 for array in arrays)
    return Job(native(), arrays[0], arrays[1:], divisors or (1.0, 1.0), output, worker_count(workers), wide)
