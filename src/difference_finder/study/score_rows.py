"""Tables of scores that were measured elsewhere: one score a row, or one column for each metric."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DuplicateNameError, InputError, ReadError
from difference_finder.storage.paths import as_path
from difference_finder.study.image_scores import ScoreError
from difference_finder.study.runs import merge_runs, runs_record, scores_of_runs
from difference_finder.study.table import COLUMNS, DATA_SET, Scores, unescape_formula
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
        If a score is there twice; the message names both lines.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> rows = [{"image": "cat", "method": method, "PSNR": score} for method, score in (("a", 30), ("b", 29))]
    >>> read_scores(rows).scores.of("PSNR", "b").tolist()
    [29.0]
    """
    columns, rows, place = _rows(source)
    return _Table(columns, place).read(rows)


def _rows(source: Any) -> tuple[list[str], Iterable[tuple[int, Mapping[str, Any]]], str]:
    """Return the columns, the numbered rows, and what a row is called."""
    if isinstance(source, str | Path):
        return _rows_of_file(source)
    if hasattr(source, "to_dict") and hasattr(source, "columns"):
        return [str(name) for name in source.columns], enumerate(source.to_dict("records"), 1), "row"
    if isinstance(source, Mapping) or not isinstance(source, Iterable):
        kind = type(source).__name__
        raise InputError(f"scores must be the path of a CSV file, a DataFrame, or a list of rows, not {kind}")
    listed = list(source)
    for number, row in enumerate(listed, 1):
        if not isinstance(row, Mapping):
            raise InputError(f"row {number} must map columns to values, not {type(row).__name__}")
    columns = list(dict.fromkeys(str(name) for row in listed for name in row))
    return columns, enumerate(listed, 1), "row"


def _rows_of_file(path: str | Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]], str]:
    """Read a CSV file whose columns are divided by commas, semicolons or tabs."""
    try:
        text = as_path(path).read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise ReadError(f"cannot read the scores '{path}': {error}") from error
    lines = text.splitlines(keepends=True)
    head = lines[0] if lines else ""
    reader = csv.reader(lines, delimiter=max(",;\t", key=head.count))
    columns = [name.strip() for name in next(reader, [])]
    if not columns:
        raise InputError(f"'{path}' is empty; pass a file with a line of columns and a row for each score")
    ours = tuple(columns) in (COLUMNS, (DATA_SET, *COLUMNS))

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                raise InputError(
                    f"line {reader.line_num} has {len(row)} cells for {len(columns)} columns; correct it"
                )
            cells = map(unescape_formula, row) if ours else row
            yield reader.line_num, dict(zip(columns, cells, strict=True))

    return columns, rows(), "line"


@dataclass
class _Table:
    """The scores of a table while it is read."""

    columns: Sequence[str]
    place: str
    methods: dict[str, str] = field(default_factory=dict)
    metrics: list[str] = field(default_factory=list)
    groups: dict[Key, str] = field(default_factory=dict)
    cells: dict[tuple[Key, str, str], tuple[float, int]] = field(default_factory=dict)

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
            raise DuplicateNameError(f"two columns are called '{twice}'; give each a unique name")
        others = [name for name in self.columns if name not in self.known.values()]
        self.long = METRIC in self.known
        self._check_columns(others)
        self.wide = [] if self.long else others

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
        key, method, run = (cell(DATA_SET), cell(IMAGE)), cell(METHOD), cell(RUN)
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
