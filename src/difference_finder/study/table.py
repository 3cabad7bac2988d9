"""The scores of a study: one for each image, method and metric."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, StudyError, UnknownNameError
from difference_finder.study.statistics.units import group_codes, group_means
from difference_finder.text import join_names, to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.parts.metric import Pooling

__all__ = ["COLUMNS", "DATA_SET", "Mean", "Scores", "encode_rows", "escape_formula", "unescape_formula"]

COLUMNS = ("image", "group", "method", "metric", "score")
"""Columns of ``scores.csv``; a missing score is empty."""

DATA_SET = "data_set"
"""First column of the ``scores.csv`` of a study of several data sets."""

ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class Mean:
    """The mean score of a method in a metric.

    Parameters
    ----------
    metric, method
        Names of the metric and the method.
    mean
        Mean over the images for which every method has a finite score, so that all means cover the same
        images; with groups, the mean of the means of the groups; with data sets, the mean of their means.
        NaN if there is no such image.
    n
        Number of these images.
    images
        Number of all images.
    missing, infinite
        Number of images for which this method has no score, or an infinite one.
    best
        Whether no other method has a better mean.
    groups
        Number of groups that these images belong to; None if each image is a unit.
    data_sets
        Number of data sets that these images belong to; None without data sets.
    pooled
        Score of these images as one: the PSNR of the mean squared error. None for a metric of which this is
        the mean, or unknown.
    """

    metric: str
    method: str
    mean: float
    n: int
    images: int
    missing: int
    infinite: int
    best: bool
    groups: int | None = None
    data_sets: int | None = None
    pooled: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = to_jsonable(dict(self.__dict__))
        return facts


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of a study: one for each image, method and metric.

    Parameters
    ----------
    names
        Names of the images.
    groups
        Statistical unit of each image; None if each image is a unit.
    methods, metrics
        Names of the methods and metrics, in the given order.
    tables
        Scores in each metric, shape (methods, images), float64, in the units of the metric; NaN where there
        is no score.
    data_sets
        Data set of each image, in order: the images of a data set follow each other. None for a study of one
        folder. Groups of different data sets are different groups, even under one name.

    Examples
    --------
    >>> import numpy as np
    >>> psnr = np.array([[30.0, 34.0], [29.0, np.nan]])
    >>> scores = Scores(("cat", "dog"), None, ("ours", "edsr"), ("psnr",), {"psnr": psnr})
    >>> [(mean.method, mean.mean, mean.n, mean.best) for mean in scores.means({"psnr": True})]
    [('ours', 30.0, 1, True), ('edsr', 29.0, 1, False)]
    """

    names: tuple[str, ...]
    groups: tuple[str, ...] | None
    methods: tuple[str, ...]
    metrics: tuple[str, ...]
    tables: Mapping[str, NDArray[np.float64]]
    data_sets: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table as rows."""
        return COLUMNS if self.data_sets is None else (DATA_SET, *COLUMNS)

    @property
    def units(self) -> tuple[Hashable, ...] | None:
        """The statistical unit of each image; None if each image is a unit."""
        if self.groups is None or self.data_sets is None:
            return self.groups
        return tuple(zip(self.data_sets, self.groups, strict=True))

    def of_data_set(self, name: str) -> Scores:
        """Return the scores of the images of one data set.

        Raises
        ------
        UnknownNameError
            If the study has no such data set.
        """
        import numpy as np

        known = tuple(dict.fromkeys(self.data_sets or ()))
        if name not in known:
            raise UnknownNameError.among("data set in this study", name, known)
        places = np.flatnonzero([own == name for own in self.data_sets or ()])
        return replace(self.of_images(places), data_sets=None)

    def of_images(self, places: Sequence[int] | NDArray[np.intp]) -> Scores:
        """Return the scores of the images at some places."""

        def chosen(values: tuple[str, ...] | None) -> tuple[str, ...] | None:
            return None if values is None else tuple(values[place] for place in places)

        tables = {metric: table[:, places] for metric, table in self.tables.items()}
        names, groups, data_sets = map(chosen, (self.names, self.groups, self.data_sets))
        return Scores(names or (), groups, self.methods, self.metrics, tables, data_sets)

    def __repr__(self) -> str:
        methods, metrics = join_names(self.methods, 5), join_names(self.metrics, 5)
        return f"Scores(images={len(self.names)}, methods=[{methods}], metrics=[{metrics}])"

    def of(self, metric: str, method: str) -> NDArray[np.float64]:
        """Return the scores of a method, shape (images,).

        Raises
        ------
        UnknownNameError
            If the study has no such metric or method.
        """
        for kind, name, known in (("metric", metric, self.metrics), ("method", method, self.methods)):
            if name not in known:
                raise UnknownNameError.among(f"{kind} in this study", name, known)
        scores: NDArray[np.float64] = self.tables[metric][self.methods.index(method)]
        return scores

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the cells of each row, in the order of ``columns``; NaN where there is no score."""
        for i, name in enumerate(self.names):
            start = () if self.data_sets is None else (self.data_sets[i],)
            group = None if self.groups is None else self.groups[i]
            for j, method in enumerate(self.methods):
                for metric in self.metrics:
                    yield *start, name, group, method, metric, float(self.tables[metric][j, i])

    def means(
        self, higher_is_better: Mapping[str, bool | None], poolings: Mapping[str, Pooling] | None = None
    ) -> list[Mean]:
        """Return the mean of each method in each metric, metric by metric.

        Parameters
        ----------
        higher_is_better
            Direction of each metric; if it is None, no method is marked as the best.
        poolings
            How scores of several images become one, for the metrics where this is not their mean.
        """
        import numpy as np

        means = []
        for metric in self.metrics:
            table = self.tables[metric]
            n, groups, data_sets, values = self.mean_values(metric, self.units)
            better = higher_is_better.get(metric)
            best = None if better is None or not n else (max if better else min)(values)
            together = self._pooled_values(metric, (poolings or {}).get(metric))
            for method, row, value, pooled in zip(self.methods, table, values, together, strict=True):
                missing, infinite = int(np.isnan(row).sum()), int(np.isinf(row).sum())
                counts = (n, len(row), missing, infinite)
                means.append(Mean(metric, method, value, *counts, value == best, groups, data_sets, pooled))
        return means

    def _pooled_values(self, metric: str, pooling: Pooling | None) -> list[float] | list[None]:
        """Return the score of each method on the images as one, with the weights of the means."""
        import numpy as np

        table = self.tables[metric]
        if pooling is None:
            return [None] * len(table)
        errors = np.where(np.isfinite(table).all(axis=0), pooling.to_error(table), np.nan)
        *_, values = replace(self, tables={metric: errors}).mean_values(metric, self.units)
        return [float(value) for value in pooling.to_score(np.asarray(values))]

    def mean_values(
        self, metric: str, units: Sequence[Hashable] | None, pooled: bool = False
    ) -> tuple[int, int | None, int | None, list[float]]:
        """Return the mean of each method over the images with a finite score of every method.

        Parameters
        ----------
        metric
            Name of the metric.
        units
            Group of each image, each of which then counts once; None if each image counts once.
        pooled
            Whether each unit has the same weight, rather than each data set.

        Returns
        -------
        tuple
            Number of these images, of their groups and of their data sets, and the means.
        """
        import numpy as np

        table = self.tables[metric]
        whole: NDArray[np.bool_] = np.asarray(np.isfinite(table).all(axis=0))
        common, n, count = table[:, whole], int(whole.sum()), None
        strata = None if self.data_sets is None or pooled else group_codes(self.data_sets, len(whole))[whole]
        if units is not None:
            codes = group_codes(units, len(whole))[whole]
            if strata is not None:
                strata = strata[np.sort(np.unique(codes, return_index=True)[1])]
            common, numbers = group_means(common, codes)
            count = len(numbers)
        parts = [common] if strata is None else [common[:, strata == code] for code in np.unique(strata)]
        means = [[math.fsum(row) / part.shape[1] for row in part] for part in parts if part.shape[1]]
        overall = [math.fsum(column) / len(means) for column in zip(*means, strict=True)]
        return n, count, None if strata is None else len(means), overall or [math.nan] * len(table)

    def csv(self) -> Iterator[bytes]:
        """Yield the table as pieces of a CSV file; scores have the shortest decimals that restore them."""
        rows = self.rows()
        yield encode_rows([self.columns])
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            yield encode_rows(
                (*(escape_formula(name or "") for name in names), metric, _decimal(score))
                for *names, metric, score in batch
            )

    @classmethod
    def from_csv(
        cls, lines: Iterator[str], count: int, methods: Sequence[str], metrics: Sequence[str], grouped: bool
    ) -> Scores:
        """Return the scores of ``count`` images that :meth:`csv` wrote.

        Raises
        ------
        StudyError
            If the table has other columns or rows.
        """
        import numpy as np

        tables = {metric: np.full((len(methods), count), np.nan) for metric in metrics}
        names: list[str] = []
        groups: list[str] = []
        data_sets: list[str] = []
        rows = csv.reader(lines)
        try:
            header = tuple(next(rows))
            if header not in (COLUMNS, (DATA_SET, *COLUMNS)):
                raise ValueError(f"its columns are not {', '.join(COLUMNS)}")
            for i in range(count):
                for j, method in enumerate(methods):
                    for metric in metrics:
                        *data_set, name, group, _, _, score = row = next(rows)
                        which = row[-3:-1]
                        if which != [escape_formula(method), metric] or (
                            j and unescape_formula(name) != names[-1]
                        ):
                            raise ValueError(f"the row of '{name}', {', '.join(which)} is out of order")
                        tables[metric][j, i] = float(score or "nan")
                        if not j and metric == metrics[0]:
                            names.append(unescape_formula(name))
                            groups.append(unescape_formula(group))
                            data_sets += map(unescape_formula, data_set)
        except (ValueError, StopIteration) as error:
            raise StudyError(f"the table of scores is damaged: {error or 'it ends too early'}") from error
        units = tuple(groups) if grouped else None
        strata = tuple(data_sets) if header != COLUMNS else None
        return cls(tuple(names), units, tuple(methods), tuple(metrics), tables, strata)

    def to_dict(self) -> dict[str, Any]:
        """Return the names and the scores, keyed by metric and method, ready for JSON."""
        tables = {
            metric: {
                method: to_jsonable(row.tolist())
                for method, row in zip(self.methods, self.tables[metric], strict=True)
            }
            for metric in self.metrics
        }
        groups = None if self.groups is None else list(self.groups)
        facts: dict[str, Any] = {"images": list(self.names), "groups": groups, "tables": tables}
        return facts if self.data_sets is None else {**facts, "data_sets": list(self.data_sets)}

    def to_pandas(self) -> Any:
        """Return a DataFrame with the columns of ``scores.csv``.

        Raises
        ------
        MissingDependencyError
            If pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingDependencyError.for_package("to_pandas", "pandas", error) from error
        return pd.DataFrame.from_records(list(self.rows()), columns=list(self.columns))


def escape_formula(cell: str) -> str:
    """Escape a cell that a spreadsheet would read as a formula; :func:`unescape_formula` restores it."""
    return f"'{cell}" if cell[:1] in tuple("=+-@'\t") else cell


def unescape_formula(cell: str) -> str:
    """Return the cell that :func:`escape_formula` escaped."""
    return cell.removeprefix("'")


def _decimal(score: float) -> str:
    return "" if math.isnan(score) else repr(score)


def encode_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as lines of a CSV file; names that are not UTF-8 keep their bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")
