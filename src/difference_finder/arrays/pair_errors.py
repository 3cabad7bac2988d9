"""Errors of two images from the pass over their values that also finds the limits of these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import host_view, type_name
from difference_finder.arrays.native import align_strides, native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PairErrors", "pair_errors"]

Array = Any


@dataclass(frozen=True, eq=False)
class PairErrors:
    """Errors of two images of floats that are all finite, and the limits of their values.

    Parameters
    ----------
    first, second
        The images, (N, C, H, W), numpy arrays.
    size
        What was summed: "squared" or "absolute" differences.
    sums
        Sum over each plane, N C numbers.
    factor
        What the slope was multiplied by; None without a slope.
    slope
        The differences of the second image from the first (squared), or their signs (absolute), times the
        factor, (N, C, H, W); None if it was not asked for.
    limits
        The least and the greatest value of both images.
    """

    first: NDArray[Any]
    second: NDArray[Any]
    size: str
    sums: list[float]
    factor: float | None
    slope: NDArray[Any] | None
    limits: tuple[tuple[float, float], tuple[float, float]]

    def limits_of(self, image: Array) -> tuple[float, float] | None:
        """Return the limits of one of the images; None for another array."""
        for own, limits in zip((self.first, self.second), self.limits, strict=True):
            if _is_same(own, image):
                return limits
        return None

    def belong_to(self, reference: Array, candidates: Any) -> bool:
        """Tell whether these are the errors of a single candidate."""
        return (
            len(candidates) == 1 and _is_same(self.first, reference) and _is_same(self.second, candidates[0])
        )

    @property
    def reversed(self) -> PairErrors:
        """The errors with the images exchanged, without the slope."""
        limits = (self.limits[1], self.limits[0])
        return PairErrors(self.second, self.first, self.size, self.sums, None, None, limits)


def pair_errors(first: Array, second: Array, size: str, share: float | None) -> PairErrors | None:
    """Return the errors of two images, or None for those that no kernel takes, or not all finite.

    Parameters
    ----------
    first, second
        Arrays or tensors of shape (N, C, H, W).
    size
        "squared" or "absolute".
    share
        The factor of the slope, times the number of values of a sample; None for no slope.
    """
    import numpy as np

    views = [host_view(image) for image in (first, second)]
    kernels = native()
    if kernels is None or any(view is None or view.ndim != 4 for view in views):
        return None
    one, two = (align_strides(view) for view in views if view is not None)
    if one.shape != two.shape or one.dtype != two.dtype or type_name(one) not in ("float32", "float64"):
        return None
    factor = None if share is None else share / math.prod(one.shape[1:])
    slope = None if factor is None else empty_like(two, one.dtype)
    sums, limits = kernels.errors_and_limits(
        one, two, size == "squared", slope, factor or 0.0, worker_count(None)
    )
    if not np.isfinite(sums).all():
        return None
    both = ((limits[0], limits[1]), (limits[2], limits[3]))
    return PairErrors(one, two, size, sums, factor, slope, both)


def empty_like(image: NDArray[Any], dtype: Any) -> NDArray[Any]:
    """Return an array (N, C, H, W) without values whose channels are interleaved if those of an image are."""
    import numpy as np

    n, c, h, w = image.shape
    if c > 1 and image.strides[1:] == tuple(step * image.dtype.itemsize for step in (1, w * c, c)):
        return np.empty((n, h, w, c), dtype).transpose(0, 3, 1, 2)
    return np.empty((n, c, h, w), dtype)


def _is_same(own: NDArray[Any], image: Array) -> bool:
    """Tell whether an array shows the same memory as an array that is alive."""
    view = host_view(image)
    if view is None or (view.shape, view.strides, view.dtype) != (own.shape, own.strides, own.dtype):
        return False
    return bool(view.__array_interface__["data"][0] == own.__array_interface__["data"][0])
