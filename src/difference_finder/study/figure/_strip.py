"""The random crops beneath a figure: their arrangement, and its dimensions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from difference_finder.study.figure._content import Content
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._sheet import Run

__all__ = ["StripGrid", "strip_grid"]

HEIGHT = 240.0
"""Maximum height of the random crops, in points, unless their values need more."""

SHARES = (1.0, 3 / 4, 2 / 3, 1 / 2, 1 / 3, 1 / 4)
"""Sides of random crops as fractions of a panel: simple fractions, so that pixels fill both."""

ROOMY = 56.0
"""Side in points that random crops may have where other panels are smaller."""

WIDEST = 36.0
"""Maximum distance between blocks, in points."""

ALIKE = 0.94
"""Least share of the possible side at which a simple fraction is preferred."""

NAMES = 0.2
"""Maximum share of the width for names beside random crops."""

NAME_LINES = 3
"""Maximum number of lines of a name above random crops."""


@dataclass(frozen=True)
class StripGrid:
    """An arrangement of random crops, in points.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    width
        Width that the crops may fill.
    gap, between
        Distances between panels, and between blocks.
    blocks
        Number of blocks side by side, in which each place is a row, with the names of the methods above the
        columns; 0 for places in columns, with the names of the methods at the left.
    left
        Width of the names at the left, with their gap; 0 for names above.
    side
        Side of a panel.
    """

    content: Content
    face: Typeface
    width: float
    gap: float
    between: float
    blocks: int
    left: float = 0.0
    side: float = 0.0

    @property
    def roles(self) -> list[str]:
        """The reference and the methods."""
        return list(self.content.heads)

    @property
    def value(self) -> float:
        """The height of the value beneath a panel."""
        return self.face.line if self.content.measures else 0.0

    @property
    def lines(self) -> int:
        """The number of lines of panels."""
        places = len(self.content.strip)
        return -(-places // self.blocks) if self.blocks else len(self.roles)

    @property
    def columns(self) -> int:
        """The number of panels in a line."""
        return self.blocks * len(self.roles) if self.blocks else len(self.content.strip)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The lines of the name of each role above its panels; empty for names at the left."""
        heads = self.content.heads
        lines = self.face.in_lines(tuple(heads.values()), self.side, NAME_LINES) if self.blocks else {}
        return {role: lines[name] for role, name in heads.items()} if lines else {}

    @property
    def heading(self) -> float:
        """The height of the names above the panels."""
        return max(map(len, self.names.values()), default=0) * self.face.line

    @property
    def step(self) -> float:
        """The distance between two lines of panels."""
        return self.side + self.value + self.gap

    @property
    def block_step(self) -> float:
        """The distance between the left edges of two blocks, which fill the width as far as possible."""
        wide = len(self.roles) * (self.side + self.gap) - self.gap
        return min((self.width - wide) / (self.blocks - 1), wide + WIDEST) if self.blocks > 1 else 0.0

    @property
    def height(self) -> float:
        """The height of all panels with their values and names."""
        reference_alone = self.value if not self.blocks else 0.0
        return self.heading + self.lines * self.step - reference_alone

    @property
    def coverage(self) -> float:
        """The share of the width, and of the height that the panels take, which panels cover."""
        panels = len(self.content.strip) * len(self.roles)
        return panels * self.side**2 / (self.width * self.height)

    @property
    def is_legible(self) -> bool:
        """Whether values fit beneath their panels, and no name is shortened."""
        heads = self.content.heads
        whole = all(
            "".join(own).replace(" ", "") == heads[r].replace(" ", "") for r, own in self.names.items()
        )
        return whole and self.side >= _needed(self.content, self.face)

    def sized(self, most: float) -> StripGrid:
        """Return the arrangement with panels that fill the width, up to ``most`` and up to the height."""
        room = self.width - self.left - max(0, self.blocks - 1) * (self.between - self.gap)
        side = min((room + self.gap) / self.columns - self.gap, most)
        names = NAME_LINES * self.face.line if self.blocks else 0.0
        least = _needed(self.content, self.face)
        high = (HEIGHT - names + (0.0 if self.blocks else self.value)) / self.lines - self.value - self.gap
        side = min(side, max(high, least))
        near = next((share * most for share in SHARES if ALIKE * side <= share * most <= side), side)
        return replace(self, side=near)


def strip_grid(
    content: Content,
    face: Typeface,
    width: float,
    side: float,
    gap: float,
    between: float,
    left: float | None = None,
) -> StripGrid:
    """Return the arrangement of random crops in which panels cover most of the width.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    width
        Width that the crops may fill.
    side
        Side of the other panels, which no random crop exceeds unless they are small.
    gap, between
        Distances between panels, and between blocks.
    left
        Width of the names at the left; None for what they need.
    """
    if left is None:
        names = max(face.width([Run(name)]) for name in content.heads.values())
        left = min(names, NAMES * width) + gap
    side = max(side, ROOMY)
    beside = StripGrid(content, face, width, gap, between, 0, left).sized(side)
    above = (
        StripGrid(content, face, width, gap, between, blocks).sized(side)
        for blocks in range(1, len(content.strip) + 1)
    )
    return max(
        [beside, *(grid for grid in above if grid.is_legible)], key=lambda grid: round(grid.coverage, 6)
    )


def _needed(content: Content, face: Typeface) -> float:
    """Return the width of the widest value."""
    values = [runs[:1] for row in content.strip for runs in row.values.values()] if content.measures else []
    return max((face.needed(value) for value in values), default=0.0)
