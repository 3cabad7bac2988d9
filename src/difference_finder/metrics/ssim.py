"""Structural similarity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays import namespace
from difference_finder.errors import InputError
from difference_finder.masked import mean, share
from difference_finder.metrics._planes import by_plane
from difference_finder.metrics._windows import Window
from difference_finder.registry import metric

Array = Any


@metric("ssim", higher_is_better=True, bounds=(-1.0, 1.0), identical=1.0, symmetric=True)
def ssim(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    window_size: int = 11,
    sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Array:
    """Structural similarity: local agreement of mean, contrast and structure.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W), floating-point numbers on one scale; both sides at least ``window_size``.
    data_range
        Greatest minus least possible value.
    mask
        Shape (N, 1, H, W); only pixels that are True count, also inside windows.
    window_size
        Side of the Gaussian window in pixels, odd.
    sigma
        Standard deviation of the window in pixels.
    k1, k2
        The two constants that keep the quotients stable.

    Returns
    -------
    array
        Shape (N,), in [-1, 1]; 1 for identical images.

    Raises
    ------
    InputError
        If an image is smaller than the window.

    Notes
    -----
    Only windows that lie inside the image count ("valid"); covariances are those of the population; channels
    are averaged. The paper's product (2 mu_x mu_y + C1) / (mu_x^2 + mu_y^2 + C1) *
    (2 s_xy + C2) / (s_x^2 + s_y^2 + C2) is evaluated as (1 - m^2 / B1) (1 - V / B2) with the local mean m and
    the local variance V of the *difference* image, which is the same number without cancellation: it never
    exceeds 1, and identical images give 1 exactly.

    References
    ----------
    Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error visibility to
    structural similarity", IEEE Trans. Image Process. 13(4), 2004. doi:10.1109/TIP.2003.819861

    Examples
    --------
    >>> import numpy as np
    >>> ramp = np.linspace(0, 1, 256).reshape(1, 1, 16, 16)
    >>> round(float(ssim(ramp, 1 - ramp, data_range=1.0)[0]), 2)
    -0.83
    """

    def scores(reference: Array, candidate: Array, mask: Array | None) -> Array:
        window = gaussian_window(reference, mask, window_size, sigma)
        local = local_terms(reference, candidate, window, data_range, k1, k2)
        return mean(local.luminance * local.structure, window.valid, (2, 3))

    return namespace(candidate).mean(by_plane(scores, reference, candidate, mask), axis=1)


@ssim.gradient
def ssim_gradient(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    window_size: int = 11,
    sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> tuple[Array, Array]:
    """Return the similarity and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        window = gaussian_window(reference, mask, window_size, sigma)
        local = local_terms(reference, candidate, window, data_range, k1, k2)
        similarity = local.luminance * local.structure
        weight = share(similarity, window.valid, (2, 3))
        slope = back_to_pixels(local, window, weight * local.structure, weight * local.luminance)
        return mean(similarity, window.valid, (2, 3)), slope

    scores, slope = by_plane(scores_and_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@dataclass
class LocalTerms:
    """Luminance and structure term of every window, and what their derivatives need."""

    luminance: Array  # 1 - m^2 / B1
    structure: Array  # 1 - V / B2
    mean_gap: Array  # m
    mean_candidate: Array
    b1: Array
    variance_gap: Array  # V
    b2: Array
    centred_gap: Array  # the difference image less its mean, pixels
    centred_candidate: Array  # the candidate less its mean, pixels
    local_gap: Array  # local mean of centred_gap
    local_candidate: Array  # local mean of centred_candidate


def gaussian_window(reference: Array, mask: Array | None, window_size: int, sigma: float) -> Window:
    """Return the window, after checking that it fits."""
    height, width = reference.shape[-2:]
    if window_size < 1 or window_size % 2 == 0:
        raise InputError(f"window_size must be odd and positive, not {window_size}")
    if not sigma > 0:
        raise InputError(f"sigma must be positive, not {sigma}")
    if min(height, width) < window_size:
        fits = min(height, width) - (1 - min(height, width) % 2)
        raise InputError(
            f"an image of {width}x{height} is smaller than the window of {window_size}x{window_size};"
            f" use window_size={fits}, or mse"
        )
    half = window_size // 2
    steps = [i / sigma for i in range(-half, half + 1)]
    bell = [math.exp(-step * step / 2) for step in steps]
    return Window([b / sum(bell) for b in bell], mask, reference)


def local_terms(
    reference: Array, candidate: Array, window: Window, data_range: float, k1: float, k2: float
) -> LocalTerms:
    """Compute both terms of every window.

    Both images are centred before they are squared: local variances do not depend on it, and rounding does.
    """
    if k1 < 0 or k2 < 0:
        raise InputError(f"k1 and k2 must be at least 0, not {k1} and {k2}")
    xp = namespace(reference)
    root1, root2 = k1 * data_range, k2 * data_range
    c1, c2 = root1 * root1, root2 * root2
    mask = None if window.inside is None else window.inside > 0
    gap = candidate - reference
    offset_reference = mean(reference, mask, (2, 3))[..., None, None]
    offset_gap = mean(gap, mask, (2, 3))[..., None, None]
    centred_reference = reference - offset_reference
    centred_gap = gap - offset_gap
    centred_candidate = centred_reference + centred_gap

    local_reference = window.mean(centred_reference)
    local_gap = window.mean(centred_gap)
    local_candidate = local_reference + local_gap
    squares = window.mean(centred_reference**2 + centred_candidate**2)
    zero = xp.zeros_like(squares)
    variance_gap = xp.maximum(window.mean(centred_gap**2) - local_gap**2, zero)
    b2 = xp.maximum(squares - local_reference**2 - local_candidate**2, zero) + c2

    mean_gap = local_gap + offset_gap
    mean_reference = local_reference + offset_reference
    mean_candidate = mean_reference + mean_gap
    b1 = mean_reference**2 + mean_candidate**2 + c1
    return LocalTerms(
        luminance=1 - mean_gap**2 / b1,
        structure=1 - variance_gap / b2,
        mean_gap=mean_gap,
        mean_candidate=mean_candidate,
        b1=b1,
        variance_gap=variance_gap,
        b2=b2,
        centred_gap=centred_gap,
        centred_candidate=centred_candidate,
        local_gap=local_gap,
        local_candidate=local_candidate,
    )


def back_to_pixels(local: LocalTerms, window: Window, by_luminance: Array, by_structure: Array) -> Array:
    """Carry derivatives with respect to both terms of every window back to the candidate's pixels.

    Parameters
    ----------
    by_luminance, by_structure
        d score / d luminance and d score / d structure for each window.
    """
    ratio = local.mean_gap / local.b1
    by_mean = by_luminance * 2 * ratio * (local.mean_candidate * ratio - 1)
    by_gap_square = -by_structure / local.b2
    by_square = by_structure * local.variance_gap / local.b2**2
    by_mean = by_mean - 2 * local.local_gap * by_gap_square - 2 * local.local_candidate * by_square
    return (
        window.spread(by_mean)
        + 2 * local.centred_gap * window.spread(by_gap_square)
        + 2 * local.centred_candidate * window.spread(by_square)
    )
