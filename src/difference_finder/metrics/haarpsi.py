"""Haar wavelet-based perceptual similarity index."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.jobs import Job
from difference_finder.errors import InputError
from difference_finder.metrics._haar_bands import Bands, check_sides, compare_bands
from difference_finder.metrics._planes import by_sample
from difference_finder.parts.metric import ErrorPass
from difference_finder.parts.registry import metric
from difference_finder.text import setting

Array = Any

COLOURS = ("yiq", "luma", "apart")

NEAR = 4
"""Greatest value, in data ranges, that is computed in float32: coefficients are differences of sums, which
reach over the edge, to zero."""


@dataclass(frozen=True)
class HaarPsiSettings:
    """The settings of haarpsi.

    Raises
    ------
    InputError
        If a value is not possible.
    """

    colour: str = "yiq"
    subsample: bool = True
    c: float = 30.0
    alpha: float = 4.2

    def __post_init__(self) -> None:
        if self.colour not in COLOURS:
            raise InputError(f"colour must be one of {', '.join(COLOURS)}, not '{self.colour}'")
        for name, value in (("c", self.c), ("alpha", self.alpha)):
            if not value > 0:
                raise InputError(f"{name} must be positive, not {value}")
        if self.alpha > 30:  # the logistic function of 30 is 1 - 1e-13
            raise InputError(f"alpha must be at most 30, not {self.alpha}: similarities would all become 1")


@metric(
    "haarpsi",
    settings=HaarPsiSettings,
    higher_is_better=True,
    bounds=(0.0, 1.0),
    identical=1.0,
    symmetric=True,
    mirrored=False,
    errors=ErrorPass("squared"),
)
def haarpsi(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: HaarPsiSettings,
) -> Array:
    """Haar wavelet-based perceptual similarity index: agreement of fine structure at each place.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale; both sides at least 16, or 8
        without ``subsample``.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. A place counts if all of the 8x8 pixels in the
        window of its weight count. With ``subsample`` these are blocks of 2x2 pixels, which count if one of
        their pixels does.
    colour
        Treatment of channels. "yiq": luma and two colour differences of red, green and blue, as in the paper;
        images without three channels are scored channel by channel. "luma": luma of red, green and blue.
        "apart": channel by channel.
    subsample
        Whether to average blocks of 2x2 pixels first, as in the paper.
    c
        Constant that stabilises the quotients, positive, for values of 0 to 255. A smaller constant makes the
        index more sensitive to fine changes.
    alpha
        Steepness of the logistic function that weights the similarities, greater than 0 and at most 30.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 1]; 1 for identical images.

    Raises
    ------
    InputError
        If an image is too small, no place counts, or the value of a setting is not possible.

    Notes
    -----
    At each place and for both directions, the magnitudes of the two finest Haar coefficients are compared.
    The third coefficient weights the place: the greater magnitude of the two images. Colour differences are
    compared as means of 2x2 pixels. The similarities 1 - (a - b)^2 / (a^2 + b^2 + c) are averaged through a
    logistic function; the inverse function of the average is squared. The computation uses the differences of
    all quantities to 1, so that identical images score exactly 1. Images without any structure, for which the
    definition gives 0 / 0, score 1 as well.

    A grey picture is read with three equal channels. Their colour differences agree, which increases the
    index over the paper's index of grey images; ``colour=luma`` gives the latter. An array of one channel has
    no colour differences.

    As in the authors' programs, images are extended by zeros, so a change of the brightness of a flat image
    affects its border only. The filters have an even length, so mirrored images score slightly differently.

    The local map, (N, C, ceil(H / 2), ceil(W / 2)), is the index of each place, equal for channels that are
    scored together, and 1 where the weight is zero. The derivative of the absolute value at zero is defined
    as zero, and the derivative of the greater of two equal weights as one half.

    References
    ----------
    R. Reisenhofer, S. Bosse, G. Kutyniok, T. Wiegand, "A Haar wavelet-based perceptual similarity index for
    image quality assessment", Signal Process. Image Commun. 61, 2018. doi:10.1016/j.image.2017.11.001

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((1, 3, 32, 32))
    >>> float(haarpsi(image, image, data_range=1.0)[0])
    1.0
    >>> round(float(haarpsi(image, image**2, data_range=1.0)[0]), 3)
    0.806
    """
    index = _Index(data_range, settings)
    return by_sample(index.scores, reference, candidate, mask)


@haarpsi.gradient
def haarpsi_gradient(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: HaarPsiSettings,
) -> tuple[Array, Array]:
    """Return the index and its derivative with respect to each value of the candidate."""
    index = _Index(data_range, settings)
    scores, slope = by_sample(index.scores_and_slope, reference, candidate, mask)
    return scores, slope


@haarpsi.local(step=2)
def haarpsi_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    settings: HaarPsiSettings,
) -> tuple[Array, Array]:
    """Return the index and the index of each place, 1 where masked."""
    index = _Index(data_range, settings)
    scores, places = by_sample(index.scores_and_places, reference, candidate, mask)
    return scores, places


@haarpsi.kernel
def haarpsi_kernel(
    job: Job, *, data_range: float, settings: HaarPsiSettings
) -> tuple[Array, Array | None] | None:
    """Return the result of the compiled kernel."""
    index = _Index(data_range, settings)
    n, channels = job.reference.shape[:2]
    check_sides(job.reference.shape[2:], settings.subsample)
    mixed = index.planes_of(channels)
    wide = job.wide or job.exceeds_float32(data_range, NEAR * data_range)
    parts = channels if mixed == 0 else 1
    factors = (255 / (data_range * job.divisors[0]), 255 / (data_range * job.divisors[1]))
    view = (factors, mixed, settings.subsample, settings.c, settings.alpha, wide)
    height, width = (-(-side // 2) if settings.subsample else side for side in job.reference.shape[2:])
    places, slope = (
        job.allocate("map", height, width, parts),
        job.allocate("gradient", *job.reference.shape[2:]),
    )
    scores = []
    xp = namespace(job.reference)
    kind = xp.float64 if wide else xp.float32
    for candidate in job.candidates:
        pair = job.reference, candidate
        if slope is None:
            found = job.native.haarpsi(*pair, *view, places, job.workers)
        else:
            planes = xp.empty((n * parts, 4 if mixed == 3 else 2, height, width), dtype=kind)
            found = job.native.haarpsi_derivatives(*pair, *view, planes, job.workers)
        sums = xp.asarray(found)
        missing = _share(sums[:, 0], sums[:, 1])
        scores.append(index.score_of(missing).reshape(n, parts).mean(axis=1))
        if slope is not None:
            steep = _share(index.by_missing(missing), sums[:, 1]) * job.divisors[1] / parts
            each = list(zip(steep.tolist(), missing.tolist(), strict=True))
            job.native.haarpsi_slope(planes, *view, each, slope, job.workers)
    if places is not None and parts < channels:
        places = namespace(places).broadcast_to(places, (n, channels, height, width))
    return namespace(missing).stack(scores), slope if places is None else places


@dataclass(frozen=True)
class _Index:
    """The index on images of one data range."""

    data_range: float
    settings: HaarPsiSettings

    def scores(self, reference: Array, candidate: Array, mask: Array | None) -> Array:
        """Return the index, (N,)."""
        found = [self._index(bands) for bands in self._bands(reference, candidate, mask)]
        return sum(found) / len(found)

    def scores_and_slope(self, reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        """Return the index and its derivative, (N, C, H, W)."""
        xp = namespace(candidate)
        parts = self._bands(reference, candidate, mask)
        scores = sum(self._index(bands) for bands in parts) / len(parts)
        slopes = [self._slope(bands) / len(parts) for bands in parts]
        return scores, slopes[0] if len(slopes) == 1 else xp.concat(slopes, axis=1)

    def scores_and_places(
        self, reference: Array, candidate: Array, mask: Array | None
    ) -> tuple[Array, Array]:
        """Return the index and its map, (N, C, H', W')."""
        xp = namespace(candidate)
        parts = self._bands(reference, candidate, mask)
        scores = sum(self._index(bands) for bands in parts) / len(parts)
        places = xp.concat([self._places(bands) for bands in parts], axis=1)
        n, _, h, w = places.shape
        return scores, xp.broadcast_to(places, (n, candidate.shape[1], h, w))

    def _bands(self, reference: Array, candidate: Array, mask: Array | None) -> list[Bands]:
        """Return the bands of all channels together, or of each channel."""
        channels = candidate.shape[1]
        together = self.planes_of(channels) > 0
        kinds = [slice(None)] if together else [slice(i, i + 1) for i in range(channels)]
        return [
            compare_bands(
                reference[:, kind],
                candidate[:, kind],
                mask,
                scale=(self.data_range, 255.0),
                chroma=self.settings.colour == "yiq",
                subsample=self.settings.subsample,
                c=self.settings.c,
            )
            for kind in kinds
        ]

    def planes_of(self, channels: int) -> int:
        """Return how many planes are made of red, green and blue; 0 if channels are scored one by one."""
        colour = self.settings.colour
        if colour == "luma" and channels not in (1, 3):
            luma, apart = (setting("haarpsi", "colour", value) for value in ("luma", "apart"))
            raise InputError(f"{luma} needs three channels, not {channels}; use {apart}")
        return 0 if channels != 3 or colour == "apart" else 3 if colour == "yiq" else 1

    def score_of(self, missing: Array) -> Array:
        """Return the index of a mean of the logistic function that lacks ``missing`` to its maximum."""
        return self._from_missing(missing) ** 2

    def by_missing(self, missing: Array) -> Array:
        """Return the derivative of :meth:`score_of`."""
        best = 1 / (1 + math.exp(-self.settings.alpha))
        rest = 1 / (1 + math.exp(self.settings.alpha))
        steep = -(1 / (best - missing) + 1 / (rest + missing)) / self.settings.alpha
        return 2 * self._from_missing(missing) * steep

    def _index(self, bands: Bands) -> Array:
        return self.score_of(self._missing(bands)[0])

    def _missing(self, bands: Bands) -> tuple[Array, Array]:
        """Return the maximum of the logistic function minus its mean, and the sum of the weights."""
        xp = namespace(bands.losses[0])
        pairs = zip(self._shortfalls(bands), bands.weights, strict=True)
        lacking = sum(xp.sum(shortfall * weight, axis=(1, 2, 3)) for shortfall, weight in pairs)
        total = sum(xp.sum(weight, axis=(1, 2, 3)) for weight in bands.weights)
        return _share(lacking, total), total

    def _shortfalls(self, bands: Bands) -> list[Array]:
        """Return the logistic function of 1 minus the logistic function of each similarity.

        With p = alpha and q = alpha (1 - loss) it is f(p) - f(q) = f(p) (1 - f(q)) (1 - exp(q - p)).
        """
        xp = namespace(bands.losses[0])
        best = 1 / (1 + math.exp(-self.settings.alpha))
        return [
            -best * xp.expm1(-self.settings.alpha * loss) / (1 + xp.exp(self.settings.alpha * (1 - loss)))
            for loss in bands.losses
        ]

    def _from_missing(self, missing: Array) -> Array:
        """Return the inverse logistic function of the maximum minus ``missing``."""
        xp = namespace(missing)
        best = 1 / (1 + math.exp(-self.settings.alpha))
        rest = 1 / (1 + math.exp(self.settings.alpha))
        return 1 + (xp.log1p(-missing / best) - xp.log1p(missing / rest)) / self.settings.alpha

    def _places(self, bands: Bands) -> Array:
        pairs = zip(self._shortfalls(bands), bands.weights, strict=True)
        lacking = sum(shortfall * weight for shortfall, weight in pairs)
        return self.score_of(_share(lacking, sum(bands.weights)))

    def _slope(self, bands: Bands) -> Array:
        """Return the derivative of the index with respect to the candidate's values."""
        xp = namespace(bands.losses[0])
        missing, total = self._missing(bands)
        factor = _share(self.by_missing(missing), total)[:, None, None, None]
        by_loss, by_weight = [], []
        for loss, shortfall, weight in zip(bands.losses, self._shortfalls(bands), bands.weights, strict=True):
            level = 1 / (1 + xp.exp(-self.settings.alpha * (1 - loss)))
            by_loss.append(factor * weight * self.settings.alpha * level * (1 - level))
            by_weight.append(factor * (shortfall - missing[:, None, None, None]))
        return bands.back_to_pixels(by_loss, by_weight)


def _share(part: Array, whole: Array) -> Array:
    """Return ``part`` divided by ``whole``; zero where ``whole`` is zero."""
    xp = namespace(whole)
    empty = whole == 0
    return xp.where(empty, xp.zeros_like(whole), part / xp.where(empty, xp.ones_like(whole), whole))
