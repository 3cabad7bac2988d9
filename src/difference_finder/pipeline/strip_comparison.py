"""The result for one pair that was compared strip by strip, and its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import Region
from difference_finder.pipeline.comparison import SCHEMA
from difference_finder.pipeline.provenance import versions
from difference_finder.pipeline.states import state_of
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.storage.planes import PlaneFile

__all__ = ["StripComparison"]


@dataclass(frozen=True, eq=False)
class StripComparison:
    """The result for one pair that was compared strip by strip.

    Parameters
    ----------
    name, score, metric, scores, facts, protocol, options, notes, unequal, identical
        As for :class:`~difference_finder.pipeline.comparison.Comparison`.
    first, second
        Records of the two images.
    map
        Record of the map.
    plane
        The map in a file, float32.
    reduced, divisor
        The map with the strongest value of each square of ``divisor`` pixels.
    regions
        Regions of the map, strongest first.
    dropped
        Number of places that were too small or too weak for a region.
    pictures
        Scale of pictures of the images.
    """

    name: str
    score: float
    metric: str
    scores: Mapping[str, float]
    facts: Mapping[str, Any]
    protocol: Mapping[str, Any]
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    map: Mapping[str, Any]
    plane: PlaneFile
    reduced: NDArray[np.float32]
    divisor: int
    regions: tuple[Region, ...]
    dropped: int
    pictures: Mapping[str, Any]
    options: Mapping[str, Any]
    notes: tuple[str, ...]
    unequal: tuple[Unequal, ...]
    identical: bool
    ok: Literal[True] = True

    @property
    def score_facts(self) -> Mapping[str, Mapping[str, Any]]:
        """Facts about local maps: metrics in strips state none."""
        return {}

    def to_dict(self, arrays: bool = False) -> dict[str, Any]:
        """Return the record, with the fields of a comparison that is in memory as a whole.

        Parameters
        ----------
        arrays
            Add the reduced map, which reporters draw.
        """
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "name": self.name,
            "ok": True,
            "score": self.score,
            "metric": {"name": self.metric, **self.facts},
            "scores": dict(self.scores),
            "score_facts": {},
            "raw_scores": None,
            "protocol": dict(self.protocol),
            "first": dict(self.first),
            "second": dict(self.second),
            "reference": None,
            "map": dict(self.map),
            "identical": self.identical,
            "padding": None,
            "threshold": None,
            "pages": None,
            "unequal": [one.to_dict() for one in self.unequal],
            "transform": None,
            "regions": [region.to_dict() for region in self.regions],
            "regions_dropped": self.dropped,
            "advantage": None,
            "pictures": dict(self.pictures),
            "options": dict(self.options),
            "versions": versions(),
            "notes": list(self.notes),
        }
        record = to_jsonable({**record, "state": state_of(record)})
        if arrays:
            size = self.plane.width, self.plane.height
            record["arrays"] = {"map": self.reduced, "divisor": self.divisor, "size": size}
        return record
