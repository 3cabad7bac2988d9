"""The cheapest way through the shifts between the rows of two images, by dynamic programming."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["find_cheapest_path"]

EDIT_COST = 2.0
"""Cost of each insertion and each removal, in rows that do not match."""

ROW_COST = 0.5
"""Cost of each row that is inserted or removed: two are as bad as a row that does not match, so that a
replaced paragraph counts as changed."""


def _take_better(
    here: NDArray[np.float64], ways: NDArray[np.float64], came: NDArray[np.int16]
) -> NDArray[np.float64]:
    """Return the least cost of each shift, by staying or by a way from another, which ``came`` notes."""
    origins = ways.argmin(axis=0)
    least: NDArray[np.float64] = ways.min(axis=0)
    better = least < here
    came[better] = origins[better]
    least[~better] = here[~better]
    return least


def find_cheapest_path(
    shifts: list[int], costs: list[NDArray[np.float32]], heights: tuple[int, int]
) -> NDArray[np.intp]:
    """Return the partners on the path through the shifts with the least cost, -1 for removed rows.

    Parameters
    ----------
    shifts
        The shifts in order; 0 and the difference of the heights are among them.
    costs
        The cost of each row, (H1,), for each shift.
    """
    import numpy as np

    h1, count = heights[0], len(shifts)
    lengths = np.subtract.outer(shifts, shifts)  # rows that are removed from one shift to another
    changes = EDIT_COST + ROW_COST * np.abs(lengths)
    removals = np.where(lengths > 0, changes, np.inf)
    insertions = np.where(lengths < 0, changes, np.inf)
    best = np.full((h1 + 1, count), np.inf)
    came = np.full((h1 + 1, count), -1, np.int16)  # the former shift; -1 for the same
    steps = np.stack(costs, axis=1)
    every = np.arange(count)[:, None]
    for row in range(h1 + 1):
        here = best[row - 1] + steps[row - 1] if row else np.where(np.array(shifts) == 0, 0.0, np.inf)
        # The last row of the table is infinite until the end, and stands for rows above the first.
        removed = best[np.where(lengths > 0, np.maximum(row - lengths, -1), -1), every] + removals
        here = _take_better(here, removed, came[row])
        best[row] = _take_better(here, here[:, None] + insertions, came[row])
    partners = np.full(h1, -1, np.intp)
    row, at = h1, shifts.index(heights[1] - heights[0])
    while row or came[row, at] >= 0:
        origin = int(came[row, at])
        if origin < 0:
            row -= 1
            partners[row] = row + shifts[at]
        else:
            row -= max(0, int(lengths[origin, at]))
            at = origin
    return partners
