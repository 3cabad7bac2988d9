"""Multi-scale structural similarity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.gpu.choice import MOST_TAPS, by_kernels
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import mean, mean_gradient
from difference_finder.errors import InputError
from difference_finder.metrics._gpu_similarity import Kernels, ms_ssim_kernels
from difference_finder.metrics._local_terms import LocalTerms, WindowSettings, back_to_pixels, local_terms
from difference_finder.metrics._planes import by_plane, by_sample
from difference_finder.metrics._windows import Halving, Window
from difference_finder.parts.registry import metric
from difference_finder.text import setting

Array = Any

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Exponents of the scales, finest first, from the paper."""

VARIANTS = ("signed", "pytorch-msssim", "torchmetrics")


@dataclass(frozen=True)
class MsSsimSettings:
    """The settings of ms-ssim.

    Raises
    ------
    InputError
        If a value is not possible.
    """

    window_size: int = 11
    sigma: float = 1.5
    scales: int = 5
    k1: float = 0.01
    k2: float = 0.03
    variant: str = "signed"

    def __post_init__(self) -> None:
        _ = self.window  # checks its own settings
        if self.variant not in VARIANTS:
            raise InputError(f"variant must be one of {', '.join(VARIANTS)}, not {self.variant!r}")
        if not 1 <= self.scales <= len(WEIGHTS):
            raise InputError(f"scales must be 1 to {len(WEIGHTS)}, not {self.scales}")

    @property
    def window(self) -> WindowSettings:
        """The window of every scale but the coarsest."""
        return WindowSettings(window_size=self.window_size, sigma=self.sigma, k1=self.k1, k2=self.k2)

    @property
    def coarsest_window(self) -> WindowSettings:
        """The window of the coarsest scale."""
        return replace(self.window, padding="reflect") if self.variant == "torchmetrics" else self.window

    @property
    def by_part(self) -> Callable[..., Any]:
        """The function that scores each channel, or all channels of a sample together."""
        return by_sample if self.variant == "torchmetrics" else by_plane

    def check_size(self, height: int, width: int) -> None:
        """Refuse an image that is too small for the scales.

        Raises
        ------
        InputError
            If a side is too short; the message names settings that fit.
        """
        side, least = min(height, width), (self.window_size - 1) * 2 ** (self.scales - 1)
        if side > least:
            return
        fits = [s for s in range(1, self.scales) if side > (self.window_size - 1) * 2 ** (s - 1)]
        window = (side - 1) // 2 ** (self.scales - 1) // 2 * 2 + 1
        remedies = [setting("ms-ssim", "scales", fits[-1])] if fits else []
        if not fits and window > 1:
            remedies = [setting("ms-ssim", "window_size", window)]
        remedy = f"use {', or '.join([*remedies, 'mse'])}"
        raise InputError(
            f"ms-ssim at {self.scales} scales needs sides of more than {least} pixels,"
            f" the image is {width}x{height}; {remedy}"
        )


@metric(
    "ms-ssim",
    settings=MsSsimSettings,
    higher_is_better=True,
    bounds=(-1.0, 1.0),
    identical=1.0,
    symmetric=True,
)
def ms_ssim(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: MsSsimSettings,
) -> Array:
    """Multi-scale structural similarity: structure at five sizes, luminance at the coarsest.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale; both sides greater than
        (window_size - 1) * 2**(scales - 1), which is 160 for the default.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    window_size, sigma
        Side, odd, and standard deviation of the Gaussian window of every scale, in pixels.
    scales
        Number of scales, 1 to 5. The exponents are the paper's for these scales, normalized to a sum of one.
    k1, k2
        Constants that stabilise the quotients, at least 0.
    variant
        Treatment of negative terms and edges. "signed": see the notes. "pytorch-msssim": a channel with a
        negative scale scores zero. "torchmetrics": an image with a negative scale scores zero, each scale is
        averaged over the channels, the coarsest scale mirrors the images, and halving drops the last pixel
        of an odd side.

    Returns
    -------
    array
        Scores of shape (N,), in [-1, 1]; 1 for identical images.

    Raises
    ------
    InputError
        If an image is too small for the scales, or the value of a setting is not possible.

    Notes
    -----
    Channels are scored separately and averaged. A negative structure term has no real power; the score is
    then minus the product of the absolute values, so that the sign reveals an inversion and the gradient does
    not vanish. Odd sides are padded with a zero at both ends before halving, as in pytorch-msssim. There is
    no local map.

    References
    ----------
    Z. Wang, E. P. Simoncelli, A. C. Bovik, "Multiscale structural similarity for image quality assessment",
    Asilomar 2003. doi:10.1109/ACSSC.2003.1292216

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((1, 1, 176, 176))
    >>> float(ms_ssim(image, image, data_range=1.0)[0])
    1.0
    """

    def scores(reference: Array, candidate: Array, mask: Array | None) -> Array:
        pyramid = _pyramid(reference, candidate, mask, data_range, settings)
        return _clipped(_product(_factors(pyramid, settings.variant)), settings.variant)

    def plain(reference: Array, candidate: Array) -> Array:
        return namespace(candidate).mean(settings.by_part(scores, reference, candidate, mask), axis=1)

    kernels = _kernels_for(data_range, settings)
    found = by_kernels("score", kernels, reference, candidate, mask, plain)
    return plain(reference, candidate) if found is None else found


