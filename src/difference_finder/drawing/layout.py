"""Layout of the page of a panel."""

from __future__ import annotations

from dataclasses import dataclass

from difference_finder.drawing.canvas import cell_size, small_text_size
from difference_finder.drawing.lettering import line_height

__all__ = ["Layout", "Zoom", "make_layout"]

WIDE = 2.0
"""The ratio of width to height above which pictures are stacked."""


@dataclass(frozen=True)
class Zoom:
    """Factor of enlargement and divisor of reduction of pictures; at least one of them is 1."""

    factor: int
    divisor: int

    @property
    def ratio(self) -> float:
        """Pixels of the page for each pixel of a picture."""
        return self.factor / self.divisor


@dataclass(frozen=True)
class Layout:
    """Positions on the page, in pixels.

    Parameters
    ----------
    unit
        Size of the text, which determines all distances.
    stacked
        Whether the pictures are stacked vertically.
    column
        Width of a column.
    row
        Height of the tallest picture.
    count
        Number of pictures, including the map.
    """

    unit: int
    stacked: bool
    column: int
    row: int
    count: int

    @property
    def margin(self) -> int:
        """Empty border of the page."""
        return round(1.4 * self.unit)

    @property
    def gap(self) -> int:
        """Distance between two columns or rows."""
        return round(1.3 * self.unit)

    @property
    def heading(self) -> int:
        """Height of the two lines above a picture."""
        return line_height(self.unit) + line_height(small_text_size(self.unit)) + round(0.4 * self.unit)

    @property
    def width(self) -> int:
        """Width of the page."""
        return 2 * self.margin + (self.column if self.stacked else self.columns(self.count))

    def columns(self, count: int) -> int:
        """Return the width of several columns."""
        return count * (self.column + self.gap) - self.gap

    @property
    def pictures_end(self) -> int:
        """Lower edge of the last picture."""
        step = self.heading + self.row
        return self.margin + (self.count * (step + self.gap) - self.gap if self.stacked else step)

    def corner(self, index: int) -> tuple[int, int]:
        """Return the upper left corner of a cell."""
        if self.stacked:
            return self.margin, self.margin + index * (self.heading + self.row + self.gap)
        return self.margin + index * (self.column + self.gap), self.margin


def make_layout(shapes: list[tuple[int, int]]) -> Layout:
    """Return the layout for pictures, given as (height, width) at the size of the page, the map last."""
    height, width = (max(lengths) for lengths in zip(*shapes, strict=True))
    stacked = width > WIDE * height
    unit = min(max(13, round((width if stacked else 3 * width) / 88)), 36)
    column, row = cell_size((width, height), unit)
    return Layout(unit, stacked, max(column, (36 if stacked else 19) * unit), row, len(shapes))
