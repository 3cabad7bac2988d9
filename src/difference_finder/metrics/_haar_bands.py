"""Haar coefficients of two images and their comparison, with derivatives, for haarpsi."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.filters import (
    haar,
    haar_adjoint,
    max_filter,
    pad_to_even,
    square_mean,
    square_mean_adjoint,
)
from difference_finder.errors import InputError
from difference_finder.metrics._windows import Halving, refuse_empty
from difference_finder.text import setting

Array = Any

FINE, COARSE = (2, 4), 8
"""Sizes of the wavelets that are compared, and of the wavelet that weights the places."""

TO_YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))
"""Luma and colour differences of red, green and blue, rounded as in the authors' program."""


@dataclass
class Bands:
    """Losses and weights of each place.

    Parameters
    ----------
    losses
        One minus the similarity of rows, of columns, and of colour differences if there are any; arrays of
        shape (N, 1, H', W') in [0, 1].
    weights
        Weights of the losses, at least 0; zero where masked.
    """

    losses: list[Array]
    weights: list[Array]
    fine: list[tuple[Array, Array, int, int]]  # first, second, size and axis of each pair of coefficients
    coarse: list[tuple[Array, Array, int, int]]
    chroma: tuple[Array, Array] | None
    valid: Array | None
    halving: Halving | None
    size: tuple[int, int]
    mix: tuple[tuple[float, ...], ...] | None
    factor: float
    c: float

    def back_to_pixels(self, by_loss: list[Array], by_weight: list[Array]) -> Array:
        """Return the derivative of the score with respect to the candidate's values, (N, C, H, W).

        Parameters
        ----------
        by_loss, by_weight
            Derivatives of the score with respect to each loss and each weight.
        """
        xp = namespace(by_loss[0])
        by_weight = list(by_weight)
        if self.chroma is not None:  # their weight is the mean of the two others
            by_weight = [slope + by_weight[2] / 2 for slope in by_weight[:2]]
        luma = xp.zeros_like(by_loss[0])
        for index, (first, second, size, axis) in enumerate(self.fine):
            slope = by_loss[index // len(FINE)] / len(FINE) * _loss_slope(first, second, self.c)
            luma = luma + haar_adjoint(slope, size, axis)
        for slope, (first, second, size, axis) in zip(by_weight, self.coarse, strict=True):
            here = slope if self.valid is None else xp.where(self.valid, slope, xp.zeros_like(slope))
            luma = luma + haar_adjoint(here * _greater_slope(first, second), size, axis)
        planes = [luma]
        if self.chroma is not None:
            slope = by_loss[2] / 2 * _loss_slope(*self.chroma, self.c)
            planes.append(square_mean_adjoint(slope))
        return self._unmixed(xp.concat(planes, axis=1))

    def _unmixed(self, planes: Array) -> Array:
        if self.halving is not None:
            planes = self.halving.spread(planes)
        planes = planes[..., : self.size[0], : self.size[1]] * self.factor
        if self.mix is None:
            return planes
        xp = namespace(planes)
        rows = [
            sum(self.mix[k][channel] * planes[:, k : k + 1] for k in range(planes.shape[1]))
            for channel in range(3)
        ]
        return xp.concat(rows, axis=1)


def check_sides(sides: Sequence[int], subsample: bool) -> tuple[int, int]:
    """Return height and width of an image; refuse one that is too small.

    Raises
    ------
    InputError
        If a side is shorter than the widest wavelet.
    """
    height, width = (int(side) for side in sides)
    least = COARSE * (2 if subsample else 1)
    if min(height, width) < least:
        finer = setting("haarpsi", "subsample", False)
        raise InputError(
            f"haarpsi needs sides of at least {least} pixels, the image is {width}x{height};"
            f" use {f'{finer}, or ' if min(height, width) >= COARSE else ''}mse"
        )
    return height, width


def compare_bands(
    reference: Array,
    candidate: Array,
    mask: Array | None,
    *,
    scale: tuple[float, float],
    chroma: bool,
    subsample: bool,
    c: float,
) -> Bands:
    """Compare two images place by place.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, C, H, W), C = 1 or 3 (red, green, blue).
    mask
        Mask of shape (N, 1, H, W), True where pixels count; None if all do.
    scale
        Divisor of the values, and factor after the division.
    chroma
        Whether to compare colour differences.
    subsample
        Whether to average blocks of 2x2 pixels first.
    c
        Constant that stabilises the quotients.

    Returns
    -------
    Bands
        Losses and weights.

    Raises
    ------
    InputError
        If an image is too small, or no place counts.
    """
    size = check_sides(candidate.shape[-2:], subsample)
    mix = TO_YIQ if candidate.shape[1] == 3 else None
    images = [_mixed(image / scale[0] * scale[1], mix, chroma) for image in (reference, candidate)]
    halving = None
    if subsample:
        images = [pad_to_even(image, 0.0) for image in images]
        halving = Halving(None if mask is None else pad_to_even(mask, True), images[0])
        images = [halving.mean(image) for image in images]
    return Bands(
        **_similarities(images[0], images[1], _places(mask, halving, images[0]), c),
        halving=halving,
        size=(size[0], size[1]),
        mix=mix,
        factor=scale[1] / scale[0],
        c=c,
    )


def _mixed(image: Array, mix: Any, chroma: bool) -> Array:
    """Return luma, with colour differences if ``chroma``, of red, green and blue."""
    if mix is None:
        return image
    rows = [
        sum(weight * image[:, channel : channel + 1] for channel, weight in enumerate(weights))
        for weights in (mix if chroma else mix[:1])
    ]
    return namespace(image).concat(rows, axis=1)


def _places(mask: Array | None, halving: Halving | None, like: Array) -> Array | None:
    """Return the places with no masked value in the window of the widest wavelet."""
    if mask is None:
        return None
    xp = namespace(like)
    inside: Array = mask if halving is None else halving.mask
    # The symmetric window of 9x9 pixels includes the window of 8x8 of the wavelet, which is not symmetric.
    valid = max_filter(xp.astype(~inside, like.dtype), COARSE // 2) == 0
    refuse_empty(valid, "masked pixels leave no place whole")
    return valid


def _similarities(first: Array, second: Array, valid: Array | None, c: float) -> dict[str, Any]:
    """Return the arguments of :class:`Bands` that the coefficients determine."""
    xp = namespace(first)
    luma = [image[:, :1] for image in (first, second)]
    fine, coarse, losses, weights = [], [], [], []
    for axis in (-2, -1):
        pairs = [(*(haar(image, size, axis) for image in luma), size, axis) for size in FINE]
        losses.append(sum(_loss(a, b, c) for a, b, _, _ in pairs) / len(FINE))
        fine += pairs
        a, b = (haar(image, COARSE, axis) for image in luma)
        weight = xp.maximum(xp.abs(a), xp.abs(b))
        weights.append(weight if valid is None else xp.where(valid, weight, xp.zeros_like(weight)))
        coarse.append((a, b, COARSE, axis))
    chroma = None
    if first.shape[1] == 3:
        chroma = (square_mean(first[:, 1:]), square_mean(second[:, 1:]))
        losses.append(xp.mean(_loss(*chroma, c), axis=1, keepdims=True))
        weights.append((weights[0] + weights[1]) / 2)
    return {
        "losses": losses,
        "weights": weights,
        "fine": fine,
        "coarse": coarse,
        "chroma": chroma,
        "valid": valid,
    }


def _loss(first: Array, second: Array, c: float) -> Array:
    """Return one minus the similarity of two magnitudes: 1 - (2 a b + c) / (a^2 + b^2 + c)."""
    xp = namespace(first)
    gap = xp.abs(second) - xp.abs(first)
    return gap**2 / (first**2 + second**2 + c)


def _loss_slope(first: Array, second: Array, c: float) -> Array:
    """Return the derivative of the loss with respect to the second coefficient."""
    xp = namespace(first)
    size = xp.abs(second)
    gap = size - xp.abs(first)
    total = first**2 + second**2 + c
    return 2 * gap / total * (1 - gap * size / total) * xp.sign(second)


def _greater_slope(first: Array, second: Array) -> Array:
    """Return the derivative of the greater magnitude with respect to the second coefficient."""
    xp = namespace(first)
    a, b = xp.abs(first), xp.abs(second)
    share = xp.astype(b > a, first.dtype) + xp.astype(b == a, first.dtype) / 2
    return share * xp.sign(second)
