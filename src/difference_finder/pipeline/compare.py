"""From two images, or two and a reference, to a comparison."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.arrays.masked import fill_masked
from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.bound_metric import BoundMetric, bind
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.provenance import notes_of, versions
from difference_finder.pipeline.stages import (
    Outcome,
    apply_strategy,
    colour_notes,
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
from difference_finder.pipeline.transform_search import TransformSearch
from difference_finder.pipeline.unequal import count_unequal_pixels, find_unequal, other_samples
from difference_finder.pipeline.unseen import shown_in_map
from difference_finder.text import count_of

__all__ = ["MappedPair", "compare_images", "map_images", "score_pair", "unmeasured_pixels"]

Array = Any


@dataclass(frozen=True, eq=False)
class MappedPair:
    """A pair with its difference map, before it is scored; see :func:`compare_images`.

    Parameters
    ----------
    shown, measured, raw, pair
        The pair after each step: on one scale, by the protocol, before corrections, pre-processed.
    rest
        The pre-processors from the first correction on.
    bound
        The metric bound to the pair; None for a strategy that scores by itself.
    outcome
        What the strategy returned.
    map
        The post-processed map.
    """

    options: Options
    images: Sequence[Image]
    name: str
    threads: int
    shown: Pair
    measured: Pair
    raw: Pair
    pair: Pair
    rest: Sequence[Any]
    bound: BoundMetric | None
    outcome: Outcome
    map: DifferenceMap

    @property
    def data_range(self) -> float | None:
        """The data range that the metric used."""
        known = None if self.bound is None else self.bound.data_range
        return self.pair.data_range if known is None else known

    @property
    def score_name(self) -> str:
        """The name of the main score."""
        return list(named_scores(self.options.score_name, self.outcome.scores))[-1]


def map_images(
    options: Options, images: Sequence[Image], *, name: str, threads: int = 1, stacklevel: int = 4
) -> MappedPair:
    """Compute the map of images that were read; the parameters are those of :func:`compare_images`.

    Raises
    ------
    InputError
        If the images cannot be compared.
    """
    measurement = options.measurement
    shown = measurement.prepare(images, name=name)
    if "size" in options.allow:
        from difference_finder.pipeline.padding import without_padding

        shown = without_padding(shown)
    first_parts, rest = until_corrected(options.pre_processor)
    measured = measurement.measure(shown)
    raw = pre_process(measured, first_parts)
    pair = pre_process(raw, rest)
    for warning in pair.warnings:
        warnings.warn(f"pair '{name}': {warning}", UserWarning, stacklevel=stacklevel)
    bound = None if options.strategy.score else bind(options.metric, pair, measurement.protocol, threads)
    outcome = apply_strategy(options.strategy, pair, bound, options.reduce, threads)
    map_ = post_process(_map_of(options, outcome.values, pair), options.post_processor)
    return MappedPair(options, images, name, threads, shown, measured, raw, pair, rest, bound, outcome, map_)


def compare_images(options: Options, images: Sequence[Image], *, name: str, threads: int = 1) -> Comparison:
    """Compare images that were read.

    Parameters
    ----------
    options
        Parts and settings.
    images
        The first image, the second, and perhaps the reference that both are measured against.
    name
        The name of the pair, by which a folder of masks is asked.
    threads
        The number of threads that kernels may use.

    Raises
    ------
    InputError
        If the images cannot be compared.
    """
    return score_pair(map_images(options, images, name=name, threads=threads, stacklevel=5))


def score_pair(mapped: MappedPair) -> Comparison:
    """Score a pair whose map is known, and tell whether anything differs."""
    options, images, threads, outcome = mapped.options, mapped.images, mapped.threads, mapped.outcome
    shown, raw, pair, bound = mapped.shown, mapped.raw, mapped.pair, mapped.bound
    protocol = options.measurement.protocol
    named = named_scores(options.score_name, outcome.scores)
    others = other_scores(options.also, pair, protocol, threads)
    before, more = _before(options, raw, threads) if mapped.rest else (None, [])
    notes = [*others.notes, *more, *unmasked_notes(options.scored, pair), *_of_batch(options, pair)]
    notes += colour_notes(options.scored, protocol, images[0].channels)
    scores = {key: _plain(options, value) for key, value in {**named, **others.scores}.items()}
    name_of_score = mapped.score_name
    facts = options.facts(gap=len(named) > 1)
    perfect = scores[name_of_score] in (facts["identical"], None)
    unequal, identical = _verdict(options, images, shown, mapped.map, perfect)
    map_facts = {key: _plain_fact(options, value) for key, value in outcome.facts.items()}
    if bound is not None and bound.part.facts_function is not None:
        others.facts[name_of_score], map_facts = map_facts, {}
    return Comparison(
        name=mapped.name,
        map=mapped.map,
        unequal=unequal,
        identical=identical,
        score=scores[name_of_score],
        metric=name_of_score,
        facts=facts,
        scores=scores,
        raw_scores=before,
        protocol={**protocol.to_dict(), "data_range": mapped.data_range},
        first=images[0],
        second=images[1],
        reference=images[2] if len(images) > 2 else None,
        pair=shown,
        data_range=_range_of_images(mapped.measured, images),
        options=options.to_dict(),
        versions=versions(),
        notes=(*notes_of(images), *pair.notes, *notes),
        map_facts=map_facts,
        score_facts=others.facts,
        search=TransformSearch(options, pair, threads) if options.batch == "first" else None,
    )


def _verdict(
    options: Options, images: Sequence[Image], shown: Pair, map_: DifferenceMap, perfect: bool
) -> tuple[tuple[Unequal, ...], bool]:
    """Return what the images are unequal in besides the measured values, and whether nothing differs.

    ``perfect`` tells whether the score is the score of identical images.
    """
    unequal = list(find_unequal(images, shown, options.allow))
    if options.batch == "first" and not options.pools:
        unequal += [replace(one, allowed="pages" in options.allow) for one in other_samples(shown)]
    # A sparse grid finds most differences without a pass over the whole map.
    zero = not any(namespace(part).any(part) for part in (map_.values[..., ::8, ::8], map_.values))
    differing = count_unequal_pixels(shown) if zero else 0
    if differing and perfect and shown.reference is None:
        unequal.append(unmeasured_pixels(options, differing))
    return tuple(unequal), zero and not differing and not unequal


def unmeasured_pixels(options: Options, differing: int) -> Unequal:
    """Return the number of pixels that differ, although the map is zero and the score perfect."""
    forgiven = f"which {options.metric.name} forgives"
    reason = forgiven if options.metric_forgives else "but not in the measured values"
    text = f"{count_of(differing, 'pixel')} differ{'s' * (differing == 1)}, {reason}"
    return Unequal("unmeasured", text, "unmeasured" in options.allow or options.forgives)


def _range_of_images(measured: Pair, images: Sequence[Image]) -> float | None:
    """Return the data range of a measured pair; if unknown, the range of the base of the measurement."""
    base = images[2] if len(images) > 2 else images[0]
    return base.data_range if measured.data_range is None else measured.data_range


def _before(options: Options, raw: Pair, threads: int) -> tuple[dict[str, Any], list[str]]:
    """Return the scores of the pair before its images were aligned or matched in colour, and notes."""
    scores, notes = raw_scores(
        options.strategy, options.metric, options.also, raw, options.measurement.protocol, threads
    )
    return {key: _plain(options, value) for key, value in scores.items()}, notes


def _of_batch(options: Options, pair: Pair) -> list[str]:
    """Return a note on the samples of a batch that the map does not show."""
    samples = int(pair.second.shape[0])
    if options.batch != "first" or samples == 1:
        return []
    others = "all are scored as one" if options.pools else "the others were not compared"
    return [f"the map shows the first of {samples} samples; {others}"]


def _map_of(options: Options, values: Array, pair: Pair) -> DifferenceMap:
    """Return the values of a strategy as a map with its facts, zero where masked."""
    values = reduce_channels(values, options.reduce)
    mask = pair.mask
    values = fill_masked(values, mask, 0.0)
    unit_range = pair.data_range if options.has_unit and options.reduce not in ("l2", "sum") else None
    values, mask = shown_in_map(values, mask, pair, unit_range, options.strategy.level)
    if pair.frame is not None:
        inside = namespace(values).ones_like(values[:, :1]) > 0 if mask is None else mask
        values, mask = in_frame(values, pair), in_frame(inside, pair, False)
    return DifferenceMap(
        values=values,
        signed=options.signed,
        positive=options.strategy.positive if options.signed else "",
        label=options.label,
        unit_range=unit_range,
        mask=mask,
        batch=options.batch,
        level=options.strategy.level,
        pair=pair,
    )


def _plain(options: Options, scores: Array | None) -> Any:
    if scores is None:
        return None
    values = [float(value) for value in to_numpy(scores).reshape(-1)]
    return values if options.batch == "all" else values[0]


def _plain_fact(options: Options, value: Any) -> Any:
    if getattr(value, "shape", ()):
        return _plain(options, value)
    return value.item() if hasattr(value, "item") else value
