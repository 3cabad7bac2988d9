"""The stages from a pair to a map and its scores; each checks what its part returns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from difference_finder.arrays.backend import astype_float, extent, namespace, on_device_of
from difference_finder.arrays.masked import fill_masked
from difference_finder.errors import DataRangeError, DifferenceFinderError, InputError
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.images.pair import Pair
from difference_finder.parts.kinds import PreProcessor, Strategy
from difference_finder.parts.metric import Metric
from difference_finder.parts.part import Part, call_part
from difference_finder.pipeline.bound_metric import BoundMetric, as_scores, bind, quiet
from difference_finder.pipeline.protocol import Protocol

__all__ = [
    "REDUCTIONS",
    "Outcome",
    "apply_strategy",
    "colour_notes",
    "in_frame",
    "named_scores",
    "names_of_scores",
    "other_scores",
    "post_process",
    "pre_process",
    "raw_scores",
    "reduce_channels",
    "unmasked_notes",
    "until_corrected",
]

Array = Any

REDUCTIONS = ("mean", "sum", "abs", "l2", "max", "none")
"""Reductions of the channels of a map to one: mean, sum, mean magnitude, root of the sum of squares, greatest
magnitude; "none" keeps the channels."""


ARRAYS = ("first", "second", "reference", "mask")
"""The arrays of a pair that a pre-processor may change."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of a strategy.

    Parameters
    ----------
    values
        Map of shape (N, C, H, W).
    scores
        Scores of the pair, of shape (N,). With a reference, the scores of the first image and the scores of
        the second.
    facts
        Further facts by name: texts, numbers, numbers by name, or one number for each sample.
    """

    values: Array
    scores: Sequence[Array]
    facts: Mapping[str, Any] = field(default_factory=dict)


def pre_process(pair: Pair, parts: Iterable[PreProcessor]) -> Pair:
    """Apply each pre-processor, to each image or to the pair."""
    for part in parts:
        if part.name == "identity" and part.registry:  # integers stay as they are stored
            continue
        if part.pair:
            pair = _from_zero(part, _of_pair(part, pair))
            continue
        pair = pair.as_floats()
        done = {name: _checked(part, image, **_mask_for(part, pair)) for name, image in pair.images.items()}
        images = {name: fill_masked(image, pair.mask, 0.0) for name, image in done.items()}
        data_range = part.data_range if part.data_range is not None else pair.data_range
        pair = _from_zero(part, replace(pair, data_range=data_range, **images))
    return pair


def _from_zero(part: PreProcessor, pair: Pair) -> Pair:
    """Return the pair with its scale beginning at 0, if the part sets the range."""
    return pair if part.data_range is None else replace(pair, offset=0.0, below_zero="")


def until_corrected(parts: Sequence[PreProcessor]) -> tuple[Sequence[PreProcessor], Sequence[PreProcessor]]:
    """Split a chain before the first part that corrects a difference between the images."""
    first = next((i for i, part in enumerate(parts) if part.corrects), len(parts))
    return parts[:first], parts[first:]


def _of_pair(part: PreProcessor, pair: Pair) -> Pair:
    """Apply a part that takes a pair; integers stay as stored if the part does not change them."""
    floats = pair.as_floats()
    given = floats.lent_to(part)
    done = _checked_pair(part, call_part(part, given))
    if part.foreign:
        done = replace(done, **{name: _kept(done, given, floats, name) for name in ARRAYS})
    if all(getattr(done, name) is getattr(floats, name) for name in (*ARRAYS, "frame", "data_range")):
        return replace(pair, notes=done.notes, warnings=done.warnings)
    return done


def _kept(done: Any, given: Any, before: Any, name: str) -> Array:
    """Return an array of a result: the one before, if a foreign part returned its copy without a change."""
    array, earlier = getattr(done, name), getattr(before, name)
    if array is None or array is not getattr(given, name) or not bool((array == earlier).all()):
        return array
    return earlier


def _checked_pair(part: PreProcessor, done: Any) -> Pair:
    """Check that a part returned a pair of images of one shape, and return it."""
    if not isinstance(done, Pair):
        raise InputError(f"pre-processor '{part.name}' must return a Pair, not {type(done).__name__}")
    shape = _shape(done.second)
    others = [_shape(done.first), *([] if done.reference is None else [_shape(done.reference)])]
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
    """Return the mask as a keyword argument, if the pair has one and the part takes it."""
    return {"mask": part.lent(pair.mask)} if pair.mask is not None and part.accepts("mask") else {}


def _checked(part: PreProcessor, image: Array, **filled: Any) -> Array:
    done = call_part(part, part.lent(image), **filled)
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
) -> Outcome:
    """Return the map of a strategy, the scores, and further facts.

    Parameters
    ----------
    strategy
        The strategy. It returns the map, or (map, scores), or (map, scores, facts); None for the scores means
        the scores of the metric. With a reference, the scores are a tuple of two arrays, one for each image.
    bound
        The metric bound to this pair; None for a strategy that scores by itself.
    reduce
        Reduction of the channels, for strategies that can apply it while they compute.
    workers
        Number of threads that kernels may use.
    """
    if not strategy.accepts("divisors"):
        pair = pair.as_floats()
    given = pair.lent_to(strategy)
    known = {
        "mask": given.mask,
        "divisors": pair.divisors,
        "data_range": pair.data_range,
        "reference": given.reference,
        "reduce": reduce,
        "workers": workers,
    }
    filled = {
        name: value
        for name, value in known.items()
        if value is not None and (strategy.takes_reference if name == "reference" else strategy.accepts(name))
    }
    with quiet():
        result = call_part(strategy, given.first, given.second, bound, **filled)
    parts = result if isinstance(result, tuple) else (result,)
    values, scores, facts = (*parts, None, None)[:3]
    shape = _shape(values) if len(parts) <= 3 else ()
    if len(shape) != 4 or shape[-2:] != tuple(pair.second.shape[-2:]):
        raise InputError(
            f"strategy '{strategy.name}' must return a map (N, C, H, W) like the images"
            f" {tuple(pair.second.shape)}, and after it scores and facts if it has them,"
            f" not {shape or type(result).__name__}"
        )
    _check_fits_float32(strategy, values)
    if facts is not None and not isinstance(facts, Mapping):
        raise InputError(f"strategy '{strategy.name}' must return its facts by name, not {facts!r}")
    return Outcome(values, _scores_of(strategy, scores, pair, bound, shape[0]), facts or {})


def _scores_of(
    strategy: Strategy, scores: Any, pair: Pair, bound: BoundMetric | None, samples: int
) -> Sequence[Array]:
    """Return the scores of a strategy, or of the metric if it gave none: one array, or one for each image."""
    if scores is None and bound is not None:
        return _scores_by(bound, pair)
    if pair.reference is None or bound is None:
        return [as_scores(scores, samples, strategy.name)]
    if not isinstance(scores, tuple) or len(scores) != 2:
        raise InputError(
            f"strategy '{strategy.name}' must return the scores of both images against the reference,"
            f" (first, second), or None, not {scores!r}"
        )
    return [as_scores(one, samples, strategy.name) for one in scores]


def _scores_by(bound: BoundMetric, pair: Pair) -> Sequence[Array]:
    """Return the score of the pair, or with a reference the scores of both images."""
    if pair.reference is None:
        return [bound.score(pair.first, pair.second, pair.divisors)]
    return bound.score_many(pair.reference, [pair.first, pair.second])


def named_scores(name: str, scores: Sequence[Array]) -> dict[str, Array]:
    """Return scores by name, the score of the pair last: with a reference, the gap first minus second."""
    import numpy as np

    if len(scores) == 1:
        return {name: scores[0]}
    first, second = scores
    alike = first == second  # two infinite scores have no gap either
    gap = np.where(alike, 0.0, first - np.where(alike, 0.0, second))
    return {f"{name} of first": first, f"{name} of second": second, f"{name} gap": gap}


def in_frame(values: Array, pair: Pair, fill: float | bool = 0.0) -> Array:
    """Return values (N, C, H, W) of a cropped pair at their position in the whole images."""
    if pair.frame is None:
        return values
    top, left, height, width = pair.frame
    h, w = values.shape[-2:]
    xp = namespace(values)
    whole = xp.full((*values.shape[:2], height, width), fill, dtype=values.dtype, **on_device_of(values))
    whole[..., top : top + h, left : left + w] = values
    return whole


def _check_fits_float32(part: Part, values: Array) -> None:
    """Refuse a map with values that are not finite, or that float32 cannot hold."""
    import numpy as np

    least, most, finite = extent(values)
    greatest = max(-least, most) if finite else math.inf
    if not greatest <= float(np.finfo(np.float32).max):
        raise DataRangeError(
            f"the map of '{part.name}' reaches {greatest:g}, more than float32 can hold; rescale the images"
        )


def reduce_channels(values: Array, how: str) -> Array:
    """Return a map (N, C, H, W) with its channels reduced to one, by one of ``REDUCTIONS``."""
    xp = namespace(values)
    if how == "mean" and values.shape[1] == 1:
        return astype_float(values)
    if how == "mean":
        values = xp.mean(values, axis=1, keepdims=True)
    elif how == "sum":
        values = xp.sum(values, axis=1, keepdims=True)
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
        result = _post_processed(part, map_)
        if result.values is not map_.values:
            _check_new_values(part, map_, result)
            if result.mask is not None:  # masked pixels stay zero
                result = replace(result, values=fill_masked(result.values, result.mask, 0.0))
        map_ = result
    return map_


def _post_processed(part: Part, map_: DifferenceMap) -> DifferenceMap:
    """Return the map that a part makes of another, with the same values if it does not change them."""
    whole = _wants_map(part)
    given = map_.lent_to(part) if whole else replace(map_, values=part.lent(map_.values))
    result = call_part(part, given if whole else given.values)
    if not isinstance(result, DifferenceMap):
        result = map_.with_values(result, label=f"{map_.label}, {part.name}", unit_range=None)
    if not part.foreign:
        return result
    pair = map_.pair if result.pair is given.pair else result.pair
    return replace(result, values=_kept(result, given, map_, "values"), pair=pair)


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
) -> OtherScores:
    """Score further metrics; a metric that fails has the score None and a note that says why."""
    done = OtherScores()
    parts = list(metrics)
    for part, name in zip(parts, names_of_scores(parts), strict=True):
        try:
            bound = bind(part, pair, protocol, workers)
            if part.facts_function is None or pair.reference is not None:
                done.scores |= named_scores(name, _scores_by(bound, pair))
            else:
                scores, places = bound.local_map(pair.first, pair.second, pair.divisors)
                done.scores[name] = scores
                done.facts[name] = bound.local_facts(places) or {}
        except DifferenceFinderError as error:
            done.scores[name if pair.reference is None else f"{name} gap"] = None
            done.notes.append(f"{when}{name} was not scored: {error}")
    return done


@dataclass(eq=False)
class OtherScores:
    """Scores of further metrics by name, notes on them, and facts about their local maps by name."""

    scores: dict[str, Array | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)


def names_of_scores(metrics: Iterable[Metric]) -> list[str]:
    """Return the name of the score of each metric; one that occurs again has its number as well."""
    names: list[str] = []
    for part in metrics:
        names.append(part.spec if part.spec not in names else f"{part.spec}#{len(names) + 1}")
    return names


def raw_scores(
    strategy: Strategy,
    metric: Metric,
    metrics: Iterable[Metric],
    pair: Pair,
    protocol: Protocol,
    workers: int | None = None,
) -> tuple[dict[str, Array | None], list[str]]:
    """Score a pair before its images were corrected, by the metrics that score it afterwards."""
    when = "before correction "
    if strategy.score is None:
        main = other_scores([metric], pair, protocol, workers, when)
        scores, notes = main.scores, main.notes
    else:
        scores, notes = {strategy.score: None}, []
        try:
            given = apply_strategy(strategy, pair, None, workers=workers).scores
            scores = {**named_scores(strategy.score, given)}
        except DifferenceFinderError as error:
            notes.append(f"{when}{strategy.score} was not scored: {error}")
    others = other_scores(metrics, pair, protocol, workers, when)
    return {**scores, **others.scores}, notes + others.notes


def unmasked_notes(metrics: Iterable[Metric], pair: Pair) -> list[str]:
    """Return a note for each metric that takes no mask, if the pair has one."""
    if pair.mask is None:
        return []
    names = [part.spec for part in metrics if not part.accepts("mask")]
    return [
        f"{name} takes no mask: masked pixels are 0 in both images, and are scored as equal" for name in names
    ]


def colour_notes(metrics: Iterable[Metric], protocol: Protocol, channels: int) -> list[str]:
    """Return a note for each network that a protocol gives luma values of colour images."""
    if protocol.colour == "as given" or channels == 1:
        return []
    return [
        f"{part.spec} is a network for colour images, but protocol '{protocol.name}' gives it"
        f" {protocol.colour} values; published values are of colour images (protocol 'default')"
        for part in metrics
        if part.learned
    ]


def _wants_map(part: Part) -> bool:
    """Tell whether the annotations of a post-processor name ``DifferenceMap``."""
    hints = getattr(part.function, "__annotations__", {}).values()
    return any("DifferenceMap" in str(hint) for hint in hints)


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(getattr(value, "shape", ()))
