"""The image that is better in each region, and by how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.text import count_of, format_decimal

if TYPE_CHECKING:
    from difference_finder.images.difference_map import DifferenceMap, Region
    from difference_finder.images.pair import Pair

__all__ = ["Advantage", "measure_advantage"]

SQUARED = ("mse", "nmse", "psnr", "rmse")
"""Metrics of the squared error; their advantage is stated in dB."""

LEVELS = 255.0
"""Number of levels of the data range."""

IDENTICAL = "it is identical to the reference"
"""An advantage that no number tells."""


@dataclass(frozen=True)
class Advantage:
    """The regions in which one of two images is nearer to the reference.

    Parameters
    ----------
    image
        "first" or "second".
    regions
        The number of regions in which this image is better.
    most
        The greatest advantage in a region; infinite where the image is identical to the reference, 0 without
        regions.
    region
        Number of the region with the greatest advantage, from 1; None without regions.
    unit
        "dB", "levels" or the name of the metric.
    """

    image: str
    regions: int
    most: float
    region: int | None
    unit: str

    @property
    def text(self) -> str:
        """Number of regions and greatest advantage in words: "in 11 places, most by 1.8 dB at 2"."""
        if self.region is None:
            return "in none"
        by = f", most by {format_decimal(self.most)} {self.unit} at {self.region}"
        if math.isinf(self.most):
            by = f", most at {self.region}, where {IDENTICAL}"
        return f"in {count_of(self.regions, 'place')}{by}"


def measure_advantage(
    map_: DifferenceMap, pair: Pair, regions: Sequence[Region], metric: str
) -> dict[str, Any] | None:
    """Return which image is better in how many regions, and a sentence about it.

    Parameters
    ----------
    map_
        Map of the strategy ``advantage``.
    pair
        The images that the map was computed from, with their reference.
    regions
        Regions of the map, strongest first.
    metric
        Name of the metric.

    Returns
    -------
    dict or None
        The advantages of the ``first`` and the ``second`` image, ``text``, and for ``each`` region ``better``
        ("first", "second" or None), ``by``, ``unit`` and ``text``. None without regions, and for maps of
        other strategies.

    Notes
    -----
    For metrics of the squared error, an advantage is the ratio of the mean squared errors in the box of a
    region, in dB. For ``mae`` it is the mean of the map in the region in levels (the data range has 255), and
    for other metrics in the units of the metric.
    """
    if not regions or map_.positive != "the first is better" or pair.reference is None:
        return None
    if metric in SQUARED:
        unit, values = "dB", _decibels(pair, regions)
    else:
        levels = metric == "mae" and pair.data_range is not None
        scale, unit = (LEVELS / (pair.data_range or LEVELS), "levels") if levels else (1.0, metric)
        values = [math.copysign(region.mean * scale, region.peak) for region in regions]
    first = _advantage("first", values, unit)
    second = _advantage("second", [-value for value in values], unit)
    text = f"the first is better {first.text}; the second {second.text}"
    each = [_of_region(value, unit) for value in values]
    return {"first": dict(first.__dict__), "second": dict(second.__dict__), "text": text, "each": each}


def _advantage(image: str, values: list[float], unit: str) -> Advantage:
    better = [(value, -number) for number, value in enumerate(values, 1) if value > 0]
    most, number = max(better, default=(0.0, 0))
    return Advantage(image, len(better), most, -number or None, unit)


def _of_region(value: float, unit: str) -> dict[str, Any]:
    """Return which image is better in a region, and by how much."""
    better, by = "first" if value > 0 else "second" if value < 0 else None, abs(value)
    how = f": {IDENTICAL}" if math.isinf(by) else f" by {format_decimal(by)} {unit}"
    text = "both are equally near to the reference" if better is None else f"the {better} is better{how}"
    return {"better": better, "by": by, "unit": unit, "text": text}


def _decibels(pair: Pair, regions: Sequence[Region]) -> list[float]:
    """Return the ratio of the mean squared errors of the second and the first image in each region, in dB."""
    import numpy as np

    pair = pair.as_floats()
    first, second, reference = (to_numpy(image)[0] for image in (pair.first, pair.second, pair.reference))
    top, left = (pair.frame or (0, 0))[:2]
    ratios = []
    for region in regions:
        y, x = max(0, region.y - top), max(0, region.x - left)
        box = slice(y, region.y - top + region.height), slice(x, region.x - left + region.width)
        counted = slice(None) if pair.mask is None else to_numpy(pair.mask)[0, 0][box]
        errors = [
            float(np.square((image[:, *box] - reference[:, *box])[:, counted], dtype=np.float64).sum())
            for image in (second, first)
        ]
        logs = [10 * math.log10(error) if error else -math.inf for error in errors]
        ratios.append(0.0 if errors[0] == errors[1] else logs[0] - logs[1])
    return ratios
