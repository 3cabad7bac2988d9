"""Alignment of the rows of two images in which rows were inserted or removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.shift_path import find_cheapest_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RowAlignment", "align_rows"]

BINS = 128
"""Greatest number of means by which a row is compared: single pixels and noise hardly matter."""

LEAST_SIDE = 16
"""Least number of pixels in a group, in which other anti-aliasing averages out."""

UNLIKE_LEVELS = 12.0
"""Difference of two means, in grey levels from which on they are unlike; smaller ones count in proportion."""

MOST_SHIFTS = 40
"""Greatest number of shifts: distances between a row and its partner."""

MATCH = 0.35
"""Greatest mismatch of two rows that show the same; rows at random have 1."""

LEAST_SHARE = 0.5
"""Share of the rows with content that must match for the alignment to count."""

MANY_EDITS = 3
"""Number of edits that count only if most pixels are equal: a stretched photograph has many edits."""

SAME_PIXELS = 0.7
"""Share of the pixels of a row and its partner that are then equal."""

BLOCK = 64
"""Rows that are compared at once while the equal rows at the top and at the bottom are counted."""

MOST_MOVED = 400
"""Greatest number of rows by which the position of an edit changes at the end."""

MOST_VOTERS = 800
"""Greatest number of rows that vote for shifts."""


@dataclass(frozen=True, eq=False)
class RowAlignment:
    """Which row of the second image shows the same as each row of the first.

    Parameters
    ----------
    partners
        Array (H1,): the row of the second image, increasing; -1 for a row that only the first image has.
    found
        Whether most rows with content match. If not, rows of the same number are partners.
    """

    partners: NDArray[np.intp]
    found: bool


def align_rows(first: NDArray[Any], second: NDArray[Any]) -> RowAlignment:
    """Find the rows that were inserted into an image, and the rows that were removed from it.

    Parameters
    ----------
    first, second
        Arrays (K, H1, W) and (K, H2, W) of one type: K planes of finite values in grey levels, 0 to 255.

    Returns
    -------
    RowAlignment
        Rows without a partner, of both images, were removed or inserted. Of several positions that are
        equally good, an edit has the last.

    Notes
    -----
    Equal rows at the top and at the bottom are partners. Each row between them is described by the means of
    up to 128 groups of pixels. Rows with content vote for shifts, each with the most similar row of the other
    image. Dynamic programming finds the path through these shifts with the least cost: mismatches of
    partners, and a cost for each edit and each row in it. Last, each edit moves to the position at which all
    pixels of the rows around it match best. A few changed pixels, or another anti-aliasing of all text,
    change no position. If less than half of the rows with content match, as in two photographs, nothing is
    found; nor if three edits or more leave most rows with content unequal, as in a photograph that was
    stretched.
    """
    import numpy as np

    h1, h2 = first.shape[1], second.shape[1]
    top = _equal_rows(first, second)
    most = min(h1, h2) - top
    bottom = _equal_rows(first[:, h1 - most :][:, ::-1], second[:, h2 - most :][:, ::-1])
    inner1, inner2 = first[:, top : h1 - bottom], second[:, top : h2 - bottom]
    partners = np.arange(h1)
    partners[h1 - bottom :] += h2 - h1
    if not inner1.shape[1] or not inner2.shape[1]:
        partners[top : h1 - bottom] = -1
        return RowAlignment(_slid(first, second, partners), True)
    rows = _Rows(inner1, inner2, _typical_mismatch(first, second))
    inner = rows.align()
    partners[top : h1 - bottom] = np.where(inner < 0, -1, inner + top)
    equals = [part for part in (first[:, :top], first[:, h1 - bottom :]) if part.shape[1]]
    if rows.is_convincing(inner, sum(int(_has_content(_means(part)).sum()) for part in equals)):
        return RowAlignment(_slid(first, second, partners), True)
    rows_in_order = np.arange(h1)
    return RowAlignment(np.where(rows_in_order < h2, rows_in_order, -1), False)


def _slid(first: NDArray[Any], second: NDArray[Any], partners: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return partners with each edit moved down as long as the rows that it passes are equal."""
    edits = _edits(partners, (first.shape[1], second.shape[1]))
    stops = [start for start, *_ in edits[1:]] + [first.shape[1]]
    for (start, stop, before, _), last in zip(edits, stops, strict=True):
        while stop < last and (first[:, start] == second[:, start + before]).all():
            partners[start] = start + before
            if start < stop:
                partners[stop] = -1
            start, stop = start + 1, stop + 1  # noqa: PLW2901
    return partners


