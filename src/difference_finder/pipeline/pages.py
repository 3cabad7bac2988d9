"""The results of the pages of two files, or of the frames of two videos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Page", "Pages"]


@dataclass(frozen=True)
class Page:
    """The result of one page.

    Parameters
    ----------
    number
        Number of the page, from 1.
    scores
        Scores by name.
    identical
        Whether nothing differs.
    regions
        Number of regions.
    strongest
        The strongest region as its fields; None if there is none.
    """

    number: int
    scores: Mapping[str, Any]
    identical: bool
    regions: int
    strongest: Mapping[str, Any] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {**self.__dict__, "scores": dict(self.scores)}


@dataclass(frozen=True)
class Pages:
    """The results of all pages of a pair of files.

    Parameters
    ----------
    unit
        "pages", "frames" or "slices".
    each
        Results of the compared pages, in order.
    worst
        Comparisons of the pages with the worst scores, worst first, by their numbers.
    """

    unit: str
    each: tuple[Page, ...]
    worst: Mapping[int, Any] = field(default_factory=dict, repr=False)

    @property
    def decides(self) -> int:
        """The number of the page that decides: the page with the worst score."""
        return int(next(iter(self.worst)))

    def to_dict(self) -> dict[str, Any]:
        """Return the results, ready for JSON."""
        return {
            "unit": self.unit,
            "count": len(self.each),
            "decides": self.decides,
            "worst": list(self.worst),
            "each": [page.to_dict() for page in self.each],
        }
