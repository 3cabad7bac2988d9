"""Luminance and structure terms of ssim and ms-ssim in every window, with their derivatives."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import is_tensor, namespace
from difference_finder.arrays.filters import gaussian_weights
from difference_finder.arrays.masked import mean
from difference_finder.errors import InputError
from difference_finder.metrics._windows import MIRRORED, PADDINGS, Window
from difference_finder.text import setting

Array = Any

WINDOWS = ("gaussian", "uniform")
COVARIANCES = ("population", "sample")


@dataclass(frozen=True)
class WindowSettings:
    """How local means, variances and covariances are computed.

    Parameters
    ----------
    window, window_size, sigma, padding, covariance, k1, k2
        The settings of :func:`~difference_finder.metrics.ssim.ssim` of these names.

    Raises
    ------
    InputError
        If a value is not possible.
    """

    window: str = "gaussian"
    window_size: int = 11
    sigma: float = 1.5
    padding: str = "valid"
    covariance: str = "population"
    k1: float = 0.01
    k2: float = 0.03

    def __post_init__(self) -> None:
        _one_of("window", self.window, WINDOWS)
        _one_of("padding", self.padding, PADDINGS)
        _one_of("covariance", self.covariance, COVARIANCES)
        if self.window_size < 1 or self.window_size % 2 == 0:
            raise InputError(f"window_size must be odd and positive, not {self.window_size}")
        if not self.sigma > 0:
            raise InputError(f"sigma must be positive, not {self.sigma}")
        if self.k1 < 0 or self.k2 < 0:
            raise InputError(f"k1 and k2 must be at least 0, not {self.k1} and {self.k2}")
        if self.covariance == "sample" and self.window_size == 1:
            least = setting("ssim", "window_size", 3)
            raise InputError(f"a window of one pixel has no covariance of a sample; use {least} or more")

    def make_window(self, like: Array, mask: Array | None, volume: bool = False) -> Window:
        """Return the window for images of the size of ``like``, whose channels may be slices of a volume.

        Raises
        ------
        InputError
            If the window does not fit.
        """
        self._check_size(*like.shape[-2:])
        size = self.window_size
        if self.window == "gaussian":
            weights = gaussian_weights(size, self.sigma, like)
        else:
            weights = like.new_full((size,), 1 / size) if is_tensor(like) else [1 / size] * size
        return Window(weights, mask, like, self.padding, volume)

    def half_window(self, height: int, width: int) -> list[float]:
        """Return the weights from the centre outwards.

        Raises
        ------
        InputError
            If the window does not fit into an image of this size.
        """
        self._check_size(height, width)
        steps = [step / self.sigma for step in range(self.window_size // 2 + 1)]
        if self.window == "uniform":
            return [1 / self.window_size for _ in steps]
        half = [math.exp(-step * step / 2) for step in steps]
        return [weight / (2 * sum(half) - half[0]) for weight in half]

    def _check_size(self, height: int, width: int) -> None:
        side, half = min(height, width), self.window_size // 2
        if self.padding == "valid":
            fits = side - (1 - side % 2)
            if side < self.window_size:
                raise InputError(
                    f"an image of {width}x{height} is smaller than the window of"
                    f" {self.window_size}x{self.window_size}; use"
                    f" {setting('ssim', 'window_size', fits)}, or mse"
                )
            return
        longest = side - MIRRORED.get(self.padding, 0)
        if half > longest and self.padding in MIRRORED:
            raise InputError(
                f"an image of {width}x{height} is too small to be mirrored by the {half} pixels that a window"
                f" of {self.window_size}x{self.window_size} reaches out; use"
                f" {setting('ssim', 'window_size', 2 * longest + 1)}, or mse"
            )

    def stabilisers(self, data_range: float) -> tuple[float, float]:
        """Return the constants C1 and C2 of the two terms.

        Sample covariances are population covariances times n / (n - 1) for n pixels in a window. Multiplying
        all covariances by a factor has the same effect as dividing C2 by it.
        """
        root1, root2 = self.k1 * data_range, self.k2 * data_range
        c1, c2 = root1 * root1, root2 * root2
        n = self.window_size**2
        return c1, c2 * (n - 1) / n if self.covariance == "sample" else c2


@dataclass(eq=False)
class LocalTerms:
    """Luminance and structure term of every window, with intermediate results for the derivatives."""

    luminance: Array  # 1 - m^2 / B1
    structure: Array  # 1 - V / B2
    mean_gap: Array  # m
    mean_candidate: Array
    b1: Array
    variance_gap: Array  # V
    b2: Array
    centred_gap: Array  # difference image minus its mean, pixels
    centred_candidate: Array  # candidate minus its mean, pixels
    local_gap: Array  # local mean of centred_gap
    local_candidate: Array  # local mean of centred_candidate


def local_terms(
    reference: Array, candidate: Array, window: Window, stabilisers: tuple[float, float]
) -> LocalTerms:
    """Compute both terms of every window.

    The images are centred before they are squared, which reduces rounding errors and leaves local variances
    unchanged.
    """
    xp = namespace(reference)
    c1, c2 = stabilisers
    mask = None if window.inside is None else window.inside > 0
    gap = candidate - reference
    if window.mixing is None:
        offset_reference, offset_gap = (mean(one, mask, (2, 3))[..., None, None] for one in (reference, gap))
    else:  # windows over several channels need one offset for all of them
        offset_reference, offset_gap = (mean(one, mask)[:, None, None, None] for one in (reference, gap))
    centred_reference = reference - offset_reference
    centred_gap = gap - offset_gap
    centred_candidate = centred_reference + centred_gap

    local_reference, local_gap, squares, gap_squares = window.means(
        centred_reference, centred_gap, centred_reference**2 + centred_candidate**2, centred_gap**2
    )
    local_candidate = local_reference + local_gap
    zero = xp.zeros_like(squares)
    variances = xp.maximum(squares - local_reference**2 - local_candidate**2, zero)
    # Rounding may exceed the bound of a difference: twice the sum of the variances.
    variance_gap = xp.minimum(xp.maximum(gap_squares - local_gap**2, zero), 2 * variances)
    b2 = variances + c2

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
    """Return the derivative with respect to the candidate's pixels.

    Parameters
    ----------
    local, window
        Terms and window of the images.
    by_luminance, by_structure
        Derivatives of the score with respect to both terms of each window.
    """
    ratio = local.mean_gap / local.b1
    by_mean = by_luminance * 2 * ratio * (local.mean_candidate * ratio - 1)
    by_gap_square = -by_structure / local.b2
    by_square = by_structure * local.variance_gap / local.b2**2
    by_mean = by_mean - 2 * local.local_gap * by_gap_square - 2 * local.local_candidate * by_square
    spread_mean, spread_gap, spread_square = window.spreads(by_mean, by_gap_square, by_square)
    return spread_mean + 2 * local.centred_gap * spread_gap + 2 * local.centred_candidate * spread_square


def _one_of(setting: str, value: str, values: Collection[str]) -> None:
    if value not in values:
        raise InputError(f"{setting} must be one of {', '.join(values)}, not {value!r}")
