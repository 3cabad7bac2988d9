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
    """How much the metric changes with each pixel: its derivative with respect to one image.

    Parameters
    ----------
    first, second
        Shape (N, C, H, W): the first and the second image.
    metric
        What is differentiated: analytically where the metric has a gradient, else by torch's autograd.
    divisors
        What the integers of both images are divided by; None for floats.
    wrt
        The image that is varied: 0 the first, 1 the second.

    Returns
    -------
    tuple of array
        The derivative (N, C, H, W), signed, in units of the metric per unit of the images; the score (N,).

    Notes
    -----
    The gradients of mse and psnr are the signed difference times one number, so they show nothing that the
    difference does not show. The gradient of ssim is a sensitivity, which is not the same as an error.
    """
    scores, slope = metric.gradient(first, second, wrt=wrt, divisors=divisors)
    return slope, scores
