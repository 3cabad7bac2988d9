"""The decision whether one change of the whole image explains a pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.kinds import ImageTransform
from difference_finder.parts.registry import transforms

__all__ = ["Explanation", "explain"]

Array = Any

MOST = 0.5
"""Least share of the patches that differ, for a change to be looked for."""

FLAT = 1 / 255
"""Least standard deviation of the first image, in data ranges: flat images fit any change."""

CONSISTENT = 0.9
"""Least share of the patches that a change must explain, among the patches with a notable difference."""

LOCAL = 0.15
"""Share of the energy that a single patch may leave unexplained more than the whole."""

NOTABLE = 0.05
"""Least energy of the difference of a notable patch, relative to the mean of all."""

TRIMMED = 0.1
"""Share of the patches with the greatest residuals that may be left out, such as a retouched place."""

SIMILAR = 2.0
"""Two explanations are equally good if the energy of one residual is at most this multiple of the other."""

EXACT = 0.5
"""Energy of a residual that counts as none, in squared steps of the stored values."""

EQUAL = 0.02
"""Energy of a residual that no other explanation can improve, in the same unit."""

FINEST = 1e-4
"""Least step of the stored values, in data ranges; floats have none."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """A transform with parameters that explain a pair.

    Parameters
    ----------
    part
        The transform.
    estimate
        Its parameters.
    left
        Mean square of the residual, in data ranges.
    explained
        Share of the energy of the difference that the transform explains; None for noise.
    """

    part: ImageTransform
    estimate: Estimate
    left: float
    explained: float | None


def explain(pair: PatchPair) -> Explanation | None:
    """Return the simplest change of the whole image that explains a pair; None if none does.

    Parameters
    ----------
    pair
        Patches of the two images.

    Returns
    -------
    Explanation or None
        The transform must explain nearly all of the difference, and do so in nearly all patches. Of the
        transforms that explain it equally well, the one with the fewest parameters is returned. Noise and
        rounding are returned only if nothing else explains the pair.
    """
    if pair.hardly_differs or pair.differing < MOST or float(pair.first.std()) < FLAT:
        return None
    step = max(pair.step, FINEST)
    parts = sorted(transforms.all(), key=lambda part: part.free)
    found: list[Explanation] = []
    for part in parts:
        if part.apply_function is None:
            continue
        if any(one.left <= EQUAL * step**2 and one.estimate.free <= part.free for one in found):
            break
        found += _explanations(part, pair)
    if not found:
        random = (part for part in parts if part.apply_function is None)
        return next(
            (Explanation(part, one, 0.0, None) for part in random for one in part(part.lent(pair))), None
        )
    limit = SIMILAR * min(one.left for one in found) + EXACT * step**2
    alike = [one for one in found if one.left <= limit]
    return min(alike, key=lambda one: (one.estimate.free, one.left))


def _explanations(part: ImageTransform, pair: PatchPair) -> Iterator[Explanation]:
    """Yield the estimates of a transform that explain the pair."""
    for estimate in part(part.lent(pair)):
        before, left = _energies(part, estimate, pair)
        if not before.any():
            continue
        order = left.argsort()[: max(1, round((1 - TRIMMED) * len(left)))]
        explained = 1 - float(left[order].sum()) / max(float(before[order].sum()), 1e-30)
        notable = before > NOTABLE * before.mean()
        least = part.least - LOCAL
        consistent = float((left[notable] <= (1 - least) * before[notable]).mean())
        if explained >= part.least and consistent >= CONSISTENT:
            yield Explanation(part, estimate, float(left[order].mean()), explained)


def _energies(part: ImageTransform, estimate: Estimate, pair: PatchPair) -> tuple[Array, Array]:
    """Return the mean squares of the difference and of the residual of each patch, in data ranges."""
    import numpy as np

    predicted = estimate.predicted
    if predicted is None and part.apply_function is not None:
        predicted = part.apply_function(part.lent(pair.first), **estimate.parameters)
    chosen = slice(None) if estimate.valid is None else estimate.valid
    inner = slice(part.reach, pair.side - part.reach)
    where = (chosen, slice(None), inner, inner)
    gap = pair.difference[where]
    residual = pair.second[where] - pair.as_stored(predicted[where])  # type: ignore[index]
    before, left = (np.square(values).mean(axis=(1, 2, 3)) for values in (gap, residual))
    return before, left
