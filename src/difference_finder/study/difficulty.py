"""Scores by difficulty: in thirds of the images by high-frequency content, and on the worst images."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, StudyError
from difference_finder.study.statistics.units import parts_of, unit_codes
from difference_finder.study.table import encode_rows, escape_formula, unescape_formula
from difference_finder.text import count_of, option, to_jsonable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.study.table import Mean, Scores

__all__ = [
    "DIFFICULTY",
    "MEASURE",
    "THIRDS",
    "Third",
    "Worst",
    "describe_left_out",
    "difficulty_csv",
    "read_difficulty",
    "thirds",
    "worst",
]

DIFFICULTY = "difficulty.csv"
"""Name of the file with the high-frequency content of each reference."""

MEASURE = (
    "root mean square of the luma of the reference less itself halved and enlarged bilinearly, in units of"
    " the data range"
)
"""Definition of the high-frequency content, for the record."""

THIRDS = ("low", "middle", "high")
"""Names of the thirds, by ascending high-frequency content."""

HEADER = ("image", "high_frequency")


@dataclass(frozen=True)
class Third:
    """The images with low, middle or high high-frequency content.

    Parameters
    ----------
    name
        "low", "middle" or "high".
    least, most
        Smallest and largest high-frequency content of these images, in units of the data range.
    images
        Number of these images.
    means
        Mean of each method in each metric on these images.
    """

    name: str
    least: float
    most: float
    images: int
    means: tuple[Mean, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = to_jsonable({**self.__dict__, "means": [m.to_dict() for m in self.means]})
        return facts


@dataclass(frozen=True)
class Worst:
    """The mean score of a method on its worst images.

    Parameters
    ----------
    metric, method
        Names of the metric and the method.
    mean
        Mean of the worst scores, in each data set at least one; with data sets the mean of their means. NaN
        if no image has a finite score of every method.
    n
        Number of the worst images, of all data sets together.
    best
        Whether no other method has a better mean on its worst images.
    """

    metric: str
    method: str
    mean: float
    n: int
    best: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = to_jsonable(dict(self.__dict__))
        return facts


def describe_left_out(count: int) -> str:
    """Return why a number of images is in no third."""
    return (
        f"{count_of(count, 'image')} left out: the content is unknown, or the data set has fewer than"
        f" {len(THIRDS)} images or groups"
    )


def thirds(
    scores: Scores, content: NDArray[np.float64], higher_is_better: Mapping[str, bool | None]
) -> list[Third]:
    """Return the means of the images with low, middle and high high-frequency content.

    Parameters
    ----------
    scores
        Scores of the study.
    content
        High-frequency content of the reference of each image, NaN where it is unknown.
    higher_is_better
        Direction of each metric.

    Returns
    -------
    list
        The thirds that have images. Each data set is divided by itself, so that each third contains all data
        sets; data sets with fewer than three images, or groups of images, are left out if others have more.
        Groups are not divided, but placed by the mean of their images.
    """
    import numpy as np

    found = []
    places = _thirds_of(scores, content)
    for number, name in enumerate(THIRDS):
        own = np.flatnonzero(places == number)
        if own.size:
            part = scores.of_images(own)
            means = tuple(part.means(higher_is_better))
            found.append(Third(name, float(content[own].min()), float(content[own].max()), own.size, means))
    return found


def _thirds_of(scores: Scores, content: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the number of the third of each image, -1 where its content is unknown."""
    import numpy as np

    count = len(scores.names)
    codes, own = unit_codes(scores.groups, scores.data_sets, count)
    known = np.isfinite(content)
    sums = np.bincount(codes[known], content[known], minlength=own.size)
    numbers = np.bincount(codes[known], minlength=own.size)
    third = np.full(own.size, -1)
    parts = [np.flatnonzero((own == one) & (numbers > 0)) for one in range(int(own.max(initial=-1)) + 1)]
    fewest = min(len(THIRDS), max((part.size for part in parts), default=0))
    for units in parts:
        if units.size < fewest:
            continue
        order = units[np.argsort(sums[units] / numbers[units], kind="stable")]
        third[order] = 3 * np.arange(order.size) // max(order.size, 1)
    return np.where(known, third[codes], -1)


def worst(scores: Scores, higher_is_better: Mapping[str, bool | None], percent: float = 1.0) -> list[Worst]:
    """Return the mean of each method on its worst images.

    Parameters
    ----------
    scores
        Scores of the study.
    higher_is_better
        Direction of each metric; metrics without a direction have no worst images.
    percent
        Share of the images, above 0 and at most 100; in each data set rounded up to whole images.

    Returns
    -------
    list
        Means over the worst of the images with a finite score of every method, metric by metric. Each method
        has its own worst images, and groups do not count.

    Raises
    ------
    InputError
        If the share is out of range.
    """
    import numpy as np

    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 < percent <= 100:
        raise InputError(f"{option('percent')} must be a number above 0, at most 100, not {percent!r}")
    found = []
    for metric in scores.metrics:
        better = higher_is_better.get(metric)
        if better is None:
            continue
        table = scores.tables[metric]
        parts = [table] if scores.data_sets is None else _parts(table, scores.data_sets)
        chosen = [_worst_of(part[:, np.isfinite(part).all(axis=0)], better, percent) for part in parts]
        chosen = [part for part in chosen if part.shape[1]]
        means = np.mean([part.mean(axis=1) for part in chosen], axis=0) if chosen else [math.nan] * len(table)
        best = (max if better else min)(means)
        n = sum(part.shape[1] for part in chosen)
        pairs = zip(scores.methods, means, strict=True)
        found += [Worst(metric, method, float(mean), n, bool(mean == best)) for method, mean in pairs]
    return found


def _parts(table: NDArray[np.float64], data_sets: Sequence[str]) -> list[NDArray[np.float64]]:
    return [table[:, places] for places in parts_of(data_sets, table.shape[1]).values()]


def _worst_of(table: NDArray[np.float64], better: bool, percent: float) -> NDArray[np.float64]:
    """Return the worst scores of each row (methods, images), of which higher is better or not."""
    import numpy as np

    count = min(math.ceil(percent / 100 * table.shape[1]), table.shape[1])
    ordered = np.sort(table, axis=1)
    return ordered[:, :count] if better else ordered[:, table.shape[1] - count :]


def difficulty_csv(names: Sequence[str], content: NDArray[np.float64]) -> Iterator[bytes]:
    """Yield the table of the high-frequency content of each reference, as pieces of a CSV file."""
    yield encode_rows([HEADER])
    rows = zip(names, content.tolist(), strict=True)
    yield encode_rows((escape_formula(name), "" if math.isnan(own) else repr(own)) for name, own in rows)


def read_difficulty(path: Path, names: Sequence[str]) -> NDArray[np.float64] | None:
    """Read the high-frequency content of each reference; None if there is no such file.

    Raises
    ------
    StudyError
        If the file lists other images.
    """
    import numpy as np

    if not path.exists():
        return None
    try:
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = list(csv.reader(file))
        listed = [unescape_formula(row[0]) for row in rows[1:]]
        if tuple(rows[0]) != HEADER or listed != list(names):
            raise ValueError("it lists other images than the scores")
        return np.array([float(row[1] or "nan") for row in rows[1:]])
    except (OSError, ValueError, IndexError) as error:
        raise StudyError(f"cannot read '{path}': {error}; run the study again") from error
