"""Blurs and pooling that leave out masked pixels (normalised convolution, Knutsson & Westin 1993)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.arrays.backend import is_inspectable, is_tensor, namespace, on_device_of
from difference_finder.arrays.filters import (
    block_mean,
    block_mean_adjoint,
    correlate,
    correlate_adjoint,
    mirror,
    mirror_adjoint,
    pool2,
    pool2_adjoint,
)
from difference_finder.errors import InputError

Array = Any

PADDINGS = {"valid": None, "same": 0, "reflect": 1}
"""Where the image ends: windows only inside it; or it is mirrored, with its edge pixel repeated or not."""


class Window:
    """A local weighted mean, with its transpose.

    Parameters
    ----------
    weights
        Odd number k of weights that sum to one.
    mask
        Shape (N, 1, H, W), True where pixels count; None if all do.
    like
        An array of the kind and type to compute in.
    padding
        One of ``PADDINGS``.

    Attributes
    ----------
    inside
        The mask as numbers, (N, 1, H, W); None if all pixels count.
    valid
        Which windows count, those whose centre does, in the shape of the means; None if all do.
    """

    def __init__(
        self, weights: Array | Sequence[float], mask: Array | None, like: Array, padding: str = "valid"
    ) -> None:
        half = len(weights) // 2
        self.weights = weights
        self.skip = PADDINGS[padding] or 0
        self.width = 0 if PADDINGS[padding] is None else half
        self.inside: Array | None = None
        self.valid: Array | None = None
        if mask is not None:
            xp = namespace(like)
            margin = half - self.width
            self.inside = xp.astype(mask, like.dtype)
            self.valid = mask[..., margin : mask.shape[-2] - margin, margin : mask.shape[-1] - margin]
            refuse_empty(
                self.valid, f"every window of {len(weights)}x{len(weights)} pixels has a masked centre"
            )
            # A window counts if its centre does, and the centre has a weight of its own: never 0 / 0 there.
            norm = self._forth(self.inside)
            self.norm = xp.where(self.valid, norm, xp.ones_like(norm))

    def means(self, *signals: Array) -> list[Array]:
        """Return the local means of signals (N, C, H, W): of that size, or k - 1 smaller for "valid"."""
        if self.inside is None:
            return _together(self._forth, signals)
        return [mean / self.norm for mean in _together(self._forth, [s * self.inside for s in signals])]

    def spreads(self, *signals: Array) -> list[Array]:
        """Apply the transpose of :meth:`means`: back to (N, C, H, W)."""
        if self.inside is None:
            return _together(self._back, signals)
        return [s * self.inside for s in _together(self._back, [s / self.norm for s in signals])]

    def _forth(self, values: Array) -> Array:
        return correlate(mirror(values, self.width, self.skip), self.weights)

    def _back(self, values: Array) -> Array:
        return mirror_adjoint(correlate_adjoint(values, self.weights), self.width, self.skip)


def _together(function: Callable[[Array], Array], signals: Sequence[Array]) -> list[Array]:
    """Treat several signals of one shape: tensors at once, as devices like it; arrays in turn."""
    if not is_tensor(signals[0]):
        return [function(signal) for signal in signals]
    xp = namespace(signals[0])
    channels = signals[0].shape[1]
    joined = function(xp.concat(list(signals), axis=1))
    return [joined[:, i * channels : (i + 1) * channels] for i in range(len(signals))]


def refuse_empty(valid: Array, complaint: str) -> None:
    """Refuse a mask that leaves nothing of a sample.

    Only where the mask is on the host: elsewhere the look would wait for the device, and the score, which is
    not a number, says it.

    Raises
    ------
    InputError
        If ``valid``, (N, 1, H, W), is nowhere True in a sample.
    """
    if not is_inspectable(valid):
        return
    xp = namespace(valid)
    if not bool(xp.all(xp.any(valid, axis=(1, 2, 3)))):
        raise InputError(f"{complaint}; use mse")


class Halving:
    """Averages of 2x2 pixels, with their transpose; a block counts if one of its pixels does.

    Parameters
    ----------
    mask
        Shape (N, 1, H, W), True where pixels count; None if all do.
    like
        An array of the kind, type and size to compute with.
    side
        None: as :func:`~difference_finder.arrays.filters.pool2` does it; else blocks of ``side`` x ``side``
        pixels as :func:`~difference_finder.arrays.filters.block_mean` makes them.
    whole
        Leave out the last pixel of a side that is odd.

    Attributes
    ----------
    mask
        Which blocks count; None if all do.
    """

    def __init__(self, mask: Array | None, like: Array, side: int | None = None, whole: bool = False) -> None:
        self.side = side
        self.whole = whole
        self.height, self.width = like.shape[-2:]
        self.inside: Array | None = None
        self.mask: Array | None = None
        if mask is not None:
            xp = namespace(like)
            self.inside = xp.astype(mask, like.dtype)
            norm = self._forth(self.inside)
            self.mask = norm > 0
            self.norm = xp.where(self.mask, norm, xp.ones_like(norm))

    def mean(self, values: Array) -> Array:
        """Return the smaller image."""
        if self.inside is None:
            return self._forth(values)
        return self._forth(values * self.inside) / self.norm

    def spread(self, values: Array) -> Array:
        """Apply the transpose of :meth:`mean`: back to the full size."""
        if self.inside is None:
            return self._back(values)
        return self._back(values / self.norm) * self.inside

    def _forth(self, values: Array) -> Array:
        if self.whole:
            values = values[..., : self.height // 2 * 2, : self.width // 2 * 2]
        return pool2(values) if self.side is None else block_mean(values, self.side)

    def _back(self, values: Array) -> Array:
        if self.whole:
            h, w = self.height // 2 * 2, self.width // 2 * 2
            shape = (*values.shape[:2], self.height, self.width)
            full = namespace(values).zeros(shape, dtype=values.dtype, **on_device_of(values))
            full[..., :h, :w] = pool2_adjoint(values, h, w)
            return full
        if self.side is None:
            return pool2_adjoint(values, self.height, self.width)
        return block_mean_adjoint(values, self.side, self.height, self.width)
