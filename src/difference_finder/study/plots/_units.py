"""The scores that the means of a study average: of images, or of groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from difference_finder.errors import InputError
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.units import group_means, unit_codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.plots._drawing import Drawing

__all__ = ["UnitScores", "no_common_image", "unit_scores"]


@dataclass(frozen=True, eq=False)
class UnitScores:
    """The scores of methods on the units with a finite score of every method of the study.

    Parameters
    ----------
    metric
        Name of the metric.
    methods
        Names of the methods.
    table
        Scores of shape (methods, units).
    codes
        Number of the data set of each unit, in the order of the study; all 0 without data sets.
    data_sets
        Names of the data sets; empty without data sets.
    """

    metric: str
    methods: tuple[str, ...]
    table: NDArray[np.float64]
    codes: NDArray[np.intp]
    data_sets: tuple[str, ...]

    @property
    def n(self) -> int:
        """The number of units."""
        return int(self.table.shape[1])

    @property
    def strata(self) -> Strata:
        """The data set of each unit."""
        return Strata.of(self.codes)

    def of_data_set(self, name: str) -> NDArray[np.float64]:
        """Return the scores of the units of a data set, shape (methods, units)."""
        return self.table[:, self.codes == self.data_sets.index(name)]


def no_common_image(metric: str) -> InputError:
    """Return the error that no mean of a metric can be drawn."""
    return InputError(
        f"no image has a finite score of every method in '{metric}', so that there is nothing to draw;"
        " choose another metric, or run the study without the methods that lack scores"
    )


def unit_scores(drawing: Drawing, metric: str, methods: tuple[str, ...]) -> UnitScores:
    """Return the scores that the means of a study average.

    Parameters
    ----------
    drawing
        The plot.
    metric
        Name of the metric.
    methods
        Methods of the table. Units are left out on which any method of the study has no finite score, also
        one that is not shown, so that means equal those of the study.

    Raises
    ------
    InputError
        If there is no unit.
    """
    import numpy as np

    scores = drawing.study.pooled
    table = scores.tables[metric]
    whole: NDArray[np.bool_] = np.asarray(np.isfinite(table).all(axis=0))
    if not whole.any():
        raise no_common_image(metric)
    codes, own = unit_codes(scores.groups, scores.data_sets, whole.size)
    places = [scores.methods.index(name) for name in methods]
    common, units = table[:, whole][places], codes[whole]
    if scores.groups is not None:
        common = group_means(common, units)[0]
    data_sets = tuple(dict.fromkeys(scores.data_sets or ()))
    return UnitScores(metric, methods, common, own[np.unique(units)], data_sets)
