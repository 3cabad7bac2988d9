"""Tables of scores that were measured elsewhere: one score a row, or one column for each metric."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DuplicateNameError, InputError
from difference_finder.study.image_scores import ScoreError
from difference_finder.study.runs import merge_runs, runs_record, scores_of_runs
from difference_finder.study.score_sources import rows_of
from difference_finder.study.spellings import Spellings
from difference_finder.study.table import COLUMNS, DATA_SET, Scores
from difference_finder.text import fold_name, join_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ReadScores", "read_scores"]

IMAGE, GROUP, METHOD, METRIC, SCORE = COLUMNS
RUN = "run"
ALIASES = {"dataset": DATA_SET, "seed": RUN}
NAMES = (IMAGE, METHOD, METRIC, SCORE, GROUP, DATA_SET, RUN)
"""Columns with a meaning; the other columns of a wide table are metrics."""

MISSING = ("", "nan", "na", "n/a", "<na>", "none", "null", "-")
"""Cells that stand for a missing score."""

Key = tuple[str, str]
"""Data set, "" without one, and name of an image."""


@dataclass(frozen=True)
class ReadScores:
    """The scores of a table.

    Parameters
    ----------
    scores
        The scores, in the order in which data sets, images, methods and metrics first appear.
    errors
        Error rows for the missing scores.
    runs
        Entry ``runs`` of the record; empty without a column of runs.
    each
        The scores of each run; None if no method has several.
    """

    scores: Scores
    errors: tuple[ScoreError, ...]
    runs: Mapping[str, Any]
    each: Scores | None = None


def read_scores(source: Any) -> ReadScores:
    """Read a table of scores.

    Parameters
    ----------
    source
        Path of a CSV file, a DataFrame, or an iterable of rows as mappings. Columns are ``image`` and
        ``method``, optionally ``group``, ``data_set`` and ``run``, and either ``metric`` and ``score``, or a
        column for each metric.

    Raises
    ------
    InputError
        If columns are missing, a score is not a number, or an image has several groups; the message names
        the line.
    DuplicateNameError
        If a score is there twice, or a name in two spellings; the message names both lines.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> rows = [{"image": "cat", "method": method, "PSNR": score} for method, score in (("a", 30), ("b", 29))]
    >>> read_scores(rows).scores.of("PSNR", "b").tolist()
    [29.0]
    """
    columns, rows, place = rows_of(source)
    return _Table(columns, place).read(rows)


@dataclass
class _Table:
    """The scores of a table while it is read."""

    columns: Sequence[str]
    place: str
    methods: dict[str, str] = field(default_factory=dict)
    metrics: list[str] = field(default_factory=list)
    groups: dict[Key, str] = field(default_factory=dict)
    cells: dict[tuple[Key, str, str], tuple[float, int]] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the columns with a meaning, and those of metrics."""
        self.known: dict[str, str] = {}
        for column in self.columns:
            name = ALIASES.get(fold_name(column), fold_name(column))
            if name in NAMES and name in self.known:
                raise DuplicateNameError(
                    f"the columns '{self.known[name]}' and '{column}' both are the {name}; keep one"
                )
            if name in NAMES:
                self.known[name] = column
        if len(set(self.columns)) < len(self.columns):
            twice = next(name for name in self.columns if list(self.columns).count(name) > 1)
            first, second = [place for place, name in enumerate(self.columns, 1) if name == twice][:2]
            raise DuplicateNameError(
                f"columns {first} and {second} are both called '{twice}'; give each a unique name"
            )
        others = [name for name in self.columns if name not in self.known.values()]
        self.long = METRIC in self.known
        self._check_columns(others)
        self.wide = [] if self.long else others
        self.spellings = {name: Spellings(name.replace("_", " "), self.place) for name in (METHOD, DATA_SET)}
        self.spellings[METRIC] = Spellings(METRIC, self.place if self.long else "column", fold_name)
        for name in self.wide:
            self.spellings[METRIC].add(name.strip(), self.columns.index(name) + 1)

    def _check_columns(self, others: Sequence[str]) -> None:
        needed = [IMAGE, METHOD, *([SCORE] if self.long else [])]
        lacking = [name for name in needed if name not in self.known]
        listed = join_names(list(self.columns), 12)
        if lacking:
            raise InputError(f"the scores have no column '{lacking[0]}'; their columns are: {listed}")
        if self.long and others:
            raise InputError(
                f"the scores have a row for each metric, and the column '{others[0]}' besides; remove the"
                f" column, or the columns '{METRIC}' and '{SCORE}'"
            )
        if not self.long and (SCORE in self.known or not others):
            raise InputError(
                f"the scores have no metric; add a column '{METRIC}' beside '{SCORE}', or a column for each"
                f" metric; their columns are: {listed}"
            )

    def read(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> ReadScores:
        """Read all rows."""
        for number, row in rows:
            self._add(number, row)
        if not self.cells:
            raise InputError("the scores have columns and no row; pass a row for each image and method")
        return self._result()

    def _add(self, number: int, row: Mapping[str, Any]) -> None:
        def cell(name: str) -> str:
            given = row.get(self.known[name]) if name in self.known else None
            empty = given is None or (isinstance(given, float) and math.isnan(given))
            return "" if empty else str(given).strip()

        for name in (IMAGE, METHOD, *(own for own in (METRIC, RUN, DATA_SET) if own in self.known)):
            if not cell(name):
                raise InputError(f"{self.place} {number} has no {name.replace('_', ' ')}; add one")
        for name in (METHOD, DATA_SET, *([METRIC] if self.long else [])):
            self.spellings[name].add(cell(name), number)
        key, method, run = (cell(DATA_SET), cell(IMAGE)), cell(METHOD), cell(RUN)
        self.lines.setdefault(key, number)
        if self.groups.setdefault(key, cell(GROUP)) != cell(GROUP):
            raise InputError(
                f"{self.place} {number} has the group '{cell(GROUP)}' of image '{key[1]}', which had the"
                f" group '{self.groups[key]}'; give each image one group"
            )
        column = f"{method} (run {run})" if run else method
        self.methods.setdefault(column, method)
        pairs = [(cell(METRIC), self.known[SCORE])] if self.long else [(name, name) for name in self.wide]
        for metric, where in pairs:
            if metric not in self.metrics:
                self.metrics.append(metric)
            self._set((key, column, metric), self._number(row.get(where), number, where), number)

    def _set(self, which: tuple[Key, str, str], score: float, number: int) -> None:
        if which in self.cells:
            (data_set, image), column, metric = which
            where = f" of data set '{data_set}'" if data_set else ""
            raise DuplicateNameError(
                f"{self.place} {number} repeats {self.place} {self.cells[which][1]}: image '{image}'{where},"
                f" method '{column}', metric '{metric}'; keep one of them"
            )
        self.cells[which] = score, number

    def _number(self, given: Any, number: int, column: str) -> float:
        text = "" if given is None else str(given).strip()
        if text.casefold() in MISSING:
            return math.nan
        try:
            return float(text)
        except ValueError:
            raise InputError(
                f"{self.place} {number} has '{text}' in the column '{column}', which is not a number; correct"
                " it, or leave the cell empty if the score is missing"
            ) from None

    def _result(self) -> ReadScores:
        import numpy as np

        order = {name: place for place, name in enumerate(dict.fromkeys(key[0] for key in self.groups))}
        # Images of a data set follow each other, in the order in which they first appear.
        keys = sorted(self.groups, key=lambda key: order[key[0]])
        self._check_names(keys)
        columns = {column: place for place, column in enumerate(self.methods)}
        tables = {metric: np.full((len(columns), len(keys)), np.nan) for metric in self.metrics}
        rows = {key: place for place, key in enumerate(keys)}
        for (key, column, metric), (score, _) in self.cells.items():
            tables[metric][columns[column], rows[key]] = score
        grouped, several = self._grouped(), DATA_SET in self.known
        scores = Scores(
            tuple(self._name(key) for key in keys),
            tuple(self.groups[key] for key in keys) if grouped else None,
            tuple(columns),
            tuple(self.metrics),
            tables,
            tuple(key[0] for key in keys) if several else None,
        )
        errors = tuple(self._errors(keys, tables))
        if RUN not in self.known:
            return ReadScores(scores, errors, {})
        runs: dict[str, list[str]] = {}
        for column, method in self.methods.items():
            runs.setdefault(method, []).append(column)
        merged, spreads = merge_runs(scores, runs)
        return ReadScores(merged, errors, runs_record(runs, spreads), scores_of_runs(scores, runs))

    def _grouped(self) -> bool:
        """Tell whether the images have groups."""
        without = [key[1] for key, group in self.groups.items() if not group]
        if without and len(without) < len(self.groups):
            raise InputError(
                f"{len(without)} of {len(self.groups)} images have no group: {join_names(without, 5)}; give"
                " each image a group, or none"
            )
        return not without

    def _check_names(self, keys: Sequence[Key]) -> None:
        """Raise an error if an image of a data set stands there with and without the name of the data set."""
        known: dict[str, Key] = {}
        for key in keys:
            first = known.setdefault(self._name(key), key)
            if first != key:
                raise DuplicateNameError(
                    f"{self.place} {self.lines[key]} has the image '{key[1]}' of data set '{key[0]}', and"
                    f" {self.place} {self.lines[first]} has '{first[1]}', which is the same image; write both"
                    " in one way"
                )

    def _name(self, key: Key) -> str:
        """Return the name of an image, which in several data sets starts with its data set."""
        data_set, image = key
        return image if not data_set or image.startswith(f"{data_set}/") else f"{data_set}/{image}"

    def _errors(self, keys: Sequence[Key], tables: Mapping[str, NDArray[np.float64]]) -> Iterator[ScoreError]:
        """Yield an error row for each missing score, or for all metrics of a method without a row."""
        for place, key in enumerate(keys):
            for row, (column, method) in enumerate(self.methods.items()):
                lines = {metric: self._line((key, column, metric)) for metric in self.metrics}
                report = self._reporter(self._name(key), method)
                if not any(lines.values()):
                    yield report(None, f"the scores have no row for {column}")
                    continue
                for metric, line in lines.items():
                    if math.isnan(tables[metric][row, place]):
                        cause = f"{self.place} {line} has no number" if line else "there is no row"
                        yield report(metric, cause)

    def _line(self, which: tuple[Key, str, str]) -> int:
        return self.cells[which][1] if which in self.cells else 0

    @staticmethod
    def _reporter(name: str, method: str) -> Callable[[str | None, str], ScoreError]:
        return lambda metric, cause: ScoreError(name, method, metric, "read", "InputError", cause)
