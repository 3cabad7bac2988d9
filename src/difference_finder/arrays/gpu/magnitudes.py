"""Deviation of the similarity of gradient magnitudes on a GPU, for gmsd."""

from __future__ import annotations

import sys
from typing import Any

from difference_finder.arrays.gpu import _magnitude_kernels as kernels
from difference_finder.arrays.gpu._launch import blocks, launch, mask_and_strides
from difference_finder.arrays.gpu.halving import halve

__all__ = ["measure_deviation"]

Array = Any
BLOCK = 512


def measure_deviation(
    output: str,
    first: Array,
    second: Array,
    mask: Array | None,
    valid: Array | None,
    data_range: float,
    constant: float,
) -> Any:
    """Return the standard deviation of GMS of two images (N, C, H, W) on a GPU, averaged over the channels.

    Parameters
    ----------
    output
        "score", "map", or "gradient" with respect to the second image.
    mask
        Mask (N, 1, H, W), True where pixels count; None if all do.
    valid
        Mask of the places that count, (N, 1, ceil(H / 2), ceil(W / 2)); None if all do.
    data_range
        Greatest minus least possible value.
    constant
        The stabiliser on a scale of 0 to 1.

    Returns
    -------
    array or tuple of array
        Scores (N,), float32; for "map" with GMS of each place, for "gradient" with (N, C, H, W), float32.
    """
    torch = sys.modules["torch"]
    one, other = (halve(image, mask, at_end=True) for image in (first, second))
    n, c, h, w = one.shape
    parts = blocks(h * w, BLOCK)
    empty = {"dtype": torch.float32, "device": one.device}
    places = torch.empty(one.shape, **empty) if output == "map" else None
    slopes = torch.empty((3, *one.shape), **empty) if output == "gradient" else None
    moments = torch.empty((4, n, c, parts), dtype=torch.float64, device=one.device)
    launch(
        kernels.compare,
        n * c * parts,
        one,
        *(one, other, one if valid is None else valid.contiguous().view(torch.uint8), moments),
        *(one if result is None else result for result in (places, slopes)),
        *(c, h, w, one.numel(), 1 / data_range, constant),
        MASKED=valid is not None,
        MAP=places is not None,
        SLOPES=slopes is not None,
        BLOCK=BLOCK,
    )
    counts, centres, deviations = _together(moments)
    scores = deviations.mean(1).to(torch.float32)
    if slopes is None:
        return scores if places is None else (scores, places)
    shares = counts * torch.where(deviations == 0, 1.0, deviations) * (data_range * c)
    scales = torch.where(deviations == 0, 0.0, 1 / shares)
    return scores, _pixel_slopes(slopes, centres, scales, second, mask)


def _together(moments: Array) -> tuple[Array, Array, Array]:
    """Return the number, the mean and the standard deviation of each plane, (N, C), from those of its blocks.

    The fourth moment is the sum of deviations that rounding of the mean has left.
    """
    torch = sys.modules["torch"]
    counts, means, squares, rests = moments
    count = counts.sum(2)
    mean = (counts * means + rests).sum(2) / count
    apart = means - mean[..., None]
    variance = (squares + 2 * apart * rests + counts * apart**2).sum(2) / count
    return count, mean, torch.sqrt(torch.clamp(variance, min=0))


def _pixel_slopes(slopes: Array, centres: Array, scales: Array, second: Array, mask: Array | None) -> Array:
    torch = sys.modules["torch"]
    n, c, h, w = slopes.shape[1:]
    result = torch.empty(second.shape, dtype=torch.float32, device=second.device)
    inside, *mask_strides = mask_and_strides(mask, second)
    launch(
        kernels.back_to_pixels,
        n * c * blocks(h * w, BLOCK),
        second,
        *(slopes, centres.to(torch.float32), scales.to(torch.float32), inside, result),
        *(c, h, w, *second.shape[2:], slopes[0].numel()),
        *mask_strides,
        MASKED=mask is not None,
        BLOCK=BLOCK,
    )
    return result
