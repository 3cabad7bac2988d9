"""The distribution of a sum with random signs: exact counts, and its tail by a saddlepoint approximation."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FlipTail", "count_extreme", "flip_p", "log_tails", "merged_nodes"]

MOST_ENUMERATED = 28
"""Number of sizes up to which all sign assignments are counted."""
MOST_COUNTED = 2**16
"""Number of sign assignments in the tail up to which they are counted, whatever the number of sizes."""
MOST_LISTED = 2000
"""Number of sizes up to which such a count is tried."""
MOST_SIGNED = 6
"""Number of the largest sizes that the saddlepoint approximation enumerates, so that outliers do no harm."""
MOST_NODES = 2048
"""Number of sizes beyond which the smaller ones are merged into nodes of equal numbers."""
ROUNDING = 1e-14
"""Relative error of a sum; sums that differ by less are equal."""


def flip_p(sizes: NDArray[np.float64], total: float) -> tuple[float, bool]:
    """Return the two-sided probability that sizes with random signs sum to at least ``total``.

    Parameters
    ----------
    sizes
        Positive numbers of shape (n,), at most about 1.
    total
        Observed sum.

    Returns
    -------
    float
        Probability that the absolute value of the sum is at least ``abs(total)``; never 0.
    bool
        Whether the probability is exact.

    Examples
    --------
    >>> import numpy as np
    >>> flip_p(np.array([1.0, 2.0, 3.0, 4.0]), 10.0)
    (0.125, True)
    """
    reached = abs(total) - ROUNDING * float(sizes.sum())
    if reached <= 0:
        return 1.0, True
    n = sizes.size
    if n <= MOST_ENUMERATED:
        return math.ldexp(_count_by_halves(sizes, reached), 1 - n), True
    if n <= MOST_LISTED and (count := count_extreme(sizes, reached, MOST_COUNTED)) is not None:
        return max(math.ldexp(count, 1 - n), sys.float_info.min), True
    return max(min(1.0, 2 * FlipTail(sizes).above(reached)), sys.float_info.min), False


def count_extreme(sizes: NDArray[np.float64], reached: float, most: int) -> int | None:
    """Count the sign assignments with a sum of at least ``reached``; None if there are more than ``most``."""
    import numpy as np

    # Such a sum has minus signs on sizes whose sum is at most the slack.
    slack = (float(sizes.sum()) - reached) / 2
    sums = np.zeros(1)
    for size in np.sort(sizes):
        if size > slack:
            break
        sums = np.concatenate([sums, sums[sums <= slack - size] + size])
        if sums.size > most:
            return None
    return int(sums.size)


def _count_by_halves(sizes: NDArray[np.float64], reached: float) -> int:
    """Count the sign assignments with a sum of at least ``reached``, from the sums of both halves."""
    import numpy as np

    halves = [_all_sums(sizes[: sizes.size // 2]), np.sort(_all_sums(sizes[sizes.size // 2 :]))]
    needed = np.searchsorted(halves[1], reached - np.sort(halves[0]))
    return int((halves[1].size - needed).sum())


def _all_sums(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums for all signs, shape (2^n,)."""
    import numpy as np

    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums + size, sums - size])
    return sums


