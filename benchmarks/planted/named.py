"""The kinds that a comparison names in the regions of planted artefacts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import ndimage

from difference_finder import Finder
from difference_finder.images.difference_map import DifferenceMap, Kind, Region
from difference_finder.images.pair import Pair
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
    "sharpened": ("sharpened",),
    "contrast": ("contrast",),
    "noisier": ("noisier",),
    "stripes": ("stripes",),
    "checkerboard": ("checkerboard",),
    "relocated": ("moved",),
    "replaced": ("replaced",),
    "luma_noise": ("noisier",),
    "denoised": ("smoother",),
    "luma_denoised": ("smoother",),
}
"""Names of the kinds of each planted artefact."""


SPREAD = 3.0
"""Standard deviation of the blur of the difference in a square of a photograph that is changed as a whole, in
pixels."""

REVERSED = ("sharpened", "added", "smoother")
"""Kinds whose sentences tell what the first image lacks."""


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
        Names and confidences, most probable first; empty if no region touches the artefact. " (first)"
        follows a name if the first image is said to have changed.
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

    @property
    def first(self) -> str:
        """The most probable kind."""
        return self.ranked[0][0]

    @property
    def confidence(self) -> float:
        """The confidence of the most probable kind."""
        return self.ranked[0][1]

    @property
    def right(self) -> bool:
        """Whether the most probable kind is the true one."""
        return self.among(1)

    def among(self, number: int) -> bool:
        """Tell whether the true kind is among the most probable ones."""
        return self.truth in [name for name, _ in self.ranked[:number]]


@cache
def _finder() -> Finder:
    return Finder(strategy="consensus", post_processor="regions", workers=1)


def named(plan: Plan) -> Named:
    """Make a case and name the kinds in the region that overlaps the artefact most."""
    case = plan.case()
    truth, size = true_strength(case, plan)
    place = place_of(case)
    if place is None:
        return Named(plan, (), truth, np.nan, size, ())
    ranked = tuple((_name(kind), kind.confidence) for kind in rank_kinds(place))
    found = tuple(
        Candidate(one.part.name, one.name, one.finding.signs, one.finding.strength, one.exchanged)
        for one in find_kinds(place)
    )
    own = [one.strength for one in found if one.name == truth and one.exchanged == (truth in REVERSED)]
    return Named(plan, ranked, truth, own[0] if own else np.nan, size, found)


def place_of(case: Case) -> Place | None:
    """Return the place of the region that overlaps the artefact most; None if none does.

    Where the whole photograph is changed, it is the place of the mask.
    """
    images = [np.uint8(np.round(image * 255)) for image in (case.first, case.second)]
    if case.background == "whole":
        return _window(images, case.mask)
    map_ = _finder().compare(*images).map
    regions = map_.regions or ()
    hits = [int(case.mask[r.y : r.y + r.height, r.x : r.x + r.width].sum()) for r in regions]
    if not any(hits):
        return None
    return Scene(map_, map_.pair, regions).place(regions[int(np.argmax(hits))])


def _window(images: list[Array], mask: Array) -> Place:
    """Return the place of a square, as the crops of a study have it."""
    first, second = (image.transpose(2, 0, 1)[None] for image in images)
    rows, columns = ndimage.find_objects(mask.astype(int))[0]
    gap = np.abs(np.float32(second[0]) - np.float32(first[0])).mean(axis=0) / LEVELS
    values = ndimage.gaussian_filter(gap, SPREAD) * mask
    inside, side = values[mask], rows.stop - rows.start
    size = (columns.start, rows.start, side, side, side**2)
    region = Region(*size, float(inside.max()), float(inside.mean()))
    pair = Pair(first, second, 1.0, divisors=(LEVELS, LEVELS))
    return Scene(DifferenceMap(np.float32(values)[None, None]), pair, (region,)).place(region)


def _name(kind: Kind) -> str:
    """Return the name of a kind, which tells if the first image is said to have changed."""
    other = "in the first" in kind.text and kind.name not in REVERSED
    return f"{kind.name} (first)" if other else kind.name


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
