"""Checks that two sides give the same answer; each function returns a check that describes its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from _rows import Disagreement
from numpy.typing import NDArray

Check = Callable[[Any, Any], str]

FRAME = 10
"""Pixels at each edge that "inside" leaves out: a gradient there sees windows that reach over the edge."""


def plain(array: Any) -> NDArray[np.float64]:
    """Return an array or tensor (1, C, H, W) or (C, H, W) as float64 (C, H, W)."""
    values = np.asarray(array.detach() if hasattr(array, "detach") else array, dtype=np.float64)
    return values[0] if values.ndim == 4 else values


def number(score: Any) -> float:
    """Return a score as a float; it may be a number, an array of one number, or come with a map."""
    value = score[0] if isinstance(score, tuple) else score
    return float(value.item() if hasattr(value, "item") else value)


def within(what: str, difference: float, tolerance: float) -> str:
    """Return a text that says how well two values agree.

    Raises
    ------
    Disagreement
        If the difference exceeds the tolerance or is not a number.
    """
    if not difference <= tolerance:
        raise Disagreement(f"{what} differs by {difference:.1e}, allowed {tolerance:g}")
    return f"{what} within {tolerance:g} ({difference:.0e})"


def score_within(tolerance: float) -> Check:
    """Compare scores, in their own unit."""

    def check(ours: Any, peer: Any) -> str:
        return within("score", abs(number(ours) - number(peer)), tolerance)

    return check


def gradient_within(tolerance: float, score: float = 1e-4) -> Check:
    """Compare scores, and gradients relative to the greatest value."""

    def check(ours: Any, peer: Any) -> str:
        first = within("score", abs(number(ours) - number(peer)), score)
        return f"{first}, {within('gradient', relative_gap(plain(ours[1]), plain(peer[1])), tolerance)}"

    return check


def relative_gap(ours: NDArray[np.float64], peer: NDArray[np.float64]) -> float:
    """Return the greatest difference relative to the greatest value."""
    if ours.shape != peer.shape:
        raise Disagreement(f"shapes differ: {ours.shape} and {peer.shape}")
    return float(np.abs(ours - peer).max() / max(np.abs(peer).max(), 1e-300))


def gradient_inside(tolerance: float, channels: int = 1) -> Check:
    """Compare gradients away from the edges; the peer also averages windows that reach over the edge.

    Both divide by the number of their windows, H x W there and (H - 10) x (W - 10) here. With ``channels``
    the peer differentiates the score of each channel, and we the mean of them.
    """

    def check(ours: Any, peer: Any) -> str:
        first, second = plain(ours[1]), plain(peer[1])
        height, width = first.shape[-2:]
        first = first * (channels * (height - FRAME) * (width - FRAME) / (height * width))
        return within("gradient inside", relative_gap(inside(first), inside(second)), tolerance)

    return check


def inside(array: NDArray[np.float64], frame: int = FRAME) -> NDArray[np.float64]:
    """Return an array without its border."""
    return array[..., frame:-frame, frame:-frame]


def map_within(tolerance: float, frame: int = 0, score: float = 1e-4) -> Check:
    """Compare whole maps; the score of the peer is the mean of our map without a border."""

    def check(ours: Any, peer: Any) -> str:
        local = plain(ours[1])
        found = within("map", float(np.abs(local - plain(peer[1])).max()), tolerance)
        mean = (inside(local, frame) if frame else local).mean()
        return f"{found}, {within('its mean', abs(float(mean) - number(peer)), score)}"

    return check


def map_inside(tolerance: float) -> Check:
    """Compare maps where windows lie inside; the smaller map is the inner part of the larger map."""

    def check(ours: Any, peer: Any) -> str:
        first, second = plain(ours[1]), plain(peer[1])
        frame = (second.shape[-1] - first.shape[-1]) // 2
        second = inside(second, frame) if frame else second
        if first.shape == plain(peer[1]).shape:  # both of image size, with other edges
            first, second = inside(first, FRAME // 2), inside(second, FRAME // 2)
        return within("map inside", float(np.abs(first - second).max()), tolerance)

    return check


def same_direction(least: float, score: float) -> Check:
    """Compare scores roughly, and gradients by direction, for peers with other edge conventions."""

    def check(ours: Any, peer: Any) -> str:
        found = within("score", abs(number(ours) - number(peer)), score)
        first, second = (plain(answer[1]).ravel() for answer in (ours, peer))
        cosine = float(first @ second / np.sqrt((first @ first) * (second @ second)))
        if not cosine >= least:
            raise Disagreement(f"the cosine of the gradients is {cosine:.4f}, allowed {least:g}")
        return f"{found}, cosine of gradients over {least:g} ({cosine:.4f})"

    return check
