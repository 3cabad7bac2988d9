"""Tests of all pairs of methods by their mean ranks, after Friedman's test: Nemenyi and Conover."""

# scipy.stats.studentized_range gives the numbers of range_tail, but takes milliseconds for each, and
# importing scipy.stats adds 0.8 s; the range of normal numbers is one integral.

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.ranks import mean_ranks
from difference_finder.study.statistics.strata import Strata

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["conover", "critical_difference", "nemenyi", "range_quantile", "range_tail"]


def nemenyi(placed: NDArray[np.float64], strata: Strata) -> NDArray[np.float64]:
    """Test all pairs of mean ranks, corrected for the number of methods.

    Parameters
    ----------
    placed
        Ranks of at least two methods on at least two units, shape (methods, units).
    strata
        Data set of each unit, whose mean ranks have the same weight.

    Returns
    -------
    array
        p values of shape (methods, methods); 1 on the diagonal.

    References
    ----------
    Nemenyi, Distribution-free multiple comparisons, PhD thesis, Princeton University (1963).
    Demsar, Statistical comparisons of classifiers over multiple data sets, JMLR 7 (2006), 1-30.
    """
    import numpy as np

    ranks, count = mean_ranks(placed, strata), len(placed)
    gaps = np.abs(ranks[:, None] - ranks) / _rank_error(count, strata)
    pairs, places = np.unique(gaps, return_inverse=True)
    return range_tail(pairs * math.sqrt(2), count)[places].reshape(gaps.shape)


def critical_difference(count: int, strata: Strata, level: float) -> float:
    """Return the difference of mean ranks beyond which Nemenyi's test is significant.

    Parameters
    ----------
    count
        Number of methods.
    strata
        Data set of each unit.
    level
        Significance level over all pairs.
    """
    return range_quantile(level, count) / math.sqrt(2) * _rank_error(count, strata)


def _rank_error(count: int, strata: Strata) -> float:
    """Return the standard error of a difference of mean ranks of ``count`` equal methods without ties."""
    units = float(strata.codes.size**2 / (strata.weights**2).sum())  # the number of units of equal weight
    return math.sqrt(count * (count + 1) / (6 * units))


def conover(placed: NDArray[np.float64], strata: Strata) -> NDArray[np.float64]:
    """Test all pairs of mean ranks by Student's t with the variance within methods, and Holm's correction.

    Parameters
    ----------
    placed, strata
        See :func:`nemenyi`.

    Returns
    -------
    array
        p values of shape (methods, methods); 1 on the diagonal. NaN if each data set has a single unit.

    Notes
    -----
    The variance is the mean square of the ranks that neither unit nor method explains, within each data set,
    so that methods whose mean ranks differ between the data sets do not add to it.

    References
    ----------
    Conover, Practical nonparametric statistics, 3rd edition, Wiley (1999), section 5.8.
    """
    import numpy as np
    from scipy.special import stdtr

    count = len(placed)
    residuals = placed - (count + 1) / 2
    for part in strata.parts:
        residuals[:, part] -= residuals[:, part].mean(axis=1, keepdims=True)
    freedom = (count - 1) * int((strata.sizes - 1).sum())
    if not freedom:
        return np.full((count, count), math.nan)
    variance = float((residuals**2).sum()) / freedom
    ranks = mean_ranks(placed, strata)
    gaps = np.abs(ranks[:, None] - ranks)
    error = math.sqrt(2 * variance * float((strata.weights**2).sum())) / strata.codes.size
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 2 * stdtr(freedom, -np.where(gaps > 0, gaps / error, 0.0))
    upper = np.triu_indices(count, 1)
    ps = np.ones((count, count))
    ps[upper] = holm(np.clip(found[upper], 0.0, 1.0))
    return np.minimum(ps, ps.T)


def range_tail(quantiles: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the probability that the range of ``count`` standard normal numbers is at least a quantile.

    Parameters
    ----------
    quantiles
        Numbers of shape (n,), at least 0.
    count
        Number of normal numbers, at least 2.

    Examples
    --------
    >>> import numpy as np
    >>> range_tail(np.array([0.0, 3.633]), 4).round(4).tolist()
    [1.0, 0.05]
    """
    import numpy as np
    from scipy.special import ndtr

    points = np.linspace(-9.0, 9.0, 1441)  # the trapezoidal rule is exact to 1e-15 for so smooth a function
    below = ndtr(points)
    density = count * np.exp(-(points**2) / 2) / math.sqrt(2 * math.pi) * below ** (count - 1)
    tails = np.empty(quantiles.size)
    for place, quantile in enumerate(quantiles.tolist()):
        # The largest number is at the point, and the others are not all within the range below it.
        share = np.minimum(ndtr(points - quantile) / np.maximum(below, 1e-300), 1.0)
        with np.errstate(divide="ignore"):
            beyond = -np.expm1((count - 1) * np.log1p(-share))
        tails[place] = float((density * beyond).sum()) * (points[1] - points[0])
    return np.clip(tails, 0.0, 1.0)


def range_quantile(level: float, count: int) -> float:
    """Return the quantile that the range of ``count`` standard normal numbers exceeds with a probability.

    Examples
    --------
    >>> round(range_quantile(0.05, 4), 3)
    3.633
    """
    import numpy as np

    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        if range_tail(np.array([middle]), count)[0] > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2
