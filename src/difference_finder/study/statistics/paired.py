"""Paired comparisons of the scores of two methods on the same images."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.study.plan.statistics_settings import IMAGES
from difference_finder.study.statistics.advantages import Advantages, LeftOut, advantages
from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.intervals import (
    bca_interval,
    check_draws,
    check_over,
    spread_of,
)
from difference_finder.study.statistics.moments import skewness_of
from difference_finder.study.statistics.quantiles import t_quantile
from difference_finder.study.statistics.ranks import Ranks, ranks
from difference_finder.study.statistics.run_effects import run_errors
from difference_finder.study.statistics.significance import Significance, sign_flip, signed_ranks
from difference_finder.study.statistics.units import check_direction
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["LeftOut", "Paired", "Ranks", "Significance", "compare", "holm", "paired", "ranks"]


@dataclass(frozen=True)
class Paired:
    """The comparison of two methods on the same statistical units: images, or groups of images.

    Parameters
    ----------
    n
        Number of units that are compared.
    mean
        Mean advantage of the first method, in the units of the metric; **positive if the first is better**.
        It is first minus second if higher is better, and second minus first if lower is better. With data
        sets, the mean of their means. NaN if no difference is finite.
    interval
        Bootstrap confidence interval (BCa) of the mean advantage; None for fewer than two finite differences,
        also of a single data set.
    skewness
        Skewness of the finite differences, 0 for symmetric ones; NaN if no difference is finite. Beyond 2 the
        interval is too narrow. With data sets, of the weighted differences from the means of the data sets.
    wins, ties, losses
        Number of units on which the first is better, both are equal, and the first is worse.
    n_infinite
        Number of units with an infinite difference, since one score is infinite: they count as wins or
        losses, and do not enter ``mean``, ``interval`` and ``sign_flip``.
    n_both_infinite
        Number of units on which both scores are infinite: they count as ties, and do not enter these either.
    sign_flip
        Sign-flip permutation test of the mean.
    wilcoxon
        Wilcoxon signed-rank test of all n units: zeros are ranked with the others, and infinite differences
        have the highest rank.
    rank_balance
        Share of the rank sum in favour of the first minus the share against it, -1 to 1 (rank-biserial
        correlation).
    left_out
        Units and images that are excluded.
    higher_is_better, grouped, confidence, resamples, seed
        Arguments of the comparison.
    data_sets
        Number of data sets with a finite difference; None without data sets.
    smallest_data_set
        Smallest number of finite differences in any of these data sets; None without data sets.
    over
        "images" if the interval holds for images of these data sets, "data-sets" if for other data sets.
    freedom
        Degrees of freedom of the interval; NaN without one.
    runs
        Number of runs of both methods whose choice the interval includes; 1 for runs that are taken as given.
    run_share
        Share of the choice of runs in the variance of the mean, 0 to 1.
    run_freedom
        Degrees of freedom of this variance; 0 without it.
    """

    n: int
    mean: float
    interval: tuple[float, float] | None
    skewness: float
    wins: int
    ties: int
    losses: int
    n_infinite: int
    n_both_infinite: int
    sign_flip: Significance
    wilcoxon: Significance
    rank_balance: float
    left_out: LeftOut
    higher_is_better: bool
    grouped: bool
    confidence: float
    resamples: int
    seed: int
    data_sets: int | None = None
    smallest_data_set: int | None = None
    over: str = IMAGES
    freedom: float = math.nan
    runs: tuple[int, int] = (1, 1)
    run_share: float = 0.0
    run_freedom: float = 0.0

    def quantile(self, p: float) -> float:
        """Return the quantile of Student's t that the interval uses."""
        return t_quantile(p, self.freedom, self.run_freedom, self.run_share)

    @property
    def n_finite(self) -> int:
        """The number of units in the mean, its interval and its test."""
        return self.n - self.n_infinite - self.n_both_infinite

    @property
    def drawn(self) -> int:
        """The number of what the interval draws: units, or data sets."""
        return self.n_finite if self.over == IMAGES else self.data_sets or 0

    @property
    def difference(self) -> float:
        """The mean of first minus second, whatever the direction of the metric."""
        return self.mean if self.higher_is_better else -self.mean

    @property
    def win_rate(self) -> float:
        """The share of units on which the first is better, 0 to 1; NaN without units."""
        return self.wins / self.n if self.n else math.nan

    @property
    def tie_rate(self) -> float:
        """The share of units on which both are equal, 0 to 1; NaN without units."""
        return self.ties / self.n if self.n else math.nan

    @property
    def loss_rate(self) -> float:
        """The share of units on which the first is worse, 0 to 1; NaN without units."""
        return self.losses / self.n if self.n else math.nan

    @property
    def decided_by(self) -> str:
        """The deciding test: "sign flip", or "wilcoxon" if a difference is infinite.

        The choice depends on the sizes of the differences and not on their signs, so that it favours neither
        method.
        """
        return "wilcoxon" if self.n_infinite else "sign flip"

    @property
    def decision(self) -> Significance:
        """The result of the deciding test."""
        return self.wilcoxon if self.n_infinite else self.sign_flip

    @property
    def direction(self) -> int:
        """The method that the deciding test favours: 1 the first, -1 the second, 0 neither."""
        favour = self.rank_balance if self.n_infinite else self.mean
        return (favour > 0) - (favour < 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields and derived values, ready for JSON: NaN is None."""
        follows = ("n_finite", "difference", "win_rate", "tie_rate", "loss_rate", "decided_by", "direction")
        facts: dict[str, Any] = to_jsonable(asdict(self) | {name: getattr(self, name) for name in follows})
        return facts


def paired(
    first: ArrayLike,
    second: ArrayLike,
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None = None,
    data_sets: Sequence[Hashable] | None = None,
    over: str = IMAGES,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
    runs: Sequence[Sequence[float]] = (),
) -> Paired:
    """Compare the scores of two methods on the same images.

    Parameters
    ----------
    first, second
        Scores on the same images in the same order, shape (n,), in the units of the metric. An image with NaN
        is excluded.
    higher_is_better
        Direction of the metric.
    groups
        Volume, scene or video of each image, shape (n,), if images are not independent units. Differences are
        averaged within groups first, so that each group counts once, however many images it has.
    data_sets
        Data set of each image, shape (n,), for a mean of the means of the data sets; None for one data set.
        Groups of different data sets are different groups, even under one name.
    over
        What the interval holds for: "images" of these data sets, which are drawn within each of them; or
        other "data-sets", which are drawn first (hierarchical bootstrap).
    confidence
        Nominal coverage of the interval, between 0 and 1.
    resamples
        Number of bootstrap resamples.
    seed
        Seed of the resamples, at least 0; the same seed gives the same numbers.
    runs
        Effects of the runs of both methods, whose mean scores are given, as
        :func:`difference_finder.study.statistics.run_effects.effects_of_runs` returns them; empty for a
        method with a single run. The interval then holds for other runs too, and p for these runs.

    Returns
    -------
    Paired
        Differences that are positive if the first is better, whatever the direction of the metric.

    Raises
    ------
    InputError
        If scores and groups differ in number, or a setting is invalid.

    Notes
    -----
    The interval is BCa, widened for small samples; see
    :func:`~difference_finder.study.statistics.intervals.bca_interval`. In 4,000 simulated studies each, 95 %
    intervals cover the true mean of normal differences in 91 % of studies with 5 units, and in 95 % with 10,
    20 and 60. For lognormal differences (sigma 1, skewness 6) coverage is 89 % with 10 units and 92 % with
    60, and most intervals that miss the mean lie below it; heavy tails (t with 3 degrees of freedom) have a
    similar cost.

    The sign-flip test assumes that differences between equal methods are symmetric about zero; it then holds
    its level for any number of units. If many small losses balance a few large wins, as in lognormal
    differences of 60 units with mean zero, 8.7 % instead of 5 % of studies are significant, against the
    method with the few wins.

    Examples
    --------
    >>> result = paired([30.1, 28.4, 33.0, 31.2], [29.8, 28.1, 33.1, 30.6], higher_is_better=True)
    >>> round(result.mean, 3), result.wins, result.losses, result.sign_flip.p
    (0.275, 3, 1, 0.25)
    """
    return compare(
        first,
        second,
        higher_is_better=higher_is_better,
        groups=groups,
        data_sets=data_sets,
        over=over,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
        runs=runs,
    )[0]


def compare(
    first: ArrayLike,
    second: ArrayLike,
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None,
    data_sets: Sequence[Hashable] | None = None,
    over: str = IMAGES,
    confidence: float,
    resamples: int,
    seed: int,
    runs: Sequence[Sequence[float]] = (),
) -> tuple[Paired, Advantages]:
    """Return what :func:`paired` returns, and the advantages on each unit."""
    check_draws(resamples, seed, confidence)
    check_direction(higher_is_better)
    check_over(over, data_sets)
    units = advantages(first, second, higher_is_better, groups, data_sets)
    values, finite, strata = units.values, units.finite, units.finite_strata
    wilcoxon, balance = signed_ranks(values, units.strata)
    wins, ties, losses = (int(where.sum()) for where in (values > 0, values == 0, values < 0))
    n_infinite = int((abs(values) == math.inf).sum())
    spread, errors = spread_of(finite, strata, over), run_errors(runs)
    several = data_sets is not None
    found = Paired(
        n=values.size,
        mean=strata.mean(finite),
        interval=bca_interval(finite, confidence, resamples, seed, strata, over, errors),
        skewness=skewness_of(strata.weights * strata.deviations(finite) if strata.count > 1 else finite),
        wins=wins,
        ties=ties,
        losses=losses,
        n_infinite=n_infinite,
        n_both_infinite=values.size - finite.size - n_infinite,
        sign_flip=sign_flip(finite, strata.weights),
        wilcoxon=wilcoxon,
        rank_balance=balance,
        left_out=units.left_out,
        higher_is_better=higher_is_better,
        grouped=groups is not None,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
        data_sets=strata.count if several else None,
        smallest_data_set=int(strata.sizes.min(initial=values.size)) if several else None,
        over=over,
        freedom=math.nan if spread is None else spread.freedom,
        runs=(max(1, len(runs[0])), max(1, len(runs[1]))) if runs else (1, 1),
        run_share=0.0 if spread is None else spread.run_share(errors),
        run_freedom=0.0 if errors is None else errors.freedom,
    )
    return found, units
