"""The local map of a metric."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.parts.registry import strategy
from difference_finder.strategies._places import local_map_at_pixels

Array = Any


@strategy("local", signed=False, title="local map", requires="local")
def local(
    first: Array,
    second: Array,
    metric: Any,
    *,
    divisors: tuple[float, float] | None = None,
    reduce: str | None = None,
) -> tuple[Array, Array, dict[str, Any] | None]:
    """Show where the metric sees a difference: the distance of its local map from identical images.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W).
    metric
        Metric with a local map: "ssim", "gmsd", "mse", ...
    divisors
        Divisors of both images if they hold integers as stored; None for floats.
    reduce
        Reduction of channels that the metric may apply itself; None for none.

    Returns
    -------
    tuple of array
        The map (N, C, H, W), at least 0 and higher where the images differ more, whether the metric is better
        high or low: 1 - SSIM, 1 - GMS, squared errors. The score (N,). Facts that the metric states about its
        local map, or None.

    Raises
    ------
    InputError
        If the metric has no local map.

    Notes
    -----
    If the local map has a coarser grid than the image, each pixel has the value of its grid cell. Pixels at
    the margin, which no window is centred on, have the value of the nearest window.

    References
    ----------
    Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error visibility to
    structural similarity", IEEE Trans. Image Process. 13(4), 2004. doi:10.1109/TIP.2003.819861

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> first = np.random.default_rng(0).random((32, 32))
    >>> second = first.copy()
    >>> second[20:24, 8:12] = 0.5
    >>> dissimilarity = Finder(strategy="local", metric="ssim").run(first, second)
    >>> dissimilarity.shape, bool(dissimilarity[22, 10] > 0.2), float(dissimilarity[0, 31])
    ((32, 32), True, 0.0)
    """
    identical = metric.part.local_scale.identical
    # A mean of errors is an error; other values may lie on both sides of the value of identical images.
    scores, places = local_map_at_pixels(metric, first, second, divisors, None if identical else reduce)
    values = namespace(places).abs(places - identical if identical else places)
    return values, scores, metric.local_facts(places)
