"""Where one of two images is closer to the reference."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.gaussian import blur, max_sigma
from difference_finder.errors import InputError
from difference_finder.parts.registry import strategy
from difference_finder.strategies._places import local_map_at_pixels

Array = Any


@strategy("advantage", signed=True, positive="the first is better", requires="local")
def advantage(
    first: Array,
    second: Array,
    metric: Any,
    *,
    reference: Array,
    mask: Array | None = None,
    workers: int | None = None,
    sigma: float = 6.0,
) -> tuple[Array, tuple[Array, Array]]:
    """Show where the first image is better than the second, measured against the reference.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W), such as the results of two methods.
    metric
        A metric with a local map: "mse", "ssim", "gmsd", ...
    reference
        Image of shape (N, C, H, W) that both are measured against.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. The others are left out of the means.
    workers
        Number of threads; None for one on each core.
    sigma
        Standard deviation in pixels of the Gaussian window that smooths the map, so that it shows places
        rather than single pixels; edges are mirrored. 0 smooths nothing.

    Returns
    -------
    tuple
        The signed map (N, C, H, W) in the units of the local map of the metric: above 0 where the first image
        is better, below 0 where the second is. The scores (N,) of the first and of the second image against
        the reference.

    Raises
    ------
    InputError
        If the metric has no local map, or sigma is negative or wider than the image.

    Notes
    -----
    With squared errors e, the map of "mse" is the smoothed e_second - e_first. The map of "psnr" is the same,
    because its local map is the squared error. The mean of the map is the mean squared error of the second
    image minus the mean squared error of the first: the blur keeps sums. For metrics whose windows do not
    reach the margin, or whose score is not a mean, the mean of the map is only near the gap of the scores.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> reference = np.full((40, 40), 0.5)
    >>> first, second = reference.copy(), reference.copy()
    >>> first[:, :20] += 0.1
    >>> second[:, 20:] += 0.2  # on the left the second is better, on the right the first
    >>> better = Finder(strategy="advantage:sigma=0").compare(first, second, reference)
    >>> left, right = np.asarray(better.map)[0, [0, 39]].tolist()
    >>> round(left, 4), round(right, 4)
    (-0.01, 0.04)
    >>> {name: round(value, 4) for name, value in better.scores.items()}
    {'mse of first': 0.005, 'mse of second': 0.02, 'mse gap': -0.015}
    """
    most = max_sigma(first.shape)
    if not 0 <= sigma <= most:
        raise InputError(f"sigma must be 0 to {most} pixels for this image, not {sigma:g}")
    first_score, better = local_map_at_pixels(metric, reference, first)
    second_score, worse = local_map_at_pixels(metric, reference, second)
    gain = better - worse if metric.part.local_scale.higher_is_better else worse - better
    if sigma > 0:
        inside = None if mask is None else to_numpy(mask)
        gain = cast_like(blur(to_numpy(gain), sigma, inside, workers), gain)
    return gain, (first_score, second_score)
