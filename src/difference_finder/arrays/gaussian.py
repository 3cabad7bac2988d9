"""Gaussian blurs of maps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import native
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["blur", "half_gaussian", "max_sigma"]


def max_sigma(shape: tuple[int, ...]) -> int:
    """Return the greatest useful standard deviation of a blur: the longer side in pixels, at least 64."""
    return max(64, *shape[-2:])


def blur(
    values: NDArray[Any],
    sigma: float,
    mask: NDArray[Any] | None = None,
    workers: int | None = None,
    out: NDArray[Any] | None = None,
    wide: bool = True,
) -> NDArray[Any]:
    """Blur the last two axes with a Gaussian; masked pixels do not enter the means, and become 0.

    Parameters
    ----------
    values
        Array of shape (H, W), (C, H, W) or (N, C, H, W), floating-point numbers. Edges are mirrored.
    sigma
        Standard deviation in pixels. The window ends at four standard deviations.
    mask
        Mask that broadcasts to the shape of the values; True where values count.
    workers
        Number of threads; None for one on each core.
    out
        Contiguous array for the result, in the type of the values; None for a new array.
    wide
        Whether float32 is computed in float64, exact to its last digit. Otherwise errors are a few units of
        the last digit, relative to the greatest values nearby, and kernels take half the time.

    Returns
    -------
    array
        Blurred values, in the type of ``values``.
    """
    import numpy as np

    kernels = native()
    if kernels is None or values.dtype.name not in ("float32", "float64"):
        blurred = _reference_blur(values, sigma, mask)
        if out is None:
            return blurred
        out[:] = blurred
        return out
    blurred = np.empty(values.shape, values.dtype) if out is None else out
    four = (1,) * (4 - values.ndim) + values.shape
    inside = None if mask is None else np.broadcast_to(mask, values.shape).reshape(four)
    kernels.blur(
        values.reshape(four),
        inside,
        half_gaussian(sigma),
        wide,
        blurred.reshape(four),
        worker_count(workers),
    )
    return blurred


def _reference_blur(values: NDArray[Any], sigma: float, mask: NDArray[Any] | None) -> NDArray[Any]:
    import numpy as np
    from scipy.ndimage import gaussian_filter

    sigmas = (0,) * (values.ndim - 2) + (sigma, sigma)
    if mask is None:
        return gaussian_filter(values, sigmas, output=np.float64).astype(values.dtype)  # type: ignore[no-any-return]
    inside = np.broadcast_to(mask, values.shape).astype(np.float64)
    norm = np.maximum(gaussian_filter(inside, sigmas), 1e-12)
    quotient: NDArray[Any] = gaussian_filter(values * inside, sigmas)
    quotient *= inside / norm
    return quotient.astype(values.dtype)


@lru_cache(maxsize=64)
def half_gaussian(sigma: float) -> tuple[float, ...]:
    """Return the weights of the centre and of the neighbours on one side, as in scipy."""
    import numpy as np

    distances = np.arange(int(4 * sigma + 0.5) + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * distances**2)
    return tuple((weights / (2 * weights[1:].sum() + weights[0])).tolist())
