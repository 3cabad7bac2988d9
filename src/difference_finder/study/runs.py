"""Several runs of a method, such as trainings with other seeds: their mean on each image, their spread."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.study.statistics.run_effects import RunEffects, effects_of_runs
from difference_finder.study.statistics.units import parts_of, unit_codes
from difference_finder.text import join_names, to_jsonable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.table import Scores

__all__ = [
    "RUNS",
    "RunSpread",
    "merge_runs",
    "named_runs",
    "read_runs",
    "recorded_effects",
    "runs_record",
    "scores_of_runs",
]


RUNS = "runs.csv"
"""File with the scores of each run, in the columns of ``scores.csv``, where methods have several runs."""


@dataclass(frozen=True)
class RunSpread:
    """How much the runs of a method differ in a metric.

    Parameters
    ----------
    method, metric
        Names of the method and the metric.
    means
        Mean score of each run, in the units of the metric: over the images with a finite score of every run
        of every method, in groups and data sets as for methods.
    effects
        Effects of the runs, which intervals resample.
    """

    method: str
    metric: str
    means: tuple[float, ...]
    effects: RunEffects

    @property
    def std(self) -> float:
        """The standard deviation of the means of the runs, with n - 1; NaN for a single run."""
        import numpy as np

        return float(np.std(self.means, ddof=1)) if len(self.means) > 1 else math.nan

    @property
    def standard_error(self) -> float:
        """The standard error of the mean over the runs; 0 for a single run, whose spread is unknown."""
        return self.std / math.sqrt(len(self.means)) if len(self.means) > 1 else 0.0


def merge_runs(scores: Scores, runs: Mapping[str, Sequence[str]]) -> tuple[Scores, list[RunSpread]]:
    """Average the scores of the runs of each method on each image.

    Parameters
    ----------
    scores
        Scores in which each run is a method.
    runs
        Names of the runs of each method, in the order of methods of the result. A method with a single run
        keeps the scores of that run. Every method of ``scores`` is a run of one method.

    Returns
    -------
    tuple
        Scores of the methods, and the spread of each method with several runs, metric by metric. An image
        without a score of any of its runs has no score of the method; with an infinite score of one run, it
        has an infinite one.

    Raises
    ------
    InputError
        If a method has no run, or a run has no method.
    UnknownNameError
        If a run is not in the scores.
    DuplicateNameError
        If a run is named twice.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder.study.table import Scores
    >>> table = np.array([[30.0, 34.0], [31.0, 35.0], [29.0, 32.0]])
    >>> scores = Scores(("cat", "dog"), None, ("ours-0", "ours-1", "edsr"), ("psnr",), {"psnr": table})
    >>> merged, spreads = merge_runs(scores, {"ours": ["ours-0", "ours-1"], "edsr": ["edsr"]})
    >>> merged.of("psnr", "ours").tolist(), [(one.method, one.means) for one in spreads]
    ([30.5, 34.5], [('ours', (32.0, 33.0))])
    """
    import numpy as np

    places = _places(scores.methods, runs)
    tables = {
        metric: np.array([_mean(table[own]) for own in places.values()])
        for metric, table in scores.tables.items()
    }
    spreads = []
    for metric in scores.metrics:
        means = scores.mean_values(metric, scores.units)[-1]
        spreads += [
            RunSpread(method, metric, tuple(means[p] for p in own), _effects(scores, metric, own))
            for method, own in places.items()
            if len(own) > 1
        ]
    return replace(scores, methods=tuple(places), tables=tables), spreads


def _effects(scores: Scores, metric: str, places: Sequence[int]) -> RunEffects:
    """Return the effects of the runs at some places, of all data sets and of each."""
    rows, count = scores.tables[metric][list(places)], len(scores.names)
    codes, own = unit_codes(scores.groups, scores.data_sets, count)
    parts = {} if scores.data_sets is None else parts_of(scores.data_sets, count)
    by_data_set = {name: effects_of_runs(rows[:, part], codes[part], own) for name, part in parts.items()}
    return RunEffects(effects_of_runs(rows, codes, own), by_data_set)


def _places(methods: Sequence[str], runs: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Return the places of the runs of each method, after checking that each run has one method."""
    named = Counter(run for own in runs.values() for run in own)
    for method, own in runs.items():
        if isinstance(own, str) or not own:
            raise InputError(f"the runs of '{method}' must be a list of at least one name, not {own!r}")
    for run, count in named.items():
        if run not in methods:
            raise UnknownNameError.among("run in these scores", run, methods)
        if count > 1:
            raise DuplicateNameError(
                f"the run '{run}' is named {count} times; name each run of a method once"
            )
    if left := [run for run in methods if run not in named]:
        raise InputError(f"no method has the runs {join_names(left, 5)}; name the method of each run")
    return {method: [methods.index(run) for run in own] for method, own in runs.items()}


