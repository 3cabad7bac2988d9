"""Jobs of compiled kernels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import TYPES, align_strides, native
from difference_finder.arrays.pair_errors import PairErrors, empty_like
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FLOAT32_SPAN", "Job", "make_job"]


FLOAT32_SPAN = 64
"""The span of the values, in data ranges, above which float32 is too coarse: its rounding of 6e-8 is then
4e-6 of the range, the size of the constants of SSIM."""


@dataclass(frozen=True, eq=False)
class Job:
    """A job for a kernel.

    Parameters
    ----------
    native
        Compiled module.
    reference
        Image of shape (N, C, H, W): uint8, uint16, float32 or float64, with any strides.
    candidates
        One or more images of that shape.
    divisors
        Divisors of the values of the reference and of the candidates, which bring them to one scale.
    output
        Wanted result: "score", "map" or "gradient"; the last two for a single candidate.
    workers
        Number of threads.
    wide
        Whether to compute in float64, as for float64 images.
    reduce
        Reduction of the channels that a map may have already: "mean", or "none" for all channels.
    known
        Errors of the reference and the only candidate that are known already.
    """

    native: Any
    reference: NDArray[Any]
    candidates: Sequence[NDArray[Any]]
    divisors: tuple[float, float]
    output: str
    workers: int
    wide: bool
    reduce: str = "none"
    known: PairErrors | None = None

    def known_sums(self, size: str) -> list[list[float]] | None:
        """Return the sums of errors of each candidate where they are known, else None."""
        known = self._known(size)
        return None if known is None else [known.sums]

    def known_slope(self, size: str, factors: Sequence[float]) -> NDArray[Any] | None:
        """Return the wanted gradient where it is known: the same factor for all samples; else None."""
        known = self._known(size) if self.output == "gradient" else None
        fits = known is not None and all(factor == known.factor for factor in factors)
        return known.slope if known is not None and fits else None

    def _known(self, size: str) -> PairErrors | None:
        narrow = self.wide and self.reference.dtype.itemsize < 8
        return None if narrow or self.known is None or self.known.size != size else self.known

    def allocate_slope(self) -> NDArray[Any] | None:
        """Return an array for the gradient, laid out as the candidate; None if it is not wanted."""
        import numpy as np

        if self.output != "gradient":
            return None
        return empty_like(self.candidates[0], np.float64 if self.wide else np.float32)

    @property
    def limit(self) -> float:
        """Greatest distance of the values from zero, in data ranges, that the computation allows."""
        return 1e300 if self.wide else FLOAT32_SPAN

    def exceeds_float32(self, span: float, reach: float = math.inf) -> bool:
        """Tell whether the values of float images span so many data ranges that float32 loses digits.

        Values that are farther than ``reach`` from zero exceed it as well.
        """
        from difference_finder.arrays.backend import extent

        if self.reference.dtype.kind != "f":
            return False
        if self.known is not None:
            least, most = zip(*self.known.limits, strict=True)
        else:
            images = (self.reference, *self.candidates)
            least, most, _ = zip(*(extent(image) for image in images), strict=True)
        low, high = min(least), max(most)
        return bool(high - low > FLOAT32_SPAN * span or max(high, -low) > reach)

    def allocate(
        self, output: str, height: int, width: int, channels: int | None = None
    ) -> NDArray[Any] | None:
        """Return an array for a map or a gradient, or None where the job does not ask for it.

        Parameters
        ----------
        output
            "map" or "gradient".
        height, width
            Size of the array in pixels.
        channels
            Number of channels; None for the channels of the images.
        """
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
    """Return a job for a kernel, or None for arrays that no kernel takes.

    Parameters
    ----------
    output, reference, candidates
        As for :class:`Job`; arrays or tensors.
    divisors
        As for :class:`Job`; None for floats.
    workers
        Number of threads; None for one on each core.
    wide
        Whether to compute in float64 for images of any type.
    """
    from difference_finder.arrays.backend import host_view, type_name

    views = [host_view(image) for image in (reference, *candidates)]
    if any(view is None or type_name(view) not in TYPES for view in views) or native() is None:
        return None
    arrays = [align_strides(view) for view in views if view is not None]
    wide = wide or any(array.dtype.itemsize == 8 for array in arrays)
    return Job(native(), arrays[0], arrays[1:], divisors or (1.0, 1.0), output, worker_count(workers), wide)
