"""The gradient of a metric, averaged over noisy copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.backend import cast_like, namespace
from difference_finder.arrays.masked import span
from difference_finder.errors import InputError
from difference_finder.parts.registry import strategy

Array = Any


@strategy("smooth_gradient", signed=True, requires="gradient")
def smooth_gradient(
    first: Array,
    second: Array,
    metric: Any,
    *,
    mask: Array | None = None,
    samples: int = 16,
    sigma: float = 0.1,
    seed: int = 0,
    wrt: int = 0,
) -> Array:
    """Show the gradient of the metric, averaged over noisy copies of the image (SmoothGrad).

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W).
    metric
        Metric to differentiate: analytically if it has a gradient, else by torch's autograd.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    samples
        Number of noisy copies, even: each noise is added to one copy and subtracted from another.
    sigma
        Standard deviation of the noise, as a share of the span from the least to the greatest value of both
        images; the paper recommends 0.1 to 0.2.
    seed
        Seed of the noise, at least 0: a seed gives the same map on every machine.
    wrt
        Image to differentiate with respect to: 0 for the first, 1 for the second.

    Returns
    -------
    array
        The mean derivative (N, C, H, W), signed, in units of the metric per unit of the images. The score is
        computed without noise.

    Raises
    ------
    InputError
        If a setting is invalid.

    Notes
    -----
    Noise in pairs of both signs cancels to first order; the independent noise of the paper cancels only on
    average. The paper takes the span of a single image. The map of two identical images is zero, because it
    would show only noise. All samples of a batch get the same noise.

    References
    ----------
    D. Smilkov, N. Thorat, B. Kim, F. Viegas, M. Wattenberg, "SmoothGrad: removing noise by adding noise",
    2017. doi:10.48550/arXiv.1706.03825

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> first, second = (np.random.default_rng(seed).random((24, 24)) for seed in (0, 1))
    >>> smooth = Finder(strategy="smooth_gradient", metric="mse").run(first, second)
    >>> bool(np.allclose(smooth, Finder(strategy="gradient", metric="mse").run(first, second)))
    True
    """
    import numpy as np

    if samples < 2 or samples % 2:
        raise InputError(f"samples must be even and at least 2, not {samples}")
    if not 0 < sigma <= 10:
        raise InputError(
            f"sigma must be a share of the span of values, above 0 and at most 10, not {sigma:g}"
        )
    if seed < 0:
        raise InputError(f"seed must be at least 0, not {seed}")
    if wrt not in (0, 1):
        raise InputError(f"wrt must be 0 (the first image) or 1 (the second), not {wrt}")
    varied, fixed = (first, second) if wrt == 0 else (second, first)
    xp = namespace(varied)
    size = sigma * span([first, second], mask)
    total = xp.zeros_like(varied)
    copies = _noisy(varied, size, np.random.default_rng(seed), samples)
    for _, slope in metric.gradients(fixed, copies, wrt=wrt):
        total += slope
    same = xp.all(first == second, axis=(1, 2, 3), keepdims=True)
    return xp.where(same, xp.zeros_like(total), total / samples)


def _noisy(image: Array, size: Array, random: Any, samples: int) -> Iterator[Array]:
    """Yield copies of an image with noise added, and the same noise subtracted."""
    import numpy as np

    for _ in range(samples // 2):
        noise = size * cast_like(random.standard_normal(tuple(image.shape[1:]), np.float32), image)
        yield image + noise
        yield image - noise
