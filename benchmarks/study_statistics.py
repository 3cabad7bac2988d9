"""Simulated studies: error rates, power, coverage and times of the statistics of a study.

From the top of the repository:

    python benchmarks/study_statistics.py   # 2,000 studies for each row; about an hour
    python benchmarks/study_statistics.py --studies 100

Each row prints what it measures and its limit; the exit status is 1 if a row exceeds its limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from difference_finder.study.statistics.corrections import JointFlips, holm
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.significance import sign_flip
from difference_finder.study.statistics.verdicts import verdict

LEVEL = 0.05
Row = tuple[str, float, float, float]
"""Name, measured value, and its least and greatest permitted value."""

NULLS: dict[str, tuple[int, int, int, float, Callable[..., np.ndarray]]] = {
    "8 images, 3 rivals, 4 metrics": (8, 3, 4, 0.7, np.random.Generator.normal),
    "20 images, 3 rivals, 4 metrics": (20, 3, 4, 0.7, np.random.Generator.normal),
    "40 images, 4 rivals, 3 independent metrics": (40, 4, 3, 0.0, np.random.Generator.normal),
    "40 images, 4 rivals, 3 nearly equal metrics": (40, 4, 3, 0.95, np.random.Generator.normal),
    "60 images, 3 rivals, 3 metrics, Laplace": (60, 3, 3, 0.6, np.random.Generator.laplace),
}
"""Images, rivals, metrics, weight of what the metrics share, and distribution."""


def differences(
    case: tuple[int, int, int, float, Callable[..., np.ndarray]], generator: np.random.Generator
) -> np.ndarray:
    """Return differences (images, comparisons) of equal methods, which share our scores."""
    images, rivals, metrics, shared, draw = case
    common = draw(generator, size=(images, rivals, 1))
    own = draw(generator, size=(images, rivals, metrics))
    ours = draw(generator, size=(images, 1, 1))
    return (shared * common + (1 - shared) * own + 0.5 * ours).reshape(images, -1)


def ps_of(columns: np.ndarray) -> np.ndarray:
    return np.array([sign_flip(column).p for column in columns.T])


def error_rates(studies: int) -> Iterator[Row]:
    for name, case in NULLS.items():
        generator, found = np.random.default_rng(1), 0
        for study in range(studies):
            columns = differences(case, generator)
            found += (JointFlips(columns, 1999, study).adjust(ps_of(columns)) <= LEVEL).any()
        yield f"family-wise error: {name}", found / studies, 0.0, 0.055


def powers(studies: int) -> Iterator[Row]:
    for name, case in NULLS.items():
        generator, found = np.random.default_rng(2), np.zeros(2)
        for study in range(studies // 4):
            columns = differences(case, generator)
            columns = columns + 3 * columns.std() / np.sqrt(len(columns))
            ps = ps_of(columns)
            adjusted = JointFlips(columns, 1999, study).adjust(ps), holm(ps)
            found += [(own <= LEVEL).mean() for own in adjusted]
        yield f"power less Holm's: {name}", float(np.subtract(*found)) / (studies // 4), 0.0, 1.0


def coverages(studies: int) -> Iterator[Row]:
    for images in (20, 60):
        draws = np.random.default_rng(3).normal(0.1, 0.5, (studies, images))
        ends = np.array([bca_interval(row, 0.95, 1999, 0) for row in draws])
        yield (
            f"coverage, {images} images",
            float(((ends[:, 0] <= 0.1) & (ends[:, 1] >= 0.1)).mean()),
            0.93,
            0.97,
        )
    generator, joint = np.random.default_rng(4), 0
    for _ in range(studies // 10):
        judged = judge(generator.normal(0, 1, (4, 5, 40)), resamples=1999)
        joint += all(o.simultaneous[0] <= 0 <= o.simultaneous[1] for o in judged.outcomes)
    yield "joint coverage, 4 metrics, 4 rivals", joint / (studies // 10), 0.93, 1.0


def equivalences(studies: int) -> Iterator[Row]:
    for gap, least, most in ((0.2, 0.9, 1.0), (1.0, 0.0, 0.05)):
        generator, found = np.random.default_rng(5), 0
        for _ in range(studies):
            table = np.array([generator.normal(gap, 1.2, 40), np.zeros(40)])
            outcome = judge(table[None], resamples=999, relevant={"m0": 1.0}).outcomes[0]
            found += outcome.word == "equivalent"
        yield f"equivalent, true gap {gap:g} of the margin", found / studies, least, most


def times(studies: int) -> Iterator[Row]:
    for methods, metrics, images, gap, most in (
        (1000, 1, 3, 1.0, 5.0),
        (60, 10, 40, 5.0, 60.0),
        (12, 5, 1_000_000 if studies >= 1000 else 50_000, 1.0, 600.0),
    ):
        tables = np.random.default_rng(6).normal(0, 1, (metrics, methods, images))
        tables[:, 0] += gap
        start = time.perf_counter()
        judged = judge(tables)
        took = time.perf_counter() - start
        name = f"{methods} methods, {metrics} metrics, {images} images"
        yield f"seconds: {name}", took, 0.0, most
        if images > 3:
            yield f"better: {name}", float(np.mean([o.word == "better" for o in judged.outcomes])), 1.0, 1.0


def judge(tables: np.ndarray, **settings):
    methods = ["ours", *(f"rival {n}" for n in range(1, tables.shape[1]))]
    named = {f"m{n}": table for n, table in enumerate(tables)}
    return verdict(named, methods, ours="ours", higher_is_better=dict.fromkeys(named, True), **settings)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--only", default="", help="part of the name of a function: error, power, ...")
    given = parser.parse_args()
    failed = False
    for rows in (error_rates, powers, coverages, equivalences, times):
        if given.only in rows.__name__:
            for name, value, least, most in rows(given.studies):
                failed |= not least <= value <= most
                print(f"| {name} | {value:.4g} | {least:g} to {most:g} |", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
