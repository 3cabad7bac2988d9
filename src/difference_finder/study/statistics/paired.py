"""Paired comparisons of the scores of two methods on the same images."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.intervals import bca_interval, check_draws, mean_of, skewness_of
from difference_finder.study.statistics.ranks import Ranks, ranks
from difference_finder.study.statistics.significance import Significance, sign_flip, signed_ranks
from difference_finder.study.statistics.units import Advantages, LeftOut, advantages, check_direction
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
        It is first minus second if higher is better, and second minus first if lower is better. NaN if no
        difference is finite.
    interval
        Bootstrap confidence interval (BCa) of the mean advantage; None for fewer than two finite differences.
    skewness
        Skewness of the finite differences, 0 for symmetric ones; NaN if no difference is finite. Beyond 2 the
        interval is too narrow.
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

    @property
    def n_finite(self) -> int:
        """The number of units in the mean, its interval and its test."""
        return self.n - self.n_infinite - self.n_both_infinite

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
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
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
    confidence
        Nominal coverage of the interval, between 0 and 1.
    resamples
        Number of bootstrap resamples.
    seed
        Seed of the resamples, at least 0; the same seed gives the same numbers.

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
        confidence=confidence,
        resamples=resamples,
        seed=seed,
    )[0]


def compare(
    first: ArrayLike,
    second: ArrayLike,
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None,
    confidence: float,
    resamples: int,
    seed: int,
) -> tuple[Paired, Advantages]:
    """Return what :func:`paired` returns, and the advantages on each unit."""
    check_draws(resamples, seed, confidence)
    check_direction(higher_is_better)
    units = advantages(first, second, higher_is_better, groups)
    values, finite = units.values, units.values[units.sized]
    wilcoxon, balance = signed_ranks(values)
    wins, ties, losses = (int(where.sum()) for where in (values > 0, values == 0, values < 0))
    n_infinite = int((abs(values) == math.inf).sum())
    found = Paired(
        n=values.size,
        mean=mean_of(finite),
        interval=bca_interval(finite, confidence, resamples, seed),
        skewness=skewness_of(finite),
        wins=wins,
        ties=ties,
        losses=losses,
        n_infinite=n_infinite,
        n_both_infinite=values.size - finite.size - n_infinite,
        sign_flip=sign_flip(finite),
        wilcoxon=wilcoxon,
        rank_balance=balance,
        left_out=units.left_out,
        higher_is_better=higher_is_better,
        grouped=groups is not None,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
    )
    return found, units