def _mean(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of rows (runs, images); NaN where one is NaN, or where two are infinite and opposed."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        return np.asarray(rows[0] if len(rows) == 1 else rows.mean(axis=0))


def runs_record(runs: Mapping[str, Sequence[str]], spreads: Sequence[RunSpread]) -> dict[str, Any]:
    """Return the entry ``runs`` of the record of a study, ready for JSON.

    Parameters
    ----------
    runs
        Names of the runs of each method.
    spreads
        Spreads that :func:`merge_runs` returned.

    Returns
    -------
    dict
        For each method with several runs the names of its runs, and in each metric the mean of each run, the
        standard deviation of these means, the standard error of their mean, and the effects of the runs.
    """
    facts: dict[str, Any] = {
        method: {
            "runs": list(names),
            "spread": {
                one.metric: {
                    "means": list(one.means),
                    "std": one.std,
                    "standard_error": one.standard_error,
                    "effects": list(one.effects.whole),
                    "effects_by_data_set": {k: list(v) for k, v in one.effects.by_data_set.items()},
                }
                for one in spreads
                if one.method == method
            },
        }
        for method, names in runs.items()
        if len(names) > 1
    }
    found: dict[str, Any] = to_jsonable(facts)
    return found


def scores_of_runs(scores: Scores, runs: Mapping[str, Sequence[str]]) -> Scores | None:
    """Return the scores of each run; None if no method has several.

    Parameters
    ----------
    scores
        Scores in which each run is a method.
    runs
        Names of the runs of each method. A method with a single run keeps its own name.
    """
    if all(len(own) == 1 for own in runs.values()):
        return None
    alone = {own[0]: method for method, own in runs.items() if len(own) == 1}
    return replace(scores, methods=tuple(alone.get(name, name) for name in scores.methods))


def named_runs(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the names of the runs of each method, as :func:`scores_of_runs` has them.

    Parameters
    ----------
    record
        Record of the study.
    """
    several = record.get("runs") or {}
    return {name: list(several[name]["runs"]) if name in several else [name] for name in record["methods"]}


def read_runs(folder: Path, record: Mapping[str, Any], scores: Scores) -> Scores | None:
    """Read the scores of each run of a study; None of a study that an earlier version wrote.

    Parameters
    ----------
    folder
        Folder of the study.
    record
        Its record.
    scores
        Scores of its methods.

    Raises
    ------
    StudyError
        If the table has other columns or rows.
    """
    from difference_finder.study.table import Scores

    if not (folder / RUNS).is_file():
        return None
    names = [run for own in named_runs(record).values() for run in own]
    with (folder / RUNS).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return Scores.from_csv(file, len(scores.names), names, scores.metrics, scores.groups is not None)


def recorded_effects(record: Mapping[str, Any]) -> dict[str, dict[str, RunEffects]]:
    """Return the effects of the runs of methods in the record of a study, by metric and method.

    Parameters
    ----------
    record
        Record of a study; one of an earlier version has no effects.
    """
    found: dict[str, dict[str, RunEffects]] = {}
    for method, facts in (record.get("runs") or {}).items():
        for metric, own in facts["spread"].items():
            if own.get("effects"):
                parts = {name: _numbers(values) for name, values in own["effects_by_data_set"].items()}
                found.setdefault(metric, {})[method] = RunEffects(_numbers(own["effects"]), parts)
    return found


def _numbers(values: Sequence[float | None]) -> tuple[float, ...]:
    """Return numbers of a record, in which None is NaN."""
    return tuple(math.nan if value is None else value for value in values)
