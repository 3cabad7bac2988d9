"""The effects of the runs of methods, such as trainings with other seeds, on mean scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from difference_finder.study.statistics.moments import scaled_to_one
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.units import group_means

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NO_RUNS", "RunEffects", "RunErrors", "effects_of_runs", "run_errors"]

STREAM = 1_920_298_867
"""Number that tells the draws of runs from those of images under the same seed."""


@dataclass(frozen=True)
class RunEffects:
    """The effects of the runs of one method in one metric.

    Parameters
    ----------
    whole
        Effect of each run on the mean over all data sets, as :func:`effects_of_runs` returns it.
    by_data_set
        Effects on the mean of each data set.
    """

    whole: tuple[float, ...]
    by_data_set: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


NO_RUNS = RunEffects(())
"""The effects of a single run, which are unknown."""


def effects_of_runs(
    rows: NDArray[np.float64], codes: NDArray[np.intp], data_sets: NDArray[np.intp]
) -> tuple[float, ...]:
    """Estimate the effect of each run of a method on its mean score.

    Parameters
    ----------
    rows
        Scores of at least two runs, shape (runs, images); images without a finite score of every run do not
        count.
    codes
        Unit of each image.
    data_sets
        Data set of each unit.

    Returns
    -------
    tuple of float
        Deviation of the mean of each run from the mean of all runs, which sum to 0. Their variance, with
        n - 1, estimates the variance of a run over infinitely many images: the part that stems from the
        finite number of units, which intervals contain anyway, is removed by the same factor from all.
        NaN without an image.

    Notes
    -----
    In the model score = image + run + interaction, the mean of squares of the deviations of the runs has the
    expectation var(run) + var(interaction) / n; the second term is estimated from the residuals (analysis of
    variance with crossed random factors). A negative estimate becomes 0.

    References
    ----------
    Searle, Casella and McCulloch, Variance components, Wiley (1992), doi:10.1002/9780470316856.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]])
    >>> effects_of_runs(rows, np.arange(3), np.zeros(3, np.intp))
    (-0.5, 0.5)
    """
    import numpy as np

    whole = np.isfinite(rows).all(axis=0)
    if not whole.any():
        return (math.nan,) * len(rows)
    table, _ = group_means(rows[:, whole], codes[whole])
    strata = Strata.of(data_sets[np.unique(codes[whole])])
    scaled, power = scaled_to_one(table)
    off = scaled - scaled.mean(axis=0)
    effects = np.array([strata.mean(row) for row in off])
    by_chance = 0.0
    for part in strata.parts:
        if part.size > 1:
            squares = ((off[:, part] - off[:, part].mean(axis=1, keepdims=True)) ** 2).sum()
            by_chance += squares / (part.size - 1) / part.size / strata.count**2
    found = float((effects**2).sum())
    kept = math.sqrt(max(0.0, 1 - by_chance / found)) if found else 0.0
    return tuple(np.ldexp(kept * effects, power).tolist())


@dataclass(frozen=True)
class RunErrors:
    """The error of a difference of two means from the choice of the runs.

    Parameters
    ----------
    error
        Standard error of the difference over choices of runs, in the units of the scores.
    freedom
        Degrees of freedom of the error, by Welch and Satterthwaite.
    effects
        Effects of the runs of each method with several runs.
    """

    error: float
    freedom: float
    effects: tuple[tuple[float, ...], ...]

    def draws(self, resamples: int, seed: int) -> NDArray[np.float64]:
        """Return the errors of resamples, for each of which the runs of each method are drawn once.

        Notes
        -----
        The mean of r drawn runs varies less than that of r new ones, by the factor (r - 1) / r in the
        variance, which is 2/3 for 3 runs; effects are scaled by its inverse root (Rao and Wu).

        References
        ----------
        Rao and Wu, Resampling inference with complex survey data, JASA 83 (1988),
        doi:10.1080/01621459.1988.10478591.
        """
        import numpy as np

        found = np.zeros(resamples)
        for number, own in enumerate(self.effects):
            generator, r = np.random.default_rng((seed, STREAM, number)), len(own)
            drawn = np.asarray(own)[generator.integers(0, r, (resamples, r))]
            found += math.sqrt(r / (r - 1)) * drawn.mean(axis=1)
        return found


def run_errors(effects: Sequence[Sequence[float]]) -> RunErrors | None:
    """Return the error of a difference of means from the choice of runs; None if there is none.

    Parameters
    ----------
    effects
        Effects of the runs of both methods; empty for a method with a single run.
    """
    several = [tuple(own) for own in effects if len(own) > 1]
    sizes = [abs(effect) for own in several for effect in own]
    if not any(sizes) or any(map(math.isnan, sizes)):
        return None
    size = max(sizes)
    squares = [(math.fsum((e / size) ** 2 for e in own), len(own)) for own in several]
    parts = [(own / (r - 1) / r, r - 1) for own, r in squares]
    variance = math.fsum(part for part, _ in parts)
    freedom = variance**2 / math.fsum(part**2 / df for part, df in parts)
    return RunErrors(size * math.sqrt(variance), freedom, tuple(several))
