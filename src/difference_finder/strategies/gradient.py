"""The gradient of a metric with respect to an image."""

from __future__ import annotations

from typing import Any

from difference_finder.parts.registry import strategy

Array = Any


@strategy("gradient", signed=True, requires="gradient")
def gradient(
    first: Array,
    second: Array,
    metric: Any,
    *,
    divisors: tuple[float, float] | None = None,
    wrt: int = 0,
) -> tuple[Array, Array]:
    """Show how much the metric changes with each pixel: its derivative with respect to one image.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W).
    metric
        Metric to differentiate: analytically if it has a gradient, else by torch's autograd.
    divisors
        Divisors of both images if they hold integers as stored; None for floats.
    wrt
        Image to differentiate with respect to: 0 for the first, 1 for the second.

    Returns
    -------
    tuple of array
        The derivative (N, C, H, W), signed, in units of the metric per unit of the images; the score (N,).

    Notes
    -----
    The gradients of mse and psnr are the signed difference times a constant, so they show no more than the
    difference. The gradient of ssim is a sensitivity, which is not the same as an error.
    """
    scores, slope = metric.gradient(first, second, wrt=wrt, divisors=divisors)
    return slope, scores
