"""The dimensions of a figure with insets, and the choice among them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from difference_finder.study.figure._cells import Cells, least_side, number_side
from difference_finder.study.figure._choice import best_first
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._drawing import FRAME, GAP, LEAST_SIDE
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import ABREAST

__all__ = ["BETWEEN", "InsetGrid", "inset_grids"]

LEAST_IMAGE = 48.0
"""Size of whole images, as the square root of their area in points, below which they wrap to another line."""

TALLEST = 1.5
"""Maximum height of whole images above their insets, in widths of their column."""

ENLARGED = 1.6
"""Enlargement of insets in proportion to the whole image, below which fewer stand at one image."""

SMALLEST = 16.0
"""The same as ``LEAST_SIDE`` if no larger images fit on a page: whole images then have 32 points."""

MOST_ABREAST = 3
"""Maximum number of lines of whole images side by side."""

ABREAST_WEIGHT = 0.75
"""Weight of the score where they stand side by side: methods are easier to compare in one line."""

MOST_TOGETHER = 4
"""Maximum number of insets at one image."""

HIGH = 0.6
"""Height of a figure, as a share of its width, from which less high figures are preferred."""

BETWEEN = 6.0
"""Distance between whole images, and between them and their insets, in points."""


@dataclass(frozen=True)
class InsetGrid:
    """The dimensions of such a figure, in points.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    width
        Width of the figure.
    columns
        Number of columns of whole images.
    beside
        Whether insets stand to the right of their images, not beneath them.
    together
        Maximum number of insets at one image.
    abreast
        Number of lines of whole images side by side. ``width`` is the width of one of them.
    """

    content: Content
    face: Typeface
    width: float
    columns: int
    beside: bool
    together: int
    abreast: int = 1

    @property
    def whole_width(self) -> float:
        """The width of the figure."""
        return self.abreast * (self.width + ABREAST) - ABREAST

    @property
    def lines_of_groups(self) -> list[list[list[Row]]]:
        """The groups, in lines of groups that stand side by side."""
        return [self.groups[i : i + self.abreast] for i in range(0, len(self.groups), self.abreast)]

    @cached_property
    def groups(self) -> list[list[Row]]:
        """The rows of each line of whole images: as many as stay enlarged, in the order of their boxes."""
        return [group for rows in self.content.images for group in self._groups(rows)]

    def _groups(self, rows: list[Row]) -> list[list[Row]]:
        height, width = rows[0].whole.shape[:2]
        share = max(row.place.size for row in rows) / (height if self.beside else width)
        most = max(1, min(self.together, len(rows), int(1 / (ENLARGED * share))))
        count = -(-len(rows) // most)
        groups = [rows[len(rows) * i // count : len(rows) * (i + 1) // count] for i in range(count)]
        if not self.beside:
            return groups
        return [sorted(group, key=lambda row: row.place.y + row.place.size / 2) for group in groups]

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The roles in each line of whole images."""
        roles = tuple(self.content.roles)
        return [roles[i : i + self.columns] for i in range(0, len(roles), self.columns)]

    @property
    def cell(self) -> float:
        """The width of a column."""
        return (self.width - 2 * FRAME + BETWEEN) / self.columns - BETWEEN

    @property
    def errors(self) -> bool:
        """Whether there are error maps."""
        return self.content.bar is not None

    def sizes(self, rows: Sequence[Row]) -> tuple[float, float, float]:
        """Return width and height of the whole image, and the side of its insets."""
        height, width = rows[0].whole.shape[:2]
        aspect = width / height
        if self.beside:
            one, several = (self._beside(aspect, len(rows), line) for line in (True, False))
            return one if self._texts(one[2]).one_line else several
        wide = min(self.cell, TALLEST * self.cell * aspect)
        high = wide / aspect
        fitting = (self.cell + GAP) / len(rows) - GAP
        return wide, high, min(fitting, max(high, self.cell / 2))

    def _beside(self, aspect: float, insets: int, one_line: bool) -> tuple[float, float, float]:
        """Return the sizes with which insets and their values are as high as the image beside them."""
        lines = 1 if one_line else len(self.content.measures)
        values = 0.0 if self.content.of_image else self._values_height(lines)
        panels = 1 + self.errors
        lost = values + GAP * (insets - 1) / insets
        room = self.cell - BETWEEN - (panels - 1) * GAP + panels * lost
        wide = room / (1 + panels / (aspect * insets))
        side = wide / aspect / insets - lost
        if side > wide:  # beside a tall image
            side = wide = (self.cell - BETWEEN + GAP) / (1 + panels) - GAP
        return wide, wide / aspect, side

    def _values_height(self, lines: int) -> float:
        return lines * self.face.line + 0.2 * self.face.size if self.content.measures else 0.0

    def _texts(self, side: float) -> Cells:
        return Cells(self.content, self.face, self.cell if self.content.of_image else side, self.cell)

    def cells(self, rows: Sequence[Row]) -> Cells:
        """Return the texts of the insets."""
        return self._texts(self.sizes(rows)[2])

    def body(self, rows: Sequence[Row]) -> float:
        """Return the height of a line of whole images without the names above it."""
        _, high, side = self.sizes(rows)
        values = self.cells(rows).values
        if not self.beside:
            return high + BETWEEN + side + values + (GAP + side) * self.errors
        if self.content.of_image:
            return high + values
        return max(high, len(rows) * (side + values) + (len(rows) - 1) * GAP)

    @property
    def score(self) -> float:
        """The share of the figure that images cover, less for high figures."""
        area = 0.0
        for rows in self.groups:
            wide, high, side = self.sizes(rows)
            area += wide * high + len(rows) * side**2 * (1 + self.errors)
        area *= len(self.content.roles)
        height, whole = sum(max(map(self._height, line)) for line in self.lines_of_groups), self.whole_width
        weight = ABREAST_WEIGHT if self.abreast > 1 else 1.0
        return weight * area / (whole * height) * min(1.0, HIGH * whole / height)

    def _height(self, rows: Sequence[Row]) -> float:
        """Return the height of all lines of whole images of some rows."""
        names = sum(map(self.cells(rows).heading, self.lines))
        return len(self.lines) * (self.body(rows) + self.face.size) + names + self.face.line

    @property
    def enlargement(self) -> float:
        """The least enlargement of an inset in proportion to its whole image."""
        found = (
            self.sizes(rows)[2] / (row.place.size * self.sizes(rows)[0] / row.whole.shape[1])
            for rows in self.groups
            for row in rows
        )
        return float(min(found))

    @property
    def least_inset(self) -> float:
        """The side of the smallest inset."""
        return min(self.sizes(rows)[2] for rows in self.groups)

    @property
    def smallest(self) -> float:
        """The side of the smallest inset, or the size of a smaller whole image in proportion to its least."""
        found = [self.sizes(rows) for rows in self.groups]
        return min(min(side, LEAST_SIDE * math.sqrt(wide * high) / LEAST_IMAGE) for wide, high, side in found)


def inset_grids(content: Content, width: float, face: Typeface) -> list[InsetGrid]:
    """Return possible dimensions, first those at which images cover the largest share of the figure.

    Dimensions at which crops are not enlarged enough come last.

    Raises
    ------
    InputError
        If images would be too small.
    """
    count = len(content.roles)
    columns = dict.fromkeys(-(-count // lines) for lines in range(1, count + 1))
    together = range(1, min(MOST_TOGETHER, max(map(len, content.images))) + 1)
    grids = [
        InsetGrid(content, face, (width + ABREAST) / abreast - ABREAST, *choice, abreast)
        for choice in product(columns, (False, True), together)
        for abreast in range(1, min(MOST_ABREAST, len(content.rows)) + 1)
    ]
    numbers = 0.0 if content.of_image else number_side(content, face)
    least = max(LEAST_SIDE, 0.0 if content.of_image else least_side(content, face))

    def size(grid: InsetGrid) -> float:
        return grid.smallest if grid.least_inset >= numbers else 0.0

    found = best_first(grids, size, lambda grid: grid.score, least, SMALLEST, content, width)
    return sorted(found, key=lambda grid: grid.enlargement < ENLARGED)
