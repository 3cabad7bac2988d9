"""The layouts of a figure, by name, and the one that shows each place beside its whole image."""

from __future__ import annotations

import math
from collections.abc import Sequence

from difference_finder.study.figure._choice import on_a_page
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._drawing import FRAME, GAP, Drawing
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import ABREAST, Grid, grids_of
from difference_finder.study.figure._inset import draw_inset
from difference_finder.study.figure._overview import draw_overview
from difference_finder.study.figure._sheet import Run, Sheet
from difference_finder.study.results import REFERENCE

__all__ = ["LAYOUTS", "sheet_of"]

LAYOUTS = ("grid", "overview", "inset")
"""Layouts: a whole image for each row; one for all rows of an image; all whole images with insets."""


class GridLayout(Drawing):
    """Draws each place as a row: whole image, reference, methods and error maps.

    ``start`` is the left edge of the row that is drawn, and ``margin`` the empty width at both sides.

    Parameters
    ----------
    grid
        Dimensions of the figure.
    """

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid.content, grid.whole_width, grid.face)
        self.grid, self.start = grid, 0.0
        self.margin = max(0.0, (grid.width - grid.used) / 2)

    def draw(self) -> Sheet:
        """Return the layout as a sheet."""
        wrapped, abreast = len(self.grid.lines) > 1, self.grid.abreast
        y = self.title()
        for first in range(0, len(self.content.rows), abreast):
            y += self.face.size * (wrapped + 1) / 2 if first else 0.0
            bottoms = []
            for place, row in enumerate(self.content.rows[first : first + abreast]):
                self.start = self.margin + place * (self.grid.width + ABREAST)
                bottoms.append(self._block(row, y, headed=wrapped or first == 0))
            y = max(bottoms)
        y = self.strip(y, self.grid.side, self.margin + self.grid.left)
        return self.sheet(self.bar(y, self.grid.cells.error_name))

    def _column(self, number: int) -> float:
        """Return where a column of panels begins."""
        return self.start + self.grid.left + number * (self.grid.side + GAP)

    def _block(self, row: Row, y: float, headed: bool) -> float:
        """Draw a row of the figure; return its bottom edge."""
        grid = self.grid
        top = y + (grid.heading if headed else 0.0)
        overview_end = self._overview(row, top)
        for number, roles in enumerate(grid.lines):
            top += (grid.cells.heading(roles) + grid.between) if number else 0.0
            if headed:
                self._names(roles, top)
            top = self._line(row, roles, top)
        return max(top, overview_end)

    def _overview(self, row: Row, top: float) -> float:
        """Add the whole image with its box and its texts; return its bottom edge."""
        grid = self.grid
        height, width = (int(side) for side in row.whole.shape[:2])
        scale = min(grid.overview / width, grid.overview_height / height)
        image = self.whole(row.whole, self.start + FRAME, top, width * scale)
        self.box(row, image)
        text = top + height * scale + 0.2 * self.face.size
        self.row_title(row, self.start + FRAME, text, grid.overview)
        name = self.image_name(row, grid.overview)
        self.text(self.start + FRAME, text + self.face.line, [Run(name)], grid.overview, "left")
        return text + 2 * self.face.line

    def _names(self, roles: Sequence[str], bottom: float) -> None:
        """Add the names of the columns."""
        cells = self.grid.cells
        for number, role in enumerate(roles):
            self.names(cells, role, self._column(number) + self.grid.side / 2, bottom)
            if self.grid.arrangement == "beside" and role != REFERENCE:
                middle = self._column(number + len(roles) - 1) + self.grid.side / 2
                self.names(cells, role, middle, bottom, [cells.error_name])

    def _line(self, row: Row, roles: Sequence[str], top: float) -> float:
        """Add a line of panels with their values and error maps; return its bottom edge."""
        grid = self.grid
        below = top + grid.side + grid.cells.values
        for number, role in enumerate(roles):
            x = self._column(number)
            self.panel("crop", row.crops[role], x, top, grid.side, row.colour)
            self.values(grid.cells, row, role, x + grid.side / 2, top + grid.side)
            if grid.arrangement == "beside" and role != REFERENCE:
                error = self._column(number + len(roles) - 1)
                self.panel("error", row.errors[role], error, top, grid.side)
            elif grid.arrangement == "below":
                self.error_below(grid.cells, row, role, x, below + GAP)
        return below + (GAP + grid.side if grid.arrangement == "below" else 0.0)


def sheet_of(
    content: Content,
    width: float,
    face: Typeface,
    errors: str = "auto",
    layout: str = "grid",
    most: float = math.inf,
) -> Sheet:
    """Return the layout of a figure.

    Parameters
    ----------
    content
        Content of the figure.
    width
        Width in points.
    face
        Font of the texts.
    errors
        One of ``ARRANGEMENTS``. "auto" means "beside" in a grid if panels stay large enough, else "below".
    layout
        One of ``LAYOUTS``.
    most
        Maximum height in points.

    Raises
    ------
    InputError
        If the content does not fit.
    """
    if layout == "overview":
        return draw_overview(content, width, face, errors, most)
    if layout == "inset":
        return draw_inset(content, width, face, most)
    grids = grids_of(content, width, face, errors)
    return on_a_page((GridLayout(grid).draw() for grid in grids), most, content)
