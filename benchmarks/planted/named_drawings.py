"""The kinds that are named in drawings with one known change."""

from __future__ import annotations

from dataclasses import dataclass

from font_files import font_path
from rendered_pairs import CHANGED, Material, RenderedPair, local_rasterisers, pairs

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

RASTERISERS, FONTS, COUNT = ("pillow", "agg"), ("cmss10", "cmr10"), 200
"""Programs and fonts of the drawings, all of which are installed with matplotlib, and number of drawings. No
constant of the kinds was chosen with these fonts."""

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
    known = local_rasterisers()
    odd = range(1, 2 * COUNT, 2 * every)  # the numbers of changed pairs
    material = Material(tuple(font_path(name) for name in FONTS))
    return [
        _named(finder, pair) for pair in pairs(odd, {name: known[name] for name in RASTERISERS}, material)
    ]


def _named(finder: Finder, pair: RenderedPair) -> Drawing:
    regions = finder.compare(pair.first, pair.second).regions
    return Drawing(pair.kind, NAMES[pair.kind], regions[0].kinds[0].name if regions else "no region")
