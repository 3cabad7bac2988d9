"""ssim and ms-ssim by the kernels for a GPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.metrics._local_terms import WindowSettings
from difference_finder.metrics._windows import Halving, refuse_empty

Array = Any
Kernels = Callable[[str, Array, Array, Array | None], Any]


def windows_of(settings: WindowSettings, like: Array, mask: Array | None, data_range: float) -> Any:
    """Return the windows of images of the size of ``like``.

    Raises
    ------
    InputError
        If the window does not fit, or the centre of every window of a sample is masked.
    """
    from difference_finder.arrays.gpu.similarity import Windows

    windows = Windows(
        tuple(settings.half_window(*like.shape[-2:])), settings.padding, settings.stabilisers(data_range)
    )
    if mask is not None:
        cut = windows.taps // 2 - windows.margin
        size = windows.taps
        refuse_empty(
            mask[..., cut : mask.shape[-2] - cut, cut : mask.shape[-1] - cut],
            f"every window of {size}x{size} pixels has a masked centre",
        )
    return windows


def ssim_kernels(settings: WindowSettings, data_range: float) -> Kernels:
    """Return the function that computes ssim; its images are not halved, and its channels are separate."""

    def compute(output: str, reference: Array, candidate: Array, mask: Array | None) -> Any:
        from difference_finder.arrays.gpu.similarity import compare, pixel_slopes

        windows = windows_of(settings, reference, mask, data_range)
        found = compare(output, reference, candidate, mask, windows)
        scores = _float(found.means.mean(1))
        if output == "score":
            return scores
        if output == "map":
            return scores, found.places
        scales = namespace(found.means).ones_like(found.means) / (found.counts * candidate.shape[1])
        return scores, pixel_slopes(found, scales, reference, candidate, mask, windows)

    return compute


def ms_ssim_kernels(
    settings: Any,
    data_range: float,
    score_of: Callable[[list[Array]], Array],
    pulls_of: Callable[[list[Array], Array], list[Array]],
) -> Kernels:
    """Return the function that computes ms-ssim.

    Parameters
    ----------
    settings
        The settings of ms-ssim.
    data_range
        Greatest minus least possible value.
    score_of
        Function of the factors of the scales, finest first, (N, C); returns the scores (N, C).
    pulls_of
        Function of the factors and the scores; returns the derivatives of the scores by the factors.
    """

    def compute(output: str, reference: Array, candidate: Array, mask: Array | None) -> Any:
        from difference_finder.arrays.gpu.similarity import compare, pixel_slopes

        settings.check_size(*reference.shape[-2:])
        levels = _levels(reference, candidate, mask, settings.scales)
        done = []
        for level, (one, other, inside, _) in enumerate(levels):
            windows = windows_of(settings.window, one, inside, data_range)
            last = level == settings.scales - 1
            done.append((windows, compare(output, one, other, inside, windows, structure=not last)))
        factors = [found.means for _, found in done]
        by_channel = score_of(factors)
        scores = _float(by_channel.mean(1))
        if output == "score":
            return scores
        slope = None
        pulls = pulls_of(factors, by_channel)
        for level in range(settings.scales - 1, -1, -1):
            one, other, inside, norm = levels[level]
            windows, found = done[level]
            coarse = slope if slope is None or norm is None else slope / norm
            scales = pulls[level] / (found.counts * candidate.shape[1])
            slope = pixel_slopes(found, scales, one, other, inside, windows, coarse)
        return scores, slope

    return compute


def _levels(
    reference: Array, candidate: Array, mask: Array | None, scales: int
) -> list[tuple[Array, Array, Array | None, Array | None]]:
    """Return both images and the mask of each scale, finest first, and which share of 2x2 pixels counts."""
    from difference_finder.arrays.gpu.halving import halve

    levels = []
    for level in range(scales):
        halving = None if mask is None else Halving(mask, mask.float())
        levels.append((reference, candidate, mask, None if halving is None else halving.norm))
        if level < scales - 1:
            reference, candidate = halve(reference, mask), halve(candidate, mask)
            mask = None if halving is None else halving.mask
    return levels


def _float(scores: Array) -> Array:
    xp = namespace(scores)
    return xp.astype(scores, xp.float32)
