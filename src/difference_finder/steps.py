"""The steps from a pair to a map and its scores, each checking what a part gives back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from difference_finder.arrays import astype_float, namespace
from difference_finder.errors import InputError
from difference_finder.model import DifferenceMap, Pair
from difference_finder.parts import Metric, Part, PreProcessor, Strategy
from difference_finder.protocol import Protocol
from difference_finder.scoring import BoundMetric, bind

__all__ = ["REDUCTIONS", "apply_strategy", "other_scores", "post_process", "pre_process", "reduce_channels"]

Array = Any

REDUCTIONS = ("mean", "abs", "l2", "max", "none")
"""How channels become one: mean, mean size, root of the sum of squares, greatest size; "none" keeps them."""


def pre_process(pair: Pair, parts: Iterable[PreProcessor]) -> Pair:
    """Apply each pre-processor to both images."""
    for part in parts:
        images = [part(image) for image in (pair.reference, pair.candidate)]
        for image in images:
            if getattr(image, "ndim", 0) != 4 or images[0].shape != images[1].shape:
                raise InputError(
                    f"pre-processor '{part.name}' must return an image (N, C, H, W), not {_shape(image)}"
                )
        if images[0].shape[2:] != pair.reference.shape[2:] and pair.mask is not None:
            raise InputError(
                f"pre-processor '{part.name}' changes the size while pixels that are not finite are masked;"
                " replace them first"
            )
        data_range = part.data_range if part.data_range is not None else pair.data_range
        pair = replace(pair, reference=images[0], candidate=images[1], data_range=data_range)
    return pair


def apply_strategy(strategy: Strategy, pair: Pair, bound: BoundMetric | None) -> tuple[Array, Array]:
    """Return the map (N, C, H, W) of a strategy and the score of every sample.

    Parameters
    ----------
    bound
        The metric, ready for this pair; None for a strategy that scores by itself.
    """
    filled = {"mask": pair.mask} if pair.mask is not None and strategy.accepts("mask") else {}
    result = strategy(pair.reference, pair.candidate, bound, **filled)
    values, scores = result if isinstance(result, tuple) else (result, None)
    shape = _shape(values)
    if len(shape) != 4 or shape[-2:] != tuple(pair.candidate.shape[-2:]):
        raise InputError(
            f"strategy '{strategy.name}' must return a map (N, C, H, W) like the images"
            f" {tuple(pair.candidate.shape)}, not {shape}"
        )
    if scores is None and bound is not None:
        scores = bound.score(pair.reference, pair.candidate)
    return values, scores


def reduce_channels(values: Array, how: str) -> Array:
    """Return a map (N, C, H, W) with its channels made one, as one of ``REDUCTIONS`` says."""
    xp = namespace(values)
    if how == "mean":
        values = xp.mean(values, axis=1, keepdims=True)
    elif how == "abs":
        values = xp.mean(xp.abs(values), axis=1, keepdims=True)
    elif how == "l2":
        values = xp.sqrt(xp.sum(values**2, axis=1, keepdims=True))
    elif how == "max":
        values = xp.max(xp.abs(values), axis=1, keepdims=True)
    return astype_float(values)


def post_process(map_: DifferenceMap, parts: Iterable[Part]) -> DifferenceMap:
    """Apply each post-processor; a user's callable takes and returns an array (N, C, H, W)."""
    for part in parts:
        result = part(map_ if _wants_map(part) else map_.values)
        if isinstance(result, DifferenceMap):
            map_ = result
            continue
        if getattr(result, "ndim", 0) != 4:
            raise InputError(
                f"post-processor '{part.name}' must return a map (N, C, H, W), not {_shape(result)}"
            )
        map_ = map_.with_values(result, label=f"{map_.label}, {part.name}", unit_range=None)
    return map_


def other_scores(
    metrics: Iterable[Metric], pair: Pair, protocol: Protocol
) -> tuple[dict[str, Array | None], list[str]]:
    """Score further metrics; one that cannot be scored is None, with a note that says why."""
    scores: dict[str, Array | None] = {}
    notes = []
    for part in metrics:
        try:
            scores[part.spec] = bind(part, pair, protocol).score(pair.reference, pair.candidate)
        except InputError as error:
            scores[part.spec] = None
            notes.append(f"{part.spec} was not scored: {error}")
    return scores, notes


def _wants_map(part: Part) -> bool:
    """Tell whether a post-processor says in its annotations that it takes the map with its facts."""
    hints = getattr(part.function, "__annotations__", {}).values()
    return any("DifferenceMap" in str(hint) for hint in hints)


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(getattr(value, "shape", ()))
