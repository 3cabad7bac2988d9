"""Bootstrap confidence intervals of means."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.plan.statistics_settings import DATA_SETS, IMAGES, OVER
from difference_finder.study.statistics.moments import scaled_to_one, skewness_of
from difference_finder.study.statistics.quantiles import combined_freedom, t_quantile
from difference_finder.study.statistics.resampling import resampled_means
from difference_finder.study.statistics.run_effects import RunErrors
from difference_finder.study.statistics.strata import Strata
from difference_finder.text import option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Spread", "bca_interval", "check_draws", "check_over", "spread_of"]


def check_draws(resamples: int, seed: int, confidence: float = 0.95) -> None:
    """Raise an error if a setting of resampling is invalid.

    Raises
    ------
    InputError
        If a setting is invalid.
    """
    for name, value, least in (("resamples", resamples, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise InputError(f"{name} must be a whole number, at least {least}, not {value!r}")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 < confidence < 1:
        raise InputError(f"confidence must be a number between 0 and 1, such as 0.95, not {confidence!r}")


def check_over(over: str, data_sets: Sequence[Hashable] | None) -> None:
    """Raise an error if results cannot hold for what is asked.

    Raises
    ------
    UnknownNameError
        If ``over`` is not a known name.
    InputError
        If results are to hold for other data sets, and there are none.
    """
    if over not in OVER:
        raise UnknownNameError.among(f"value of {option('over')}", str(over), OVER)
    if over == DATA_SETS and data_sets is None:
        raise InputError(
            f"{option('over', over)} needs the scores of several data sets, and these have none; leave"
            f" {option('over')} out, or state the data set of each image"
        )


@dataclass(frozen=True)
class Spread:
    """The estimated sampling distribution of a mean of means.

    Parameters
    ----------
    widening
        Standard error divided by the standard deviation of the means of resamples. The latter is too small by
        a factor sqrt((n - 1) / n) for n units of one data set. NaN if no value differs from its mean.
    freedom
        Degrees of freedom of the standard error: n - 1 for one data set, those of
        :func:`~difference_finder.study.statistics.quantiles.combined_freedom` for several, and the number of
        data sets less 1 if data sets are drawn.
    acceleration
        Rate of change of the standard error with the mean, by the jackknife.
    error
        Standard error, in the units of the values.
    """

    widening: float
    freedom: float
    acceleration: float
    error: float

    def run_share(self, runs: RunErrors | None) -> float:
        """Return the share of the choice of runs in the variance of the mean, 0 to 1."""
        if runs is None:
            return 0.0
        size = max(self.error, runs.error)
        parts = (self.error / size) ** 2, (runs.error / size) ** 2
        return parts[1] / sum(parts)


def spread_of(values: NDArray[np.float64], strata: Strata, over: str = IMAGES) -> Spread | None:
    """Estimate the sampling distribution of a mean of the means of data sets.

    Parameters
    ----------
    values
        Finite values of shape (n,).
    strata
        Data set of each value.
    over
        "images" for samples of images of these data sets, "data-sets" for samples of data sets.

    Returns
    -------
    Spread or None
        None if it cannot be estimated, since a data set has a single value, or ("data-sets") since there is
        one data set.
    """
    import numpy as np

    if not values.size or (strata.count if over == DATA_SETS else strata.sizes.min()) < 2:
        return None
    (scaled, power), count, n = scaled_to_one(values), strata.count, strata.sizes
    off, means = strata.deviations(scaled), strata.means(scaled)
    both, further = scaled_to_one(np.concatenate([off, means - means.mean()]))
    off, apart = np.split(both, [off.size])
    drawn = np.bincount(strata.codes, off**2) / n**2
    if over == DATA_SETS:
        squares = float((apart**2).sum())
        variance, resampled = squares / count / (count - 1), (squares + drawn.sum()) / count**2
        freedom = count - 1.0
        acceleration = skewness_of(means) / (6 * math.sqrt(count))
    else:
        own = drawn * n / (n - 1)
        variance, resampled = own.sum(), drawn.sum()
        freedom = combined_freedom(own, n)
        acceleration = skewness_of(strata.weights * off) / (6 * math.sqrt(off.size))
    widening = math.sqrt(variance / resampled) if resampled else math.nan
    error = float(np.ldexp(math.sqrt(variance), power + further))
    return Spread(widening, float(freedom), acceleration, error)


def bca_interval(
    values: NDArray[np.float64],
    confidence: float,
    resamples: int,
    seed: int,
    strata: Strata | None = None,
    over: str = IMAGES,
    runs: RunErrors | None = None,
) -> tuple[float, float] | None:
    """Return the bias-corrected and accelerated bootstrap interval of a mean, or of a mean of means.

    Parameters
    ----------
    values
        Finite values of shape (n,).
    confidence
        Nominal coverage of the interval, between 0 and 1.
    resamples
        Number of bootstrap resamples.
    seed
        Seed of the resamples.
    strata
        Data set of each value, whose means have the same weight; None for one data set.
    over
        "images" draws the images of each data set; "data-sets" draws data sets, and then their images.
    runs
        Error from the choice of the runs of both methods, whose runs are drawn as well; None to take the
        runs as given.

    Returns
    -------
    tuple of float or None
        Lower and upper end, which are equal if no value differs from the mean of its data set, and no run
        from the others; None if a data set has fewer than two values, or ("data-sets") for fewer than two
        data sets.

    Notes
    -----
    The acceleration is the jackknife estimate. Resamples whose mean equals the observed mean, up to rounding,
    count half as below it.

    The interval departs from the textbook in one respect. Means of resamples vary less than sample means, by
    a factor sqrt((n - 1) / n) for one data set, and the normal distribution has thinner tails than Student's
    t, so that intervals of small samples are too narrow. The ends therefore use the quantile of t, times the
    inverse of this factor, in place of the normal quantile (Hesterberg). For 60 values and 0.95, the tails
    are 0.0218 instead of 0.025.

    Means of hierarchical resamples vary by the differences within data sets twice, once by themselves and
    once in the means of the data sets. Their quantiles are moved to the standard error of the means of the
    data sets, and to the quantile of t.

    With runs, one draw of the runs of each method applies to all images of a resample, since runs and images
    are crossed (Owen). Interactions of runs and images are in the differences of the images. Quantiles are
    scaled to those of :func:`~difference_finder.study.statistics.quantiles.t_quantile`.

    References
    ----------
    Efron, Better bootstrap confidence intervals, JASA 82 (1987), doi:10.1080/01621459.1987.10478410.
    Hesterberg, What teachers should know about the bootstrap, The American Statistician 69 (2015),
    doi:10.1080/00031305.2015.1089789.
    Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007), doi:10.1214/07-AOAS122.
    Davison and Hinkley, Bootstrap methods and their application, Cambridge University Press (1997), section
    3.8, doi:10.1017/CBO9780511802843.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = bca_interval(np.arange(20.0), 0.95, 9999, 0)
    >>> round(low, 1), round(high, 1)
    (6.8, 12.2)
    """
    import numpy as np

    within = Strata.one(values.size) if strata is None else strata
    spread = spread_of(values, within, over)
    if spread is None:
        return None
    scaled, power = scaled_to_one(values)
    mean, alike = within.mean(scaled), values.min() == values.max() or math.isnan(spread.widening)
    if alike and runs is None:
        mean = float(values[0]) if values.min() == values.max() else float(np.ldexp(mean, power))
        return mean, mean
    if alike:
        means = np.full(resamples, mean)
    else:
        means = resampled_means(scaled[None], within, resamples, seed, over)[0]
    if runs is not None:
        # The run effects have a factor of their own against few runs, and the images theirs.
        own = 1.0 if alike else spread.widening
        means = mean + own * (means - mean) + np.ldexp(runs.draws(resamples, seed), -power)
    low, high = np.ldexp(_ends(np.sort(means), mean, confidence, spread, within, runs), power)
    return float(low), float(high)


def _ends(
    means: NDArray[np.float64],
    mean: float,
    confidence: float,
    spread: Spread,
    strata: Strata,
    runs: RunErrors | None,
) -> NDArray[np.float64]:
    """Return the ends of the interval from the sorted means of resamples, up to 1 in size."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    noise = 1e-14
    below = np.searchsorted(means, mean - noise), np.searchsorted(means, mean + noise, side="right")
    # With few resamples all may lie on one side.
    bias = ndtri(np.clip((below[0] + below[1]) / 2, 0.5, means.size - 0.5) / means.size)
    share = spread.run_share(runs)
    run_freedom = math.nan if runs is None else runs.freedom
    reach = t_quantile(0.5 + confidence / 2, spread.freedom, run_freedom, share)
    if runs is None:
        reach *= spread.widening
    # Few data sets or runs have few different resamples, whose extreme quantiles tell nothing.
    asked = ndtri(0.5 + confidence / 2) if strata.count > 1 or runs is not None else reach
    shifted = bias + np.array([-asked, asked])
    steepness = 1 - spread.acceleration * (1 - share) ** 1.5 * shifted
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(steepness > 0, ndtr(bias + shifted / steepness), shifted > 0)
    return np.asarray(mean + reach / asked * (np.quantile(means, shares) - mean))
