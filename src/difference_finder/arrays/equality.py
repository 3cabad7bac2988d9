"""Which pixels of two images differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import TYPES, align_strides, native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["clear_equal_pixels", "find_differing_pixels"]


def find_differing_pixels(
    first: NDArray[Any], second: NDArray[Any], divisors: tuple[float, float] | None
) -> NDArray[Any]:
    """Return where two images (C, H, W) differ in some channel, (H, W).

    Parameters
    ----------
    first, second
        Images of shape (C, H, W).
    divisors
        Divisors that bring the values of both images to one scale; None if they have one scale.
    """
    import numpy as np

    found = np.ones(first.shape[1:], bool)
    clear_equal_pixels(found, first, second, divisors)
    return found


def clear_equal_pixels(
    mask: NDArray[Any],
    first: NDArray[Any],
    second: NDArray[Any],
    divisors: tuple[float, float] | None = None,
) -> None:
    """Remove the pixels that are equal in all channels from a mask.

    Parameters
    ----------
    mask
        Mask of shape (H, W), which is changed.
    first, second, divisors
        As for :func:`find_differing_pixels`.
    """
    import numpy as np

    if divisors is not None and divisors[0] != divisors[1]:
        first, second = (
            np.divide(image, divisor) for image, divisor in zip((first, second), divisors, strict=True)
        )
    if _takes_kernel(mask, first, second) and (kernels := native()) is not None:
        views = (align_strides(image)[None] for image in (first, second))
        kernels.clear_equal(mask, *views, worker_count(None))
        return
    differing = first[0] != second[0]
    for one, other in zip(first[1:], second[1:], strict=True):
        differing |= one != other
    mask &= differing


def _takes_kernel(mask: NDArray[Any], first: NDArray[Any], second: NDArray[Any]) -> bool:
    named = first.dtype.name in TYPES and first.dtype.isnative
    return named and first.dtype == second.dtype and mask.size > 0 and mask.strides[1] == 1
