"""Counts of the kinds of change between ours and each rival, over the strong regions of all images."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from difference_finder.errors import UnknownNameError

__all__ = ["KindCount", "RivalKinds", "StudyKinds"]


@dataclass(frozen=True)
class KindCount:
    """The strong regions of one kind between ours and a rival.

    Parameters
    ----------
    name
        Name of the kind, such as "blurred": what the rival is, compared with ours.
    method
        Method that the kind describes: the rival; or ours for a kind that has the same name in both orders of
        the images, such as "ringing", where it is ours that rings.
    unit
        Unit of the strength.
    regions, area
        Number of regions, and of their pixels.
    images
        Number of images with such a region.
    strength
        Median of the finite strengths, in the unit; NaN if none is finite.
    ours_nearer
        Number of these regions in which ours is nearer to the reference.
    """

    name: str
    method: str
    unit: str
    regions: int
    area: int
    images: int
    strength: float
    ours_nearer: int

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> KindCount:
        """Return the object with these fields, after a round trip through JSON."""
        return cls(**{**given, "strength": math.nan if given["strength"] is None else given["strength"]})


@dataclass(frozen=True)
class RivalKinds:
    """The kinds of change between ours and a rival.

    Parameters
    ----------
    rival
        Name of the rival.
    images, images_without_regions
        Number of images that were measured, and of these the number without a strong region.
    regions, area
        Number of strong regions, and of their pixels.
    ours_nearer
        Number of regions in which ours is nearer to the reference.
    kinds
        Count of each kind that is the first of a region, most frequent first.
    """

    rival: str
    images: int
    images_without_regions: int
    regions: int
    area: int
    ours_nearer: int
    kinds: tuple[KindCount, ...]

    def share(self, name: str) -> float:
        """Return the share of the regions whose first kind has a name, 0 to 1; NaN without regions."""
        if not self.regions:
            return float("nan")
        return sum(count.regions for count in self.kinds if count.name == name) / self.regions


@dataclass(frozen=True)
class StudyKinds:
    """The kinds of change of a study, in the strong regions of its images.

    Parameters
    ----------
    ours
        Method that the rivals are compared with.
    metric
        Metric whose errors tell where the methods differ, and which is nearer to the reference.
    images
        Number of images of the study.
    rivals
        Counts of each rival.
    text
        Paragraph that reports the counts.
    """

    ours: str
    metric: str
    images: int
    rivals: tuple[RivalKinds, ...]
    text: str = ""

    def __repr__(self) -> str:
        regions = sum(rival.regions for rival in self.rivals)
        return f"StudyKinds(ours={self.ours!r}, rivals={len(self.rivals)}, regions={regions})"

    def of(self, rival: str) -> RivalKinds:
        """Return the counts of a rival.

        Raises
        ------
        UnknownNameError
            If the study has no such rival.
        """
        known = {one.rival: one for one in self.rivals}
        if rival not in known:
            raise UnknownNameError.among("rival in this study", rival, list(known))
        return known[rival]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        rivals = [
            {**rival.__dict__, "kinds": [dict(count.__dict__) for count in rival.kinds]}
            for rival in self.rivals
        ]
        return {**self.__dict__, "rivals": rivals}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> StudyKinds:
        """Return the object that :meth:`to_dict` described, after a round trip through JSON."""
        rivals = tuple(
            RivalKinds(**{**rival, "kinds": tuple(map(KindCount.from_dict, rival["kinds"]))})
            for rival in given["rivals"]
        )
        return cls(**{**given, "rivals": rivals})
