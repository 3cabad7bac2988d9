"""Structural similarity."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.gpu.choice import MOST_TAPS, by_kernels
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.errors import InputError
from difference_finder.metrics._gpu_similarity import Kernels, ssim_kernels
from difference_finder.metrics._local_terms import WindowSettings, back_to_pixels, local_terms
from difference_finder.metrics._planes import by_plane, by_sample
from difference_finder.metrics._windows import MIRRORED, Halving, Window
from difference_finder.parts.registry import metric

Array = Any


CHANNELS = ("separate", "volume")
"""Whether windows extend over the channels."""


@dataclass(frozen=True)
class SsimSettings(WindowSettings):
    """The settings of ssim."""

    downsample: bool | str = False
    channels: str = "separate"

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.downsample, str) and self.downsample != "adaptive":
            raise InputError(f"downsample must be true, false or adaptive, not {self.downsample!r}")
        if self.channels not in CHANNELS:
            raise InputError(f"channels must be one of {', '.join(CHANNELS)}, not {self.channels!r}")

    def block_side(self, height: int, width: int) -> int:
        """Return the side in pixels of the blocks that are averaged first; 1 where none are."""
        if self.downsample == "adaptive":
            return max(1, round(min(height, width) / 256))  # halves to the even number
        return max(1, math.floor(min(height, width) / 256 + 0.5)) if self.downsample else 1

    def window_for(self, like: Array, mask: Array | None) -> Window:
        """Return the window for images of the size of ``like``."""
        return self.make_window(like, mask, self.channels == "volume")

    @property
    def by_part(self) -> Callable[..., Any]:
        """The function that scores each channel, or all channels of a sample together."""
        return by_sample if self.channels == "volume" else by_plane


@metric(
    "ssim", settings=SsimSettings, higher_is_better=True, bounds=(-1.0, 1.0), identical=1.0, symmetric=True
)
def ssim(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: SsimSettings,
) -> Array:
    """Structural similarity: local agreement of mean, contrast and structure.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale; both sides at least
        ``window_size``, or half of it unless ``padding`` is "valid".
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count, also within windows.
    window
        Weights of a window: "gaussian", or "uniform", which ignores ``sigma``.
    window_size
        Side of the window in pixels, odd.
    sigma
        Standard deviation of the Gaussian window in pixels, positive.
    padding
        Treatment of the edges. "valid": only windows inside the image. "same": a window for each pixel of an
        image that is mirrored with the edge pixel repeated, as in scikit-image. "reflect": the same without
        repeating the edge pixel, as in torchmetrics. "replicate": the edge pixel is repeated, as in MATLAB.
    covariance
        "population"; or "sample", which multiplies variances and covariance by n / (n - 1) with
        n = window_size^2, for every window, as in scikit-image, and for every mask.
    k1, k2
        Constants that stabilise the quotients, at least 0.
    downsample
        Whether to average blocks of f x f pixels first, f = max(1, round(shorter side / 256)), as the
        author's ``ssim.m`` does for images seen from a distance. "adaptive" averages the bins of PyTorch's
        adaptive pooling to int(height / f) x int(width / f) pixels.
    channels
        "separate": the score is the mean of the scores of the channels. "volume": the channels are the slices
        of a volume, over which windows extend as well, with the first and the last slice repeated, as
        ``ssim`` of MATLAB takes images in RGB.

    Returns
    -------
    array
        Scores of shape (N,), in [-1, 1]; 1 for identical images.

    Raises
    ------
    InputError
        If an image is too small for the window, or the value of a setting is not possible.

    Notes
    -----
    The paper's product (2 mu_x mu_y + C1) / (mu_x^2 + mu_y^2 + C1) *
    (2 s_xy + C2) / (s_x^2 + s_y^2 + C2) is evaluated as (1 - m^2 / B1) (1 - V / B2) with the local mean m and
    the local variance V of the *difference* image: the same number without cancellation. It never exceeds 1,
    and is exactly 1 for identical images. The local map is the similarity of each window.

    scikit-image excludes the margin from its score, and includes it in its map: the score agrees with
    padding="valid", the map with padding="same".

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
        _, reference, candidate, mask = _downsampled(reference, candidate, mask, settings)
        here = settings.window_for(reference, mask)
        local = local_terms(reference, candidate, here, settings.stabilisers(data_range))
        return mean(local.luminance * local.structure, here.valid, (2, 3))

    def plain(reference: Array, candidate: Array) -> Array:
        return namespace(candidate).mean(settings.by_part(scores, reference, candidate, mask), axis=1)

    kernels = _kernels_for(candidate, data_range, settings)
    found = by_kernels("score", kernels, reference, candidate, mask, plain)
    return plain(reference, candidate) if found is None else found


