"""The kinds that a comparison names in the regions of planted artefacts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import ndimage

from difference_finder import Finder
from difference_finder.kinds.place import LEVELS, Place, Typical, luma_of
from difference_finder.kinds.ranking import find_kinds, rank_kinds
from difference_finder.kinds.scene import Scene
from planted.backgrounds import Case
from planted.suite import Plan

Array = Any

NAMES = {
    "blur": ("blurred",),
    "lost_texture": ("lost_texture",),
    "level": ("brighter", "darker"),
    "banding": ("banding",),
    "ringing": ("ringing",),
    "blocks": ("blocks",),
    "false_texture": ("false_texture",),
    "moved": ("moved",),
    "cast": ("colour_cast",),
    "erased": ("removed",),
}
"""Names of the kinds of each planted artefact."""


@dataclass(frozen=True)
class Candidate:
    """One kind with its signs, and whether the images were exchanged."""

    part: str
    name: str
    signs: tuple[float, ...]
    strength: float
    exchanged: bool


@dataclass(frozen=True)
class Named:
    """The kinds that were named in one case.

    Parameters
    ----------
    plan
        The case.
    ranked
        Names and confidences, most probable first; empty if no region touches the artefact.
    truth
        Name of the true kind.
    strength, true_strength
        Strength that the true kind measured, and strength of the planted artefact; NaN where unknown.
    candidates
        All kinds that found something.
    """

    plan: Plan
    ranked: tuple[tuple[str, float], ...]
    truth: str
    strength: float
    true_strength: float
    candidates: tuple[Candidate, ...]

    @property
    def found(self) -> bool:
        """Whether a region touches the artefact."""
        return bool(self.ranked)


@cache
def _finder() -> Finder:
    return Finder(strategy="consensus", post_processor="regions", workers=1)


def named(plan: Plan) -> Named:
    """Make a case and name the kinds in the region that overlaps the artefact most."""
    case = plan.case()
    images = [np.uint8(np.round(image * 255)) for image in (case.first, case.second)]
    map_ = _finder().compare(*images).map
    regions = map_.regions or ()
    hits = [int(case.mask[r.y : r.y + r.height, r.x : r.x + r.width].sum()) for r in regions]
    truth, size = true_strength(case, plan)
    if not any(hits):
        return Named(plan, (), truth, np.nan, size, ())
    scene = Scene(map_, map_.pair, regions)
    place = scene.place(regions[int(np.argmax(hits))])
    ranked = tuple((kind.name, kind.confidence) for kind in rank_kinds(place))
    found = tuple(
        Candidate(part.name, kind.name, finding.signs, finding.strength, view.changed == "first")
        for part, view, finding, kind in find_kinds(place)
    )
    own = [one.strength for one in found if one.name == truth and not one.exchanged]
    return Named(plan, ranked, truth, own[0] if own else np.nan, size, found)


def true_strength(case: Case, plan: Plan) -> tuple[str, float]:
    """Return the name of the planted kind and its strength without noise, in the unit of the kind."""
    rows, columns = (slice(s.start, s.stop) for s in ndimage.find_objects(case.mask.astype(int))[0])
    before, after = (
        np.float32(LEVELS * np.clip(image[rows, columns], 0, 1)).transpose(2, 0, 1)
        for image in (case.before, case.after)
    )
    place = Place(before, after, case.mask[rows, columns], Typical())
    names = NAMES[plan.kind]
    name = names[int(len(names) > 1 and place.luma_shift < 0)]
    known = {
        "banding": 0.04 * plan.strength * LEVELS,
        "moved": 0.6 * plan.strength,
        "brighter": 0.008 * plan.strength * LEVELS,
        "darker": 0.008 * plan.strength * LEVELS,
    }
    return name, known[name] if name in known else _measured_strength(name, place)


def _measured_strength(name: str, place: Place) -> float:
    from difference_finder.kinds._colour import chroma_step
    from difference_finder.kinds._smoothing import contrast_loss, fine_loss

    if name in ("blurred", "lost_texture"):
        return fine_loss(place)
    if name == "removed":
        return contrast_loss(place)
    if name == "colour_cast":
        return chroma_step(place.mean(place.first), place.mean(place.second))[0]
    gap = luma_of(place.gap)
    return float((place.mean(gap**2) - place.mean(gap) ** 2) ** 0.5)
