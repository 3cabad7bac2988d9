"""The parts that all layouts of a figure share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from difference_finder.errors import InputError
from difference_finder.study.figure._cells import Cells
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._fonts import MIN_SCALE, Typeface
from difference_finder.study.figure._sheet import Item, Label, Outline, Picture, Run, Sheet
from difference_finder.study.figure._strip import StripGrid, strip_grid
from difference_finder.study.results import REFERENCE
from difference_finder.text import count_of, format_decimal, option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FRAME", "GAP", "LEAST_SIDE", "LEGEND_MARK", "TINY", "Drawing", "Rectangle", "too_narrow"]

GAP = 3.0
"""Distance between panels, in points."""

FRAME = 0.9
"""Width of the frames of crops, in points."""

LEAST_SIDE = 24.0
"""Side of panels, in points, below which they wrap to another line."""

TINY = 8.0
"""Minimum side of a panel, in points."""

LEAST_BOX = 4.0
"""Minimum side of a box on a whole image, in points, so that it stays visible."""

LEGEND_MARK = 1.22
"""Width of the mark before a title in a legend, in sizes of the font."""

BETWEEN = 12.0
"""Distance between blocks of random crops side by side, in points."""

BOLD = 0.9
"""Width of a text in proportion to the same text in bold, at least."""

MOST_TITLE_LINES = 4
"""Maximum number of lines of the title of a figure."""

Rectangle = tuple[float, float, float, float]


class Drawing:
    """Collects the items of a figure from top to bottom.

    Parameters
    ----------
    content
        Content of the figure.
    width
        Width in points.
    face
        Font of the texts.
    """

    def __init__(self, content: Content, width: float, face: Typeface) -> None:
        self.content, self.width, self.face = content, width, face
        self.items: list[Item] = []

    def sheet(self, bottom: float) -> Sheet:
        """Return the items as a sheet."""
        return Sheet(self.width, bottom + FRAME, tuple(self.items))

    def text(
        self,
        x: float,
        y: float,
        runs: Sequence[Run],
        room: float,
        align: str = "center",
        end: str = "",
        size: float | None = None,
    ) -> None:
        """Add a line whose top is at y; a line that must be shortened keeps its end."""
        fitted, size = self.face.fitted(tuple(runs), room, end, size)
        self.items.append(Label(x, y + self.face.rise + 0.1 * self.face.size, fitted, size, align))

    def title(self) -> float:
        """Add the title; return its bottom edge."""
        if not self.content.title:
            return FRAME
        lines = self.face.wrapped(self.content.title, BOLD * self.width, MOST_TITLE_LINES)
        for number, line in enumerate(lines):
            self.text(self.width / 2, number * self.face.line, [Run(line, True)], self.width)
        return len(lines) * self.face.line + 0.6 * self.face.size

    def panel(
        self, kind: str, pixels: NDArray[np.uint8], x: float, y: float, side: float, colour: str | None = None
    ) -> None:
        """Add an image with a frame."""
        self.items.append(Picture(x, y, side, side, pixels, kind))
        if colour is not None:
            out, whole = FRAME / 2, side + FRAME
            self.items.append(Outline(x - out, y - out, whole, whole, colour, FRAME))

    def names(self, cells: Cells, role: str, middle: float, bottom: float, more: Sequence[str] = ()) -> None:
        """Add the name of a role whose last line ends at ``bottom``."""
        end = bottom - 0.15 * self.face.size
        for i, line in enumerate(reversed([*cells.names[role], *more])):
            top = end - (i + 1) * self.face.line
            self.text(middle, top, [Run(line)], cells.named, size=cells.name_size)

    def values(self, cells: Cells, row: Row, role: str, middle: float, top: float) -> None:
        """Add the values of a role, or the names of the metrics, beneath a panel."""
        for number, line in enumerate(cells.lines(row, role)):
            y = top + 0.15 * self.face.size + number * self.face.line
            self.text(middle, y, line, cells.side, size=cells.value_size)

    def error_below(self, cells: Cells, row: Row, role: str, x: float, y: float) -> None:
        """Add the error map of a method beneath its crop; beneath the reference, the name of the maps."""
        if role != REFERENCE:
            self.panel("error", row.errors[role], x, y, cells.side)
        else:
            middle = y + (cells.side - self.face.line) / 2
            self.text(x + cells.side, middle, [Run(cells.error_name)], cells.side, "right")

    def whole(self, pixels: NDArray[np.uint8], x: float, y: float, width: float) -> Rectangle:
        """Add a whole image; return where it is."""
        height = width * pixels.shape[0] / pixels.shape[1]
        self.items.append(Picture(x, y, width, height, pixels, "whole"))
        return x, y, width, height

    @staticmethod
    def box_of(row: Row, image: Rectangle) -> Rectangle:
        """Return where the box of a place is on a whole image."""
        left, top, width, height = image
        place, scale = row.place, width / row.whole.shape[1]
        side = max(place.size * scale, min(LEAST_BOX, width, height))
        x = left + _inside((place.x + place.size / 2) * scale, side, width)
        return x, top + _inside((place.y + place.size / 2) * scale, side, height), side, side

    def box(self, row: Row, image: Rectangle, tagged: bool = False) -> None:
        """Add the box of a place on a whole image, with its letter beside it."""
        box = self.box_of(row, image)
        self.items.append(Outline(*box, "#ffffff", 2.2))
        self.items.append(Outline(*box, row.colour, 1.2))
        if tagged and row.letter:
            self._tag(row, image, box)

    def _tag(self, row: Row, image: Rectangle, box: Rectangle) -> None:
        """Add the letter of a row on its colour, above its box, or below it at the top of the image."""
        run, size = Run(row.letter.strip("()"), bold=True), MIN_SCALE * self.face.size
        wide, high = self.face.width([run], size) + 0.5 * size, 0.95 * size
        left, top, width, _ = image
        above = box[1] - high - 0.6
        y = above if above >= top else box[1] + box[3] + 0.6
        x = max(left, min(box[0] - 0.6, left + width - wide))
        self.items.append(Outline(x, y, wide, high, row.colour, 0.0))
        shade = "#000000" if _lightness(row.colour) > LIGHT else "#ffffff"
        self.items.append(Label(x + wide / 2, y + 0.78 * high, (run,), size, "center", shade))

    def legend(self, rows: Sequence[Row], x: float, y: float, room: float) -> float:
        """Add the title of each row with its colour, one below another; return their bottom edge."""
        mark, start = 0.62 * self.face.size, LEGEND_MARK * self.face.size
        for row in rows:
            self.items.append(Outline(x + 0.6, y + 0.3 * self.face.size, mark, mark, row.colour, 1.2))
            self.row_title(row, x + start, y, room - start)
            y += self.face.line
        return y

    def row_title(self, row: Row, x: float, y: float, room: float) -> None:
        """Add the title of a row; titles that must be shortened still differ, or keep their end."""
        others = [one.head for one in self.content.rows if not one.title_end]
        text = row.head if row.title_end else self.face.shortened(others, room, bold=True)[row.head]
        self.text(x, y, [Run(text, True)], room, "left", row.title_end)

    def image_name(self, row: Row, room: float) -> str:
        """Return the name of the image of a row, shortened so that it differs from the other images."""
        names = [one.subtitle for one in self.content.rows]
        return self.face.shortened(names, room)[row.subtitle]

    def strip(self, y: float, side: float, left: float | None = None) -> float:
        """Add the random crops: places in columns or in rows, with the reference and all methods.

        ``side`` is the side of the other panels, and ``left`` where crops begin beside names at the left.
        """
        if not self.content.strip:
            return y
        room = self.width - 2 * FRAME
        names = None if left is None else left - FRAME
        grid = strip_grid(self.content, self.face, room, side, GAP, BETWEEN, names)
        y += 0.8 * self.face.size
        measures = self.content.measures[:1]
        head = [Run(self.content.strip_title, True), *(Run(f", {measure.heading}") for measure in measures)]
        self.text(FRAME, y, head, room, "left")
        y += self.face.line + 0.2 * self.face.size
        (self._strip_in_blocks if grid.blocks else self._strip_in_columns)(grid, y)
        return y + grid.height

    def _strip_in_columns(self, grid: StripGrid, y: float) -> None:
        """Add random crops with a column for each place, and the names of the methods at the left."""
        heads, face, side = self.content.heads, self.face, grid.side
        left, room = FRAME + grid.left, grid.left - GAP
        lines = face.in_lines(tuple(heads.values()), room, max(1, int(side / face.line)))
        named = face.common_size(([Run(line)] for own in lines.values() for line in own), room)
        for role, name in heads.items():
            top = y + (side - len(lines[name]) * face.line) / 2
            for number, line in enumerate(lines[name]):
                self.text(left - GAP, top + number * face.line, [Run(line)], room, "right", size=named)
            for number, row in enumerate(self.content.strip):
                self._strip_panel(grid, row, role, left + number * (side + GAP), y)
            y += grid.step - (grid.value if role == REFERENCE else 0.0)

    def _strip_in_blocks(self, grid: StripGrid, y: float) -> None:
        """Add random crops with a row for each place, in blocks with the names of the methods above."""
        lines = [line for own in grid.names.values() for line in own]
        named = self.face.common_size(([Run(line)] for line in lines), grid.side)
        for place, row in enumerate(self.content.strip):
            line, block = divmod(place, grid.blocks)
            for number, role in enumerate(grid.roles):
                x = FRAME + block * grid.block_step + number * (grid.side + GAP)
                if line == 0:
                    for i, text in enumerate(reversed(grid.names[role])):
                        top = y + grid.heading - (i + 1) * self.face.line - 0.15 * self.face.size
                        self.text(x + grid.side / 2, top, [Run(text)], grid.side, size=named)
                self._strip_panel(grid, row, role, x, y + grid.heading + line * grid.step)

    def _strip_panel(self, grid: StripGrid, row: Row, role: str, x: float, y: float) -> None:
        """Add a random crop of the reference or of a method, with its value in the first metric."""
        self.panel("crop", row.crops[role], x, y, grid.side)
        if self.content.measures and role != REFERENCE:
            values = [runs[:1] for one in self.content.strip for runs in one.values.values()]
            size = self.face.common_size(values, grid.side)
            self.text(x + grid.side / 2, y + grid.side, row.values[role][:1], grid.side, size=size)

    def bar(self, y: float, name: str) -> float:
        """Add the scale of the error maps, as one line at the right."""
        bar, face = self.content.bar, self.face
        if bar is None:
            return y
        y += 0.5 * face.size
        end = f"{format_decimal(self.content.scale.vmax)} of the range"
        wide = min(0.25 * self.width, 100.0)
        right = self.width - FRAME
        self.text(right, y, [Run(end)], 0.4 * self.width, "right")
        right -= face.width([Run(end)]) + 0.4 * face.size
        # with the height and the baseline of digits
        high = face.digit_height
        top = y + 0.1 * face.size + face.rise - high
        self.items.append(Picture(right - wide, top, wide, high, bar, "bar"))
        self.items.append(Outline(right - wide, top, wide, high, "#000000", 0.4))
        right -= wide + 0.4 * face.size
        self.text(right, y, [Run(f"{name}:  0")], 0.4 * self.width, "right")
        return y + face.line


def too_narrow(content: Content, width: float) -> InputError:
    """Return the error that the panels do not fit."""
    methods = count_of(len(content.roles) - 1, "method")
    return InputError(
        f"the reference and {methods} do not fit into {width / 72:g} inches with this font; make the figure"
        f" wider ({option('width')}), the font smaller ({option('font_size')}), or show fewer methods"
        f" ({option('methods')})"
    )


LIGHT = 0.55
"""Lightness of a colour from which black letters are legible on it."""


def _lightness(colour: str) -> float:
    """Return the luma (ITU-R BT.601) of "#rrggbb", 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _inside(middle: float, side: float, whole: float) -> float:
    """Return the start of a box that does not exceed the image."""
    return min(max(middle - side / 2, 0.0), max(whole - side, 0.0))
