"""Where the features of a network raise a learned distance (Grad-CAM)."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import astype_float, namespace
from difference_finder.arrays.filters import enlarge
from difference_finder.arrays.masked import fill_masked
from difference_finder.parts.registry import strategy

Array = Any


@strategy("gradcam", signed=False, requires="features")
def gradcam(
    first: Array,
    second: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    divisors: tuple[float, float] | None = None,
    wrt: int = 0,
    layer: int | None = None,
) -> tuple[Array, Array]:
    """Show the features that raise the distance of a learned metric, weighted by mean slope (Grad-CAM).

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W).
    metric
        Metric with features: "lpips" or "dists".
    mask
        Mask of shape (N, 1, H, W); True where pixels count. The map is 0 elsewhere.
    divisors
        Divisors of both images if they hold integers as stored; None for floats.
    wrt
        Image to take the features of: 0 for the first, 1 for the second.
    layer
        Stage of the network, 1 to 5; None for the last. Earlier stages are finer and less semantic.

    Returns
    -------
    tuple of array
        The map (N, 1, H, W), at least 0, dimensionless; the score (N,).

    Raises
    ------
    InputError
        If the metric has no features, or no such layer.

    Notes
    -----
    With the distance D and the features F_k of the layer, the weight of a feature is the spatial mean of
    dD / dF_k. The map is the positive part of the sum of weight times F_k, enlarged bilinearly. The features
    of "lpips" are normalised at each place, as the metric compares them, and D is the part of the distance
    that the layer contributes. Each feature has one weight for the whole image, so the map also shows places
    that resemble the ones that differ, and it may be zero everywhere. The local map of "lpips" locates a
    difference more exactly; this map shows the kind of features that differ.

    References
    ----------
    R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
    localization", ICCV 2017. doi:10.1109/ICCV.2017.74

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> first, second = np.full((3, 64, 64), 0.5), np.full((3, 64, 64), 0.5)
    >>> second[:, 20:40, 20:40] = np.random.default_rng(0).random((20, 20))
    >>> Finder(strategy="gradcam", metric="lpips").run(first, second).shape
    (64, 64)
    """
    scores, features, slopes = metric.features(first, second, wrt=wrt, layer=layer, divisors=divisors)
    xp = namespace(features)
    features, slopes = astype_float(features), astype_float(slopes)
    weights = xp.mean(slopes, axis=(2, 3), keepdims=True)
    raised = xp.sum(weights * features, axis=1, keepdims=True)
    places = enlarge(xp.clip(raised, 0, None), *(int(side) for side in second.shape[-2:]))
    return fill_masked(places, mask, 0.0), scores
