"""Gradient magnitude similarity deviation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.filters import max_filter, pad_to_even, pool2, prewitt
from difference_finder.arrays.gpu.choice import by_kernels
from difference_finder.arrays.jobs import Job
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.errors import InputError
from difference_finder.metrics._planes import by_plane
from difference_finder.metrics._windows import Halving, refuse_empty
from difference_finder.parts.registry import metric

Array = Any

STABILISER = 170 / 255**2
"""The constant of the paper for values of 0 to 255, on a scale of 0 to 1."""


@metric("gmsd", higher_is_better=False, bounds=(0.0, 0.5), identical=0.0, symmetric=True)
def gmsd(reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None) -> Array:
    """Gradient magnitude similarity deviation: how unevenly edges were changed.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale; both sides at least 5.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. Blocks of 2x2 pixels are averaged over the pixels
        that count. A place counts if all of the 3x3 blocks around it contain a pixel that counts.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 0.5]; lower for more similar images, 0 for identical ones.

    Raises
    ------
    InputError
        If a side is less than 5 pixels, or no place counts.

    Notes
    -----
    As in the authors' program, images are halved by 2x2 means after odd sides are extended by zeros, and
    gradients are computed by Prewitt's filter, divided by 3, with zeros outside the image. With the gradient
    magnitudes a and b, and c = 170 on a scale of 0 to 255, GMS = (2 a b + c) / (a^2 + b^2 + c). It is
    evaluated as 1 - (a - b)^2 / (a^2 + b^2 + c), the same number without cancellation. The score is the
    standard deviation of GMS over the population, as in piq; the authors divide by n - 1, which increases the
    score of an image of 300x300 pixels by the factor 1 + 2e-5. The paper treats grey images; here, the
    channels of other images are scored separately and averaged (piq scores the luma of three channels).

    A constant difference changes the gradients only at the border, where the zeros begin. The magnitude of a
    gradient has a kink at zero. Its derivative there is defined as zero; near the kink, the sign of the
    derivative depends on rounding. The local map is GMS, at half the size.

    References
    ----------
    W. Xue, L. Zhang, X. Mou, A. C. Bovik, "Gradient magnitude similarity deviation: a highly efficient
    perceptual image quality index", IEEE Trans. Image Process. 23(2), 2014. doi:10.1109/TIP.2013.2293423

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((1, 1, 32, 32))
    >>> float(gmsd(image, image, data_range=1.0)[0])
    0.0
    >>> round(float(gmsd(image, image**2, data_range=1.0)[0]), 4)
    0.0613
    """

    def scores(reference: Array, candidate: Array, mask: Array | None) -> Array:
        here = _edges(reference, candidate, mask, data_range)
        return _deviation(here.loss, here.valid)

    def plain(reference: Array, candidate: Array) -> Array:
        return namespace(candidate).mean(by_plane(scores, reference, candidate, mask), axis=1)

    found = by_kernels("score", _by_gpu(data_range), reference, candidate, mask, plain)
    return plain(reference, candidate) if found is None else found


@gmsd.gradient
def gmsd_gradient(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the deviation and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        here = _edges(reference, candidate, mask, data_range)
        score = _deviation(here.loss, here.valid)
        return score, _back_to_pixels(here, score) / data_range

    if (found := by_kernels("gradient", _by_gpu(data_range), reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, slope = by_plane(scores_and_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@gmsd.local(identical=1.0, higher_is_better=True, step=2)
def gmsd_map(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the deviation and the map of GMS, (N, C, ceil(H / 2), ceil(W / 2)), 1 where masked."""

    def scores_and_places(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        here = _edges(reference, candidate, mask, data_range)
        return _deviation(here.loss, here.valid), fill_masked(1 - here.loss, here.valid, 1.0)

    if (found := by_kernels("map", _by_gpu(data_range), reference, candidate, mask)) is not None:
        return found  # type: ignore[no-any-return]
    scores, places = by_plane(scores_and_places, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), places


@gmsd.kernel
def gmsd_kernel(job: Job, *, data_range: float) -> tuple[Array, Array | None] | None:
    """Return the result of the compiled kernel; None for images on two scales or with values too large."""
    height, width = job.reference.shape[2:]
    _check_size(height, width)
    span = data_range * job.divisors[0]
    if job.divisors[0] != job.divisors[1] or not 1e-9 < span < 1e9 or job.exceeds_float32(span):
        return None
    constant = STABILISER * span * span
    places, slope = (
        job.allocate("map", -(-height // 2), -(-width // 2)),
        job.allocate("gradient", height, width),
    )
    deviations = [
        [
            deviation
            for _, deviation in job.native.gms(
                job.reference, candidate, constant, True, places, slope, job.workers
            )
        ]
        for candidate in job.candidates
    ]
    if slope is not None:
        slope *= job.divisors[0] / job.reference.shape[1]
    return job.mean_scores(deviations), slope if places is None else places


def _by_gpu(data_range: float) -> Callable[..., Any]:
    """Return the function that computes the metric by the kernels for a GPU."""

    def compute(output: str, reference: Array, candidate: Array, mask: Array | None) -> Any:
        from difference_finder.arrays.gpu.magnitudes import measure_deviation

        _check_size(*reference.shape[-2:])
        valid = None if mask is None else _whole_places(mask, mask.float())
        return measure_deviation(output, reference, candidate, mask, valid, data_range, STABILISER)

    return compute


def _check_size(height: int, width: int) -> None:
    if min(height, width) < 5:
        raise InputError(f"gmsd needs sides of at least 5 pixels, the image is {width}x{height}; use mse")


@dataclass
class _Edges:
    """The gradients of both images at half the size, and their comparison."""

    size: tuple[int, int]  # of the images
    halving: Halving
    valid: Array | None  # mask of the places that count
    rows: Array  # vertical derivative of the candidate
    columns: Array  # horizontal derivative of the candidate
    magnitude: Array  # of the candidate's gradient
    gap: Array  # magnitude of the candidate minus magnitude of the reference
    total: Array  # a^2 + b^2 + c
    loss: Array  # 1 - GMS


def _edges(reference: Array, candidate: Array, mask: Array | None, data_range: float) -> _Edges:
    height, width = reference.shape[-2:]
    _check_size(height, width)
    first, second = pad_to_even(reference / data_range, 0.0), pad_to_even(candidate / data_range, 0.0)
    # The zeros that extend an odd side count.
    halving = Halving(None if mask is None else pad_to_even(mask, True), first)
    first, second = halving.mean(first), halving.mean(second)
    rows, columns = prewitt(second, -2), prewitt(second, -1)
    magnitude = _root(rows**2 + columns**2)
    other = _root(prewitt(first, -2) ** 2 + prewitt(first, -1) ** 2)
    gap = magnitude - other
    total = magnitude**2 + other**2 + STABILISER
    return _Edges(
        size=(height, width),
        halving=halving,
        valid=None if mask is None else _whole_places(mask, first),
        rows=rows,
        columns=columns,
        magnitude=magnitude,
        gap=gap,
        total=total,
        loss=gap**2 / total,
    )


def _whole_places(mask: Array, like: Array) -> Array:
    """Return the places of half the size with no fully masked block among their 3x3 blocks."""
    xp = namespace(like)
    empty = pool2(pad_to_even(xp.astype(mask, like.dtype), 0.0)) == 0
    valid = max_filter(xp.astype(empty, like.dtype), 1) == 0
    refuse_empty(valid, "every place of 6x6 pixels has a masked block of 2x2")
    return valid


def _deviation(values: Array, valid: Array | None) -> Array:
    """Return the standard deviation of the places that count, (N, C)."""
    centre = mean(values, valid, (2, 3))[..., None, None]
    return _root(mean((values - centre) ** 2, valid, (2, 3)))


def _back_to_pixels(here: _Edges, score: Array) -> Array:
    """Return the derivative of the deviation with respect to the candidate on a scale of 0 to 1."""
    centre = mean(here.loss, here.valid, (2, 3))[..., None, None]
    weight = mean_gradient(here.loss, here.valid, (2, 3)) * (here.loss - centre)
    by_loss = _divided(weight, score[..., None, None])
    by_magnitude = by_loss * 2 * here.gap / here.total * (1 - here.gap * here.magnitude / here.total)
    along = _divided(by_magnitude, here.magnitude)
    slope = here.halving.spread(-prewitt(along * here.rows, -2) - prewitt(along * here.columns, -1))
    return slope[..., : here.size[0], : here.size[1]]


def _root(squares: Array) -> Array:
    """Return square roots, with a derivative of zero at zero."""
    xp = namespace(squares)
    positive = squares > 0
    return xp.where(positive, xp.sqrt(xp.where(positive, squares, xp.ones_like(squares))), squares)


def _divided(values: Array, by: Array) -> Array:
    """Return quotients, zero where the divisor is zero."""
    xp = namespace(values)
    zero = by == 0
    return xp.where(zero, xp.zeros_like(values), values / xp.where(zero, xp.ones_like(by), by))
