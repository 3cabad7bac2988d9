"""Simulated studies: error rates, power, coverage and times of the statistics of a study.

From the top of the repository:

    python benchmarks/study_statistics.py   # 2,000 studies for each row; about an hour
    python benchmarks/study_statistics.py --studies 100
    python benchmarks/study_statistics.py --only error --row Laplace --studies 500 --seed 7   # a portion

Each row prints what it measures, the number of studies, and its limit; the exit status is 1 if a row exceeds
its limit. Rows of other seeds are independent, so that portions may be averaged.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from difference_finder.study.statistics.corrections import JointFlips, holm
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.run_effects import RunEffects, effects_of_runs, run_errors
from difference_finder.study.statistics.significance import sign_flip
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.verdicts import verdict

LEVEL = 0.05
Row = tuple[str, float, int, float, float]
"""Name, measured value, number of studies, and the least and greatest permitted value."""

NULLS: dict[str, tuple[int, int, int, float, Callable[..., np.ndarray]]] = {
    "8 images, 3 rivals, 4 metrics": (8, 3, 4, 0.7, np.random.Generator.normal),
    "20 images, 3 rivals, 4 metrics": (20, 3, 4, 0.7, np.random.Generator.normal),
    "40 images, 4 rivals, 3 independent metrics": (40, 4, 3, 0.0, np.random.Generator.normal),
    "40 images, 4 rivals, 3 nearly equal metrics": (40, 4, 3, 0.95, np.random.Generator.normal),
    "60 images, 3 rivals, 3 metrics, Laplace": (60, 3, 3, 0.6, np.random.Generator.laplace),
}
"""Images, rivals, metrics, weight of what the metrics share, and distribution."""

SIZES = {"5, 14 and 41 images": (5, 14, 41), "3, 3 and 3 images": (3, 3, 3), "2 and 50 images": (2, 50)}
"""Numbers of images of data sets."""

NAMES = ("ours", *(f"rival {number}" for number in range(1, 5)))

MANY = (12, 20, 20, 8, 9)
"""Numbers of images of five data sets that are drawn."""


def differences(
    case: tuple[int, int, int, float, Callable[..., np.ndarray]], generator: np.random.Generator
) -> np.ndarray:
    """Return differences (images, comparisons) of equal methods, which share our scores."""
    images, rivals, metrics, shared, draw = case
    common = draw(generator, size=(images, rivals, 1))
    own = draw(generator, size=(images, rivals, metrics))
    ours = draw(generator, size=(images, 1, 1))
    return (shared * common + (1 - shared) * own + 0.5 * ours).reshape(images, -1)


def _runs_of(generator: np.random.Generator, runs: int, spread: float, images: int = 40) -> np.ndarray:
    """Return scores (runs, images): effects of images, of runs, and of both together."""
    noise = generator.normal(0, 0.3, (runs, images))
    return generator.normal(0, 0.5, images) + generator.normal(0, spread, (runs, 1)) + noise


def _effects(table: np.ndarray) -> tuple[float, ...]:
    images = table.shape[1]
    return effects_of_runs(table, np.arange(images), np.zeros(images, np.intp))


def ps_of(columns: np.ndarray) -> np.ndarray:
    return np.array([sign_flip(column).p for column in columns.T])


class Simulation:
    """The rows of a benchmark.

    Parameters
    ----------
    studies
        Number of simulated studies in each row.
    seed
        Seed of the simulation.
    part
        Part of the names of the rows to run.
    """

    def __init__(self, studies: int, seed: int = 0, part: str = "") -> None:
        self.studies, self.seed, self.part = studies, seed, part

    def wants(self, name: str) -> bool:
        return self.part in name

    def generator(self, number: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, number])

    def flips(self, columns: np.ndarray, study: int) -> np.ndarray:
        seed = self.seed * 10**6 + study
        return JointFlips(columns, 1999, seed).adjust(ps_of(columns))

    def error_rates(self) -> Iterator[Row]:
        for name, case in NULLS.items():
            title = f"family-wise error: {name}"
            if self.wants(title):
                generator, found = self.generator(1), 0
                for study in range(self.studies):
                    found += (self.flips(differences(case, generator), study) <= LEVEL).any()
                yield title, found / self.studies, self.studies, 0.0, 0.055
        yield from self._strata_errors()
        yield from self._run_errors()

    def _strata_errors(self) -> Iterator[Row]:
        """Equal methods on data sets of several sizes and spreads, in 3 rivals and 2 metrics."""
        for name, sizes in SIZES.items():
            title = f"family-wise error: data sets of {name}"
            if self.wants(title):
                generator, found = self.generator(7), 0
                strata = Strata(np.repeat(np.arange(len(sizes)), sizes))
                spreads = np.geomspace(3, 0.3, len(sizes))[strata.codes, None]
                for study in range(self.studies):
                    columns = differences((sum(sizes), 3, 2, 0.6, np.random.Generator.normal), generator)
                    weighted = spreads * columns * strata.weights[:, None]
                    found += (self.flips(weighted, study) <= LEVEL).any()
                yield title, found / self.studies, self.studies, 0.0, 0.055

    def _run_errors(self) -> Iterator[Row]:
        """Equal methods with several runs of each, on other runs: no method may be called better or worse."""
        for runs, spread in ((3, 0.15), (3, 0.5), (5, 0.5)):
            title = f"family-wise error: 8 rivals, {runs} runs of each, standard deviation {spread:g}"
            if self.wants(title):
                generator, found = self.generator(10), 0
                for _ in range(self.studies):
                    shared = generator.normal(0, 1.0, 40)
                    tables = [shared + _runs_of(generator, runs, spread) for _ in range(9)]
                    effects = {f"r{n}": {"m0": RunEffects(_effects(t))} for n, t in enumerate(tables)}
                    rows = {"m0": np.array([table.mean(axis=0) for table in tables])}
                    judged = verdict(
                        rows,
                        list(effects),
                        ours="r0",
                        higher_is_better={"m0": True},
                        resamples=999,
                        runs={"m0": {name: own["m0"] for name, own in effects.items()}},
                    )
                    found += any(outcome.shown for outcome in judged.outcomes)
                yield title, found / self.studies, self.studies, 0.0, 0.055

    def powers(self) -> Iterator[Row]:
        for name, case in NULLS.items():
            title = f"power less Holm's: {name}"
            if self.wants(title):
                generator, found = self.generator(2), np.zeros(2)
                for study in range(self.studies):
                    columns = differences(case, generator)
                    columns = columns + 3 * columns.std() / np.sqrt(len(columns))
                    adjusted = self.flips(columns, study), holm(ps_of(columns))
                    found += [(own <= LEVEL).mean() for own in adjusted]
                yield title, float(np.subtract(*found)) / self.studies, self.studies, 0.0, 1.0

    def coverages(self) -> Iterator[Row]:
        for sizes in ((20,), (60,), *SIZES.values()):
            several = f"data sets of {', '.join(map(str, sizes))}" if len(sizes) > 1 else str(sizes[0])
            title = f"coverage, {several} images"
            if self.wants(title):
                yield title, self._coverage(sizes, "images"), self.studies, 0.93, 0.97
        title = f"coverage over data sets of {', '.join(map(str, MANY))} images"
        if self.wants(title):
            yield title, self._coverage(MANY, "data-sets"), self.studies, 0.93, 0.97
        yield from self._run_coverages()
        title = "joint coverage, 4 metrics, 4 rivals"
        if self.wants(title):
            generator, joint = self.generator(4), 0
            for _ in range(self.studies):
                judged = judge(generator.normal(0, 1, (4, 5, 40)), resamples=1999)
                joint += all(o.simultaneous[0] <= 0 <= o.simultaneous[1] for o in judged.outcomes)
            yield title, joint / self.studies, self.studies, 0.93, 1.0

    def _coverage(self, sizes: tuple[int, ...], over: str) -> float:
        """Return how often 95 % intervals cover the mean of the means of data sets."""
        generator, hits = self.generator(3), 0
        strata = Strata(np.repeat(np.arange(len(sizes)), sizes))
        for study in range(self.studies):
            drawn = generator.normal(0, 0.5, len(sizes))
            shifts = drawn if over == "data-sets" else drawn - drawn.mean()
            values = 0.1 + shifts[strata.codes] + generator.normal(0, 0.5, sum(sizes))
            low, high = bca_interval(values, 0.95, 1999, self.seed * 10**6 + study, strata, over)
            hits += low <= 0.1 <= high
        return hits / self.studies

    def _run_coverages(self) -> Iterator[Row]:
        """Runs of ours, or of both methods, whose standard deviation is given; that of an image is 0.76."""
        for runs, whose, spread in itertools.product((3, 5, 10), ("ours", "both"), (0.05, 0.15, 0.5)):
            title = f"coverage, {runs} runs of {whose}, standard deviation {spread:g}"
            if self.wants(title):
                generator, hits = self.generator(8), 0
                numbers = (runs, runs if whose == "both" else 1)
                for study in range(self.studies):
                    low, high = self._run_interval(generator, numbers, spread, study)
                    hits += low <= 0.1 <= high
                yield title, hits / self.studies, self.studies, 0.93, 0.97
        title = "joint coverage, 4 rivals, 5 runs of each method"
        if self.wants(title):
            generator, joint, studies = self.generator(9), 0, self.studies
            for _ in range(studies):
                tables = [_runs_of(generator, 5, 0.15) for _ in range(5)]
                effects = {
                    "m0": {name: RunEffects(_effects(t)) for name, t in zip(NAMES, tables, strict=True)}
                }
                means = np.array([table.mean(axis=0) for table in tables])[None]
                judged = judge(means, resamples=1999, runs=effects)
                joint += all(o.simultaneous[0] <= 0 <= o.simultaneous[1] for o in judged.outcomes)
            yield title, joint / studies, studies, 0.93, 1.0

    def _run_interval(
        self, generator: np.random.Generator, numbers: tuple[int, int], spread: float, study: int
    ) -> tuple[float, float]:
        tables = [_runs_of(generator, number, spread if number > 1 else 0.0) for number in numbers]
        errors = run_errors([_effects(table) for table in tables if len(table) > 1])
        values = 0.1 + tables[0].mean(axis=0) - tables[1].mean(axis=0)
        return bca_interval(values, 0.95, 1999, self.seed * 10**6 + study, runs=errors)

    def equivalences(self) -> Iterator[Row]:
        for gap, least, most in ((0.2, 0.9, 1.0), (1.0, 0.0, 0.05)):
            for sizes in ((40,), (10, 30, 60)):
                several = "" if len(sizes) == 1 else f", data sets of {', '.join(map(str, sizes))} images"
                title = f"equivalent, true gap {gap:g} of the margin{several}"
                if self.wants(title):
                    yield title, self._equivalence(gap, sizes), self.studies, least, most

    def _equivalence(self, gap: float, sizes: tuple[int, ...]) -> float:
        generator, found = self.generator(5), 0
        names = [f"set {n}" for n, size in enumerate(sizes) for _ in range(size)]
        shifts = np.repeat(np.linspace(-0.5, 0.5, len(sizes)) if len(sizes) > 1 else [0.0], sizes)
        for _ in range(self.studies):
            table = np.array([generator.normal(gap, 1.2, sum(sizes)) + shifts, np.zeros(sum(sizes))])
            settings = {"data_sets": names if len(sizes) > 1 else None, "relevant": {"m0": 1.0}}
            outcome = judge(table[None], resamples=999, **settings).outcomes[0]
            found += outcome.word == "equivalent"
        return found / self.studies

    def times(self) -> Iterator[Row]:
        for methods, metrics, images, gap, most in (
            (1000, 1, 3, 1.0, 5.0),
            (60, 10, 40, 5.0, 60.0),
            (12, 5, 1_000_000 if self.studies >= 1000 else 50_000, 1.0, 600.0),
        ):
            name = f"{methods} methods, {metrics} metrics, {images} images"
            if not self.wants(name):
                continue
            tables = self.generator(6).normal(0, 1, (metrics, methods, images))
            tables[:, 0] += gap
            start = time.perf_counter()
            judged = judge(tables)
            took = time.perf_counter() - start
            yield f"seconds: {name}", took, 1, 0.0, most
            if images > 3:
                share = float(np.mean([o.word == "better" for o in judged.outcomes]))
                yield f"better: {name}", share, 1, 1.0, 1.0


def judge(tables: np.ndarray, **settings):
    methods = ["ours", *(f"rival {n}" for n in range(1, tables.shape[1]))]
    named = {f"m{n}": table for n, table in enumerate(tables)}
    return verdict(named, methods, ours="ours", higher_is_better=dict.fromkeys(named, True), **settings)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--only", default="", help="part of the name of a function: error, power, ...")
    parser.add_argument("--row", default="", help="part of the name of a row")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    simulation, failed = Simulation(given.studies, given.seed, given.row), False
    for name in ("error_rates", "powers", "coverages", "equivalences", "times"):
        if given.only in name:
            for row, value, studies, least, most in getattr(simulation, name)():
                failed |= not least <= value <= most
                print(f"| {row} | {value:.4g} ({studies}) | {least:g} to {most:g} |", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
