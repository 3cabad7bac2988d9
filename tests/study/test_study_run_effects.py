"""Intervals that hold for other runs: the effects of runs, their draws, and the coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest

from difference_finder.study.runs import RunSpread, recorded_effects, runs_record
from difference_finder.study.statistics.intervals import bca_interval, spread_of
from difference_finder.study.statistics.paired import paired
from difference_finder.study.statistics.quantiles import t_quantile
from difference_finder.study.statistics.run_effects import RunEffects, effects_of_runs, run_errors
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.verdicts import verdict

ALONE = np.zeros(40, np.intp)
NULLS = [f"m{number}" for number in range(7)]


def runs_of(generator, runs: int, spread: float, noise: float = 0.3, images: int = 40) -> np.ndarray:
    own = generator.normal(0, spread, (runs, 1)) + generator.normal(0, noise, (runs, images))
    return generator.normal(0, 0.5, images) + own


def effects(table: np.ndarray) -> tuple[float, ...]:
    return effects_of_runs(table, np.arange(table.shape[1]), np.zeros(table.shape[1], np.intp))


def test_effects_have_the_variance_component_of_runs() -> None:
    table = runs_of(np.random.default_rng(0), 4, 0.2)
    rest = table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + table.mean()
    of_runs, of_rest = table.mean(axis=1).var(ddof=1), (rest**2).sum() / 3 / 39
    assert np.var(effects(table), ddof=1) == pytest.approx(of_runs - of_rest / 40)
    assert sum(effects(table)) == pytest.approx(0)
    assert np.argsort(effects(table)).tolist() == np.argsort(table.mean(axis=1)).tolist()


def test_runs_that_differ_by_chance_alone_have_no_effect() -> None:
    found = [np.var(effects(runs_of(np.random.default_rng(n), 5, 0.0)), ddof=1) for n in range(200)]
    assert min(found) == 0
    assert np.mean(found) < 0.35 * 0.3**2 / 40


def test_effects_weigh_groups_and_data_sets_as_means_do() -> None:
    rows = np.array([[1.0, 3.0, 5.0, 9.0], [2.0, 4.0, 6.0, 14.0]])
    codes, own = np.array([0, 0, 1, 2]), np.array([0, 0, 1])
    # The second run is better by 1 on the data set of groups 0 and 1, and by 5 on the other.
    found = np.array(effects_of_runs(rows, codes, own))
    assert found == pytest.approx([-1.5, 1.5])
    rows[0, 3] = math.inf
    assert np.array(effects_of_runs(rows, codes, own)) == pytest.approx([-0.5, 0.5])
    assert np.isnan(effects_of_runs(np.full((2, 4), np.nan), codes, own)).all()


@pytest.mark.parametrize("r", [2, 3, 5, 10])
def test_draws_vary_like_means_of_new_runs(r) -> None:
    own = np.random.default_rng(r).normal(0, 1, r)
    own -= own.mean()
    errors = run_errors([own, ()])
    assert errors.error == pytest.approx(own.std(ddof=1) / math.sqrt(r))
    assert errors.freedom == pytest.approx(r - 1)
    draws = errors.draws(40_000, 0)
    assert draws.std() == pytest.approx(errors.error, rel=0.02)
    assert np.array_equal(draws, errors.draws(40_000, 0))
    assert not np.array_equal(draws, errors.draws(40_000, 1))


def test_the_freedom_of_two_methods_is_welchs() -> None:
    first, second = np.array([-1.0, 0.0, 1.0]), np.array([-0.5, 0.5])
    a, b = 1 / 3, 0.5 / 2
    errors = run_errors([first, second])
    assert errors.error == pytest.approx(math.sqrt(a + b))
    assert errors.freedom == pytest.approx((a + b) ** 2 / (a**2 / 2 + b**2 / 1))
    assert run_errors([(), ()]) is None and run_errors([(0.0, 0.0), ()]) is None


def test_where_runs_have_all_of_the_variance_the_interval_is_that_of_their_mean() -> None:
    own = np.array([-0.3, -0.1, 0.0, 0.1, 0.3])
    low, high = bca_interval(np.full(12, 2.0), 0.95, 9999, 0, runs=run_errors([own, ()]))
    half = t_quantile(0.975, 4) * own.std(ddof=1) / math.sqrt(5)
    assert (low, high) == pytest.approx((2 - half, 2 + half), abs=0.12 * half)


def test_the_error_of_images_is_the_standard_error() -> None:
    values = 1e200 * np.random.default_rng(0).normal(3, 1, 30)
    assert spread_of(values, Strata.one(30)).error == pytest.approx(
        1e200 * (values / 1e200).std(ddof=1) / math.sqrt(30)
    )


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_scores_of_any_size_have_intervals_with_runs(scale) -> None:
    table = runs_of(np.random.default_rng(4), 4, 0.3)
    both = []
    for factor in (1.0, scale):
        own = factor * table
        both.append(
            paired(
                own.mean(axis=0), np.zeros(40), higher_is_better=True, resamples=499, runs=(effects(own), ())
            )
        )
    assert both[1].run_share == pytest.approx(both[0].run_share) and both[0].run_share > 0.2
    assert np.divide(both[1].interval, scale) == pytest.approx(both[0].interval)


def test_one_run_changes_nothing() -> None:
    first, second = np.random.default_rng(1).normal(30, 1, (2, 20))
    plain = paired(first, second, higher_is_better=True, resamples=999)
    single = paired(first, second, higher_is_better=True, resamples=999, runs=((), ()))
    equal = paired(first, second, higher_is_better=True, resamples=999, runs=((0.0, 0.0), ()))
    assert plain.interval == single.interval == equal.interval
    assert (plain.run_share, plain.runs, equal.runs) == (0.0, (1, 1), (2, 1))


def test_intervals_cover_other_runs_where_those_of_given_runs_do_not() -> None:
    generator, given, drawn = np.random.default_rng(5), 0, 0
    for study in range(300):
        table = runs_of(generator, 3, 0.5)
        values, errors = table.mean(axis=0), run_errors([effects(table)])
        low, high = bca_interval(values, 0.95, 499, study)
        given += low <= 0 <= high
        low, high = bca_interval(values, 0.95, 499, study, runs=errors)
        drawn += low <= 0 <= high
    assert given < 0.6 * 300
    assert 0.92 * 300 <= drawn <= 0.99 * 300


def test_simultaneous_intervals_and_data_sets_resample_runs() -> None:
    generator = np.random.default_rng(2)
    tables = [runs_of(generator, 4, 0.2) + gap for gap in (1.0, 0.0, 0.2)]
    names, sets = ["ours", "a", "b"], ["x"] * 15 + ["y"] * 25
    codes = np.repeat([0, 1], [15, 25])

    def of(table):
        parts = {"x": effects(table[:, :15]), "y": effects(table[:, 15:])}
        return RunEffects(effects_of_runs(table, np.arange(40), codes), parts)

    means = {"m": np.array([table.mean(axis=0) for table in tables])}
    how = {"ours": "ours", "higher_is_better": {"m": True}, "data_sets": sets, "resamples": 999}
    plain = verdict(means, names, **how)
    drawn = verdict(means, names, **how, runs={"m": dict(zip(names, map(of, tables), strict=True))})
    for before, after in zip(plain.outcomes, drawn.outcomes, strict=True):
        assert after.paired.run_share > 0.3
        assert (before.adjusted_p, before.word) == (after.adjusted_p, after.word)
        spans = [(before.paired.interval, after.paired.interval), (before.simultaneous, after.simultaneous)]
        spans += [
            (a.paired.interval, b.paired.interval)
            for a, b in zip(before.by_data_set, after.by_data_set, strict=True)
        ]
        for narrow, wide in spans:
            assert wide[1] - wide[0] > 1.2 * (narrow[1] - narrow[0])
        low, high = after.simultaneous
        assert low < after.paired.interval[0] and high > after.paired.interval[1]


def test_the_record_keeps_effects() -> None:
    own = RunEffects((0.1, -0.1), {"x": (math.nan, math.nan)})
    record = {"runs": runs_record({"ours": ["a", "b"]}, [RunSpread("ours", "psnr", (30.0, 29.8), own)])}
    found = recorded_effects(record)["psnr"]["ours"]
    assert found.whole == own.whole
    assert all(map(math.isnan, found.by_data_set["x"]))
    del record["runs"]["ours"]["spread"]["psnr"]["effects"]
    assert recorded_effects(record) == {}


def test_equal_methods_with_runs_are_rarely_told_apart() -> None:
    generator, found = np.random.default_rng(5), 0
    for _ in range(60):
        rows, effects = [], {}
        for name in NULLS:
            own = generator.normal(0, 0.5, (3, 1)) + generator.normal(0, 0.3, (3, 30))
            rows.append(own.mean(axis=0))
            effects[name] = RunEffects(effects_of_runs(own, np.arange(30), np.zeros(30, np.intp)))
        judged = verdict(
            {"psnr": rows},
            NULLS,
            ours="m0",
            higher_is_better={"psnr": True},
            resamples=199,
            runs={"psnr": effects},
        )
        found += any(outcome.shown for outcome in judged.outcomes)
        for outcome in judged.outcomes:
            low, high = outcome.simultaneous
            assert not (outcome.shown and low <= 0 <= high)
    assert found <= 8  # 3 expected; without the simultaneous interval 15
