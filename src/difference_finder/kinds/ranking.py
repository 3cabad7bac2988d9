"""From the findings of all kinds to a ranked list and a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from difference_finder.arrays.backend import to_numpy
from difference_finder.images.difference_map import DifferenceMap, Kind, Region
from difference_finder.images.pair import Pair
from difference_finder.kinds._ink import is_drawn
from difference_finder.kinds._together import measure_together, search_together
from difference_finder.kinds.place import Finding, Place
from difference_finder.kinds.scene import Scene
from difference_finder.parts.kinds import ChangeKind
from difference_finder.parts.part import call_part
from difference_finder.parts.registry import kinds

__all__ = ["UNDETERMINED", "describe_regions", "rank_kinds"]

MOST = 20
"""Greatest number of regions that are described: the strongest."""

LISTED, LEAST = 3, 0.03
"""Greatest number of kinds of a region, and the least confidence of those after the first."""

SURE = 0.6
"""Confidence below which the sentence of a region names the next kind as well."""

EQUAL = 0.1
"""Greatest difference of two strengths that count as equal, as a share of the greater."""

UNDETERMINED = "undetermined"
"""The kind of a change that no kind explains."""

UNEXPLAINED = 5.0
"""Evidence for an undetermined change, in nats. The strongest evidence for planted artefacts is 5 to 20."""

EXCHANGED = 1.5
"""Evidence that a kind in the first image needs more: the second is held against the first."""


ALONE, IN_ONE_IMAGE = 0.9, "rows or columns that only one image has"
"""Share of the pixels of a region beyond which it is what only one image has, and its sentence."""


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
    import numpy as np

    scene = Scene(map_, pair, regions)
    with np.errstate(over="ignore", invalid="ignore"):  # squares of values far beyond the range
        strongest = regions[:MOST]
        alone = [_is_in_one_image(pair, region) for region in strongest]
        places = scene.places([region for region, one in zip(strongest, alone, strict=True) if not one])
        photographed = [place for place in places if not place.measure(is_drawn)]
        measure_together(photographed)
        search_together(scene, photographed)
        left = iter(places)
        described = [
            _described(region, None if one else next(left))
            for region, one in zip(strongest, alone, strict=True)
        ]
        return (*described, *regions[MOST:])


def _described(region: Region, place: Place | None) -> Region:
    """Return a region with the kinds of change in its place; None as place if only one image has it."""
    if place is None:
        return replace(region, text=IN_ONE_IMAGE)
    found = rank_kinds(place)
    described = replace(region, kinds=found, text=_sentence(place, found))
    place.release()
    return described


def _is_in_one_image(pair: Pair, region: Region) -> bool:
    """Tell whether a region consists of inserted or removed rows or columns, which have no counterpart."""
    if pair.lone is None:
        return False
    top, left, *_ = pair.frame or (0, 0)
    rows = slice(max(region.y - top, 0), max(region.y - top + region.height, 0))
    columns = slice(max(region.x - left, 0), max(region.x - left + region.width, 0))
    lone = to_numpy(pair.lone)[0, 0, rows, columns]
    return lone.size > 0 and bool(lone.mean() > ALONE)


class Candidate(NamedTuple):
    """A kind that found something in a place.

    Parameters
    ----------
    part
        The kind.
    name
        Its name in this order of the images.
    exchanged
        Whether the images were exchanged.
    finding
        What it found.
    evidence
        Evidence for it, in nats.
    """

    part: ChangeKind
    name: str
    exchanged: bool
    finding: Finding
    evidence: float


def rank_kinds(place: Place) -> tuple[Kind, ...]:
    """Return the kinds of change in a place, most probable first."""
    found = list(find_kinds(place))
    most = max([UNEXPLAINED, *(one.evidence for one in found)])
    weights = [math.exp(one.evidence - most) for one in found]
    total = math.exp(UNEXPLAINED - most) + sum(weights)
    unsure = math.exp(UNEXPLAINED - most) / total
    ranked = [Kind(UNDETERMINED, 0.0, "", unsure, "changed in a way that no known kind explains")]
    for one, weight in zip(found, weights, strict=True):
        ranked.append(Kind(one.name, one.finding.strength, one.part.unit, weight / total, one.finding.text))
    ranked.sort(key=lambda kind: -kind.confidence)
    return (ranked[0], *(kind for kind in ranked[1:LISTED] if kind.confidence >= LEAST))


def find_kinds(place: Place) -> Iterator[Candidate]:
    """Yield the kinds that find something, in both orders of the images where a kind has two."""
    drawn = place.measure(is_drawn)
    for part in kinds.all():
        if part.drawings is not None and part.drawings != drawn:
            continue
        names = (part.name,) if part.reverse is None else (part.name, part.reverse)
        for exchanged, name in enumerate(names):
            finding: Finding | None = call_part(part, part.lent(place.swapped if exchanged else place))
            if finding is not None:
                evidence = part.evidence(finding.signs) - EXCHANGED * exchanged
                yield Candidate(part, name, bool(exchanged), finding, evidence)


def _sentence(place: Place, ranked: Sequence[Kind]) -> str:
    """Return the most probable kind in words, the next one if it may be right, and the nearer image."""
    text = ranked[0].text
    known = [kind for kind in ranked[:2] if kind.name != UNDETERMINED]
    if ranked[0].confidence < SURE and len(known) == 2:
        text += f", or {known[1].text}"
    nearer = _nearer(place, ranked[0].name)
    return text if nearer is None else f"{text}; the {nearer} is nearer to the reference"


def _nearer(place: Place, name: str) -> str | None:
    """Return the image that differs less from the reference in the kind, or else in all; None if equal."""
    if place.reference is None:
        return None
    views = [
        replace(place, first=place.reference, second=image, reference=None, nearby=None)
        for image in (place.first, place.second)
    ]
    part = next((part for part in kinds.all() if name in (part.name, part.reverse)), None)
    if part is not None and (nearer := _smaller(*(_strength(part, view) for view in views))):
        return nearer
    return _smaller(*(float((view.gap**2 * place.core).sum()) for view in views))


def _smaller(first: float, second: float) -> str | None:
    if abs(first - second) <= EQUAL * max(first, second):
        return None
    return "first" if first < second else "second"


def _strength(part: ChangeKind, place: Place) -> float:
    """Return the greatest strength of a kind in both orders of the images; 0 if it finds nothing.

    Also of a kind with one order: an image that is brighter than the reference is as far from it as a darker.
    """
    return max(
        (
            finding.strength
            for view in (place, place.swapped)
            if (finding := call_part(part, part.lent(view))) is not None
        ),
        default=0.0,
    )
