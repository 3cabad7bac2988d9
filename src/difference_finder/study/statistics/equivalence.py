"""Equivalence of two methods: a mean difference that is smaller than the smallest relevant difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from difference_finder.study.statistics.significance import sign_flip
from difference_finder.study.statistics.strata import Strata

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["equivalence_p", "is_equivalent"]


def equivalence_p(values: NDArray[np.float64], margin: float, strata: Strata | None = None) -> float:
    """Test whether a mean lies between ``-margin`` and ``margin``, by two one-sided sign-flip tests.

    Parameters
    ----------
    values
        Finite paired differences of shape (n,).
    margin
        Smallest relevant difference, above 0.
    strata
        Data set of each difference, whose means have the same weight; None for one data set.

    Returns
    -------
    float
        The larger p of the tests against a mean of at most ``-margin`` and of at least ``margin``; NaN for
        fewer than two values.

    Notes
    -----
    The differences between the means of the data sets add to the variance under sign flips, so that with
    several data sets the test errs towards a larger p.

    References
    ----------
    Schuirmann, A comparison of the two one-sided tests procedure and the power approach, J. Pharmacokinet.
    Biopharm. 15 (1987), doi:10.1007/BF01068419.

    Examples
    --------
    >>> import numpy as np
    >>> equivalence_p(np.array([0.1, -0.2, 0.2, 0.0, 0.1, -0.1, 0.0, 0.1]), 1.0)
    0.00390625
    """
    if values.size < 2:
        return math.nan
    within = Strata.one(values.size) if strata is None else strata
    return max(_above_zero_p(values + margin, within), _above_zero_p(margin - values, within))


def is_equivalent(interval: tuple[float, float] | None, margin: float, p: float, level: float) -> bool:
    """Return whether a mean difference is equivalent to none.

    Parameters
    ----------
    interval
        Confidence interval of the mean difference; None if there is none.
    margin
        Smallest relevant difference, above 0.
    p
        Corrected p value of :func:`equivalence_p`; NaN without a test.
    level
        Significance level.

    Examples
    --------
    >>> is_equivalent((-0.01, 0.03), 0.05, 0.004, 0.05), is_equivalent((-0.01, 0.06), 0.05, 0.004, 0.05)
    (True, False)
    """
    return interval is not None and -margin < interval[0] <= interval[1] < margin and p <= level


def _above_zero_p(values: NDArray[np.float64], strata: Strata) -> float:
    """Return the one-sided p of the test whether a mean is above zero."""
    half = sign_flip(values, strata.weights).p / 2
    return half if strata.mean(values) > 0 else 1 - half
