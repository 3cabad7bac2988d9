"""Where one of two images is nearer to a third."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, to_numpy
from difference_finder.arrays.gaussian import blur, max_sigma
from difference_finder.errors import InputError
from difference_finder.parts.registry import strategy
from difference_finder.strategies._places import places_at_pixels

Array = Any


@strategy("advantage", signed=True, positive="the first is better", requires="local")
def advantage(
    reference: Array,
    candidate: Array,
    metric: Any,
    *,
    truth: Array,
    mask: Array | None = None,
    workers: int | None = None,
    sigma: float = 6.0,
) -> tuple[Array, tuple[Array, Array]]:
    """Where the first of two images is better than the second, measured against a third.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W): the first and the second image, such as the results of two methods.
    metric
        One with a local map: "mse", "ssim", "gmsd", ...
    truth
        Shape (N, C, H, W): what both are measured against.
    mask
        Shape (N, 1, H, W), False where an image has no number; such pixels have no part in the means.
    workers
        How many threads to use; None for one on each core.
    sigma
        Standard deviation in pixels of the Gaussian that smooths the map, so that places count rather than
        single pixels; edges are mirrored. 0 leaves it as it is.

    Returns
    -------
    tuple
        The map (N, C, H, W), signed, in units of the metric's local map: above 0 where the first image is
        better, below where the second is. The scores (N,) of the first and of the second against the third.

    Raises
    ------
    InputError
        If the metric has no local map, or sigma is negative or wider than the image.

    Notes
    -----
    With squared errors e, the map of "mse" is the blurred e_second - e_first, and so is that of "psnr", whose
    local map is the squared error. Its mean is the mean squared error of the second image less that of the
    first: the blur keeps sums. The mean of other maps is near the gap of the scores, not equal to it, where
    windows do not reach the margin, or the score is no mean.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> truth = np.full((40, 40), 0.5)
    >>> first, second = truth.copy(), truth.copy()
    >>> first[:, :20] += 0.1
    >>> second[:, 20:] += 0.2  # on the left the second is better, on the right the first
    >>> better = Finder(strategy="advantage:sigma=0").compare(first, second, truth)
    >>> left, right = np.asarray(better.map)[0, [0, 39]].tolist()
    >>> round(left, 4), round(right, 4)
    (-0.01, 0.04)
    >>> {name: round(value, 4) for name, value in better.scores.items()}
    {'mse of first': 0.005, 'mse of second': 0.02, 'mse gap': -0.015}
    """
    most = max_sigma(reference.shape)
    if not 0 <= sigma <= most:
        raise InputError(f"sigma must be 0 to {most} pixels for this image, not {sigma:g}")
    first, better = places_at_pixels(metric, truth, reference)
    second, worse = places_at_pixels(metric, truth, candidate)
    gain = better - worse if metric.part.local_scale.higher_is_better else worse - better
    if sigma > 0:
        inside = None if mask is None else to_numpy(mask)
        gain = cast_like(blur(to_numpy(gain), sigma, inside, workers), gain)
    return gain, (first, second)