@ms_ssim.gradient
def ms_ssim_gradient(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: MsSsimSettings,
) -> tuple[Array, Array]:
    """Return the similarity and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        return _descend(_pyramid(reference, candidate, mask, data_range, settings), settings.variant)

    kernels = _kernels_for(data_range, settings)
    if (found := by_kernels("gradient", kernels, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, slope = settings.by_part(scores_and_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@ms_ssim.kernel
def ms_ssim_kernel(
    job: Job,
    *,
    data_range: float,
    settings: MsSsimSettings,
) -> tuple[Array, Array | None] | None:
    """Return the result of the compiled kernel."""
    import numpy as np

    if settings.variant == "torchmetrics":
        return None
    height, width = job.reference.shape[2:]
    settings.check_size(height, width)
    window = settings.window
    c1, c2 = window.stabilisers(data_range)
    slope = job.allocate("gradient", height, width)
    done = [
        job.native.ms_ssim(
            job.reference,
            candidate,
            divisors=job.divisors,
            span=data_range,
            weights=window.half_window(height, width),
            c1=c1,
            c2=c2,
            exponents=exponents(settings.scales),
            wide=job.wide,
            gradient=slope,
            factor=1 / job.reference.shape[1],
            workers=job.workers,
        )
        for candidate in job.candidates
    ]
    if any(not reach <= job.limit for _, reach in done):
        return None
    by_channel = np.asarray([scores for scores, _ in done], np.float64)
    if settings.variant != "signed":
        if slope is not None:
            slope[(by_channel <= 0).reshape(slope.shape[:2])] = 0
        by_channel = np.maximum(by_channel, 0)
    return job.mean_scores(by_channel), slope


def exponents(scales: int) -> list[float]:
    """Return the exponents of the first scales; all five are unchanged from the paper."""
    if scales == len(WEIGHTS):
        return list(WEIGHTS)
    return [weight / sum(WEIGHTS[:scales]) for weight in WEIGHTS[:scales]]


def _kernels_for(data_range: float, settings: MsSsimSettings) -> Kernels | None:
    """Return the kernels for a GPU, or None where they do not have the settings."""
    if settings.variant == "torchmetrics" or settings.window_size > MOST_TAPS:
        return None

    def score_of(factors: list[Array]) -> Array:
        return _clipped(_product(factors), settings.variant)

    return ms_ssim_kernels(settings, data_range, score_of, _pulls)


Level = tuple[Window, LocalTerms, Halving]


def _pyramid(
    reference: Array, candidate: Array, mask: Array | None, data_range: float, settings: MsSsimSettings
) -> list[Level]:
    """Return the scales, finest first: the window, the terms and the halving of each."""
    settings.check_size(*reference.shape[-2:])
    levels = []
    for level in range(settings.scales):
        last = level == settings.scales - 1
        shape = settings.coarsest_window if last else settings.window
        window = shape.make_window(reference, mask)
        local = local_terms(reference, candidate, window, shape.stabilisers(data_range))
        halving = Halving(mask, reference, whole=settings.variant == "torchmetrics")
        levels.append((window, local, halving))
        if not last:
            reference, candidate, mask = halving.mean(reference), halving.mean(candidate), halving.mask
    return levels


def _descend(pyramid: list[Level], variant: str) -> tuple[Array, Array]:
    """Return the scores (N, C) and their derivative, accumulated from the coarsest scale to the finest."""
    factors = _factors(pyramid, variant)
    score = _clipped(_product(factors), variant)
    xp = namespace(score)
    slope: Array = None
    pulls = _pulls(factors, score)
    for level in range(len(pyramid) - 1, -1, -1):
        window, local, halving = pyramid[level]
        weight = pulls[level][..., None, None] * mean_gradient(local.structure, window.valid, (2, 3))
        last = level == len(pyramid) - 1
        here = back_to_pixels(
            local,
            window,
            weight * local.structure if last else xp.zeros_like(weight),
            weight * local.luminance if last else weight,
        )
        slope = here if slope is None else here + halving.spread(slope)
    return score, slope


def _pulls(factors: list[Array], score: Array) -> list[Array]:
    """Return the derivative of the scores with respect to the factor of each scale, 0 where it is zero."""
    xp = namespace(score)
    pulls = []
    for factor, exponent in zip(factors, exponents(len(factors)), strict=True):
        safe = xp.where(factor == 0, xp.ones_like(factor), factor)
        pulls.append(exponent * xp.where(factor == 0, xp.zeros_like(factor), score / safe))
    return pulls


def _factors(pyramid: list[Level], variant: str) -> list[Array]:
    """Return the mean structure of each scale, (N, C) or (N, 1), and the mean similarity of the coarsest."""
    factors = []
    for level, (window, local, _) in enumerate(pyramid):
        term = local.structure if level < len(pyramid) - 1 else local.structure * local.luminance
        factor = mean(term, window.valid, (2, 3))
        if variant == "torchmetrics":
            factor = namespace(factor).mean(factor, axis=1, keepdims=True)
        factors.append(factor)
    return factors


def _clipped(score: Array, variant: str) -> Array:
    """Return negative scores as zero unless the variant keeps their sign."""
    return score if variant == "signed" else namespace(score).where(score > 0, score, 0 * score)


def _product(factors: list[Array]) -> Array:
    """Return the product of the absolute factors raised to their exponents; negative if a factor is."""
    xp = namespace(factors[0])
    total = xp.ones_like(factors[0])
    sign = xp.ones_like(factors[0])
    for factor, exponent in zip(factors, exponents(len(factors)), strict=True):
        # A power below 1 has no derivative at 0, so autograd must not see it there.
        size = xp.where(factor == 0, xp.ones_like(factor), xp.abs(factor))
        total = total * xp.where(factor == 0, xp.zeros_like(factor), size**exponent)
        sign = xp.where(factor < 0, -xp.ones_like(sign), sign)
    return sign * total
