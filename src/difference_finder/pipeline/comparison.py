"""What flows through the program: images, pairs, maps, regions, comparisons."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.percentiles import robust_maximum
from difference_finder.display import mime_bundle
from difference_finder.images.difference_map import (
    DifferenceMap,
    Region,
    first_mask,
    first_plane,
    map_arrays,
)
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.images.pictures import pictures_of, scale_of_pictures
from difference_finder.parts.registry import reporters
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


__all__ = [
    "Comparison",
    "FailedPair",
]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The result for one pair.

    Parameters
    ----------
    name
        The name of the pair.
    map
        The difference map.
    score
        The score of the pair, or one for each sample of a batch. Where both images are measured against a
        third one, the gap: the score of the first less that of the second.
    metric
        The name of what the score is, with its settings: "ssim", or "ssim gap".
    scores
        The score by its name, and those of other metrics that were asked for; None where one failed. Where
        there is a third image, three for each metric: "ssim of first", "ssim of second", "ssim gap".
    raw_scores
        The same scores before the first pre-processor that takes away a difference between the images, such
        as a shift; None where there is no such one.
    facts
        Facts about the score: ``higher_is_better``, ``identical``, ``bounds``, and ``gap``, which is True for
        that of two images against a third one; a gap is "better" where the first image is.
    protocol
        The measuring convention, as data, ``data_range`` included.
    reference, candidate
        The two images, as read.
    truth
        What both were measured against, as read; None where the candidate was measured against the reference.
    map_facts
        What the strategy reports of the map besides its values: "completeness_error", ...
    pair
        What was compared, before pre-processing: on one scale and of one size.
    options
        The parts and settings that were used.
    versions
        The versions of this package and of the libraries that computed.
    notes
        What was decided on the way and a reader should know.
    """

    name: str
    map: DifferenceMap
    score: float | list[float]
    metric: str
    facts: Mapping[str, Any]
    protocol: Mapping[str, Any]
    reference: Image
    candidate: Image
    pair: Pair
    scores: Mapping[str, float | list[float] | None] = field(default_factory=dict)
    raw_scores: Mapping[str, float | list[float] | None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    truth: Image | None = None
    map_facts: Mapping[str, Any] = field(default_factory=dict)
    ok: bool = True

    @property
    def regions(self) -> tuple[Region, ...]:
        """The places where the map stands out, strongest first.

        Those that the post-processor ``regions`` found, if it was used; else it is used with its defaults.
        """
        return self._searched_map.regions or ()

    @property
    def dropped(self) -> int:
        """How many further places were too small or too weak for a region."""
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

        return render_picture("panel", self.to_dict(arrays=True))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return mime_bundle(self)


@dataclass(frozen=True)
class FailedPair:
    """A pair that could not be compared: the error row of a folder.

    Parameters
    ----------
    name
        The name of the pair.
    reference, candidate
        The two paths.
    truth
        The path of what both were to be measured against; None if there was none.
    stage
        Where it failed: "read", "compare" or "write".
    error
        The name of the error's type.
    cause
        What the error says.
    """

    name: str
    reference: str
    candidate: str
    stage: str
    error: str
    cause: str
    truth: str | None = None
    ok: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {"schema": 1, **self.__dict__}


def record_of_comparison(comparison: Comparison, arrays: bool) -> dict[str, Any]:
    """Return the record that :meth:`Comparison.to_dict` describes."""
    black, white = scale_of_pictures(comparison.pair)
    plane, mask = first_plane(comparison.map), first_mask(comparison.map)
    record: dict[str, Any] = {
        "schema": 1,
        "name": comparison.name,
        "ok": True,
        "score": comparison.score,
        "metric": {"name": comparison.metric, **comparison.facts},
        "scores": dict(comparison.scores),
        "raw_scores": None if comparison.raw_scores is None else dict(comparison.raw_scores),
        "protocol": dict(comparison.protocol),
        "reference": comparison.reference.to_dict(),
        "candidate": comparison.candidate.to_dict(),
        "truth": None if comparison.truth is None else comparison.truth.to_dict(),
        "map": {
            "label": comparison.map.label,
            "signed": comparison.map.signed,
            "unit_range": comparison.map.unit_range,
            "positive": comparison.map.positive,
            "facts": dict(comparison.map_facts),
            "level": comparison.map.level,
            **_statistics(plane if mask is None else plane[mask]),
            "masked": 0.0 if mask is None else 1 - float(mask.mean()),
        },
        "regions": [region.to_dict() for region in comparison.regions],
        "regions_dropped": comparison.dropped,
        "pictures": {"black": black, "white": white},
        "options": dict(comparison.options),
        "versions": dict(comparison.versions),
        "notes": list(comparison.notes),
    }
    record = to_jsonable(record)
    if arrays:
        record["arrays"] = {
            **map_arrays(comparison.map, plane),
            **pictures_of(comparison.pair, black, white),
        }
    return record


def _statistics(plane: NDArray[np.float32]) -> dict[str, float]:
    import numpy as np

    low, mean, high = plane.min(), plane.mean(dtype=np.float64), plane.max()
    return {
        "min": float(low),
        "mean": float(mean),
        "max": float(high),
        "p99.5_abs": robust_maximum(plane) if math.isfinite(low) and math.isfinite(high) else math.nan,
    }


def record_for(comparison: Comparison, choice: Any) -> dict[str, Any]:
    """Return the record with what these reporters draw: the map, and the images only if need be."""
    if any(part.pictures for part in reporters.resolve(choice)):
        return comparison.to_dict(arrays=True)
    return {**comparison.to_dict(), "arrays": map_arrays(comparison.map)}
