"""The scores of a study: one for each image, method and metric."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from difference_finder.errors import MissingDependencyError, StudyError, UnknownNameError
from difference_finder.study.statistics.units import group_codes, group_means
from difference_finder.text import join_names, to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "Mean", "Scores", "encode_rows", "escape_formula", "unescape_formula"]

COLUMNS = ("image", "group", "method", "metric", "score")
"""Columns of ``scores.csv``; a missing score is empty."""

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
        images; with groups, the mean of the means of the groups. NaN if there is no such image.
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

    def rows(self) -> Iterator[tuple[str, str | None, str, str, float]]:
        """Yield image, group, method, metric and score of each row; NaN where there is no score."""
        for i, name in enumerate(self.names):
            group = None if self.groups is None else self.groups[i]
            for j, method in enumerate(self.methods):
                for metric in self.metrics:
                    yield name, group, method, metric, float(self.tables[metric][j, i])

    def means(self, higher_is_better: Mapping[str, bool | None]) -> list[Mean]:
        """Return the mean of each method in each metric, metric by metric.

        Parameters
        ----------
        higher_is_better
            Direction of each metric; if it is None, no method is marked as the best.
        """
        import numpy as np

        means = []
        for metric in self.metrics:
            table = self.tables[metric]
            n, groups, values = self.mean_values(metric, self.groups)
            better = higher_is_better.get(metric)
            best = None if better is None or not n else (max if better else min)(values)
            for method, row, value in zip(self.methods, table, values, strict=True):
                missing, infinite = int(np.isnan(row).sum()), int(np.isinf(row).sum())
                facts = (metric, method, value, n, len(row), missing, infinite, value == best, groups)
                means.append(Mean(*facts))
        return means

    def mean_values(self, metric: str, groups: Sequence[str] | None) -> tuple[int, int | None, list[float]]:
        """Return how many images and groups have a finite score of every method, and the mean of each method.

        Parameters
        ----------
        metric
            Name of the metric.
        groups
            Group of each image, each of which then counts once; None if each image counts once.
        """
        import numpy as np

        table = self.tables[metric]
        whole: NDArray[np.bool_] = np.asarray(np.isfinite(table).all(axis=0))
        common, n, count = table[:, whole], int(whole.sum()), None
        if groups is not None:
            common, numbers = group_means(common, group_codes(groups, len(whole))[whole])
            count = len(numbers)
        units = common.shape[1]
        return n, count, [math.fsum(row) / units if units else math.nan for row in common]

    def csv(self) -> Iterator[bytes]:
        """Yield the table as pieces of a CSV file; scores have the shortest decimals that restore them."""
        rows = self.rows()
        yield encode_rows([COLUMNS])
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            yield encode_rows(
                (
                    escape_formula(image),
                    escape_formula(group or ""),
                    escape_formula(method),
                    metric,
                    _decimal(score),
                )
                for image, group, method, metric, score in batch
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
        rows = csv.reader(lines)
        try:
            if tuple(next(rows)) != COLUMNS:
                raise ValueError(f"its columns are not {', '.join(COLUMNS)}")
            for i in range(count):
                for j, method in enumerate(methods):
                    for metric in metrics:
                        name, group, *which, score = next(rows)
                        if which != [escape_formula(method), metric] or (
                            j and unescape_formula(name) != names[-1]
                        ):
                            raise ValueError(f"the row of '{name}', {', '.join(which)} is out of order")
                        tables[metric][j, i] = float(score or "nan")
                        if not j and metric == metrics[0]:
                            names.append(unescape_formula(name))
                            groups.append(unescape_formula(group))
        except (ValueError, StopIteration) as error:
            raise StudyError(f"the table of scores is damaged: {error or 'it ends too early'}") from error
        return cls(tuple(names), tuple(groups) if grouped else None, tuple(methods), tuple(metrics), tables)

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
        return {"images": list(self.names), "groups": groups, "tables": tables}

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
        return pd.DataFrame.from_records(list(self.rows()), columns=list(COLUMNS))


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
