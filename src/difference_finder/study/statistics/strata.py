"""Data sets as strata: the means of data sets have the same weight, however many units a data set has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from difference_finder.study.statistics.moments import mean_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Strata"]


@dataclass(frozen=True, eq=False)
class Strata:
    """The data set of each unit.

    Parameters
    ----------
    codes
        Number of the data set of each unit, shape (n,); each number from 0 to the largest occurs.

    Examples
    --------
    >>> import numpy as np
    >>> strata = Strata(np.array([0, 0, 0, 1]))
    >>> strata.weights.tolist(), strata.mean(np.array([1.0, 2.0, 3.0, 6.0]))
    ([0.666..., 0.666..., 0.666..., 2.0], 4.0)
    """

    codes: NDArray[np.intp]

    @classmethod
    def one(cls, n: int) -> Strata:
        """Return n units of one data set."""
        import numpy as np

        return cls(np.zeros(n, np.intp))

    @classmethod
    def of(cls, codes: NDArray[np.intp]) -> Strata:
        """Return strata without the data sets that do not occur."""
        import numpy as np

        return cls(np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.intp))

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """The number of units in each data set."""
        import numpy as np

        return np.bincount(self.codes)

    @property
    def count(self) -> int:
        """The number of data sets."""
        return self.sizes.size

    @cached_property
    def parts(self) -> list[NDArray[np.intp]]:
        """The places of the units of each data set."""
        import numpy as np

        if self.count == 1:
            return [np.arange(self.codes.size)]
        return np.split(np.argsort(self.codes, kind="stable"), np.cumsum(self.sizes)[:-1])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The weight of each unit, on average 1: the mean of weighted values is the mean of the means."""
        import numpy as np

        return np.asarray((self.codes.size / (self.count * self.sizes))[self.codes])

    def means(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean of finite values in each data set."""
        import numpy as np

        return np.array([mean_of(values[part]) for part in self.parts])

    def mean(self, values: NDArray[np.float64]) -> float:
        """Return the mean of the means of the data sets; NaN without values."""
        return mean_of(self.means(values))

    def deviations(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return finite values less the mean of their data set; exactly 0 where all values are equal."""
        off = values - self.means(values)[self.codes]
        for part in self.parts:
            if part.size and values[part].min() == values[part].max():
                off[part] = 0.0
        return off
