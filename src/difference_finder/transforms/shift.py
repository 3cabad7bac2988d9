"""Shift by whole pixels or fractions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair, cut_patches
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._registration import is_still, similar, whole_shift
from difference_finder.transforms._resampling import INTERPOLATIONS, REACH, resample, weights_of

Array = Any

ROUNDS = 5
"""Number of steps of Gauss and Newton."""

WHOLE = 0.02
"""Greatest distance to whole pixels of a shift that is rounded."""

FAINTEST = 0.04
"""Least shift that is named, in pixels."""

PROMISING = 0.5
"""Least share of the energy of the difference that a shift explains at some patches."""


@transform(
    "shift", free=2, unit="pixels", example={"x": 2.5, "y": -1.0, "interpolation": "spline"}, least=0.85
)
def shift(pair: PatchPair) -> Iterator[Estimate]:
    """Shift of the content to the right and down, to a fraction of a pixel.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The shift with each interpolation that it may have been made with, or without one if it is whole. The
        strength is the distance in pixels.
    """
    import numpy as np

    if is_still(pair):
        return
    y, x = _estimate(pair)
    if math.hypot(x, y) < FAINTEST:
        return
    whole = x == round(x) and y == round(y)
    for interpolation in ("whole",) if whole else INTERPOLATIONS:
        known = {"x": x, "y": y, "interpolation": interpolation}
        predicted, valid = _patches(pair, known)
        if not valid.any():
            return
        left = float(np.square((pair.second - predicted)[valid]).sum())
        if left < (1 - PROMISING) * float(np.square(pair.difference[valid]).sum()):
            words = f"moved by x={x:+.4g}, y={y:+.4g} pixels"
            yield Estimate(known, 2, math.hypot(x, y), words, predicted, valid)


def _estimate(pair: PatchPair) -> tuple[float, float]:
    """Return the shift in rows and columns: (0, 0) if there is none."""
    import numpy as np

    first, second, _ = pair.tiles
    rows, columns = whole_shift(first, second)
    total = np.array([float(rows), float(columns)])
    for _ in range(ROUNDS):
        step = _remaining(first, second, total)
        total += step
        if not total.round(1).any() and np.abs(step).max() < FAINTEST / 2:
            return 0.0, 0.0
        if np.abs(step).max() < 0.003:
            break
    if np.abs(total - (rows, columns)).max() > 2:
        return 0.0, 0.0
    near = np.round(total)
    total = np.where(np.abs(total - near) <= WHOLE, near, np.round(total, 3))
    return float(total[0]), float(total[1])


def _remaining(first: Array, second: Array, shift: Array) -> Array:
    """Return a step of Gauss and Newton from a shift, in rows and columns."""
    import numpy as np

    margin = int(np.abs(shift).max()) + REACH + 2
    if 2 * margin >= first.shape[-1] - 16:
        return np.zeros(2)
    whole = np.floor(shift).astype(int)
    moved = np.roll(first, tuple(whole), axis=(1, 2))
    for axis, part in enumerate(shift - whole):
        if part:
            moved = resample(moved, weights_of("spline", float(part)), axis + 1, wrap=True)
    inside = (slice(None), slice(margin, -margin), slice(margin, -margin))
    slopes = [-np.gradient(moved, axis=axis)[inside].ravel() for axis in (1, 2)]
    gap = (second - moved)[inside].ravel()
    near = similar(gap, slopes)
    a, b = (slope[near] for slope in slopes)
    matrix = np.array([[a @ a, a @ b], [a @ b, b @ b]], np.float64)
    if np.linalg.cond(matrix) > 1e6:
        return np.zeros(2)
    step = np.linalg.solve(matrix, np.array([a @ gap[near], b @ gap[near]], np.float64))
    return np.clip(step, -1, 1)


def _patches(pair: PatchPair, known: dict[str, Any]) -> tuple[Array, Array]:
    """Return the patches of the moved first image, and which of them are known as a whole."""
    import numpy as np

    height, width = pair.whole_first.stored.shape[-2:]
    whole = [math.floor(known[axis]) for axis in "yx"]
    margin = 0 if known["interpolation"] == "whole" else REACH
    corners = pair.corners - whole - margin
    side = pair.side + 2 * margin
    valid = ((corners >= 0) & (corners + side <= (height, width))).all(axis=1)
    predicted = np.zeros_like(pair.second)
    if valid.any():
        cut = cut_patches(pair.whole_first, corners[valid], side)
        for axis, name in ((2, "y"), (3, "x")):
            part = known[name] - math.floor(known[name])
            cut = resample(cut, weights_of(known["interpolation"], part), axis) if margin else cut
        predicted[valid] = cut
    return predicted, valid


@shift.apply
def apply_shift(images: Array, *, x: float, y: float, interpolation: str) -> Array:
    """Return the images with their content moved; the values at the edges are repeated."""
    import numpy as np

    height, width = images.shape[-2:]
    rows = np.clip(np.arange(height) - math.floor(y), 0, height - 1)
    columns = np.clip(np.arange(width) - math.floor(x), 0, width - 1)
    moved = images[..., rows, :][..., columns]
    for axis, step in ((2, y), (3, x)):
        if step != math.floor(step):
            moved = resample(moved, weights_of(interpolation, step - math.floor(step)), axis, edge=True)
    return moved


def _uncovered(step: float) -> tuple[int, int]:
    """Return the number of rows or columns at the two ends that a shift does not know."""
    reach = REACH if step != int(step) else 0
    return max(0, math.ceil(step)) + reach, max(0, math.ceil(-step)) + reach


@shift.border
def border_of_shift(
    *, x: float, y: float, interpolation: str, height: int, width: int
) -> tuple[int, int, int, int]:
    """Return the width of the border that the shift does not know: top, bottom, left, right."""
    return (*_uncovered(y), *_uncovered(x))
