"""Means and extremes over the pixels that count, where a mask is True."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from difference_finder.arrays.backend import namespace

__all__ = ["extremes", "fill_masked", "keeps_every_sample", "mean", "mean_gradient", "span"]

Array = Any


def mean(values: Array, mask: Array | None, axes: tuple[int, ...] = (1, 2, 3)) -> Array:
    """Average ``values`` (N, C, H, W) over ``axes``, only where ``mask`` (N, 1, H, W) is True."""
    xp = namespace(values)
    if mask is None:
        return xp.mean(values, axis=axes)
    inside = xp.astype(mask, values.dtype) * xp.ones_like(values)
    # With one division at the end, the mean of ones is exactly 1.
    return xp.sum(values * inside, axis=axes) / xp.sum(inside, axis=axes)


def mean_gradient(values: Array, mask: Array | None, axes: tuple[int, ...] = (1, 2, 3)) -> Array:
    """Return the derivative of :func:`mean`: one over the number of pixels that count, 0 where masked."""
    xp = namespace(values)
    if mask is None:
        count = 1
        for axis in axes:
            count *= values.shape[axis]
        return xp.ones_like(values) / count
    inside = xp.astype(mask, values.dtype) * xp.ones_like(values)
    return inside / xp.sum(inside, axis=axes, keepdims=True)


def extremes(values: Array, mask: Array | None) -> tuple[Array, Array]:
    """Return ``values`` with masked pixels at infinity, for minima, and at minus infinity, for maxima."""
    if mask is None:
        return values, values
    xp = namespace(values)
    infinity = xp.full_like(values, float("inf"))
    return xp.where(mask, values, infinity), xp.where(mask, values, -infinity)


def span(images: Sequence[Array], mask: Array | None) -> Array:
    """Return the greatest minus the least value of each sample of both images, (N, 1, 1, 1)."""
    xp = namespace(images[0])
    lows, highs = zip(*(extremes(image, mask) for image in images), strict=True)
    over = {"axis": (1, 2, 3), "keepdims": True}
    low = xp.minimum(*(xp.min(values, **over) for values in lows))
    return xp.maximum(*(xp.max(values, **over) for values in highs)) - low


def fill_masked(values: Array, mask: Array | None, fill: float) -> Array:
    """Return ``values`` (N, C, H, W) with ``fill`` where ``mask`` (N, 1, H, W) is False."""
    if mask is None:
        return values
    xp = namespace(values)
    return xp.where(mask, values, xp.full_like(values, fill))


def keeps_every_sample(mask: Array) -> bool:
    """Tell whether ``mask`` (N, 1, H, W) is True at a pixel of each sample."""
    xp = namespace(mask)
    return bool(xp.all(xp.any(mask, axis=(1, 2, 3))))
