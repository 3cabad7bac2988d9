"""The colour difference CIEDE2000."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.backend import is_tensor, namespace
from difference_finder.arrays.masked import fill_masked, mean, mean_gradient
from difference_finder.metrics._ciede import Difference
from difference_finder.metrics._flip_colour import lab, lab_adjoint, linear, linear_slope
from difference_finder.metrics._planes import by_sample
from difference_finder.parts.registry import metric

Array = Any

BAND = 1 << 17
"""Number of pixels that are compared at the same time, which limits the memory."""


@metric("ciede2000", higher_is_better=False, bounds=(0.0, None), identical=0.0, symmetric=True, kinked=True)
def ciede2000(reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None) -> Array:
    """CIEDE2000: the mean difference of colours as people judge it, pixel by pixel.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W) with sRGB values. Three channels are red, green and blue; others are
        scored separately as grey images.
    data_range
        Greatest minus least possible value, positive; maps values to 0 to 1.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Scores of shape (N,), at least 0: the mean difference; 0 for identical images, 100 for black and
        white. A difference of 1 is about the least that is seen between large patches side by side.

    Notes
    -----
    Values are decoded by the curve of sRGB, which continues below 0 by odd symmetry and above 1 by its
    formula, and converted to CIELAB relative to the white of sRGB (D65). All three parametric factors are 1.
    The difference does not depend on which image is the reference. It is made for patches of 2 degrees or
    more: fine noise, which the eye averages, counts fully; see flip.

    The local map, (N, C, H, W), is the difference of each pixel, equal for channels that are scored together.
    Equal colours have no derivative, and a grey has no hue, near which the derivative is not bounded: both
    are defined as zero, where red, green and blue are equal. Where two hues are opposite, the difference
    jumps by a few hundredths, as the formula does.

    References
    ----------
    M. R. Luo, G. Cui, B. Rigg, "The development of the CIE 2000 colour-difference formula: CIEDE2000", Color
    Res. Appl. 26(5), 2001. doi:10.1002/col.1049; G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000
    color-difference formula", Color Res. Appl. 30(1), 2005. doi:10.1002/col.20070

    Examples
    --------
    >>> import numpy as np
    >>> black, white = np.zeros((1, 3, 8, 8)), np.ones((1, 3, 8, 8))
    >>> round(float(ciede2000(black, white, data_range=1.0)[0]), 6)
    100.0
    """

    def scores(reference: Array, candidate: Array, mask: Array | None) -> Array:
        return mean(_differences(reference, candidate, mask, data_range), mask)

    return by_sample(scores, reference, candidate, mask)


@ciede2000.gradient
def ciede2000_gradient(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the mean difference and its derivative with respect to each value of the candidate."""

    def scores_and_slope(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        first, second = _scaled(reference, candidate, mask, data_range)
        both = _by_rows(_values_and_slopes, first, second)
        channels = both.shape[1] - candidate.shape[1]
        places, slope = both[:, :channels], both[:, channels:]
        return mean(places, mask), slope * mean_gradient(places, mask) / data_range

    scores, slope = by_sample(scores_and_slope, reference, candidate, mask)
    return scores, fill_masked(slope, mask, 0.0)


@ciede2000.local
def ciede2000_map(
    reference: Array, candidate: Array, *, data_range: float, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the mean difference and the difference of each pixel, (N, C, H, W), zero where masked."""

    def scores_and_places(reference: Array, candidate: Array, mask: Array | None) -> tuple[Array, Array]:
        places = _differences(reference, candidate, mask, data_range)
        wide = namespace(places).broadcast_to(fill_masked(places, mask, 0.0), candidate.shape)
        return mean(places, mask), wide

    scores, places = by_sample(scores_and_places, reference, candidate, mask)
    return scores, places


def _differences(reference: Array, candidate: Array, mask: Array | None, data_range: float) -> Array:
    """Return the difference of each pixel, (N, 1, H, W) of colours and (N, C, H, W) of greys."""
    return _by_rows(_values, *_scaled(reference, candidate, mask, data_range))


def _scaled(reference: Array, candidate: Array, mask: Array | None, data_range: float) -> tuple[Array, Array]:
    """Return both images with values of 0 to 1, black where masked."""
    return fill_masked(reference, mask, 0.0) / data_range, fill_masked(candidate, mask, 0.0) / data_range


def _by_rows(function: Callable[[Array, Array], Array], first: Array, second: Array) -> Array:
    """Apply a function of two images to bands of rows; to tensors at once."""
    height, width = first.shape[-2:]
    rows = height if is_tensor(first) else max(1, BAND // width)
    bands = [
        function(first[..., y : y + rows, :], second[..., y : y + rows, :]) for y in range(0, height, rows)
    ]
    return bands[0] if len(bands) == 1 else namespace(first).concat(bands, axis=-2)


def _values(first: Array, second: Array) -> Array:
    return namespace(first).stack([_compared(*pair).value() for pair in _pairs(first, second)], axis=1)


def _values_and_slopes(first: Array, second: Array) -> Array:
    """Return the differences, followed by their derivatives with respect to the second image."""
    xp = namespace(first)
    values, slopes = [], []
    for one, other in _pairs(first, second):
        here = _compared(one, other)
        values.append(here.value())
        slope = _back_to_values(other, xp.stack(here.slope(), axis=1))
        together = first.shape[1] == 3
        slopes.append(slope if together else xp.sum(slope, axis=1, keepdims=True))
    return xp.concat([xp.stack(values, axis=1), *slopes], axis=1)


def _pairs(first: Array, second: Array) -> list[tuple[Array, Array]]:
    """Return pairs of colour images (N, 3, H, W): the images, or each channel three times."""
    channels = first.shape[1]
    if channels == 3:
        return [(first, second)]
    shape = (first.shape[0], 3, *first.shape[2:])
    xp = namespace(first)
    return [
        (xp.broadcast_to(first[:, k : k + 1], shape), xp.broadcast_to(second[:, k : k + 1], shape))
        for k in range(channels)
    ]


def _compared(first: Array, second: Array) -> Difference:
    return Difference(_colours(first), _colours(second))


def _colours(image: Array) -> tuple[Array, Array, Array]:
    """Return L, a and b; exactly 0 for a and b of a grey, whose hue would be that of rounding."""
    xp = namespace(image)
    lightness, a, b = (lab(_decoded(image))[:, k] for k in range(3))
    grey = _is_grey(image)
    return lightness, xp.where(grey, xp.zeros_like(a), a), xp.where(grey, xp.zeros_like(b), b)


def _is_grey(image: Array) -> Array:
    return (image[:, 0] == image[:, 1]) & (image[:, 1] == image[:, 2])


def _decoded(image: Array) -> Array:
    return namespace(image).where(image < 0, -linear(-image), linear(image))


def _back_to_values(image: Array, slope: Array) -> Array:
    """Return the derivative with respect to sRGB values from that with respect to L, a and b."""
    xp = namespace(image)
    grey = _is_grey(image)[:, None]
    shade = xp.concat([slope[:, :1], xp.zeros_like(slope[:, 1:])], axis=1)
    return lab_adjoint(_decoded(image), xp.where(grey, shade, slope)) * linear_slope(xp.abs(image))
