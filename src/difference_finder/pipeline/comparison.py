"""The result for one pair: a comparison or an error row, and its record."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from difference_finder.arrays.backend import extent
from difference_finder.arrays.percentiles import robust_maximum
from difference_finder.display import mime_bundle
from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import (
    DifferenceMap,
    Region,
    first_mask,
    first_plane,
    map_arrays,
)
from difference_finder.images.errors import error_maps, is_deep
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.images.pictures import pictures_of, scale_of_pictures, stored_of
from difference_finder.images.transform import Transform
from difference_finder.parts.registry import reporters
from difference_finder.pipeline.states import state_of
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.pipeline.pages import Pages
    from difference_finder.pipeline.transform_search import TransformSearch

__all__ = [
    "PAIR",
    "SCHEMA",
    "Comparison",
    "FailedPair",
    "record_for",
    "record_of_comparison",
    "record_of_map",
]

SCHEMA = 2
"""The version of the record of a comparison, and of an error row."""

PAIR = "pair"
"""The stage of a row without a pair: an image lacks its match, or files differ that no reader reads."""


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The result for one pair.

    Parameters
    ----------
    name
        The name of the pair.
    map
        The difference map.
    score
        The score of the pair, or one score for each sample of a batch. With a reference, the gap: the score
        of the first image minus the score of the second.
    metric
        The name of the score, with the settings of its metric: "ssim", or "ssim gap".
    scores
        Scores by name: the main score and the other metrics that were asked for; None where a metric failed.
        With a reference each metric has three: "ssim of first", "ssim of second", "ssim gap".
    raw_scores
        The same scores before the first pre-processor that corrects a difference between the images, such as
        a shift; None if no pre-processor does.
    facts
        Facts about the score: ``higher_is_better``, ``identical``, ``bounds`` and ``gap``. A positive gap of
        a metric where higher is better means that the first image is better.
    protocol
        The measuring convention, as data, with its ``data_range``.
    first, second
        The two images, as read.
    reference
        The image that both were measured against, as read; None if the second was measured against the first.
    map_facts
        Facts that the strategy reports about the map: "completeness_error", ...
    score_facts
        Facts that metrics report about their local maps, by the name of the score: for "changed" the number
        of changed pixels, ...
    pair
        The images on one scale and of one size, before pre-processing.
    data_range
        The data range of the images by the protocol, on the scale of ``pair``; None if it is unknown.
    options
        The parts and settings that were used.
    versions
        The versions of this package and of the libraries that computed.
    notes
        Decisions that a reader should know of.
    unequal
        What the two images are unequal in besides the measured values: alpha, a page that was not compared,
        the ICC profile, pixels that are not finite in one of them only, ...
    identical
        Whether nothing differs: no pixel that counts, and nothing else that the files hold.
    pages
        The results of all pages, of files with several; the page with the worst score gives all the other
        fields. None for files with one page, and for arrays.
    search
        Search for the transform; None to look for none.
    """

    name: str
    map: DifferenceMap
    score: float | list[float]
    metric: str
    facts: Mapping[str, Any]
    protocol: Mapping[str, Any]
    first: Image
    second: Image
    pair: Pair
    scores: Mapping[str, float | list[float] | None] = field(default_factory=dict)
    raw_scores: Mapping[str, float | list[float] | None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unequal: tuple[Unequal, ...] = ()
    identical: bool = False
    pages: Pages | None = None
    reference: Image | None = None
    map_facts: Mapping[str, Any] = field(default_factory=dict)
    score_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    data_range: float | None = None
    search: TransformSearch | None = None
    ok: Literal[True] = True

    def __repr__(self) -> str:
        """Return name, score and map on one line."""
        score = f"{self.score:.6g}" if isinstance(self.score, float) else f"{len(self.score)} scores"
        return f"<Comparison {self.name!r}: {self.metric} {score}, {self.map!r}>"

    @property
    def images(self) -> tuple[Image, ...]:
        """The two or three images, as read."""
        return (self.first, self.second, *(() if self.reference is None else (self.reference,)))

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions where the map is high, strongest first, with the kinds of change in them.

        The post-processor ``regions`` finds them, with its defaults if it was not among the chosen parts. The
        kinds are measured when the regions are asked for.
        """
        return self._described_regions

    @cached_property
    def _described_regions(self) -> tuple[Region, ...]:
        from difference_finder.kinds.ranking import describe_regions

        found = self._searched_map.regions or ()
        return describe_regions(self.map, self.map.pair or self.pair, found) if found else ()

    @cached_property
    def transform(self) -> Transform | None:
        """The change of the whole image that explains the pair; None if none does.

        It is searched for when it is first asked for. Nothing is undone: map and scores show the pair.
        """
        return None if self.search is None or self.identical else self.search.find()

    @property
    def advantage(self) -> dict[str, Any] | None:
        """Which image is better in how many regions and by how much; None without the strategy ``advantage``.

        See :func:`difference_finder.pipeline.advantage.measure_advantage`.
        """
        found = self._searched_map.regions or ()
        if self.reference is None or not found:
            return None
        from difference_finder.pipeline.advantage import measure_advantage

        return measure_advantage(
            self.map, self.map.pair or self.pair, found, self.metric.removesuffix(" gap")
        )

    @property
    def dropped(self) -> int:
        """The number of places that were too small or too weak for a region."""
        return self._searched_map.dropped

    @cached_property
    def _searched_map(self) -> DifferenceMap:
        if self.map.regions is not None:
            return self.map
        from difference_finder.parts.registry import postprocessors

        found: DifferenceMap = postprocessors.get("regions")(self.map)
        return found

    def to_dict(self, arrays: bool = False) -> dict[str, Any]:
        """Return the record of this comparison.

        Parameters
        ----------
        arrays
            Add the map and the images, which reporters draw; without them the record is ready for JSON.

        Returns
        -------
        dict
            Scores that are infinite are the string "Infinity"; scores that are not a number are None.
        """
        return record_of_comparison(self, arrays)

    def save(
        self, path: str | Path, reporters: tuple[str, ...] = ("map", "heatmap", "panel", "json")
    ) -> list[Path]:
        """Write the map, the pictures and the record beside each other.

        Parameters
        ----------
        path
            What the names of the files begin with: ``out/photo`` gives ``out/photo.map.npy`` and so on.
        reporters
            Which files: names of reporters, with settings if need be ("heatmap:gain=5").

        Returns
        -------
        list of Path
            The files written. Each appears whole or not at all; all are drawn before the first is written.

        Raises
        ------
        InputError
            If a picture cannot be drawn or a file not be written.
        """
        from difference_finder.pipeline.rendering import render, write_rendered

        return write_rendered(path, render(record_for(self, reporters), reporters))

    def _repr_png_(self) -> bytes:
        from difference_finder.parts.registry import render_picture

        return render_picture("panel", record_for(self, "panel"))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return mime_bundle(self)


@dataclass(frozen=True)
class FailedPair:
    """A pair that could not be compared: the error row of a folder, or the row of an image without a match.

    Parameters
    ----------
    name
        The name of the pair.
    first, second
        The paths of the two images; None for an image that is missing or ambiguous.
    stage
        The stage that failed: "read", "compare" or "write"; "pair" if there was no pair.
    error
        The name of the type of the error; at the stage "pair", "deleted", "new", "ambiguous" or "unread".
    cause
        The message of the error.
    reference
        The path of the reference; None if there was none.
    """

    name: str
    first: str | None
    second: str | None
    stage: str
    error: str
    cause: str
    reference: str | None = None
    ok: Literal[False] = False

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        row = {"schema": SCHEMA, **self.__dict__}
        return {**row, "state": state_of(row)}


def record_of_comparison(comparison: Comparison, arrays: bool, errors: bool = True) -> dict[str, Any]:
    """Return the record that :meth:`Comparison.to_dict` describes, with or without its error maps."""
    black, white = scale_of_pictures(comparison.pair)
    plane, mask = first_plane(comparison.map), first_mask(comparison.map)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "name": comparison.name,
        "ok": True,
        "score": comparison.score,
        "metric": {"name": comparison.metric, **comparison.facts},
        "scores": dict(comparison.scores),
        "score_facts": {name: dict(facts) for name, facts in comparison.score_facts.items()},
        "raw_scores": None if comparison.raw_scores is None else dict(comparison.raw_scores),
        "protocol": dict(comparison.protocol),
        "first": comparison.first.to_dict(),
        "second": comparison.second.to_dict(),
        "reference": None if comparison.reference is None else comparison.reference.to_dict(),
        "map": record_of_map(comparison.map, comparison.map_facts, plane, mask),
        "identical": comparison.identical,
        "padding": None if comparison.pair.padding is None else comparison.pair.padding.to_dict(),
        "threshold": None,
        "pages": None if comparison.pages is None else comparison.pages.to_dict(),
        "unequal": [unequal.to_dict() for unequal in comparison.unequal],
        "transform": None if comparison.transform is None else comparison.transform.to_dict(),
        "regions": [region.to_dict() for region in comparison.regions],
        "regions_dropped": comparison.dropped,
        "advantage": comparison.advantage,
        "pictures": {"black": black, "white": white, "data_range": comparison.data_range},
        "options": dict(comparison.options),
        "versions": dict(comparison.versions),
        "notes": list(comparison.notes),
    }
    record = to_jsonable({**record, "state": state_of(record)})
    if arrays:
        record["arrays"] = {
            **map_arrays(comparison.map, plane),
            **pictures_of(comparison.pair, black, white),
            "stored": stored_of(comparison.pair),
        }
        if errors and (is_deep(comparison.images) or comparison.pair.padding is not None):
            record["arrays"]["errors"] = error_maps(comparison.pair, comparison.data_range or white - black)
    return record


def record_of_map(
    map_: DifferenceMap,
    facts: Mapping[str, Any],
    plane: NDArray[np.float32],
    mask: NDArray[np.bool_] | None,
) -> dict[str, Any]:
    """Return the item "map" of a record: the facts about a map, of which the plane and the mask are shown."""
    return {
        "label": map_.label,
        "signed": map_.signed,
        "unit_range": map_.unit_range,
        "positive": map_.positive,
        "facts": dict(facts),
        "level": map_.level,
        **_statistics(plane if mask is None else plane[mask]),
        "masked": 0.0 if mask is None else 1 - float(mask.mean()),
    }


def _statistics(plane: NDArray[np.float32]) -> dict[str, float]:
    import numpy as np

    low, high, finite = extent(plane)
    if not finite:
        low, high = float(plane.min()), float(plane.max())
    return {
        "min": low,
        "mean": float(plane.mean(dtype=np.float64)),
        "max": high,
        "p99.5_abs": robust_maximum(plane) if finite else math.nan,
    }


def record_for(comparison: Comparison, choice: Any) -> dict[str, Any]:
    """Return the record with the arrays that the chosen reporters draw."""
    parts = reporters.resolve(choice)
    if any(part.pictures for part in parts):
        return record_of_comparison(comparison, arrays=True, errors=any(part.errors for part in parts))
    return {**comparison.to_dict(), "arrays": map_arrays(comparison.map)}
