"""The kinds that are named in drawings with one known change."""

from __future__ import annotations

from dataclasses import dataclass

from rendered_pairs import CHANGED, RenderedPair, pairs

from difference_finder import Finder

NAMES = {
    "letter": ("text_changed", "moved"),
    "word": ("removed",),
    "colour": ("recoloured",),
    "line": ("added",),
    "faint": ("added",),
    "tick": ("removed",),
    "icon": ("removed",),
    "ring": ("removed",),
}
"""Kinds of each change of a drawing. Another letter moves the letters behind it, which may be the strongest
region."""

TUNING = 400
"""Number of pairs that constants were chosen on; the pairs after them are reported."""

assert set(NAMES) == set(CHANGED)


@dataclass(frozen=True)
class Drawing:
    """What was changed in a drawing, the true kinds, and the kind that the strongest region has."""

    change: str
    truth: tuple[str, ...]
    named: str

    @property
    def right(self) -> bool:
        """Whether the kind is a true one."""
        return self.named in self.truth


def drawings(every: int = 1) -> list[Drawing]:
    """Name the kinds in drawings that no constant was chosen on."""
    finder = Finder(strategy="difference")
    found = [pair for pair in pairs(2 * TUNING) if pair.number >= TUNING and pair.changed]
    return [_named(finder, pair) for pair in found[::every]]


def _named(finder: Finder, pair: RenderedPair) -> Drawing:
    regions = finder.compare(pair.first, pair.second).regions
    return Drawing(pair.kind, NAMES[pair.kind], regions[0].kinds[0].name if regions else "no region")
