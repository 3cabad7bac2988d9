"""Ranks of several methods, against SciPy and small cases by hand."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from scipy import stats

from difference_finder.errors import InputError
from difference_finder.study.statistics.paired import ranks

NAN, INF = math.nan, math.inf


def ranked(table, **settings):
    return ranks(table, **{"higher_is_better": True, **settings})


def test_ranks_by_hand() -> None:
    table = [[3.0, 1.0, 5.0], [2.0, 1.0, 6.0], [1.0, 0.0, 7.0]]
    result = ranked(table)
    np.testing.assert_allclose(result.mean_rank, [(1 + 1.5 + 3) / 3, (2 + 1.5 + 2) / 3, (3 + 3 + 1) / 3])
    lower = ranked(table, higher_is_better=False)
    np.testing.assert_allclose(lower.mean_rank, 4 - np.array(result.mean_rank))


@pytest.mark.parametrize("decimals", [0, 1, 9])
@pytest.mark.parametrize("methods", [3, 6])
def test_ranks_and_friedman_are_scipys(decimals, methods) -> None:
    table = np.round(
        np.random.default_rng(0).normal(size=(methods, 30)) + np.arange(methods)[:, None] / 5, decimals
    )
    result = ranked(table)
    np.testing.assert_allclose(result.mean_rank, stats.rankdata(-table, axis=0).mean(axis=1), rtol=1e-12)
    theirs = stats.friedmanchisquare(*table)
    assert result.friedman == pytest.approx(theirs.statistic, rel=1e-9)
    assert result.friedman_p == pytest.approx(theirs.pvalue, rel=1e-9)


def test_place_shares_are_those_of_all_resamples() -> None:
    table = np.array([[5.0, 1.0, 5.0, 2.0], [4.0, 2.0, 6.0, 1.0], [3.0, 3.0, 7.0, 1.0]])
    placed = stats.rankdata(-table, axis=0)
    expected = np.zeros((3, 3))
    every = list(itertools.product(range(4), repeat=4))
    for drawn in every:
        means = placed[:, drawn].sum(axis=1)
        for method, own in enumerate(means):
            low, level = int((means < own).sum()), int((means == own).sum())
            expected[method, low : low + level] += 1 / level
    shares = np.array(ranked(table, resamples=100_000).place_shares)
    np.testing.assert_allclose(shares, expected / len(every), atol=0.008)  # 5 standard errors
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_the_order_of_methods_does_not_matter() -> None:
    table = np.random.default_rng(0).normal(size=(4, 20))
    one, other = ranked(table), ranked(table[::-1])
    assert one.mean_rank == other.mean_rank[::-1]
    np.testing.assert_allclose(one.place_shares, other.place_shares[::-1], rtol=1e-12)


def test_few_units_and_methods() -> None:
    one = ranked([[1.0], [2.0], [3.0]])
    assert (one.n, one.mean_rank, one.place_shares) == (1, (3.0, 2.0, 1.0), None)
    assert math.isnan(one.friedman) and math.isnan(one.friedman_p)
    two = ranked([[1.0, 2.0], [2.0, 1.0]])
    assert two.mean_rank == (1.5, 1.5)
    assert math.isnan(two.friedman_p)
    none = ranked([[NAN, 1.0], [1.0, NAN]])
    assert (none.n, none.n_left_out, none.place_shares) == (0, 2, None)
    assert all(math.isnan(rank) for rank in none.mean_rank)
    assert json.dumps(none.to_dict(), allow_nan=False)


def test_ties_everywhere() -> None:
    result = ranked(np.ones((3, 5)))
    assert (result.mean_rank, result.friedman, result.friedman_p) == ((2.0, 2.0, 2.0), 0.0, 1.0)
    np.testing.assert_allclose(result.place_shares, np.full((3, 3), 1 / 3))


def test_infinite_scores_are_the_best() -> None:
    result = ranked([[INF, 1.0], [INF, 2.0], [5.0, NAN]])
    assert (result.n, result.n_left_out, result.mean_rank) == (1, 1, (1.5, 1.5, 3.0))


def test_groups_are_averaged_first() -> None:
    table = [[1.0, 9.0, 4.0, NAN], [2.0, 3.0, 5.0, 1.0]]
    result = ranked(table, groups=["b", "b", "a", "c"])
    # Group b: 5 against 2.5; group a: 4 against 5; group c is left out.
    assert (result.n, result.n_left_out, result.mean_rank) == (2, 1, (1.5, 1.5))


def test_groups_of_both_infinities_have_no_mean() -> None:
    result = ranked([[INF, -INF, 4.0], [2.0, 3.0, 5.0]], groups=["a", "a", "b"])
    assert (result.n, result.n_left_out, result.mean_rank) == (1, 2, (2.0, 1.0))


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ([[1.0, 2.0]], {}, "1 method"),
        ([1.0, 2.0], {}, "a table"),
        ([[1.0], [1.0, 2.0]], {}, "a table"),
        ([[1.0], [2.0]], {"higher_is_better": None}, "True or False"),
        ([[1.0], [2.0]], {"seed": 1.5}, "seed"),
        ([[1.0], [2.0]], {"groups": ["a", "b"]}, "groups has length 2 for 1 images"),
    ],
)
def test_invalid_arguments_are_errors(table, change, message) -> None:
    with pytest.raises(InputError, match=message):
        ranked(table, **change)
