"""Windows and pooling that exclude masked pixels (normalized convolution, Knutsson & Westin 1993)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.arrays.averages import (
    bin_means,
    channel_means,
    mix_channels,
    repeat_edges,
    repeat_edges_adjoint,
    spread_bins,
)
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

MIRRORED = {"same": 0, "reflect": 1}
"""Pixels to skip when an image is mirrored at its edges."""

PADDINGS = ("valid", *MIRRORED, "replicate")
"""Treatments of the edges: windows stay inside the image, it is mirrored, or its edge pixels are repeated."""


class Window:
    """A local weighted mean, with its transpose.

    Parameters
    ----------
    weights
        Odd number k of weights that sum to one.
    mask
        Mask of shape (N, 1, H, W), True where pixels count; None if all do.
    like
        Array with the library and type of the computation.
    padding
        Treatment of the edges, one of ``PADDINGS``.
    volume
        Whether the channels are the slices of a volume, along which the window extends as well; the first and
        the last slice are repeated.

    Attributes
    ----------
    inside
        The mask as numbers, (N, 1, H, W); None if all pixels count.
    valid
        Mask of the windows with a centre that counts, in the shape of the means; None if all do.

    Raises
    ------
    InputError
        If the centre of every window of a sample is masked.
    """

    def __init__(
        self,
        weights: Array | Sequence[float],
        mask: Array | None,
        like: Array,
        padding: str = "valid",
        volume: bool = False,
    ) -> None:
        half = len(weights) // 2
        self.weights = weights
        self.padding = padding
        self.width = 0 if padding == "valid" else half
        self.mixing = channel_means(weights, like.shape[1], like) if volume else None
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
            # A valid window includes its centre, so its weights have a positive sum.
            norm = self._within_planes(self.inside)
            self.norm = xp.where(self.valid, norm, xp.ones_like(norm))

    def means(self, *signals: Array) -> list[Array]:
        """Return the local means of signals (N, C, H, W); both sides are k - 1 shorter for "valid"."""
        if self.inside is None:
            return _together(self._forth, signals)
        return [mean / self.norm for mean in _together(self._forth, [s * self.inside for s in signals])]

    def spreads(self, *signals: Array) -> list[Array]:
        """Apply the transpose of :meth:`means`, which returns signals (N, C, H, W)."""
        if self.inside is None:
            return _together(self._back, signals)
        return [s * self.inside for s in _together(self._back, [s / self.norm for s in signals])]

    def _forth(self, values: Array) -> Array:
        values = self._within_planes(values)
        return values if self.mixing is None else mix_channels(values, self.mixing)

    def _within_planes(self, values: Array) -> Array:
        if self.padding == "replicate":
            values = repeat_edges(values, self.width)
        else:
            values = mirror(values, self.width, MIRRORED.get(self.padding, 0))
        return correlate(values, self.weights)

    def _back(self, values: Array) -> Array:
        if self.mixing is not None:
            values = mix_channels(values, namespace(values).permute_dims(self.mixing, (1, 0)))
        values = correlate_adjoint(values, self.weights)
        if self.padding == "replicate":
            return repeat_edges_adjoint(values, self.width)
        return mirror_adjoint(values, self.width, MIRRORED.get(self.padding, 0))


def _together(function: Callable[[Array], Array], signals: Sequence[Array]) -> list[Array]:
    """Apply a function to signals of one shape: to tensors at once, to arrays in turn."""
    if not is_tensor(signals[0]):
        return [function(signal) for signal in signals]
    xp = namespace(signals[0])
    samples = signals[0].shape[0]
    joined = function(xp.concat(list(signals), axis=0))
    return [joined[i * samples : (i + 1) * samples] for i in range(len(signals))]


def refuse_empty(valid: Array, complaint: str) -> None:
    """Refuse a mask that is False everywhere in a sample.

    Masks on a device are not checked, because that would wait for the device; the score is then not a number,
    which is refused later.

    Parameters
    ----------
    valid
        Mask of shape (N, 1, H, W).
    complaint
        Beginning of the message.

    Raises
    ------
    InputError
        If a sample has no True pixel.
    """
    if not is_inspectable(valid):
        return
    xp = namespace(valid)
    if not bool(xp.all(xp.any(valid, axis=(1, 2, 3)))):
        raise InputError(f"{complaint}; use mse")


class Halving:
    """Averages of blocks of pixels, with their transpose; a block counts if one of its pixels does.

    Parameters
    ----------
    mask
        Mask of shape (N, 1, H, W), True where pixels count; None if all do.
    like
        Array with the library, type and size of the images.
    side
        Side of the blocks of :func:`~difference_finder.arrays.filters.block_mean`; None for the blocks of 2x2
        pixels of :func:`~difference_finder.arrays.filters.pool2`.
    whole
        Whether to drop the last pixel of an odd side.
    bins
        Height and width of the smaller image whose pixels are the means of
        :func:`~difference_finder.arrays.averages.bin_means`; None for blocks.

    Attributes
    ----------
    mask
        Mask of the blocks that count; None if all do.
    """

    def __init__(
        self,
        mask: Array | None,
        like: Array,
        side: int | None = None,
        whole: bool = False,
        bins: tuple[int, int] | None = None,
    ) -> None:
        self.side = side
        self.bins = bins
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
        """Apply the transpose of :meth:`mean`, which returns an image of the full size."""
        if self.inside is None:
            return self._back(values)
        return self._back(values / self.norm) * self.inside

    def _forth(self, values: Array) -> Array:
        if self.bins is not None:
            return bin_means(values, *self.bins)
        if self.whole:
            values = values[..., : self.height // 2 * 2, : self.width // 2 * 2]
        return pool2(values) if self.side is None else block_mean(values, self.side)

    def _back(self, values: Array) -> Array:
        if self.bins is not None:
            return spread_bins(values, self.height, self.width)
        if self.whole:
            h, w = self.height // 2 * 2, self.width // 2 * 2
            shape = (*values.shape[:2], self.height, self.width)
            full = namespace(values).zeros(shape, dtype=values.dtype, **on_device_of(values))
            full[..., :h, :w] = pool2_adjoint(values, h, w)
            return full
        if self.side is None:
            return pool2_adjoint(values, self.height, self.width)
        return block_mean_adjoint(values, self.side, self.height, self.width)
