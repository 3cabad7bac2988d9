"""Pixels and scores of a part of the images of a comparison or a study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.bound_metric import scores_of
from difference_finder.pipeline.column import Column, resolve_columns
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.crop import crop_of, crop_of_measured
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.protocol import get_protocol, recorded_spec
from difference_finder.study.images import MeasuredImage
from difference_finder.study.plan.measurement_settings import settings_of
from difference_finder.study.results import REFERENCE, Results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair
    from difference_finder.notebook._selections import Selection

__all__ = ["crops_of", "scores_in"]

Result = Comparison | Results


def crops_of(result: Result, image: str, box: Selection) -> dict[str, NDArray[Any]]:
    """Return the pixels of a part of all images, (C, height, width), as they are compared."""
    crops: dict[str, NDArray[Any]] = {}
    for base, other, pair in _pairs(result, image)[0]:
        part = crop_of(pair, *box)
        crops.setdefault(base, to_numpy(part.first)[0])
        crops[other] = to_numpy(part.second)[0]
    return crops


def scores_in(result: Result, image: str, box: Selection, metric: Any) -> dict[str, float]:
    """Return the score of a part of each image against the image that it is measured against."""
    pairs, measurement = _pairs(result, image)
    column = _column(result, measurement, metric)
    measurement = measurement.under(column.protocol)
    found = {}
    for _, other, pair in pairs:
        part = crop_of_measured(measurement.measure(pair), image, *box)
        found[other] = scores_of(column.part, [part], column.protocol)[0]
    return found


def _pairs(result: Result, image: str) -> tuple[list[tuple[str, str, Pair]], Measurement]:
    """Return the names and the pair of each two images that are compared, and how they are measured."""
    if isinstance(result, Results):
        result.check_images()
        measurement = settings_of(result.record).measurement()
        opened = MeasuredImage(result, image, result.scores.methods, measurement, None)
        counted = opened.counted.items()
        return [(REFERENCE, method, pair) for method, pair in counted], opened.measurement
    protocol = get_protocol(recorded_spec(result.protocol))
    return list(_pairs_of(result.pair)), Measurement(protocol, result.options.get("data_range"))


def _pairs_of(pair: Pair) -> Iterator[tuple[str, str, Pair]]:
    """Yield the images of a comparison two by two, of a batch the first sample."""
    axes = ("first", "second", "reference", "mask", "unseen", "lone")
    parts = {name: value[:1] for name in axes if (value := getattr(pair, name)) is not None}
    pair = replace(pair, **parts)
    if pair.reference is None:
        yield "first", "second", pair
        return
    for name, image in (("first", pair.first), ("second", pair.second)):
        yield REFERENCE, name, replace(pair, first=pair.reference, second=image, reference=None)


def _column(result: Result, measurement: Measurement, metric: Any) -> Column:
    """Return a metric with the protocol under which it scores the images of a result."""
    if isinstance(result, Results):
        known: Mapping[Any, Column] = {column.name: column for column in settings_of(result.record).columns}
        found = [known[metric]] if isinstance(metric, str) and metric in known else []
        columns = found or resolve_columns(metric, measurement.protocol)
    else:
        columns = [Column(part, measurement.protocol) for part in metrics.resolve(metric)]
    if len(columns) != 1:
        raise InputError(f"pass one metric, not {len(columns)}")
    return columns[0]
