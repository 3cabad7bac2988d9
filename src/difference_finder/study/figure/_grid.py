"""The grid of a figure: the size and the arrangement of its panels."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Self

from difference_finder.errors import InputError
from difference_finder.study.figure._cells import Cells, least_side, number_side
from difference_finder.study.figure._content import Content
from difference_finder.study.figure._drawing import FRAME, GAP, LEAST_SIDE, TINY, too_narrow
from difference_finder.study.figure._fonts import MIN_SCALE, Typeface
from difference_finder.study.figure._sheet import Run

__all__ = ["ABREAST", "ARRANGEMENTS", "Grid", "grids_of", "lines_of"]

ABREAST = 12.0
"""Distance between rows that stand side by side, in points."""

ARRANGEMENTS = ("auto", "beside", "below", "none")
"""Positions of error maps: in columns of their own, beneath the crops, or none."""

ROOMY = 56.0
"""Side of panels, in points, from which "auto" puts all of them in one row."""

NARROWER = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
"""Shares of the side of panels at which a figure that would be too high does not fill its width."""

SHARES = (0.34, 0.27, 0.2)
"""Maximum shares of the width for whole images, which are tried in order until panels are large enough."""

LEAST_SHARE = 0.2
"""Minimum share of the width for the texts of whole images, if they need it."""


@dataclass(frozen=True)
class Grid:
    """The dimensions of a figure, in points.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    width
        Width of the figure.
    arrangement
        Position of error maps: "beside", "below" or "none".
    lines
        Roles in each line of panels.
    share
        Maximum share of the width for whole images.
    side
        Side of a panel.
    abreast
        Number of rows, or of images with their rows, side by side. ``width`` is the width of one of them.
    """

    content: Content
    face: Typeface
    width: float
    arrangement: str
    lines: tuple[tuple[str, ...], ...]
    share: float
    side: float = 0.0
    abreast: int = 1

    @property
    def whole_width(self) -> float:
        """The width of the figure."""
        return self.abreast * (self.width + ABREAST) - ABREAST

    @cached_property
    def cells(self) -> Cells:
        """The texts of the panels."""
        return Cells(self.content, self.face, self.side, error_names=self.arrangement == "beside")

    @cached_property
    def overview(self) -> float:
        """The width of whole images."""
        rows = self.content.rows
        texts = [Run(row.head, True) for row in rows] + [Run(row.subtitle) for row in rows]
        texts += [Run(self.content.strip_title, True)] * bool(self.content.strip)
        widest_text = MIN_SCALE * max(self.face.width([text]) for text in texts)
        needed = min(LEAST_SHARE * self.width, widest_text)
        widest = max((row.whole.shape[1] / row.whole.shape[0] for row in rows), default=0.0)
        most = self.share * self.width
        if self.arrangement != "below":
            most = min(most, max(2.2 * self.side, needed))
        return min(most, max(widest * self.overview_height, needed))

    @property
    def overview_height(self) -> float:
        """The maximum height of whole images, which have two lines of text beneath them."""
        return max(self.side, self.block - 2.2 * self.face.line)

    @property
    def line(self) -> float:
        """The height of a line of panels with the values and the error maps beneath them."""
        return self.side + self.cells.values + (GAP + self.side if self.arrangement == "below" else 0.0)

    @property
    def block(self) -> float:
        """The height of a row without the names above its first line."""
        names = sum(self.cells.heading(roles) + self.between for roles in self.lines[1:])
        return len(self.lines) * self.line + names

    @property
    def heading(self) -> float:
        """The height of the names above the first line of panels."""
        return self.cells.heading(self.lines[0])

    @property
    def between(self) -> float:
        """The space between two lines of panels of a row."""
        return 0.4 * self.face.size

    @property
    def left(self) -> float:
        """The left edge of the first column of panels."""
        return FRAME + self.overview + 2 * GAP

    @property
    def columns(self) -> int:
        """The number of columns of panels."""
        longest = max(map(len, self.lines))
        return 2 * longest - 1 if self.arrangement == "beside" else longest

    @property
    def used(self) -> float:
        """The width of the whole figure."""
        return self.left + self.columns * (self.side + GAP) - GAP + FRAME

    def filling(self) -> Self:
        """Return the grid whose panels, whole images and gaps fill the width, found by bisection."""
        low, high = 0.0, self.width
        for _ in range(30):
            side = (low + high) / 2
            low, high = (side, high) if replace(self, side=side).used <= self.width else (low, side)
        return replace(self, side=low)


def grids_of(content: Content, width: float, face: Typeface, errors: str) -> Iterator[Grid]:
    """Yield grids whose panels are large enough, first the one that is chosen if it is not too high.

    Raises
    ------
    InputError
        If panels would be too small.
    """
    whole = list(_grids_abreast(content, width, face, errors, 1))
    yield from whole
    rows = len(content.rows)
    for abreast in dict.fromkeys(-(-rows // count) for count in range(rows - 1, 0, -1)):
        with contextlib.suppress(InputError):  # too narrow
            own = (width + ABREAST) / abreast - ABREAST
            yield from _grids_abreast(content, own, face, errors, abreast)
    least = max(LEAST_SIDE, least_side(content, face))
    for grid, share in product(whole, NARROWER):
        if share * grid.side >= least:
            yield replace(grid, side=share * grid.side)


def _grids_abreast(
    content: Content, width: float, face: Typeface, errors: str, abreast: int
) -> Iterator[Grid]:
    """Yield grids of a width, of which ``abreast`` stand side by side."""
    least, smallest = max(LEAST_SIDE, least_side(content, face)), max(TINY, number_side(content, face))
    wanted = "none" if content.bar is None else errors
    whole = Grid(content, face, width, "beside", (tuple(content.roles),), SHARES[0], abreast=abreast)
    beside = whole.filling()
    if wanted == "beside" and beside.side < smallest:
        raise too_narrow(content, width)
    if wanted == "beside" or (wanted == "auto" and beside.side >= max(ROOMY, least)):
        yield beside
        return
    yield _wrapped(replace(whole, arrangement="below" if wanted == "auto" else wanted), least, smallest)
    if wanted == "auto" and beside.side >= least:
        yield beside


def _wrapped(whole: Grid, least: float, smallest: float) -> Grid:
    """Return the grid in as few lines as have panels of the side ``least``, or else of ``smallest``."""
    (roles,) = whole.lines
    for count in range(1, len(roles)):
        for share in SHARES:
            grid = replace(whole, lines=lines_of(roles, count), share=share).filling()
            if grid.side >= least:
                return grid
    if grid.side < smallest:
        raise too_narrow(whole.content, whole.width)
    return grid


def lines_of(roles: tuple[str, ...], count: int) -> tuple[tuple[str, ...], ...]:
    """Return the roles in lines of equal length, at most ``count``; the last may be shorter."""
    columns = -(-len(roles) // count)
    return tuple(roles[i : i + columns] for i in range(0, len(roles), columns))
