"""The choice among the arrangements of a figure: large panels, on a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from difference_finder.errors import InputError
from difference_finder.study.figure._content import Content
from difference_finder.study.figure._drawing import TINY, too_narrow
from difference_finder.study.figure._sheet import Sheet
from difference_finder.text import count_of, option

__all__ = ["PAGE", "best_first", "on_a_page", "page_height"]

Grid = TypeVar("Grid")

PAGE = 9.0
"""Height of the text of a page of most papers, in inches."""

PAGE_WIDTH = 7.0
"""Its width in inches; wider figures, such as those of posters, may be higher in proportion."""


def page_height(width: float) -> float:
    """Return the maximum height of a figure of a width, in inches."""
    return PAGE * max(1.0, width / PAGE_WIDTH)


def best_first(
    grids: Sequence[Grid],
    size: Callable[[Grid], float],
    score: Callable[[Grid], float],
    least: float,
    smallest: float,
    content: Content,
    width: float,
) -> list[Grid]:
    """Return grids, best first: those with large enough panels, then the acceptable ones.

    Parameters
    ----------
    grids
        Possible arrangements of the figure.
    size, score
        Functions that return the size of the smallest panel in points, and how good a grid is.
    least, smallest
        Size from which panels are large enough, and from which they are acceptable if others do not fit.
    content, width
        Content of the figure, and its width in points.

    Raises
    ------
    InputError
        If no panels are acceptable.
    """
    found = [grid for grid in grids if size(grid) >= max(TINY, smallest)]
    if not found:
        raise too_narrow(content, width)
    if all(size(grid) < least for grid in found):
        return sorted(found, key=lambda grid: -size(grid))
    return sorted(found, key=lambda grid: (size(grid) < least, -round(score(grid), 6)))


def on_a_page(sheets: Iterable[Sheet], most: float, content: Content) -> Sheet:
    """Return the first sheet that is at most ``most`` points high.

    Raises
    ------
    InputError
        If all are higher.
    """
    lowest = math.inf
    for sheet in sheets:
        if sheet.height <= most:
            return sheet
        lowest = min(lowest, sheet.height)
    needed = math.ceil(lowest / 72 * 10 - 1e-9) / 10
    raise InputError(
        f"the figure would be {needed:g} inches high with {count_of(len(content.rows), 'crop')} and"
        f" {count_of(len(content.roles) - 1, 'method')}, and a page has {most / 72:.3g}; show fewer crops"
        f" ({option('crops')}) or fewer methods ({option('methods')}), make it wider ({option('width')}),"
        f" or allow it with {option('max_height', needed)}"
    )
