"""The windows of one size in all images: the extreme ones, and the distribution of their margins."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from difference_finder.study.crops.quantile_sketch import QuantileSketch
from difference_finder.study.crops.windows import Windows, select_distinct, select_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pool", "select_extreme", "window_percentiles"]


class Pool:
    """The windows of one size in all images, of which only the extreme ones are kept.

    Parameters
    ----------
    methods
        Number of methods.
    hold
        Number of windows kept at each end.
    exact
        Number of margins up to which all of them are kept for exact percentiles.

    Attributes
    ----------
    best, worst
        Windows with the largest and the smallest margins, without strong overlaps.
    behind, tied
        Number of windows whose margin is negative, and zero.
    """

    def __init__(self, methods: int, hold: int, exact: int) -> None:
        self.hold = hold
        self.best = self.worst = Windows.none(methods)
        self.behind = self.tied = 0
        self._sketch = QuantileSketch(exact)

    def __len__(self) -> int:
        return self._sketch.count

    def add(self, windows: Windows) -> None:
        """Add all windows of an image."""
        self.behind += int((windows.margin < 0).sum())
        self.tied += int((windows.margin == 0).sum())
        self._sketch.add(windows.margin)
        self.best = self._extreme(self.best, windows, -1)
        self.worst = self._extreme(self.worst, windows, 1)

    def merge(self, other: Pool) -> None:
        """Add the windows of a pool of other images."""
        self.behind += other.behind
        self.tied += other.tied
        self._sketch.merge(other._sketch)
        self.best = self._first(self.best.concatenate(other.best), -1)
        self.worst = self._first(self.worst.concatenate(other.worst), 1)

    def percentiles(self, windows: Windows) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the percentiles of margins within the pool; see ``QuantileSketch.percentiles``."""
        return self._sketch.percentiles(windows.margin)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays, which does not depend on the order of the windows."""
        import numpy as np

        parts: dict[str, QuantileSketch | Windows] = {
            "ranks": self._sketch,
            "best": self.best,
            "worst": self.worst,
        }
        arrays = {
            f"{part}.{name}": array for part, of in parts.items() for name, array in of.to_arrays().items()
        }
        return {"counts": np.array([self.behind, self.tied]), **arrays}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], methods: int, hold: int, exact: int) -> Pool:
        """Return the pool with the state that ``to_arrays`` returned."""
        pool = cls(methods, hold, exact)
        pool.behind, pool.tied = arrays["counts"].tolist()
        parts = [
            {name.removeprefix(part): arrays[name] for name in arrays if name.startswith(part)}
            for part in ("ranks.", "best.", "worst.")
        ]
        pool._sketch = QuantileSketch.from_arrays(parts[0], exact)
        pool.best, pool.worst = (Windows.from_arrays(part) for part in parts[1:])
        return pool

    def _extreme(self, known: Windows, windows: Windows, sign: int) -> Windows:
        """Return the most extreme windows of those kept and those of one more image."""
        if len(known) == self.hold:
            windows = windows.take(sign * windows.margin <= sign * known.margin[-1])
            if not len(windows):
                return known
        return self._first(
            known.concatenate(select_distinct(windows, sign * windows.margin, self.hold)), sign
        )

    def _first(self, windows: Windows, sign: int) -> Windows:
        return select_least(windows, sign * windows.margin, self.hold)


def select_extreme(ends: list[Windows], typical: float, sign: int, keep: int) -> Windows:
    """Return the windows of several sizes whose margins exceed the typical margin most.

    Parameters
    ----------
    ends
        Extreme windows of each size.
    typical
        Margin that is subtracted from the margins, before they are multiplied by the side of the window.
    sign
        1 for the largest margins, -1 for the smallest.
    keep
        Maximum number of windows, which do not overlap strongly.
    """

    def cost_of(windows: Windows) -> NDArray[Any]:
        cost: NDArray[Any] = sign * (typical - windows.margin) * windows.size
        return cost

    windows = functools.reduce(Windows.concatenate, ends)
    windows = select_least(windows, cost_of(windows), len(windows))
    return select_distinct(windows, cost_of(windows), keep)


def window_percentiles(pools: Mapping[int, Pool], windows: Windows) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the percentile of each window among the windows of its size, and the maximum error of it."""
    import numpy as np

    percentiles, errors = np.empty((2, len(windows)))
    for size, pool in pools.items():
        here = windows.size == size
        if here.any():
            percentiles[here], errors[here] = pool.percentiles(windows.take(here))
    return percentiles, errors
