"""The layout of a figure: the position of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from difference_finder.study.figure._content import Content, Row, joined
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import FRAME, GAP, grid_of
from difference_finder.study.figure._sheet import Item, Label, Outline, Picture, Run, Sheet
from difference_finder.study.results import REFERENCE
from difference_finder.text import format_decimal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["sheet_of"]

LEAST_BOX = 4.0
"""Minimum side of a box on a whole image, in points, so that it stays visible."""

STRIP_SIDES = (3 / 4, 1 / 2, 1 / 3, 1 / 4)
"""Sides of random crops as fractions of a panel: simple fractions, so that pixels fill both."""

STRIP_HEIGHT = 190.0
"""Maximum total height of the panels of random crops, in points."""


class Layout:
    """Places the parts of a figure from top to bottom.

    Parameters
    ----------
    content
        Content of the figure.
    width
        Width in points.
    face
        Font of the texts.
    errors
        Position of error maps.
    """

    def __init__(self, content: Content, width: float, face: Typeface, errors: str) -> None:
        self.content, self.width, self.face = content, width, face
        self.grid = grid_of(content, width, face, errors)
        self.items: list[Item] = []

    def sheet(self) -> Sheet:
        """Return the layout as a sheet."""
        wrapped = len(self.grid.lines) > 1
        y = self._title()
        for number, row in enumerate(self.content.rows):
            y += self.face.size * (wrapped + 1) / 2 if number else 0.0
            y = self._block(row, y, headed=wrapped or number == 0)
        y = self._strip(y)
        y = self._bar(y)
        return Sheet(self.width, y + FRAME, tuple(self.items))

    def _text(
        self, x: float, y: float, runs: Sequence[Run], room: float, align: str = "center", end: str = ""
    ) -> None:
        """Add a line whose top is at y; a line that must be shortened keeps its end."""
        fitted, size = self.face.fitted(tuple(runs), room, end)
        self.items.append(Label(x, y + self.face.rise + 0.1 * self.face.size, fitted, size, align))

    def _title(self) -> float:
        if not self.content.title:
            return FRAME
        self._text(self.width / 2, 0.0, [(self.content.title, True)], self.width)
        return self.face.line + 0.6 * self.face.size

    def _column(self, number: int) -> float:
        """Return where a column of panels begins."""
        return self.grid.left + number * (self.grid.side + GAP)

    def _block(self, row: Row, y: float, headed: bool) -> float:
        """Draw a row of the figure; return its bottom edge."""
        grid = self.grid
        top = y + (grid.heading if headed else 0.0)
        overview_end = self._overview(row, top)
        for number, roles in enumerate(grid.lines):
            top += (grid.heading + grid.between) if number else 0.0
            if headed:
                self._names(roles, top - grid.heading)
            top = self._line(row, roles, top)
        return max(top, overview_end)

    def _overview(self, row: Row, top: float) -> float:
        """Add the whole image with its box and its texts; return its bottom edge."""
        grid, place = self.grid, row.place
        height, width = (int(side) for side in row.whole.shape[:2])
        scale = min(grid.overview / width, grid.overview_height / height)
        self.items.append(Picture(FRAME, top, width * scale, height * scale, row.whole, "whole"))
        side = max(place.size * scale, LEAST_BOX)
        x = FRAME + _inside((place.x + place.size / 2) * scale, side, width * scale)
        y = top + _inside((place.y + place.size / 2) * scale, side, height * scale)
        self.items.append(Outline(x, y, side, side, "#ffffff", 2.2))
        self.items.append(Outline(x, y, side, side, row.colour, 1.2))
        text = top + height * scale + 0.2 * self.face.size
        self._text(FRAME, text, [(row.title, True)], grid.overview, "left", row.title_end)
        subtitle = self.face.shortened(row.subtitle, grid.overview)
        self._text(FRAME, text + self.face.line, [(subtitle, False)], grid.overview, "left")
        return text + 2 * self.face.line

    def _names(self, roles: Sequence[str], top: float) -> None:
        """Add the names of the columns."""
        grid, face = self.grid, self.face
        end = top + grid.heading - 0.15 * face.size
        for number, role in enumerate(roles):
            lines = face.split(self.content.roles[role], grid.side)
            columns = [(number, lines)]
            if grid.arrangement == "beside" and role != REFERENCE:
                columns.append((number + len(roles) - 1, [*lines, self._error_name]))
            for column, words in columns:
                middle = self._column(column) + grid.side / 2
                for i, line in enumerate(reversed(words)):
                    self._text(middle, end - (i + 1) * face.line, [(line, False)], grid.side)

    @property
    def _error_name(self) -> str:
        return f"error \u00d7{format_decimal(self.content.scale.gain)}"

    def _line(self, row: Row, roles: Sequence[str], top: float) -> float:
        """Add a line of panels with their values and error maps; return its bottom edge."""
        grid = self.grid
        below = top + grid.side + grid.values
        for number, role in enumerate(roles):
            x = self._column(number)
            self._panel("crop", row.crops[role], x, top, grid.side, row.colour)
            self._values(row, role, x, top + grid.side)
            if grid.arrangement == "beside" and role != REFERENCE:
                error = self._column(number + len(roles) - 1)
                self._panel("error", row.errors[role], error, top, grid.side)
            elif grid.arrangement == "below" and role != REFERENCE:
                self._panel("error", row.errors[role], x, below + GAP, grid.side)
            elif grid.arrangement == "below":
                middle = below + GAP + (grid.side - self.face.line) / 2
                self._text(x + grid.side, middle, [(self._error_name, False)], grid.side, "right")
        return below + (GAP + grid.side if grid.arrangement == "below" else 0.0)

    def _panel(
        self, kind: str, pixels: NDArray[np.uint8], x: float, y: float, side: float, colour: str | None = None
    ) -> None:
        """Add an image with a frame."""
        self.items.append(Picture(x, y, side, side, pixels, kind))
        if colour is not None:
            out, whole = FRAME / 2, side + FRAME
            self.items.append(Outline(x - out, y - out, whole, whole, colour, FRAME))

    def _values(self, row: Row, role: str, x: float, top: float) -> None:
        grid = self.grid
        runs = [(text, False) for text in grid.headings] if role == REFERENCE else list(row.values[role])
        lines = [joined(runs)] if grid.one_line and runs else [[run] for run in runs]
        for number, line in enumerate(lines):
            y = top + 0.15 * self.face.size + number * self.face.line
            self._text(x + grid.side / 2, y, line, grid.side)

    def _strip(self, y: float) -> float:
        """Add the random crops: places in columns, reference and methods in rows."""
        rows, grid, face = self.content.strip, self.grid, self.face
        if not rows:
            return y
        y += 0.8 * face.size
        room = self.width - FRAME - grid.left
        most = min((room + GAP) / len(rows) - GAP, STRIP_HEIGHT / len(self.content.roles))
        side = next((part for share in STRIP_SIDES if (part := share * grid.side) <= most), most)
        head = [(self.content.strip_title, True)]
        head += [(f", {measure.heading}", False) for measure in self.content.measures[:1]]
        self._text(FRAME, y, head, self.width - 2 * FRAME, "left")
        y += face.line + 0.2 * face.size
        for role, name in self.content.roles.items():
            values = face.line if self.content.measures and role != REFERENCE else 0.0
            middle = y + (side - face.line) / 2
            self._text(grid.left - GAP, middle, [(name, False)], grid.overview, "right")
            for number, row in enumerate(rows):
                x = grid.left + number * (side + GAP)
                self._panel("crop", row.crops[role], x, y, side)
                if values:
                    self._text(x + side / 2, y + side, row.values[role][:1], side)
            y += side + values + GAP
        return y

    def _bar(self, y: float) -> float:
        """Add the scale of the error maps, as one line at the right."""
        bar, face = self.content.bar, self.face
        if bar is None:
            return y
        y += 0.5 * face.size
        end = f"{format_decimal(self.content.scale.vmax)} of the range"
        wide = min(0.25 * self.width, 100.0)
        right = self.width - FRAME
        self._text(right, y, [(end, False)], 0.4 * self.width, "right")
        right -= face.width([(end, False)]) + 0.4 * face.size
        # with the height and the baseline of digits
        top = y + 0.1 * face.size + face.rise - 0.74 * face.size
        self.items.append(Picture(right - wide, top, wide, 0.75 * face.size, bar, "bar"))
        self.items.append(Outline(right - wide, top, wide, 0.75 * face.size, "#000000", 0.4))
        right -= wide + 0.4 * face.size
        self._text(right, y, [(f"{self._error_name}:  0", False)], 0.4 * self.width, "right")
        return y + face.line


def sheet_of(content: Content, width: float, face: Typeface, errors: str = "auto") -> Sheet:
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
        One of ``ARRANGEMENTS``; "auto" means "beside" if panels stay large enough, else "below".

    Raises
    ------
    InputError
        If the content does not fit.
    """
    return Layout(content, width, face, errors).sheet()


def _inside(middle: float, side: float, whole: float) -> float:
    """Return the start of a box that does not exceed the image."""
    return min(max(middle - side / 2, 0.0), max(whole - side, 0.0))
