"""The dimensions of a figure with one whole image for all its rows, and the choice among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from difference_finder.study.figure._cells import least_side, number_side
from difference_finder.study.figure._choice import best_first
from difference_finder.study.figure._content import Content, Row
from difference_finder.study.figure._drawing import FRAME, GAP, LEAST_SIDE, LEGEND_MARK
from difference_finder.study.figure._fonts import Typeface
from difference_finder.study.figure._grid import ABREAST, Grid, lines_of
from difference_finder.study.figure._sheet import Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OverviewGrid", "overview_grids"]

BESIDE = (0.2, 0.24, 0.28, 0.32, 0.36, 0.4, 0.44)
"""Shares of the width for whole images beside their rows, of which the best is chosen."""

ABOVE = (0.4, 0.5, 0.6, 0.75, 1.0)
"""The same for whole images above their rows."""

SHALLOW = 0.35
"""Height of whole images, as a share of the width, up to which they may be higher than the rows beneath."""

HIGH = 0.6
"""Height of an image and its rows, as a share of the width, from which less high figures are preferred."""

WEIGHT = 2.0
"""Weight of whole images in the choice, without which they would become small."""

TITLES = 0.25
"""Maximum share of the width that whole images get for their titles if they are narrower."""

LEGEND = 0.22
"""Least share of the width for the titles to stand beside a whole image and not beneath it."""


@dataclass(frozen=True)
class OverviewGrid(Grid):
    """The dimensions of such a figure, in points.

    Parameters
    ----------
    above
        Whether whole images stand above their rows, not to the left of them.
    """

    above: bool = False

    @cached_property
    def stacks(self) -> list[list[list[Row]]]:
        """The rows of each image, in stacks that stand side by side; each image is in the lowest one."""
        found: list[list[list[Row]]] = [[] for _ in range(self.abreast)]
        heights = [0.0] * self.abreast
        for rows in self.content.images:
            lowest = min(range(self.abreast), key=lambda number: round(heights[number], 3))
            found[lowest].append(rows)
            heights[lowest] += self.block_height(rows)
        return found

    @cached_property
    def tall(self) -> dict[str, float]:
        """The height of the rows of each image without the names above the first."""
        return {rows[0].place.image: self._rows_height(len(rows)) for rows in self.content.images}

    def _rows_height(self, count: int) -> float:
        values = self.cells.values
        if self.content.of_image:  # beneath the last row only
            return (
                count * (self.block - len(self.lines) * values)
                + (count - 1) * self.apart
                + (len(self.lines) * values)
            )
        return count * self.block + (count - 1) * self.apart

    @property
    def apart(self) -> float:
        """The space between two rows, with the names above each if they have several lines."""
        return GAP + 0.3 * self.face.size + (self.heading + self.face.size if len(self.lines) > 1 else 0.0)

    def legend_height(self, rows: list[Row]) -> float:
        """Return the height of the name of an image and the titles of its rows."""
        return (1 + len(rows)) * self.face.line + 0.3 * self.face.size

    @property
    def letters(self) -> float:
        """The width of the letters to the left of the rows."""
        wide = max(self.face.width([Run(row.letter)]) for row in self.content.rows)
        return wide + GAP if wide else 0.0

    def image_width(self, rows: list[Row]) -> float:
        """Return the width of the whole image of some rows."""
        height, width = rows[0].whole.shape[:2]
        tall = self.tall[rows[0].place.image]
        if self.above:
            most = max(tall, SHALLOW * self.width)
            return float(min(self.share * (self.width - 2 * FRAME), most * width / height))
        most = max(tall - self.legend_height(rows), self.side)
        return float(min(self.share * self.width, most * width / height))

    @cached_property
    def overview(self) -> float:
        """The width of the column of whole images; 0 if they stand above the rows."""
        if self.above:
            return 0.0
        titles = max(map(self._legend_width, self.content.images))
        return max(*map(self.image_width, self.content.images), min(titles, TITLES * self.width), 0.0)

    @property
    def left(self) -> float:
        """The left edge of the first column of panels."""
        start = FRAME if self.above else FRAME + self.overview + 2 * GAP
        return start + self.letters

    def legend_beside(self, rows: list[Row]) -> bool:
        """Return whether the titles stand beside the image."""
        room = self.width - self.image_width(rows) - 2 * (GAP + FRAME)
        return self.above and room >= max(LEGEND * self.width, self._legend_width(rows))

    def _legend_width(self, rows: list[Row]) -> float:
        """Return the width of the titles of rows, with their marks."""
        return max(self.face.needed([Run(row.head, True)]) for row in rows) + LEGEND_MARK * self.face.size

    def head_height(self, rows: list[Row]) -> float:
        """Return the height of a whole image above its rows, with the titles."""
        height, width = rows[0].whole.shape[:2]
        image = self.image_width(rows) * height / width
        legend = self.legend_height(rows)
        return float(max(image, legend) if self.legend_beside(rows) else image + legend)

    def block_height(self, rows: list[Row]) -> float:
        """Return the height of the rows of one image, with the image."""
        below = self.heading + self.tall[rows[0].place.image]
        if self.above:
            return self.head_height(rows) + GAP + below
        height, width = rows[0].whole.shape[:2]
        image = self.image_width(rows) * height / width + self.legend_height(rows)
        return float(max(below, self.heading + image))

    @property
    def score(self) -> float:
        """The share of the figure that images cover, less if it is high, more for large whole images."""
        images, rows = self.content.images, len(self.content.rows)
        panels = len(self.content.roles) * rows
        panels += (len(self.content.roles) - 1) * rows * (self.arrangement != "none")
        wholes = sum(_area(rows[0].whole, self.image_width(rows)) for rows in images)
        area = panels * self.side**2 + WEIGHT * wholes
        height = max(sum(map(self.block_height, stack)) for stack in self.stacks)
        whole, deep = self.whole_width, max(map(len, self.stacks))
        return area / (whole * height) * min(1.0, HIGH * whole * deep / height)


def overview_grids(content: Content, width: float, face: Typeface, errors: str) -> list[OverviewGrid]:
    """Return possible dimensions, first those at which images cover the largest share of the figure.

    Raises
    ------
    InputError
        If panels would be too small.
    """
    least = max(LEAST_SIDE, least_side(content, face))
    grids = list(_candidates(content, width, face, errors))
    smallest = number_side(content, face)
    return best_first(grids, lambda grid: grid.side, lambda grid: grid.score, least, smallest, content, width)


def _candidates(content: Content, width: float, face: Typeface, errors: str) -> Iterator[OverviewGrid]:
    """Yield grids of all numbers of images side by side, of lines, and of shares."""
    roles = tuple(content.roles)
    arrangement = "none" if content.bar is None else errors
    most = 1 if arrangement == "beside" else max(1, len(roles) - 1)
    every = dict.fromkeys(lines_of(roles, count) for count in range(1, most + 1))
    wholes = [(above, share) for above, shares in ((False, BESIDE), (True, ABOVE)) for share in shares]
    images = len(content.images)
    for abreast in dict.fromkeys(-(-images // count) for count in range(images, 0, -1)):
        own = (width + ABREAST) / abreast - ABREAST
        for lines, (above, share) in product(every, wholes):
            grid = OverviewGrid(content, face, own, arrangement, lines, share, 0.0, abreast, above)
            yield _filling(grid)


def _filling(grid: OverviewGrid) -> OverviewGrid:
    if grid.above:  # the width of the panels does not depend on the image
        side = (grid.width - FRAME - grid.left + GAP) / grid.columns - GAP
        return replace(grid, side=max(side, 0.0))
    return grid.filling()


def _area(image: NDArray[np.uint8], width: float) -> float:
    height, columns = image.shape[:2]
    return float(width * width * height / columns)
