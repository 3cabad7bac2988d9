"""FLIP, the difference evaluator for alternating images."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import cast_like, namespace
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.metrics._flip_kernel import is_within_reach
from difference_finder.metrics._flip_viewing import FlipSettings, Viewing
from difference_finder.parts.registry import metric

Array = Any


@metric(
    "flip",
    settings=FlipSettings,
    higher_is_better=False,
    bounds=(0.0, 1.0),
    identical=0.0,
    kinked=True,
)
def flip(
    reference: Array,
    candidate: Array,
    *,
    data_range: float | None = None,
    mask: Array | None = None,
    settings: FlipSettings,
) -> Array:
    """FLIP: the difference that a viewer sees when two images alternate.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W). Three channels are red, green and blue. A single channel is repeated;
        other channels are scored separately as grey images.
    data_range
        Greatest minus least possible value, which maps values to 0 to 1; None for radiance, which has no
        range.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. Masked pixels are black in both images, which
        affects the errors next to them. Exposures are derived from the pixels that count.
    mode
        "ldr": images as a screen shows them; values outside the range are clamped. "hdr": linear radiance at
        several exposures; each pixel has the greatest error of all exposures, and negative values count as
        zero. "auto": "hdr" without a data range, "ldr" with one.
    encoding
        Encoding of the values for "ldr": "srgb", "linear", or "auto" for linear without a data range and sRGB
        with one. For "hdr" values are linear.
    ppd
        Pixels per degree of visual angle, positive. The default is a screen of 0.7 m and 3840 pixels at a
        distance of 0.7 m, as in the paper.
    tonemapper
        Tone mapping for "hdr": "aces", "hable" or "reinhard".
    start_exposure, stop_exposure
        Least and greatest exposure for "hdr", in stops, both or neither; by default they are derived from the
        luminance of the reference.
    exposures
        Number of exposures for "hdr", at least 2; by default one for each stop.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 1]: the mean error; 0 for identical images.

    Raises
    ------
    DataRangeError
        If exposures cannot be derived because the reference is black.
    InputError
        If the value of a setting is not possible, or has no effect in the mode.

    Notes
    -----
    Score and local map, (N, C, H, W), equal the results of NVIDIA's program flip-evaluator to the precision
    of float32; the computation is in float64. Where an error has no derivative, because two colours or two
    features are equal, it is defined as zero. At several exposures, only the greatest error has a derivative.
    A pair of OpenEXR files with all values in [0, 1] is treated as pictures; give ``mode=hdr`` for it. In
    folders and studies one answer holds for all files: radiance, if any file that was looked at leaves
    [0, 1].

    References
    ----------
    P. Andersson, J. Nilsson, T. Akenine-Moller, M. Oskarsson, K. Astrom, M. D. Fairchild, "FLIP: a difference
    evaluator for alternating images", Proc. ACM Comput. Graph. Interact. Tech. 3(2), 2020.
    doi:10.1145/3406183; for high dynamic range: "Visualizing errors in rendered high dynamic range images",
    Eurographics Short Papers, 2021. doi:10.2312/egs.20211015

    Examples
    --------
    >>> import numpy as np
    >>> black, white = np.zeros((1, 3, 8, 8)), np.ones((1, 3, 8, 8))
    >>> round(float(flip(black, white, data_range=1.0)[0]), 3)
    0.967
    """
    viewing = Viewing(data_range, settings)
    return mean(viewing.errors(*_blackened(reference, candidate, mask), mask), mask)


@flip.gradient
def flip_gradient(
    reference: Array,
    candidate: Array,
    *,
    data_range: float | None = None,
    mask: Array | None = None,
    settings: FlipSettings,
) -> tuple[Array, Array]:
    """Return the mean error and its derivative with respect to each value of the candidate."""
    viewing = Viewing(data_range, settings)
    first, second = _blackened(reference, candidate, mask)
    errors = viewing.errors(first, second, mask)
    slope = viewing.slope(first, second, mask, mean_gradient(errors, mask))
    slope = fill_masked(slope, mask, 0.0)
    if data_range is not None and not viewing.is_hdr:
        slope = slope / data_range
    return mean(errors, mask), cast_like(slope, candidate)


@flip.local
def flip_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float | None = None,
    mask: Array | None = None,
    settings: FlipSettings,
) -> tuple[Array, Array]:
    """Return the mean error and the error of each pixel, (N, C, H, W), zero where masked."""
    errors = Viewing(data_range, settings).errors(*_blackened(reference, candidate, mask), mask)
    places = namespace(errors).broadcast_to(fill_masked(errors, mask, 0.0), candidate.shape)
    return mean(errors, mask), cast_like(places, candidate)


@flip.kernel
def flip_kernel(
    job: Job, *, data_range: float | None = None, settings: FlipSettings
) -> tuple[Array, Array | None] | None:
    """Return the result of the compiled kernel; None for filters that reach far."""
    if not is_within_reach(settings.ppd):
        return None
    return Viewing(data_range, settings).by_kernel(job)


@flip.ready
def flip_ready(*, settings: FlipSettings) -> None:
    """Raise an error if a setting is impossible for all images."""
    # Only values with a range can be sRGB; without a range all other settings are possible.
    Viewing(1.0 if settings.encoding == "srgb" else None, settings)


def _blackened(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
    """Return images that are 0 where masked, since the filters of FLIP extend across the edge of a mask."""
    return fill_masked(reference, mask, 0.0), fill_masked(candidate, mask, 0.0)
