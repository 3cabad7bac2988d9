"""Performance profiles: on which share of the images a method comes within a distance of the best one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.study.plan.statistics_settings import IMAGES
from difference_finder.study.statistics.ranks import compared_units
from difference_finder.study.statistics.resampling import resampled_means
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from difference_finder.study.statistics.strata import Strata

__all__ = ["Profile", "profile"]

WIDEST = 0.95
"""Share of all gaps that the default distances cover."""
MARGIN = 1.05
"""Ratio of the last distance and the largest gap, if all gaps lie before it."""
AT_ONCE = 2**22
"""Number of indicators in memory at a time."""


@dataclass(frozen=True)
class Profile:
    """The performance profiles of several methods in one metric.

    Parameters
    ----------
    metric, methods
        Names of the metric and the methods.
    n
        Number of units, images or groups, with a score of every method.
    data_sets
        Number of their data sets, whose shares have the same weight; None without data sets.
    distances
        Distances to the best score of any method on the same unit, in the units of the metric, ascending from
        0.
    shares
        For each method the share of units on which its score is at most the distance worse than the best
        score, 0 to 1; at distance 0 the share on which it is the best.
    beyond
        Number of scores, of all methods and units, that are further from the best than the last distance,
        infinitely far ones included.
    bands
        For each method and distance the lower and the upper end of a pointwise bootstrap interval
        (percentiles); None for fewer than two units.
    confidence, resamples, seed, over
        Arguments of the bands.
    """

    metric: str
    methods: tuple[str, ...]
    n: int
    data_sets: int | None
    distances: tuple[float, ...]
    shares: tuple[tuple[float, ...], ...]
    beyond: int
    bands: tuple[tuple[tuple[float, float], ...], ...] | None
    confidence: float
    resamples: int
    seed: int
    over: str = IMAGES

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON: NaN is None."""
        facts: dict[str, Any] = to_jsonable(asdict(self))
        return facts


def profile(
    metric: str,
    table: ArrayLike,
    methods: Sequence[str],
    *,
    higher_is_better: bool,
    groups: Sequence[Hashable] | None = None,
    data_sets: Sequence[Hashable] | None = None,
    points: int = 101,
    confidence: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
    over: str = IMAGES,
) -> Profile:
    """Return on which share of the images each method comes within a distance of the best method.

    Parameters
    ----------
    metric
        Name of the metric.
    table
        Scores of at least two methods, shape (methods, images). An image with NaN for any method is excluded.
    methods
        Names of the methods.
    higher_is_better
        Direction of the metric.
    groups, data_sets, confidence, resamples, seed, over
        See :func:`difference_finder.study.statistics.paired.paired`.
    points
        Number of distances, evenly spaced from 0 to the distance within which 95 % of all scores lie that
        are not infinitely far.

    Raises
    ------
    InputError
        If no image has a score of every method, or an argument is invalid.

    Notes
    -----
    Dolan and More divide by the best performance on a problem, which suits times. Metrics such as PSNR are
    logarithmic, and others have no zero that a ratio could refer to, so that differences take the place of
    ratios here.

    References
    ----------
    Dolan and More, Benchmarking optimization software with performance profiles, Math. Program. 91 (2002),
    doi:10.1007/s101070100263.
    Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice, NeurIPS 34 (2021),
    doi:10.48550/arXiv.2108.13264.

    Examples
    --------
    >>> found = profile("psnr", [[30.0, 31.0], [29.0, 33.0]], ["a", "b"], higher_is_better=True, points=3)
    >>> found.shares
    ((0.5, 0.5, 0.5), (0.5, 0.5, 1.0))
    """
    import numpy as np

    drawn: dict[str, Any] = {"confidence": confidence, "resamples": resamples, "seed": seed, "over": over}
    scores, strata, _ = compared_units(table, higher_is_better, groups=groups, data_sets=data_sets, **drawn)
    gaps = _gaps(scores)
    if not gaps.shape[1]:
        raise InputError(
            f"no image has a score of every method in '{metric}', so that it has no performance profile;"
            " choose another metric, or leave out the methods that lack scores"
        )
    distances = np.linspace(0, _widest(gaps), max(points, 2))
    rows = [_shares(row, distances, strata, **drawn) for row in gaps]
    several = gaps.shape[1] > 1
    return Profile(
        metric=metric,
        methods=tuple(methods),
        n=gaps.shape[1],
        data_sets=None if data_sets is None else strata.count,
        distances=tuple(distances.tolist()),
        shares=tuple(tuple(shares.tolist()) for shares, _ in rows),
        beyond=int((gaps > distances[-1]).sum()),
        bands=tuple(tuple(map(tuple, band.T.tolist())) for _, band in rows) if several else None,
        **drawn,
    )


def _widest(gaps: NDArray[np.float64]) -> float:
    """Return the last distance: somewhat beyond the largest gap, if it is that; 1 if no gap is above 0."""
    import numpy as np

    finite = gaps[np.isfinite(gaps)]
    most = float(finite.max())
    end = float(np.quantile(finite, WIDEST)) or most
    return MARGIN * end if end == most > 0 else end or 1.0


def _gaps(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much each score (methods, units), of which higher is better, is below the best."""
    import numpy as np

    best = scores.max(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(scores == best, 0.0, best - scores))


def _shares(
    gaps: NDArray[np.float64],
    distances: NDArray[np.float64],
    strata: Strata,
    confidence: float,
    resamples: int,
    seed: int,
    over: str,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares of one method at each distance, and the ends of their bands, shape (2, distances)."""
    import numpy as np

    step = max(1, AT_ONCE // max(gaps.size, 1))
    shares, bands = [np.zeros(0)], [np.zeros((2, 0))]
    tails = (1 - confidence) / 2, (1 + confidence) / 2
    for start in range(0, len(distances), step):
        within = (gaps <= distances[start : start + step, None]).astype(np.float64)
        shares.append(np.mean([within[:, part].mean(axis=1) for part in strata.parts], axis=0))
        if gaps.size > 1:
            means = resampled_means(within, strata, resamples, seed, over)
            bands.append(np.quantile(means, tails, axis=1))
    return np.concatenate(shares), np.concatenate(bands, axis=1)
