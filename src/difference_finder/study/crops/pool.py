"""All windows of one size: which are the best, and where a margin stands among them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from difference_finder.study.crops.quantiles import Ranks
from difference_finder.study.crops.windows import Windows, apart, first_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pool", "standing", "strongest"]


class Pool:
    """The windows of one size in all images, of which only the most extreme are kept.

    Parameters
    ----------
    methods
        How many methods there are.
    hold
        How many windows are kept at each end.
    exact
        Of how many margins each is kept, to tell where one stands among them.

    Attributes
    ----------
    best, worst
        The windows of greatest and of least margin, none of which is the same place as another.
    behind, tied
        In how many windows the margin is below 0, and 0.
    """

    def __init__(self, methods: int, hold: int, exact: int) -> None:
        self.hold = hold
        self.best = self.worst = Windows.none(methods)
        self.behind = self.tied = 0
        self._ranks = Ranks(exact)

    def __len__(self) -> int:
        return self._ranks.count

    def add(self, windows: Windows) -> None:
        """Add all windows of an image."""
        self.behind += int((windows.margin < 0).sum())
        self.tied += int((windows.margin == 0).sum())
        self._ranks.add(windows.margin)
        self.best = self._extreme(self.best, windows, -1)
        self.worst = self._extreme(self.worst, windows, 1)

    def merge(self, other: Pool) -> None:
        """Add the windows of another pool, of other images."""
        self.behind += other.behind
        self.tied += other.tied
        self._ranks.merge(other._ranks)
        self.best = self._first(self.best.joined(other.best), -1)
        self.worst = self._first(self.worst.joined(other.worst), 1)

    def percentiles(self, windows: Windows) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return where margins stand among all of the pool, as ``Ranks.percentiles`` does."""
        return self._ranks.percentiles(windows.margin)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is known, the same for the same windows."""
        import numpy as np

        parts: dict[str, Ranks | Windows] = {"ranks": self._ranks, "best": self.best, "worst": self.worst}
        arrays = {
            f"{part}.{name}": array for part, of in parts.items() for name, array in of.to_arrays().items()
        }
        return {"counts": np.array([self.behind, self.tied]), **arrays}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], methods: int, hold: int, exact: int) -> Pool:
        """Make a pool from what ``to_arrays`` returned."""
        pool = cls(methods, hold, exact)
        pool.behind, pool.tied = arrays["counts"].tolist()
        parts = [
            {name.removeprefix(part): arrays[name] for name in arrays if name.startswith(part)}
            for part in ("ranks.", "best.", "worst.")
        ]
        pool._ranks = Ranks.from_arrays(parts[0], exact)
        pool.best, pool.worst = (Windows.from_arrays(part) for part in parts[1:])
        return pool

    def _extreme(self, known: Windows, windows: Windows, sign: int) -> Windows:
        """Return the most extreme of those known and those of one more image."""
        if len(known) == self.hold:
            windows = windows.take(sign * windows.margin <= sign * known.margin[-1])
            if not len(windows):
                return known
        return self._first(known.joined(apart(windows, sign * windows.margin, self.hold)), sign)

    def _first(self, windows: Windows, sign: int) -> Windows:
        return first_of(windows, sign * windows.margin, self.hold)


def strongest(ends: list[Windows], usual: float, sign: int, keep: int) -> Windows:
    """Return those windows of several sizes that are furthest beyond what is usual.

    Parameters
    ----------
    ends
        For each size the most extreme windows.
    usual
        The margin that windows are compared with; their distance from it is multiplied by their side.
    sign
        1 for greatest margins, -1 for least ones.
    keep
        How many are taken at most; none is the same place as another.
    """

    def weakness(windows: Windows) -> NDArray[Any]:
        cost: NDArray[Any] = sign * (usual - windows.margin) * windows.size
        return cost

    windows = functools.reduce(Windows.joined, ends)
    windows = first_of(windows, weakness(windows), len(windows))
    return apart(windows, weakness(windows), keep)


def standing(pools: Mapping[int, Pool], windows: Windows) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the percentile of each window among those of its size, and by how much it may be wrong."""
    import numpy as np

    percentiles, doubts = np.empty((2, len(windows)))
    for size, pool in pools.items():
        here = windows.size == size
        if here.any():
            percentiles[here], doubts[here] = pool.percentiles(windows.take(here))
    return percentiles, doubts
