"""Visual information fidelity in the pixel domain (VIFp)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace, on_device_of
from difference_finder.arrays.filters import gaussian_weights
from difference_finder.arrays.masked import fill_masked, mean
from difference_finder.errors import InputError
from difference_finder.metrics._planes import by_plane
from difference_finder.metrics._windows import Window
from difference_finder.parts.registry import metric

Array = Any

SIZES = (17, 9, 5, 3)
"""Sides of the gaussian windows of the scales, from fine to coarse; sigma is a fifth."""

NOISE = 2.0
"""Variance of the noise of vision, for values of 0 to 255."""

FLAT = 1e-10
"""Variance, for values of 0 to 255, up to which a window counts as flat."""

LEAST = 41
"""Least side of an image: 3 pixels remain at the coarsest scale."""


@metric("vif", higher_is_better=True, bounds=(0.0, None), identical=1.0, mirrored=False, kinked=True)
def vif(reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None) -> Array:
    """Visual information fidelity, pixel domain (VIFp): the share of the information that can still be seen.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), floating-point numbers on one scale; both sides at least 41.
    data_range
        Greatest minus least possible value, positive.
    mask
        Mask of shape (N, 1, H, W); True where pixels count. Windows whose centre is masked are left out;
        others are weighted means of the pixels that count.

    Returns
    -------
    array
        Scores of shape (N,), at least 0; 1 for identical images. More than 1 where contrast was increased.

    Raises
    ------
    InputError
        If a side is less than 41 pixels, or every window of a scale has a masked centre.

    Notes
    -----
    The variant is VIFp, the authors' implementation in the pixel domain with scalar gaussian mixtures, not
    the one in the wavelet domain with vectors that the paper describes: 4 scales, gaussian windows of 17, 9,
    5 and 3 pixels inside the image, noise of variance 2 for values of 0 to 255. The small constants with
    which programs avoid divisions by zero are not needed, so identical images score exactly 1; windows with
    a variance up to 1e-10 are flat. Scores agree with sewar and piq to 1e-7 where images are not nearly flat.
    The authors treat grey images; here the channels of other images are scored separately and averaged, as
    in sewar (piq scores the luma of three channels).

    Local means do not count: a change of brightness scores 1, and ssim or mse sees it. Windows that are flat
    in the reference have no information, whatever the candidate has there. If all are, the quotient is
    0 / 0: the score is then 1 for identical images, and else 0. Because such windows have no share, and
    scales have different grids, there is no local map.

    Where the covariance of a window is not positive, or the reference is flat, the window does not
    contribute, and its derivative is zero. At identical images the derivative is not zero: more contrast has
    a higher score. Of the coarser scales, every second row and column is used, so mirrored images score a
    little differently.

    References
    ----------
    H. R. Sheikh, A. C. Bovik, "Image information and visual quality", IEEE Trans. Image Process. 15(2), 2006.
    doi:10.1109/TIP.2005.859378

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((1, 1, 48, 48))
    >>> float(vif(image, image, data_range=1.0)[0])
    1.0
    >>> round(float(vif(image, image**2, data_range=1.0)[0]), 3)
    0.37
    """

    def scores(reference: Array, candidate: Array, mask: Array | None) -> Array:
        return _score(_scales(reference, candidate, mask, data_range), reference, candidate, mask)

    return namespace(candidate).mean(by_plane(scores, reference, candidate, mask), axis=1)


@vif.gradient
def vif_gradient(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the fidelity and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        scales = _scales(reference, candidate, mask, data_range)
        whole = sum(scale.whole() for scale in scales)
        some = whole > 0
        xp = namespace(whole)
        share = xp.where(some, 1 / xp.where(some, whole, xp.ones_like(whole)), xp.zeros_like(whole))
        slope = None
        for scale in reversed(scales):
            slope = scale.slope(slope)
        slope = slope * share[..., None, None] * (255 / data_range)
        return _score(scales, reference, candidate, mask), fill_masked(slope, mask, 0.0)

    scores, slope = by_plane(scores_and_slope, reference, candidate, mask)
    return namespace(scores).mean(scores, axis=1), slope / candidate.shape[1]


@dataclass
class _Scale:
    """Both images at a scale, and the statistics of their windows.

    Parameters
    ----------
    first, second
        Images of shape (N, C, H, W), with values of 0 to 255 less their mean.
    window
        The windows of the scale.
    before
        The windows whose means, of every second row and column, are the images; None at the finest scale.
    sides
        Height and width of the means.
    """

    first: Array
    second: Array
    window: Window
    before: Window | None
    sides: tuple[int, int]

    def __post_init__(self) -> None:
        xp = namespace(self.first)
        mean1, mean2, square1, square2, product = self.window.means(
            self.first, self.second, self.first**2, self.second**2, self.first * self.second
        )
        self.means = mean1, mean2
        variance1, variance2 = square1 - mean1**2, square2 - mean2**2
        covariance = product - mean1 * mean2
        lively = variance1 > FLAT
        if self.window.valid is not None:
            lively = lively & self.window.valid
        self.variance1 = xp.where(lively, variance1, xp.zeros_like(variance1))
        self.counts = lively & (variance2 > FLAT) & (covariance > 0)
        self.gain = xp.where(
            self.counts, covariance / xp.where(lively, variance1, xp.ones_like(variance1)), 0 * covariance
        )
        self.variance2 = xp.where(self.counts, variance2, xp.zeros_like(variance2))
        # What is left of the candidate's variance, which rounding may make negative.
        self.rest = xp.clip(self.variance2 - self.gain * covariance, 0, None)

    def kept(self) -> Array:
        """Return the information of the reference that the candidate has, (N, C)."""
        xp = namespace(self.first)
        signal = xp.where(self.counts, self.gain**2 * self.variance1, xp.zeros_like(self.variance1))
        return xp.sum(xp.log1p(signal / (self.rest + NOISE)), axis=(2, 3))

    def whole(self) -> Array:
        """Return the information of the reference, (N, C)."""
        xp = namespace(self.first)
        return xp.sum(xp.log1p(self.variance1 / NOISE), axis=(2, 3))

    def slope(self, coarser: Array | None) -> Array:
        """Return the derivative of the information with respect to the second image of this scale.

        Parameters
        ----------
        coarser
            The derivative with respect to the second image of the next scale, of its part and all coarser
            ones; None if this is the coarsest.
        """
        by_variance = 1 / (self.variance2 + NOISE) - 1 / (self.rest + NOISE)
        by_covariance = 2 * self.gain / (self.rest + NOISE)
        mean1, mean2 = self.means
        squares, products, others = self.window.spreads(
            by_variance, by_covariance, -2 * mean2 * by_variance - mean1 * by_covariance
        )
        own = 2 * self.second * squares + self.first * products + others
        if coarser is not None:
            own = own + coarser
        if self.before is None:
            return own
        return self.before.spreads(_doubled(own, *self.sides))[0]


def _doubled(values: Array, height: int, width: int) -> Array:
    """Return values in every second row and column of an image of zeros."""
    wide = namespace(values).zeros(
        (*values.shape[:2], height, width), dtype=values.dtype, **on_device_of(values)
    )
    wide[..., ::2, ::2] = values
    return wide


def _scales(reference: Array, candidate: Array, mask: Array | None, data_range: float) -> list[_Scale]:
    """Return the scales, from fine to coarse."""
    height, width = (int(side) for side in reference.shape[-2:])
    if min(height, width) < LEAST:
        raise InputError(
            f"vif needs sides of at least {LEAST} pixels, the image is {width}x{height}; use ssim"
        )
    images = [
        _centred(fill_masked(image, mask, 0.0) * (255 / data_range), mask) for image in (reference, candidate)
    ]
    scales: list[_Scale] = []
    before: Window | None = None
    for size in SIZES:
        weights = gaussian_weights(size, size / 5, images[0])
        sides = (0, 0)
        if scales:
            before = Window(weights, mask, images[0])
            images = before.means(*images)
            sides = (images[0].shape[-2], images[0].shape[-1])
            images = [image[..., ::2, ::2] for image in images]
            mask = None if before.valid is None else before.valid[..., ::2, ::2]
        scales.append(_Scale(images[0], images[1], Window(weights, mask, images[0]), before, sides))
    return scales


def _centred(image: Array, mask: Array | None) -> Array:
    """Return an image less its mean, so that variances lose fewer digits; zero where masked."""
    return fill_masked(image - mean(image, mask, (2, 3))[..., None, None], mask, 0.0)


def _score(scales: list[_Scale], reference: Array, candidate: Array, mask: Array | None) -> Array:
    """Return the share of the information that is kept, (N, C)."""
    kept, whole = sum(scale.kept() for scale in scales), sum(scale.whole() for scale in scales)
    xp = namespace(whole)
    some = whole > 0
    equal = reference == candidate if mask is None else (reference == candidate) | ~mask
    flat = xp.astype(xp.all(equal, axis=(2, 3)), whole.dtype)
    return xp.where(some, kept / xp.where(some, whole, xp.ones_like(whole)), flat)
