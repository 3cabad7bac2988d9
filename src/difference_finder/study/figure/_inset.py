"""The layout with every whole image, and its crops enlarged at it, joined to their boxes by lines."""

from __future__ import annotations

from difference_finder.study.figure._cells import Cells
from difference_finder.study.figure._choice import on_a_page
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._drawing import FRAME, GAP, Drawing, Rectangle
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import ABREAST
from difference_finder.study.figure._inset_grid import BETWEEN, InsetGrid, inset_grids
from difference_finder.study.figure._sheet import Rule, Run, Sheet
from difference_finder.study.results import REFERENCE

__all__ = ["draw_inset"]

LINE, HALO = 0.6, 1.4
"""Widths of the lines from boxes to insets, and of the white lines beneath them, in points."""


def draw_inset(content: Content, width: float, face: Typeface, most: float) -> Sheet:
    """Return a figure with the whole image of the reference and of each method, and insets of its crops.

    It is at most ``most`` points high.

    Raises
    ------
    InputError
        If the content does not fit.
    """
    grids = inset_grids(content, width, face)
    return on_a_page((InsetLayout(grid).draw() for grid in grids), most, content)


class InsetLayout(Drawing):
    """Draws whole images in lines. Insets are beneath or beside them, so that they cover no part of them.

    ``start`` is the left edge of the line of whole images that is drawn.

    Parameters
    ----------
    grid
        Dimensions of the figure.
    """

    def __init__(self, grid: InsetGrid) -> None:
        super().__init__(grid.content, grid.whole_width, grid.face)
        self.grid, self.start = grid, FRAME

    def draw(self) -> Sheet:
        """Return the layout as a sheet."""
        y = self.title()
        for number, groups in enumerate(self.grid.lines_of_groups):
            y += self.face.size if number else 0.0
            bottoms = []
            for place, rows in enumerate(groups):
                self.start = FRAME + place * (self.grid.width + ABREAST)
                bottoms.append(self._group(rows, y))
            y = max(bottoms)
        first = self.grid.groups[0]
        y = self.strip(y, self.grid.sizes(first)[2])
        return self.sheet(self.bar(y, self.grid.cells(first).error_name))

    def _group(self, rows: list[Row], y: float) -> float:
        """Add the whole images of all roles with their insets; return their bottom edge."""
        for line, roles in enumerate(self.grid.lines):
            y += 0.6 * self.face.size if line else 0.0
            y = self._line(rows, roles, y)
        return self._titles(rows, y + 0.3 * self.face.size)

    def _line(self, rows: list[Row], roles: tuple[str, ...], y: float) -> float:
        """Add a line of whole images with their insets; return its bottom edge."""
        grid, cells = self.grid, self.grid.cells(rows)
        top = y + cells.heading(roles)
        for number, role in enumerate(roles):
            x = self.start + number * (grid.cell + BETWEEN)
            self.names(cells, role, x + grid.cell / 2, top)
            self._cell(rows, role, x, top, cells)
        return top + grid.body(rows)

    def _cell(self, rows: list[Row], role: str, x: float, y: float, cells: Cells) -> None:
        """Add the whole image of a role with its insets and its values."""
        wide, _, side = self.grid.sizes(rows)
        shift = 0.0 if self.grid.beside else (self.grid.cell - wide) / 2
        image = self.whole(rows[0].wholes[role], x + shift, y, wide)
        insets = self._insets(rows, x, image, side, cells)
        for row, inset in zip(rows, insets, strict=True):
            self._join(row, image, inset)
        for row in rows:
            self.box(row, image, tagged=role == REFERENCE)
        for row, inset in zip(rows, insets, strict=True):
            self.panel("crop", row.crops[role], inset[0], inset[1], side, row.colour)
            if self.grid.errors and role != REFERENCE:
                self.panel("error", row.errors[role], *self._error(inset, cells), side)
        self._cell_values(rows, role, x, y, cells, insets)
        if self.grid.errors and role == REFERENCE:
            left, top = self._error(insets[0], cells)
            middle = left + side / 2 if self.grid.beside else x + self.grid.cell / 2
            self.text(middle, top + (side - self.face.line) / 2, [Run(cells.error_name)], self.grid.cell)

    def _insets(
        self, rows: list[Row], x: float, image: Rectangle, side: float, cells: Cells
    ) -> list[Rectangle]:
        """Return where the insets are."""
        if self.grid.beside:
            step = side + GAP + (0.0 if self.content.of_image else cells.values)
            left = image[0] + image[2] + BETWEEN
            return [(left, image[1] + number * step, side, side) for number in range(len(rows))]
        start = x + (self.grid.cell - len(rows) * (side + GAP) + GAP) / 2
        top = image[1] + image[3] + BETWEEN
        return [(start + number * (side + GAP), top, side, side) for number in range(len(rows))]

    def _error(self, inset: Rectangle, cells: Cells) -> tuple[float, float]:
        """Return where the error map of an inset is: beneath it and its values, or beside it."""
        left, top, side, _ = inset
        if self.grid.beside:
            return left + side + GAP, top
        return left, top + side + cells.values + GAP

    def _cell_values(
        self, rows: list[Row], role: str, x: float, y: float, cells: Cells, insets: list[Rectangle]
    ) -> None:
        """Add the values of the whole image, or of each inset; names of metrics stand once in a line."""
        side = insets[0][2]
        if self.content.of_image:
            below = self.grid.sizes(rows)[1] if self.grid.beside else insets[0][1] + side - y
            self.values(cells, rows[0], role, x + self.grid.cell / 2, y + below)
        elif role == REFERENCE and not self.grid.beside:
            self.values(cells, rows[0], role, x + self.grid.cell / 2, insets[0][1] + side)
        else:
            for row, (left, top, _, _) in zip(rows, insets, strict=True):
                self.values(cells, row, role, left + side / 2, top + side)

    def _join(self, row: Row, image: Rectangle, inset: Rectangle) -> None:
        """Add the lines from the corners of a box to the nearest corners of its inset."""
        left, top, side, _ = self.box_of(row, image)
        for far in (0.0, 1.0):
            start, end = (left + far * side, top + side), (inset[0] + far * inset[2], inset[1])
            if self.grid.beside:
                start, end = (left + side, top + far * side), (inset[0], inset[1] + far * inset[3])
            self.items.append(Rule(start, end, "#ffffff", HALO))
            self.items.append(Rule(start, end, row.colour, LINE))

    def _titles(self, rows: list[Row], y: float) -> float:
        """Add the name of the image and the titles of its insets in lines; return their bottom edge."""
        x, space = self.start, 1.2 * self.face.size
        right = self.start + self.grid.width - 2 * FRAME
        name = self.image_name(rows[0], right - x)
        self.text(x, y, [Run(name)], right - x, "left")
        x += self.face.width([Run(name)]) + space
        for row in rows:
            wide = self.face.width([Run(row.head, True)]) + 1.4 * self.face.size
            if x + wide > right and x > self.start:
                x, y = self.start, y + self.face.line
            self.legend([row], x, y, right - x)
            x += wide + space
        return y + self.face.line
