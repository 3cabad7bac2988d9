"""The kinds that are named in drawings with one known change."""

from __future__ import annotations

from dataclasses import dataclass

from rendered_pairs import CHANGED, RenderedPair, pairs

from difference_finder import Finder

NAMES = {
    "letter": "text_changed",
    "word": "removed",
    "colour": "recoloured",
    "line": "added",
    "faint": "added",
    "tick": "removed",
    "icon": "removed",
    "ring": "removed",
}
"""Kind of each change of a drawing."""

assert set(NAMES) == set(CHANGED)


@dataclass(frozen=True)
class Drawing:
    """What was changed in a drawing, the true kind, and the kind that the strongest region has."""

    change: str
    truth: str
    named: str


def drawings(every: int = 1) -> list[Drawing]:
    """Name the kinds in the half of the drawings that no constant was chosen on."""
    finder = Finder(strategy="difference")
    found = [pair for pair in pairs() if pair.number % 2 == 1 and pair.changed]
    return [_named(finder, pair) for pair in found[::every]]


def _named(finder: Finder, pair: RenderedPair) -> Drawing:
    regions = finder.compare(pair.first, pair.second).regions
    return Drawing(pair.kind, NAMES[pair.kind], regions[0].kinds[0].name if regions else "no region")
