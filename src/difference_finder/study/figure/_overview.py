"""The layout with one whole image, on which boxes mark the crops that are beside it."""

from __future__ import annotations

from difference_finder.study.figure._choice import on_a_page
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._drawing import FRAME, GAP, Drawing
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import ABREAST
from difference_finder.study.figure._overview_grid import OverviewGrid, overview_grids
from difference_finder.study.figure._sheet import Run, Sheet
from difference_finder.study.results import REFERENCE

__all__ = ["draw_overview"]


def draw_overview(content: Content, width: float, face: Typeface, errors: str, most: float) -> Sheet:
    """Return a figure with the whole reference once for all its crops; rows in several images are in blocks.

    It is at most ``most`` points high; blocks stand side by side where it would be higher.

    Raises
    ------
    InputError
        If the content does not fit.
    """
    grids = overview_grids(content, width, face, errors)
    return on_a_page((OverviewLayout(grid).draw() for grid in grids), most, content)


class OverviewLayout(Drawing):
    """Draws each image once, with coloured boxes, and its crops as rows with frames of these colours.

    ``start`` is the left edge of the image and rows that are drawn.

    Parameters
    ----------
    grid
        Dimensions of the figure.
    """

    def __init__(self, grid: OverviewGrid) -> None:
        super().__init__(grid.content, grid.whole_width, grid.face)
        self.grid, self.start = grid, 0.0

    def draw(self) -> Sheet:
        """Return the layout as a sheet."""
        top = self.title()
        bottoms = []
        for place, stack in enumerate(self.grid.stacks):
            self.start, y = place * (self.grid.width + ABREAST), top
            for number, rows in enumerate(stack):
                y = self._block(rows, y + (1.2 * self.face.size if number else 0.0))
            bottoms.append(y)
        y = max(bottoms)
        y = self.strip(y, self.grid.side)
        return self.sheet(self.bar(y, self.grid.cells.error_name))

    def _block(self, rows: list[Row], y: float) -> float:
        """Draw an image and its rows; return their bottom edge."""
        grid = self.grid
        if grid.above:
            self._image(rows, y)
            return self._rows(rows, y + grid.head_height(rows) + GAP)
        image_end = self._image(rows, y + grid.heading)
        return max(image_end, self._rows(rows, y))

    def _image(self, rows: list[Row], y: float) -> float:
        """Add the whole image with its boxes, its name and the titles of the rows; return its bottom edge."""
        grid, face = self.grid, self.face
        wide = grid.image_width(rows)
        image = self.whole(rows[0].whole, self.start + FRAME, y, wide)
        for row in rows:
            self.box(row, image, tagged=True)
        x, top, room = self.start + FRAME, y + image[3] + 0.2 * face.size, wide
        if grid.legend_beside(rows):
            x, top, room = self.start + FRAME + wide + 2 * GAP, y, grid.width - wide - 2 * (GAP + FRAME)
        elif grid.above:
            room = grid.width - 2 * FRAME
        else:
            room = max(wide, grid.overview)
        self.text(x, top, [Run(self.image_name(rows[0], room))], room, "left")
        return self.legend(rows, x, top + face.line, room)

    def _rows(self, rows: list[Row], y: float) -> float:
        """Add the crops; return their bottom edge."""
        grid = self.grid
        for number, row in enumerate(rows):
            headed = number == 0 or len(grid.lines) > 1
            y += (grid.apart - (grid.heading if headed else 0.0)) if number else 0.0
            valued = not self.content.of_image or number == len(rows) - 1
            for i, roles in enumerate(grid.lines):
                y += grid.between if i else 0.0
                y += grid.cells.heading(roles) if headed else 0.0
                y = self._line(row, roles, y, headed, valued)
        return y

    def _line(self, row: Row, roles: tuple[str, ...], top: float, headed: bool, valued: bool) -> float:
        """Add a line of panels whose top is at ``top``; return its bottom edge."""
        grid, side = self.grid, self.grid.side
        values = grid.cells.values if valued else 0.0
        below = GAP + side if grid.arrangement == "below" else 0.0
        # The values of a crop are beneath it, those of the whole image beneath the error maps.
        values_top, errors_top = top + side, top + side + values + GAP
        if self.content.of_image:
            values_top, errors_top = top + side + below, top + side + GAP
        if row.letter and roles[0] == REFERENCE:
            middle = top + (side - self.face.line) / 2
            self.text(self.start + grid.left - GAP, middle, [Run(row.letter)], grid.letters, "right")
        for number, role in enumerate(roles):
            x = self.start + grid.left + number * (side + GAP)
            if headed:
                self.names(grid.cells, role, x + side / 2, top)
            self.panel("crop", row.crops[role], x, top, side, row.colour)
            if valued:
                self.values(grid.cells, row, role, x + side / 2, values_top)
            if grid.arrangement == "beside" and role != REFERENCE:
                self._error_beside(row, role, number + len(roles) - 1, top, headed)
            elif below:
                self.error_below(grid.cells, row, role, x, errors_top)
        return top + side + values + below

    def _error_beside(self, row: Row, role: str, column: int, top: float, headed: bool) -> None:
        grid = self.grid
        x = self.start + grid.left + column * (grid.side + GAP)
        if headed:
            self.names(grid.cells, role, x + grid.side / 2, top, [grid.cells.error_name])
        self.panel("error", row.errors[role], x, top, grid.side)
