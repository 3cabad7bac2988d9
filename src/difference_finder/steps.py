"""The steps from a pair to a map and its scores, each checking what a part gives back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays import astype_float, extent, namespace, on_device_of
from difference_finder.bound import BoundMetric, as_scores, bind, call, quiet
from difference_finder.errors import DataRangeError, DifferenceFinderError, InputError
from difference_finder.masked import where
from difference_finder.model import DifferenceMap, Pair
from difference_finder.parts import Metric, Part, PreProcessor, Strategy
from difference_finder.protocol import Protocol

__all__ = [
    "REDUCTIONS",
    "apply_strategy",
    "in_frame",
    "other_scores",
    "post_process",
    "pre_process",
    "raw_scores",
    "reduce_channels",
    "unmasked_notes",
    "until_corrected",
]

Array = Any

REDUCTIONS = ("mean", "abs", "l2", "max", "none")
"""How channels become one: mean, mean size, root of the sum of squares, greatest size; "none" keeps them."""


def pre_process(pair: Pair, parts: Iterable[PreProcessor]) -> Pair:
    """Apply each pre-processor, to each image or to the pair."""
    for part in parts:
        if part.name == "identity" and part.room:  # integers stay as they are stored
            continue
        if part.pair:
            pair = _of_pair(part, pair)
            continue
        pair = pair.as_floats()
        filled = _mask_for(part, pair)
        images = {
            name: _checked(part, image, **filled)
            for name in ("reference", "candidate", "truth")
            if (image := getattr(pair, name)) is not None
        }
        if pair.mask is not None:
            xp = namespace(pair.candidate)
            images = {name: xp.where(pair.mask, i, xp.zeros_like(i)) for name, i in images.items()}
        data_range = part.data_range if part.data_range is not None else pair.data_range
        pair = replace(pair, data_range=data_range, **images)
    return pair


def until_corrected(parts: Sequence[PreProcessor]) -> tuple[Sequence[PreProcessor], Sequence[PreProcessor]]:
    """Split a chain before the first part that takes away a difference between the images."""
    first = next((i for i, part in enumerate(parts) if part.corrects), len(parts))
    return parts[:first], parts[first:]


def _of_pair(part: PreProcessor, pair: Pair) -> Pair:
    """Apply a part that takes a pair; integers stay as they are stored if the part leaves them alone."""
    floats = pair.as_floats()
    done = _checked_pair(part, call(part, floats))
    arrays_and_range = ("reference", "candidate", "truth", "mask", "frame", "data_range")
    if all(getattr(done, name) is getattr(floats, name) for name in arrays_and_range):
        return replace(pair, notes=done.notes, warnings=done.warnings)
    return done


def _checked_pair(part: PreProcessor, done: Any) -> Pair:
    """Return the pair that a part gave back, if it is one whose arrays belong together."""
    if not isinstance(done, Pair):
        raise InputError(f"pre-processor '{part.name}' must return a Pair, not {type(done).__name__}")
    shape = _shape(done.candidate)
    others = [_shape(done.reference), *([] if done.truth is None else [_shape(done.truth)])]
    if len(shape) != 4 or any(other != shape for other in others):
        raise InputError(
            f"pre-processor '{part.name}' must return images (N, C, H, W) of one shape, not"
            f" {', '.join(map(str, [*others, shape]))}"
        )
    kept = shape if done.mask is None else _shape(done.mask)
    if (kept[0], kept[-2:]) != (shape[0], shape[-2:]):
        raise InputError(f"pre-processor '{part.name}' must return a mask for {shape}, not of shape {kept}")
    return done


def _mask_for(part: Part, pair: Pair) -> dict[str, Array]:
    """Return the mask as an argument, where there is one and the part takes it."""
    return {"mask": pair.mask} if pair.mask is not None and part.accepts("mask") else {}


def _checked(part: PreProcessor, image: Array, **filled: Any) -> Array:
    done = call(part, image, **filled)
    shape = _shape(done)
    if len(shape) != 4 or shape[0] != image.shape[0] or shape[2:] != tuple(image.shape[2:]):
        raise InputError(
            f"pre-processor '{part.name}' must return an image (N, C, H, W) of the size of the one given,"
            f" {tuple(image.shape)}, not {shape or type(done).__name__}"
        )
    return done


def apply_strategy(
    strategy: Strategy,
    pair: Pair,
    bound: BoundMetric | None,
    reduce: str | None = None,
    workers: int | None = None,
) -> tuple[Array, Array]:
    """Return the map (N, C, H, W) of a strategy and the score of every sample.

    Parameters
    ----------
    bound
        The metric, ready for this pair; None for a strategy that scores by itself.
    reduce
        How channels will become one, for strategies that do it on the way.
    workers
        How many threads kernels may use.
    """
    if not strategy.accepts("divisors"):
        pair = pair.as_floats()
    known = {
        "mask": pair.mask,
        "divisors": pair.divisors,
        "truth": pair.truth,
        "reduce": reduce,
        "workers": workers,
    }
    filled = {name: value for name, value in known.items() if value is not None and strategy.accepts(name)}
    with quiet():
        result = call(strategy, pair.reference, pair.candidate, bound, **filled)
    values, scores = result if isinstance(result, tuple) else (result, None)
    shape = _shape(values)
    if len(shape) != 4 or shape[-2:] != tuple(pair.candidate.shape[-2:]):
        raise InputError(
            f"strategy '{strategy.name}' must return a map (N, C, H, W) like the images"
            f" {tuple(pair.candidate.shape)}, not {shape or type(values).__name__}"
        )
    if scores is None and bound is not None:
        scores = bound.score(pair.reference, pair.candidate, pair.divisors)
    _check_fits_float32(strategy, values)
    return values, as_scores(scores, shape[0], strategy.name)


def in_frame(values: Array, pair: Pair, fill: float | bool = 0.0) -> Array:
    """Return values (N, C, H, W) of a pair that was cropped at their place in the whole images."""
    if pair.frame is None:
        return values
    top, left, height, width = pair.frame
    h, w = values.shape[-2:]
    xp = namespace(values)
    whole = xp.full((*values.shape[:2], height, width), fill, dtype=values.dtype, **on_device_of(values))
    whole[..., top : top + h, left : left + w] = values
    return whole


def _check_fits_float32(part: Part, values: Array) -> None:
    """Refuse a map with values that are no numbers, or that float32 cannot hold."""
    import numpy as np

    least, most, finite = extent(values)
    greatest = max(-least, most) if finite else math.inf
    if not greatest <= float(np.finfo(np.float32).max):
        raise DataRangeError(
            f"the map of '{part.name}' reaches {greatest:g}, more than float32 can hold; rescale the images"
        )


def reduce_channels(values: Array, how: str) -> Array:
    """Return a map (N, C, H, W) with its channels made one, as one of ``REDUCTIONS`` says."""
    xp = namespace(values)
    if how == "mean" and values.shape[1] == 1:
        return astype_float(values)
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
        result = call(part, map_ if _wants_map(part) else map_.values)
        if not isinstance(result, DifferenceMap):
            result = map_.with_values(result, label=f"{map_.label}, {part.name}", unit_range=None)
        if result.values is not map_.values:
            _check_new_values(part, map_, result)
            if result.mask is not None:  # what does not count stays zero
                result = result.with_values(where(result.values, result.mask, 0.0))
        map_ = result
    return map_


def _check_new_values(part: Part, before: DifferenceMap, after: DifferenceMap) -> None:
    old, new = _shape(before.values), _shape(after.values)
    if len(new) != 4 or new[-2:] != old[-2:]:
        raise InputError(
            f"post-processor '{part.name}' must return a map (N, C, H, W) of the size of the one given,"
            f" {old}, not {new or type(after.values).__name__}"
        )
    if before.regions is not None:
        raise InputError(
            f"post-processor '{part.name}' changes the map after 'regions' has measured it;"
            " put 'regions' last"
        )
    _check_fits_float32(part, after.values)


def other_scores(
    metrics: Iterable[Metric], pair: Pair, protocol: Protocol, workers: int | None = None, when: str = ""
) -> tuple[dict[str, Array | None], list[str]]:
    """Score further metrics; one that cannot be scored is None, with a note that says why, and when."""
    scores: dict[str, Array | None] = {}
    notes = []
    for part in metrics:
        key = part.spec if part.spec not in scores else f"{part.spec}#{len(scores) + 1}"
        try:
            bound = bind(part, pair, protocol, workers)
            scores[key] = bound.score(pair.reference, pair.candidate, pair.divisors)
        except DifferenceFinderError as error:
            scores[key] = None
            notes.append(f"{when}{key} was not scored: {error}")
    return scores, notes


def raw_scores(
    strategy: Strategy,
    metric: Metric,
    metrics: Iterable[Metric],
    pair: Pair,
    protocol: Protocol,
    workers: int | None = None,
) -> tuple[dict[str, Array | None], list[str]]:
    """Score a pair as it was before its images were brought to each other, as it is scored afterwards."""
    when = "before correction "
    if strategy.score is None:
        scores, notes = other_scores([metric], pair, protocol, workers, when)
    else:
        scores, notes = {strategy.score: None}, []
        try:
            scores[strategy.score] = apply_strategy(strategy, pair, None, workers=workers)[1]
        except DifferenceFinderError as error:
            notes.append(f"{when}{strategy.score} was not scored: {error}")
    others, more = other_scores(metrics, pair, protocol, workers, when)
    return {**scores, **others}, notes + more


def unmasked_notes(metrics: Iterable[Metric], pair: Pair) -> list[str]:
    """Return what is to be said of metrics that take no mask, where there is one."""
    if pair.mask is None:
        return []
    names = [part.spec for part in metrics if not part.accepts("mask")]
    return [
        f"{name} takes no mask: masked pixels are 0 in both images, and are scored as equal" for name in names
    ]


def _wants_map(part: Part) -> bool:
    """Tell whether a post-processor says in its annotations that it takes the map with its facts."""
    hints = getattr(part.function, "__annotations__", {}).values()
    return any("DifferenceMap" in str(hint) for hint in hints)


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(getattr(value, "shape", ()))
