"""Intersection and union of two masks, for dice and jaccard."""

from __future__ import annotations

from typing import Any

from difference_finder.arrays.backend import is_tensor, namespace
from difference_finder.arrays.masked import fill_masked

Array = Any

FLAT = "it counts pixels above a threshold, and a count does not change with small changes of the values"


def overlap(reference: Array, candidate: Array, threshold: float, mask: Array | None) -> tuple[Array, Array]:
    """Return the sizes of the intersection and of the union, (N,).

    The sizes are counted as integers and returned as float64, or float32 on a device without it, so that the
    counts of large images are exact.
    """
    first, second = reference > threshold, candidate > threshold
    both, either = first & second, first | second
    return _count(both, mask, candidate), _count(either, mask, candidate)


def _count(members: Array, mask: Array | None, like: Array) -> Array:
    xp = namespace(members)
    counted = members if mask is None else members & mask
    total = xp.sum(xp.astype(counted, xp.int64), axis=(1, 2, 3))
    wide = xp.float32 if is_tensor(like) and like.device.type == "mps" else xp.float64
    return xp.astype(total, wide)


def quotient(part: Array, whole: Array) -> Array:
    """Return ``part`` divided by ``whole``; 1 where ``whole`` is zero, since two empty masks are equal."""
    xp = namespace(whole)
    empty = whole == 0
    return xp.where(empty, xp.ones_like(whole), part / xp.where(empty, xp.ones_like(whole), whole))


def agreement(reference: Array, candidate: Array, threshold: float, mask: Array | None) -> Array:
    """Return 1 where the masks agree and where ``mask`` is False, 0 elsewhere, (N, C, H, W)."""
    xp = namespace(candidate)
    same = (reference > threshold) == (candidate > threshold)
    like = xp.float64 if candidate.dtype == xp.float64 else xp.float32
    return fill_masked(xp.astype(same, like), mask, 1.0)
