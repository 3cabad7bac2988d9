"""The counting of the kinds of strong regions."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from difference_finder.images.difference_map import Kind
from difference_finder.parts.registry import kinds
from difference_finder.study.kinds.counts import KindCount, RivalKinds, StudyKinds
from difference_finder.study.kinds.regions import StrongRegion
from difference_finder.study.kinds.sentences import write_kinds

__all__ = ["KindCounter", "study_kinds"]


def study_kinds(ours: str, metric: str, images: int, rivals: Sequence[RivalKinds]) -> StudyKinds:
    """Return the kinds of a study with their paragraph."""
    found = StudyKinds(ours, metric, images, tuple(rivals))
    return replace(found, text=write_kinds(found)[0])


@dataclass
class _Tally:
    """The regions of one kind so far."""

    unit: str = ""
    regions: int = 0
    area: int = 0
    images: int = 0
    ours_nearer: int = 0
    strengths: list[float] = field(default_factory=list)

    def add(self, kind: Kind, region: StrongRegion) -> None:
        self.unit = kind.unit
        self.regions += 1
        self.area += region.area
        self.ours_nearer += region.ours_is_nearer
        self.strengths.append(kind.strength)

    def median(self) -> float:
        """Return the median of the finite strengths; NaN if none is."""
        finite = [strength for strength in self.strengths if math.isfinite(strength)]
        return statistics.median(finite) if finite else math.nan


class KindCounter:
    """Counts the kinds of the strong regions between ours and one rival.

    Parameters
    ----------
    ours, rival
        Names of the methods.
    """

    def __init__(self, ours: str, rival: str) -> None:
        self.ours, self.rival = ours, rival
        self.images = self.without = 0
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def add(self, regions: Sequence[StrongRegion]) -> None:
        """Add the strong regions of an image."""
        self.images += 1
        self.without += not regions
        seen = set()
        for region in regions:
            kind = region.kinds[0]
            key = (kind.name, self.ours if _describes_first(kind) else self.rival)
            seen.add(key)
            self._tallies.setdefault(key, _Tally()).add(kind, region)
        for key in seen:
            self._tallies[key].images += 1

    def result(self) -> RivalKinds:
        """Return the counts of all images that were added."""
        counts = [
            KindCount(
                name=name,
                method=method,
                unit=tally.unit,
                regions=tally.regions,
                area=tally.area,
                images=tally.images,
                strength=tally.median(),
                ours_nearer=tally.ours_nearer,
            )
            for (name, method), tally in self._tallies.items()
        ]
        counts.sort(key=lambda count: (-count.regions, -count.area, count.name, count.method))
        return RivalKinds(
            rival=self.rival,
            images=self.images,
            images_without_regions=self.without,
            regions=sum(count.regions for count in counts),
            area=sum(count.area for count in counts),
            ours_nearer=sum(count.ours_nearer for count in counts),
            kinds=tuple(counts),
        )


def _describes_first(kind: Kind) -> bool:
    """Tell whether a kind describes the first image, under a name that does not tell which one.

    A kind such as ringing has one name in both orders of the images; its text names the image.
    """
    part = next((part for part in kinds.loaded() if part.name == kind.name), None)
    return part is not None and part.reverse == part.name and "the first" in kind.text
