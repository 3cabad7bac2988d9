"""Blurs and pooling that leave out masked pixels (normalised convolution, Knutsson & Westin 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays import correlate, correlate_adjoint, namespace, pool2, pool2_adjoint
from difference_finder.errors import InputError

Array = Any


class Window:
    """A local weighted mean, with its transpose.

    Parameters
    ----------
    weights
        Odd number of weights that sum to one.
    mask
        Shape (N, 1, H, W), True where pixels count; None if all do.
    like
        An array of the kind and type to compute in.
    """

    def __init__(self, weights: Sequence[float], mask: Array | None, like: Array) -> None:
        self.weights = weights
        self.inside: Array | None = None
        self.valid: Array | None = None
        if mask is not None:
            xp = namespace(like)
            half = len(weights) // 2
            self.inside = xp.astype(mask, like.dtype)
            self.valid = mask[..., half : mask.shape[-2] - half, half : mask.shape[-1] - half]
            if not bool(xp.all(xp.any(self.valid, axis=(1, 2, 3)))):
                raise InputError(
                    f"every window of {len(weights)}x{len(weights)} pixels has a masked centre; use mse"
                )
            # A window counts if its centre does, and the centre has a weight of its own: never 0 / 0 there.
            norm = correlate(self.inside, weights)
            self.norm = xp.where(self.valid, norm, xp.ones_like(norm))

    def mean(self, values: Array) -> Array:
        """Return the local means, (N, C, H - k + 1, W - k + 1)."""
        if self.inside is None:
            return correlate(values, self.weights)
        return correlate(values * self.inside, self.weights) / self.norm

    def spread(self, values: Array) -> Array:
        """Apply the transpose of :meth:`mean`: back to (N, C, H, W)."""
        if self.inside is None:
            return correlate_adjoint(values, self.weights)
        return correlate_adjoint(values / self.norm, self.weights) * self.inside


class Halving:
    """Averages of 2x2 pixels, with their transpose; a block counts if one of its pixels does."""

    def __init__(self, mask: Array | None, like: Array) -> None:
        self.height, self.width = like.shape[-2:]
        self.inside: Array | None = None
        self.mask: Array | None = None
        if mask is not None:
            xp = namespace(like)
            self.inside = xp.astype(mask, like.dtype)
            norm = pool2(self.inside)
            self.mask = norm > 0
            self.norm = xp.where(self.mask, norm, xp.ones_like(norm))

    def mean(self, values: Array) -> Array:
        """Return the image at half the size."""
        if self.inside is None:
            return pool2(values)
        return pool2(values * self.inside) / self.norm

    def spread(self, values: Array) -> Array:
        """Apply the transpose of :meth:`mean`: back to the full size."""
        if self.inside is None:
            return pool2_adjoint(values, self.height, self.width)
        return pool2_adjoint(values / self.norm, self.height, self.width) * self.inside