def _equal_rows(first: NDArray[Any], second: NDArray[Any]) -> int:
    """Return the number of rows, from the first on, in which two arrays are equal."""
    most: int = min(first.shape[1], second.shape[1])
    for start in range(0, most, BLOCK):
        rows = slice(start, min(start + BLOCK, most))
        equal: NDArray[np.bool_] = (first[:, rows] == second[:, rows]).all(axis=(0, 2))
        if not equal.all():
            return start + int(equal.argmin())
    return most


def _means(planes: NDArray[Any]) -> NDArray[np.float32]:
    """Return the means of groups of pixels of each row, (H, at most BINS)."""
    import numpy as np

    k, height, width = planes.shape
    side = max(LEAST_SIDE, -(-width // BINS))
    whole = width // side * side
    groups = planes[:, :, :whole].reshape(k, height, -1, side)
    means: NDArray[np.float32] = groups.sum(axis=(0, 3), dtype=np.float32) / np.float32(k * side)
    if whole < width:
        last = planes[:, :, whole:].mean(axis=(0, 2), dtype=np.float32)
        means = np.concatenate([means, last[:, None]], axis=1)
    # Rows of text that were drawn a part of a pixel higher differ less after smoothing.
    above, below = np.concatenate([means[:1], means[:-1]]), np.concatenate([means[1:], means[-1:]])
    smooth: NDArray[np.float32] = means / 2 + (above + below) / 4
    return smooth


def _mismatch(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the share of the means of rows that are unlike, (H,)."""
    import numpy as np

    gaps = np.abs(first - second)
    np.minimum(gaps, np.float32(UNLIKE_LEVELS), out=gaps)
    shares: NDArray[np.float32] = gaps.mean(axis=1) / np.float32(UNLIKE_LEVELS)
    return shares


def _typical_mismatch(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Return the mean mismatch of rows at random."""
    import numpy as np

    rng = np.random.default_rng(0)
    means = []
    for image in (first, second):
        rows = rng.integers(0, image.shape[1], 256)
        around = np.stack([rows - 1, rows, rows + 1], axis=1).clip(0, image.shape[1] - 1)
        means.append(_means(image[:, around.ravel()])[1::3])
    return max(float(_mismatch(*means).mean()), 0.02)


def _has_content(means: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which rows differ from the row above them."""
    import numpy as np

    changes: NDArray[np.float32] = np.abs(np.diff(means, axis=0, prepend=means[:1])).max(axis=1)
    return changes > 1


class _Rows:
    """Rows of two images that differ."""

    def __init__(self, first: NDArray[Any], second: NDArray[Any], typical: float) -> None:
        self.first, self.second, self.typical = first, second, typical
        self.means = _means(first), _means(second)
        self.heights = first.shape[1], second.shape[1]

    def costs(self, shift: int) -> NDArray[np.float32]:
        """Return the mismatch of each row and the row at a shift from it, at most 1; infinite for none."""
        import numpy as np

        h1, h2 = self.heights
        low, high = max(0, -shift), min(h1, h2 - shift)
        costs = np.full(h1, np.inf, np.float32)
        if low < high:
            mismatch = _mismatch(self.means[0][low:high], self.means[1][low + shift : high + shift])
            costs[low:high] = np.minimum(mismatch / self.typical, 1)
        return costs

    def is_convincing(self, partners: NDArray[np.intp], equal: int) -> bool:
        """Tell whether partners show the same, and not by chance.

        Parameters
        ----------
        partners
            Partner of each row; -1 for none.
        equal
            Number of rows with content that are equal in both images, besides these.
        """
        import numpy as np

        kept = _has_content(self.means[0]) & (partners >= 0)
        matching = _mismatch(self.means[0][kept], self.means[1][partners[kept]]) < MATCH * self.typical
        count = int(_has_content(self.means[0]).sum())
        if matching.sum() + equal < LEAST_SHARE * (count + equal):
            return False
        if len(_edits(partners, self.heights)) < MANY_EDITS:
            return True
        rows = np.flatnonzero(kept)
        same = (self.first[:, rows] == self.second[:, partners[rows]]).mean(axis=(0, 2)) > SAME_PIXELS
        return bool(same.sum() + equal >= LEAST_SHARE * (count + equal))

    def align(self) -> NDArray[np.intp]:
        """Return the partner of each row of the first image; -1 for none."""
        shifts = self.shifts()
        path = find_cheapest_path(shifts, [self.costs(shift) for shift in shifts], self.heights)
        return self.refined(path)

    def shifts(self) -> list[int]:
        """Return the shifts that most rows vote for, and those of the top and of the bottom."""
        import numpy as np

        h1, h2 = self.heights
        coarse = [means[:, : means.shape[1] // 4 * 4] for means in self.means]
        if coarse[0].shape[1]:
            coarse = [means.reshape(len(means), -1, 4).mean(axis=2) for means in coarse]
        else:
            coarse = list(self.means)
        voters = np.flatnonzero(_has_content(coarse[0]))
        voters = voters[:: -(-len(voters) // MOST_VOTERS) or 1]
        votes = np.zeros(h1 + h2, np.intp)
        norms = (coarse[1] ** 2).sum(axis=1)
        for start in range(0, len(voters), 256):
            rows = voters[start : start + 256]
            nearest = (norms - 2 * coarse[0][rows] @ coarse[1].T).argmin(axis=1)
            like = _mismatch(self.means[0][rows], self.means[1][nearest]) < MATCH * self.typical
            np.add.at(votes, (nearest - rows + h1)[like], 1)
        best = np.argsort(-votes, kind="stable")[:MOST_SHIFTS]
        return sorted({0, h2 - h1, *(int(at) - h1 for at in best if votes[at] > 1)})

    def refined(self, partners: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return partners with each edit at the position at which the pixels around it match best."""
        edits = _edits(partners, self.heights)
        for number, (start, stop, before, after) in enumerate(edits):
            low = max(edits[number - 1][1] if number else 0, start - MOST_MOVED)
            high = min(
                edits[number + 1][0] if number + 1 < len(edits) else self.heights[0], stop + MOST_MOVED
            )
            at = self._best_position(low, high - (stop - start), before, after, stop - start)
            partners[low:at] = _range(low, at) + before
            partners[at : at + stop - start] = -1
            partners[at + stop - start : high] = _range(at + stop - start, high) + after
            edits[number] = (at, at + stop - start, before, after)
        return partners

    def _best_position(self, low: int, high: int, before: int, after: int, removed: int) -> int:
        """Return where the shift changes, between two rows, so that the pixels match best."""
        import numpy as np

        above = self._pixel_costs(low, high, before)
        below = self._pixel_costs(low + removed, high + removed, after)
        sums = np.concatenate([[0.0], np.cumsum(above)]) + np.concatenate(
            [np.cumsum(below[::-1])[::-1], [0.0]]
        )
        return low + int(np.flatnonzero(sums <= sums.min() + 1e-6)[-1])

    def _pixel_costs(self, start: int, stop: int, shift: int) -> NDArray[np.float64]:
        """Return the mismatch of the pixels of each row and the row at a shift from it; great for none."""
        import numpy as np

        costs = np.full(max(0, stop - start), 1e6)
        low, high = max(start, -shift), min(stop, self.heights[1] - shift)
        if low < high:
            one, other = self.first[:, low:high], self.second[:, low + shift : high + shift]
            gaps = (np.maximum(one, other) - np.minimum(one, other)).astype(np.float32)
            costs[low - start : high - start] = (gaps * gaps).mean(axis=(0, 2))
        return costs


def _range(start: int, stop: int) -> NDArray[np.intp]:
    import numpy as np

    return np.arange(start, max(start, stop))


def _edits(partners: NDArray[np.intp], heights: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Return where the shift changes: the removed rows (start, stop), and the shifts before and after."""
    import numpy as np

    kept = np.flatnonzero(partners >= 0)
    starts = [0, *(int(row) + 1 for row in kept)]
    stops = [*map(int, kept), heights[0]]
    shifts = [0, *(int(partners[row] - row) for row in kept), heights[1] - heights[0]]
    return [
        (start, stop, before, after)
        for start, stop, before, after in zip(starts, stops, shifts[:-1], shifts[1:], strict=True)
        if stop > start or before != after
    ]
