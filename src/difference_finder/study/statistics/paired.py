"""Numbers from the scores of methods on the same images: paired differences, intervals, tests, ranks."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.study.statistics.intervals import bca_interval, check_draws, mean_of, skewness_of
from difference_finder.study.statistics.ranks import Ranks, ranks
from difference_finder.study.statistics.significance import Significance, holm, sign_flip, signed_ranks
from difference_finder.study.statistics.units import LeftOut, advantages, check_direction
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["LeftOut", "Paired", "Ranks", "Significance", "holm", "paired", "ranks"]


@dataclass(frozen=True)
class Paired:
    """Two methods on the same units: images, or groups of them.

    Parameters
    ----------
    n
        How many units are compared.
    mean
        The mean advantage of the first, in the units of the metric: **above 0 = the first is better**. It is
        first minus second where higher is better, and second minus first where lower is. NaN if no unit has a
        finite difference.
    interval
        The bootstrap interval (BCa) of the mean advantage; None for fewer than two finite differences.
    skewness
        Of the finite differences, 0 for symmetric ones; NaN if there is none. Beyond 2 the interval
        is too narrow.
    wins, ties, losses
        In how many units the first is better, both score alike, and the first is worse.
    n_infinite
        In how many units the difference is infinite, as one score is: they count as wins or losses, and are
        not in ``mean``, ``interval`` and ``sign_flip``.
    n_both_infinite
        In how many units both scores are infinite alike: they count as ties, and are not in these either.
    sign_flip
        The permutation test of the mean.
    wilcoxon
        The test of Wilcoxon's signed ranks, of all n units: zeros are ranked with the rest, and infinite
        differences are the greatest.
    rank_balance
        The share of the rank sum in favour of the first less that against it, -1 to 1 (the rank-biserial
        correlation).
    left_out
        What is not among the n, and why.
    higher_is_better, grouped, confidence, resamples, seed
        As they were given.
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
        """How many units are in the mean, its interval and its test."""
        return self.n - self.n_infinite - self.n_both_infinite

    @property
    def difference(self) -> float:
        """The mean of first minus second, whichever is better."""
        return self.mean if self.higher_is_better else -self.mean

    @property
    def win_rate(self) -> float:
        """The share of units in which the first is better, 0 to 1; NaN if there is none."""
        return self.wins / self.n if self.n else math.nan

    @property
    def tie_rate(self) -> float:
        """The share of units in which both score alike, 0 to 1; NaN if there is none."""
        return self.ties / self.n if self.n else math.nan

    @property
    def loss_rate(self) -> float:
        """The share of units in which the first is worse, 0 to 1; NaN if there is none."""
        return self.losses / self.n if self.n else math.nan

    @property
    def decided_by(self) -> str:
        """The test that a verdict goes by: "sign flip", or "wilcoxon" where a difference is infinite.

        Which one depends on the sizes of the differences and not on their signs, so it favours neither
        method.
        """
        return "wilcoxon" if self.n_infinite else "sign flip"

    @property
    def decision(self) -> Significance:
        """What that test gave."""
        return self.wilcoxon if self.n_infinite else self.sign_flip

    @property
    def direction(self) -> int:
        """Which method that test favours: 1 the first, -1 the second, 0 neither."""
        favour = self.rank_balance if self.n_infinite else self.mean
        return (favour > 0) - (favour < 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, and what follows from them, ready for JSON: NaN is None."""
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
        Shape (n,), in the units of the metric: scores on the same images in the same order; NaN where there
        is none, and the image is left out.
    higher_is_better
        The direction of the metric.
    groups
        Shape (n,): the volume, scene or video of each image, if it is not one by itself. Differences are
        averaged within groups first, so that n counts groups, each once, however many images it has.
    confidence
        Of the interval, between 0 and 1.
    resamples
        How many bootstrap resamples are drawn, and choices of signs where there are too many to try all.
    seed
        Of these draws, at least 0: the same seed gives the same numbers.

    Returns
    -------
    Paired
        Advantages: above 0 = the first is better, whatever the direction of the metric.

    Raises
    ------
    InputError
        If the scores or groups are not as many as each other, or a setting has no meaning.

    Notes
    -----
    The interval is BCa, made wider for few units; see
    :func:`~difference_finder.study.statistics.intervals.bca_interval`. Measured in 4,000 studies each, one
    of 95 % covers the true mean of normal differences of 5 units in 91 %, of 10, 20 and 60 in 95 %; that of
    lognormal ones (sigma 1, a skewness of 6) of 10 units in 89 %, of 60 in 92 %, and most misses lie below
    it; heavy tails (t with 3 degrees of freedom) cost as much.

    The sign-flip test takes equal methods to be as likely to differ in either direction by any size; then
    it holds its level for any number of units. Where many small losses make up for a few large wins
    exactly, as in lognormal differences of 60 units with mean zero, 8.7 % instead of 5 % of studies show a
    difference, against the many.

    Examples
    --------
    >>> result = paired([30.1, 28.4, 33.0, 31.2], [29.8, 28.1, 33.1, 30.6], higher_is_better=True)
    >>> round(result.mean, 3), result.wins, result.losses, result.sign_flip.p
    (0.275, 3, 1, 0.25)
    """
    check_draws(resamples, seed, confidence)
    check_direction(higher_is_better)
    units = advantages(first, second, higher_is_better, groups)
    values, finite = units.values, units.values[units.sized]
    wilcoxon, balance = signed_ranks(values)
    wins, ties, losses = (int(where.sum()) for where in (values > 0, values == 0, values < 0))
    n_infinite = int((abs(values) == math.inf).sum())
    return Paired(
        n=values.size,
        mean=mean_of(finite),
        interval=bca_interval(finite, confidence, resamples, seed),
        skewness=skewness_of(finite),
        wins=wins,
        ties=ties,
        losses=losses,
        n_infinite=n_infinite,
        n_both_infinite=values.size - finite.size - n_infinite,
        sign_flip=sign_flip(finite, resamples, seed),
        wilcoxon=wilcoxon,
        rank_balance=balance,
        left_out=units.left_out,
        higher_is_better=higher_is_better,
        grouped=groups is not None,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
    )
