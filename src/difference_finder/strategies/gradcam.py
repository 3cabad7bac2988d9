"""Where the features of a network raise a learned distance."""

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
    """Features that raise the distance of a learned metric, each by its mean slope (Grad-CAM).

    Parameters
    ----------
    first, second
        Shape (N, C, H, W): the first and the second image.
    metric
        A metric with features: "lpips" or "dists".
    mask
        Shape (N, 1, H, W), False where an image has no number; the map is 0 there.
    divisors
        What the integers of both images are divided by; None for floats.
    wrt
        Whose features: 0 the first image's, 1 the second's.
    layer
        Which stage of the network, 1 to 5; by default the last. Earlier ones are finer, and know less.

    Returns
    -------
    tuple of array
        The map (N, 1, H, W), at least 0, without a unit; the score (N,).

    Raises
    ------
    InputError
        If the metric has no features, or not that layer.

    Notes
    -----
    With the distance d and the features F_k of the layer, the weight of a feature is the mean of d d / d F_k
    over places, and the map the sum of weight times F_k, where it is positive, enlarged bilinearly. The
    features of "lpips" are those that it compares, divided by their norm at each place, and their derivative
    is that of the layer's own part of the distance. Since each feature has one weight for the whole image,
    the map also shows places that look like those that differ, and it may be zero everywhere. The local map
    of "lpips" tells more exactly where a difference is; this one, of what kind of features it is made.

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
