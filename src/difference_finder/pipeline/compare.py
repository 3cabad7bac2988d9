"""Two images as they were read, or three, become a comparison."""

from __future__ import annotations

import warnings
from typing import Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.arrays.masked import fill_masked
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.apply_protocol import measured
from difference_finder.pipeline.bound_metric import bind
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.options import Chosen
from difference_finder.pipeline.prepare import prepare
from difference_finder.pipeline.prepare_three import prepare_three
from difference_finder.pipeline.provenance import notes_of, versions
from difference_finder.pipeline.stages import (
    apply_strategy,
    in_frame,
    named_scores,
    other_scores,
    post_process,
    pre_process,
    raw_scores,
    reduce_channels,
    unmasked_notes,
    until_corrected,
)

__all__ = ["compare_images"]

Array = Any


def compare_images(
    chosen: Chosen,
    reference: Image,
    candidate: Image,
    truth: Image | None = None,
    *,
    name: str,
    threads: int = 1,
) -> Comparison:
    """Compare images with the parts that were chosen.

    Parameters
    ----------
    chosen
        The parts and settings.
    reference, candidate
        The first and the second image.
    truth
        What both are measured against, if there is such a third image.
    name
        What to call the pair; a folder of masks is asked by it.
    threads
        How many threads kernels may use.

    Raises
    ------
    InputError
        If the images cannot be compared.
    """
    shown = _prepared(chosen, reference, candidate, truth, name)
    first, rest = until_corrected(chosen.pre_processor)
    raw = pre_process(measured(shown, chosen.protocol, chosen.data_range), first)
    pair = pre_process(raw, rest)
    for warning in pair.warnings:
        warnings.warn(f"pair '{name}': {warning}", UserWarning, stacklevel=4)
    bound = None if chosen.strategy.score else bind(chosen.metric, pair, chosen.protocol, threads)
    outcome = apply_strategy(chosen.strategy, pair, bound, chosen.reduce, threads)
    map_ = post_process(_map_of(chosen, outcome.values, pair), chosen.post_processor)
    named = named_scores(chosen.score_name, outcome.scores)
    others, notes = other_scores(chosen.also, pair, chosen.protocol, threads)
    before, more = _before(chosen, raw, threads) if rest else (None, [])
    notes += [*more, *unmasked_notes(chosen.scored, pair), *_of_batch(chosen, pair)]
    scores = {key: _plain(chosen, value) for key, value in {**named, **others}.items()}
    name_of_score = list(named)[-1]
    data_range = pair.data_range if bound is None or bound.data_range is None else bound.data_range
    return Comparison(
        name=name,
        map=map_,
        score=scores[name_of_score],
        metric=name_of_score,
        facts=chosen.facts(gap=len(named) > 1),
        scores=scores,
        raw_scores=before,
        protocol={**chosen.protocol.to_dict(), "data_range": data_range},
        reference=reference,
        candidate=candidate,
        pair=shown,
        options=chosen.options(),
        versions=versions(),
        notes=(*notes_of(reference, candidate, truth), *pair.notes, *notes),
        truth=truth,
        map_facts={key: _plain_fact(chosen, value) for key, value in outcome.facts.items()},
    )


def _prepared(chosen: Chosen, reference: Image, candidate: Image, truth: Image | None, name: str) -> Pair:
    how: dict[str, Any] = {
        "data_range": chosen.data_range,
        "fit": chosen.fit,
        "device": chosen.device,
        "mask": chosen.mask_of(name),
        "ignore": chosen.ignore,
    }
    if truth is None:
        return prepare(reference, candidate, **how)
    return prepare_three(reference, candidate, truth, **how)


def _before(chosen: Chosen, raw: Pair, threads: int) -> tuple[dict[str, Any], list[str]]:
    """Return the scores of the pair before its images were brought to each other, and what to note."""
    scores, notes = raw_scores(chosen.strategy, chosen.metric, chosen.also, raw, chosen.protocol, threads)
    return {key: _plain(chosen, value) for key, value in scores.items()}, notes


def _of_batch(chosen: Chosen, pair: Pair) -> list[str]:
    """Return what is to be said of a batch of which one sample is shown."""
    samples = int(pair.candidate.shape[0])
    if chosen.batch != "first" or samples == 1:
        return []
    pooled = not chosen.strategy.score and chosen.protocol.pools(chosen.metric.name)
    others = "scored as one" if pooled else "the others were not looked at"
    return [f"the map is that of the first of {samples} samples; {others}"]


def _map_of(chosen: Chosen, values: Array, pair: Pair) -> DifferenceMap:
    """Return the values of a strategy as a map with its facts, zero where masked."""
    values = reduce_channels(values, chosen.reduce)
    mask = pair.mask
    values = fill_masked(values, mask, 0.0)
    if pair.frame is not None:
        inside = namespace(values).ones_like(values[:, :1]) > 0 if mask is None else mask
        values, mask = in_frame(values, pair), in_frame(inside, pair, False)
    own = chosen.strategy.score is not None
    title = chosen.strategy.title + chosen.strategy.spec.removeprefix(chosen.strategy.name)
    label = title if own else f"{title} of {chosen.metric.spec}"
    before = " and ".join(part.spec for part in chosen.pre_processor if part.name != "identity")
    channels = "" if chosen.reduce == chosen.strategy.reduce else f", channels by {chosen.reduce}"
    signed = chosen.strategy.signed and chosen.reduce in ("mean", "sum", "none")
    return DifferenceMap(
        values=values,
        signed=signed,
        positive=chosen.strategy.positive if signed else "",
        label=f"{label}{f' after {before}' if before else ''}{channels}",
        unit_range=pair.data_range if chosen.has_unit and chosen.reduce not in ("l2", "sum") else None,
        mask=mask,
        batch=chosen.batch,
        level=chosen.strategy.level,
    )


def _plain(chosen: Chosen, scores: Array | None) -> Any:
    if scores is None:
        return None
    values = [float(value) for value in to_numpy(scores).reshape(-1)]
    return values if chosen.batch == "all" else values[0]


def _plain_fact(chosen: Chosen, value: Any) -> Any:
    if getattr(value, "shape", ()):
        return _plain(chosen, value)
    return value.item() if hasattr(value, "item") else value
