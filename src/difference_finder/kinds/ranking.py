"""From the findings of all kinds to a ranked list and a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from difference_finder.images.difference_map import DifferenceMap, Kind, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds._ink import is_drawn
from difference_finder.kinds.place import Finding, Place
from difference_finder.kinds.scene import Scene
from difference_finder.parts.kinds import ChangeKind
from difference_finder.parts.registry import kinds

__all__ = ["UNDETERMINED", "describe_regions", "rank_kinds"]

MOST = 20
"""Greatest number of regions that are described: the strongest."""

LISTED, LEAST = 3, 0.03
"""Greatest number of kinds of a region, and the least confidence of those after the first."""

UNDETERMINED = "undetermined"
"""The kind of a change that no kind explains."""

UNEXPLAINED = 3.5
"""Evidence for an undetermined change, in nats. The strongest evidence for planted artefacts is 5 to 20."""

EXCHANGED = 1.5
"""Evidence that a kind in the first image needs more: the second is held against the first."""


def describe_regions(map_: DifferenceMap, pair: Pair, regions: Sequence[Region]) -> tuple[Region, ...]:
    """Return the regions with the kinds of change in the strongest of them.

    Parameters
    ----------
    map_
        Map in which the regions were found.
    pair
        The images that the map was computed from.
    regions
        Regions of the map, strongest first.
    """
    scene = Scene(map_, pair, regions)
    described = []
    for region in regions[:MOST]:
        found = rank_kinds(scene.place(region))
        described.append(replace(region, kinds=found, text=found[0].text))
    return (*described, *regions[MOST:])


def rank_kinds(place: Place) -> tuple[Kind, ...]:
    """Return the kinds of change in a place, most probable first."""
    unknown = Kind(UNDETERMINED, 0.0, "", UNEXPLAINED, "changed in a way that no known kind explains")
    ranked = [unknown, *(kind for *_, kind in find_kinds(place))]
    most = max(kind.confidence for kind in ranked)
    shares = [math.exp(kind.confidence - most) for kind in ranked]
    ranked = [replace(kind, confidence=s / sum(shares)) for kind, s in zip(ranked, shares, strict=True)]
    ranked.sort(key=lambda kind: -kind.confidence)
    return (ranked[0], *(kind for kind in ranked[1:LISTED] if kind.confidence >= LEAST))


def find_kinds(place: Place) -> Iterator[tuple[ChangeKind, Place, Finding, Kind]]:
    """Yield what each kind finds, in both orders of the images where it has two, with its evidence.

    The confidence of the kind is the evidence, in nats.
    """
    drawn = place.measure(is_drawn)
    for part in kinds.loaded():
        if part.drawings is not None and part.drawings != drawn:
            continue
        for name, view in ((part.name, place), (part.reverse, place.swapped)):
            finding: Finding | None = None if name is None else part(view)
            if name is not None and finding is not None:
                evidence = part.evidence(finding.signs) - EXCHANGED * (view is not place)
                yield part, view, finding, Kind(name, finding.strength, part.unit, evidence, finding.text)
