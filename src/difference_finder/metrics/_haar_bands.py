"""Haar coefficients of two images, compared place by place: what haarpsi is made of, with the way back."""

from __future__ import annotations

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

Array = Any

FINE, COARSE = (2, 4), 8
"""Sizes of the wavelets that are compared, and of the one that weighs."""

TO_YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))
"""Luma and colour differences of red, green and blue, as the authors round them."""


@dataclass
class Bands:
    """Losses and weights of each place.

    Parameters
    ----------
    losses
        One minus the similarity, in [0, 1], (N, 1, H', W'): of the rows, of the columns, and of the colour
        differences if there are any.
    weights
        As many, at least 0; zero where masked.
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
        """Return the derivative with respect to the candidate's values, (N, C, H, W).

        Parameters
        ----------
        by_loss, by_weight
            Derivatives with respect to each of the losses and of the weights.
        """
        xp = namespace(by_loss[0])
        by_weight = list(by_weight)
        if self.chroma is not None:  # whose weight is the mean of the two others
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
        Shape (N, C, H, W), C = 1 or 3 (red, green, blue).
    mask
        Shape (N, 1, H, W); None if all pixels count.
    scale
        What values are divided by, and then multiplied by.
    chroma
        Whether colour differences are compared.
    subsample
        Whether blocks of 2x2 pixels are averaged first.
    c
        What keeps the quotients stable.

    Raises
    ------
    InputError
        If an image is too small, or the mask leaves no place.
    """
    size = tuple(int(side) for side in candidate.shape[-2:])
    least = COARSE * (2 if subsample else 1)
    if min(size) < least:
        raise InputError(
            f"haarpsi needs sides of at least {least} pixels, the image is {size[1]}x{size[0]};"
            f"{' use subsample=false, or' if min(size) >= COARSE else ''} use mse"
        )
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
    """Return luma, and colour differences if they are wanted, of red, green and blue."""
    if mix is None:
        return image
    rows = [
        sum(weight * image[:, channel : channel + 1] for channel, weight in enumerate(weights))
        for weights in (mix if chroma else mix[:1])
    ]
    return namespace(image).concat(rows, axis=1)


def _places(mask: Array | None, halving: Halving | None, like: Array) -> Array | None:
    """Return which places have no masked value among those of the widest wavelet."""
    if mask is None:
        return None
    xp = namespace(like)
    inside: Array = mask if halving is None else halving.mask
    # A square of 9 holds that of 8, which lies to one side of its place.
    valid = max_filter(xp.astype(~inside, like.dtype), COARSE // 2) == 0
    refuse_empty(valid, "masked pixels leave no place whole")
    return valid


def _similarities(first: Array, second: Array, valid: Array | None, c: float) -> dict[str, Any]:
    """Return losses, weights and what they are made of."""
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
    won = xp.astype(b > a, first.dtype) + xp.astype(b == a, first.dtype) / 2
    return won * xp.sign(second)