@ssim.gradient
def ssim_gradient(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: SsimSettings,
) -> tuple[Array, Array]:
    """Return the similarity and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        blocks, reference, candidate, mask = _downsampled(reference, candidate, mask, settings)
        here = settings.window_for(reference, mask)
        local = local_terms(reference, candidate, here, settings.stabilisers(data_range))
        similarity = local.luminance * local.structure
        weight = mean_gradient(similarity, here.valid, (2, 3))
        slope = back_to_pixels(local, here, weight * local.structure, weight * local.luminance)
        return mean(similarity, here.valid, (2, 3)), slope if blocks is None else blocks.spread(slope)

    kernels = _kernels_for(candidate, data_range, settings)
    if (found := by_kernels("gradient", kernels, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, slope = settings.by_part(scores_and_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@ssim.local
def ssim_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: SsimSettings,
) -> tuple[Array, Array]:
    """Return the mean similarity and the similarity of each window, (N, C, H', W'), 1 where masked."""

    def scores_and_places(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        _, reference, candidate, mask = _downsampled(reference, candidate, mask, settings)
        here = settings.window_for(reference, mask)
        local = local_terms(reference, candidate, here, settings.stabilisers(data_range))
        similarity = local.luminance * local.structure
        return mean(similarity, here.valid, (2, 3)), fill_masked(similarity, here.valid, 1.0)

    kernels = _kernels_for(candidate, data_range, settings)
    if (found := by_kernels("map", kernels, reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, places = settings.by_part(scores_and_places, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), places


@ssim.kernel
def ssim_kernel(
    job: Job,
    *,
    data_range: float,
    settings: SsimSettings,
) -> tuple[Array, Array | None] | None:
    """Return the result of the compiled kernel, which computes the statistics of the reference once."""
    height, width = job.reference.shape[2:]
    if settings.block_side(height, width) > 1 or settings.padding not in ("valid", *MIRRORED):
        return None
    if settings.channels == "volume" and job.reference.shape[1] > 1:
        return None
    weights = settings.half_window(height, width)
    margin = 2 * (len(weights) - 1) if settings.padding == "valid" else 0
    c1, c2 = settings.stabilisers(data_range)
    places, slope = (
        job.allocate("map", height - margin, width - margin),
        job.allocate("gradient", height, width),
    )
    scores, reach = job.native.ssim(
        job.reference,
        job.candidates,
        divisors=job.divisors,
        span=data_range,
        weights=weights,
        padding=settings.padding,
        c1=c1,
        c2=c2,
        wide=job.wide,
        map=places,
        gradient=slope,
        factor=1 / job.reference.shape[1],
        workers=job.workers,
    )
    if not reach <= job.limit:
        return None
    return job.mean_scores(scores), slope if places is None else places


def _kernels_for(like: Array, data_range: float, settings: SsimSettings) -> Kernels | None:
    """Return the kernels for a GPU, or None where they do not have the settings."""
    if settings.block_side(*like.shape[-2:]) > 1 or settings.window_size > MOST_TAPS:
        return None
    separate = settings.channels == "separate" or like.shape[1] == 1
    return ssim_kernels(settings, data_range) if separate else None


def _downsampled(
    reference: Array, candidate: Array, mask: Array | None, settings: SsimSettings
) -> tuple[Halving | None, Array, Array, Array | None]:
    """Return the downsampling, or None without one, and both images and the mask after it."""
    side = settings.block_side(*reference.shape[-2:])
    if side == 1:
        return None, reference, candidate, mask
    if settings.downsample == "adaptive":
        height, width = (int(length / side) for length in reference.shape[-2:])
        blocks = Halving(mask, reference, bins=(height, width))
    else:
        blocks = Halving(mask, reference, side)
    return blocks, blocks.mean(reference), blocks.mean(candidate), blocks.mask