class FlipTail:
    """The upper tail of a sum with random signs, by the saddlepoint approximation.

    Parameters
    ----------
    sizes
        Positive numbers of shape (n,).

    Notes
    -----
    The signs of the largest sizes are enumerated, and the tail of the others is the formula of Lugannani and
    Rice, in the form of Daniels for sums on a grid if all sizes are multiples of one number. Beyond 2,048
    sizes, the smaller ones enter as nodes with the same sum of squares.

    References
    ----------
    Lugannani and Rice, Saddle point approximation for the distribution of the sum of independent random
    variables, Adv. Appl. Probab. 12 (1980), doi:10.2307/1426607.
    Daniels, Tail probability approximations, Int. Stat. Rev. 55 (1987), doi:10.2307/1403269.

    Examples
    --------
    >>> import numpy as np
    >>> tail = FlipTail(np.ones(100))
    >>> round(tail.above(40.0) / 3.93e-5, 2)  # at least 70 heads in 100 throws
    1.0
    """

    def __init__(self, sizes: NDArray[np.float64]) -> None:
        import numpy as np

        ordered = np.sort(sizes)[::-1]
        self.most = float(sizes.sum())
        self.step = 2 * _grid_of(sizes)
        self.signed = _all_sums(ordered[:MOST_SIGNED])
        self.nodes, self.weights = merged_nodes(ordered[MOST_SIGNED:], MOST_NODES)

    def above(self, total: float) -> float:
        """Return the probability of a sum of at least ``total``."""
        import numpy as np

        if self.step:  # the least sum on the grid that is not below the total
            total = self.most - self.step * math.floor((self.most - total) / self.step + 1e-6)
        targets = total - self.signed
        tails = self._tails(np.abs(targets))
        # By symmetry, P(sum >= -x) = 1 - P(sum > x).
        beyond = self._tails(np.abs(targets) + self.step) if self.step else tails
        return float(np.where(targets > 0, tails, 1 - beyond).mean())

    def _tails(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        most = float(self.weights @ self.nodes)
        inside = totals < most * (1 - 1e-9)
        tails = np.where(totals <= most * (1 + 1e-9), 0.5 ** float(self.weights.sum()), 0.0)
        tails[inside] = self._inner_tails(totals[inside])
        return tails

    def _inner_tails(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the tails for totals below the sum of all sizes."""
        import numpy as np

        slopes = self._solve(totals)
        return np.exp(log_tails(self.nodes, self.weights, slopes, self.step)[1])

    def _solve(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the slopes at which the derivative of the cumulant function equals the totals."""
        import numpy as np

        # The derivative is concave, so that Newton's method from below never overshoots.
        slopes = totals / (self.weights @ self.nodes**2)
        for _ in range(200):
            bent = np.tanh(np.outer(slopes, self.nodes))
            missing = totals - bent @ (self.weights * self.nodes)
            change = missing / np.maximum((1 - bent**2) @ (self.weights * self.nodes**2), 1e-300)
            slopes = slopes + change
            if (np.abs(change) <= 1e-10 * slopes + 1e-300).all():
                break
        return slopes


def log_tails(
    nodes: NDArray[np.float64], weights: NDArray[np.float64], slopes: NDArray[np.float64], step: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the totals that belong to slopes of the cumulant function, and the logarithms of their tails.

    Parameters
    ----------
    nodes, weights
        Sizes and their numbers, shape (n,).
    slopes
        Slopes of shape (k,), at least 0.
    step
        Distance of neighbouring sums, 0 if they lie on no grid.
    """
    import numpy as np
    from scipy.special import erfcx, log_ndtr

    arguments = np.outer(slopes, nodes)
    bent = np.tanh(arguments)
    totals = bent @ (weights * nodes)
    spread = np.sqrt((1 - bent**2) @ (weights * nodes**2))
    cumulant = (arguments + np.log1p(np.exp(-2 * arguments)) - math.log(2)) @ weights
    exponent = np.maximum(slopes * totals - cumulant, 0.0)
    root = np.sqrt(2 * exponent)
    rise = slopes * spread if not step else -np.expm1(-slopes * step) / step * spread
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = 1 / rise - 1 / root
    at_zero = step / 2 / spread if step else np.zeros_like(spread)
    excess = np.where(root > 1e-4, excess, at_zero)
    # The tail is exp(-exponent) times this factor; it never exceeds exp(-exponent), Chernoff's bound.
    factor = erfcx(root / math.sqrt(2)) / 2 + excess / math.sqrt(2 * math.pi)
    least = np.where(root > 0, log_ndtr(-root) + exponent - 1, 0.0)
    return totals, np.log(np.clip(factor, np.exp(np.minimum(least, 0.0)), 1.0)) - exponent


def merged_nodes(ordered: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return sizes and weights; beyond ``most`` sizes, those after the first ``most / 2`` are merged."""
    import numpy as np

    if ordered.size <= most:
        return ordered, np.ones(ordered.size)
    own = most // 2
    starts = np.linspace(own, ordered.size, most - own + 1).astype(np.intp)[:-1]
    numbers = np.diff([*starts, ordered.size])
    merged = np.sqrt(np.add.reduceat(ordered**2, starts) / numbers)
    return np.concatenate([ordered[:own], merged]), np.concatenate([np.ones(own), numbers])


def _grid_of(sizes: NDArray[np.float64]) -> float:
    """Return the largest number of which all sizes are multiples, 0 if none is found.

    The candidates are the smallest size and its simple fractions, since scores are often equal or rounded.
    """
    import numpy as np

    least = float(sizes.min())
    for divisor in range(1, 33):
        unit = least / divisor
        multiples = sizes / unit
        # Subtracting rounded scores leaves relative errors of about 1e-14 of the scores, not the sizes.
        if float(multiples.max()) < 1e5 and (np.abs(multiples - np.rint(multiples)) < 1e-5).all():
            return unit
    return 0.0
