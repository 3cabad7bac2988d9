"""Paired differences, intervals and tests, against SciPy and small cases by hand."""

from __future__ import annotations

import itertools
import json
import math
import time
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from difference_finder.errors import InputError
from difference_finder.study.statistics import resampling
from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.intervals import bca_interval
from difference_finder.study.statistics.moments import skewness_of
from difference_finder.study.statistics.paired import Paired, paired
from difference_finder.study.statistics.resampling import resampled_means
from difference_finder.study.statistics.significance import mid_ranks, sign_flip, signed_ranks
from difference_finder.study.statistics.strata import Strata

INF, NAN = math.inf, math.nan


def compared(first, second=None, **settings) -> Paired:
    second = np.zeros(len(first)) if second is None else second
    return paired(first, second, **{"higher_is_better": True, **settings})


def samples() -> list:
    """Return differences of several kinds: few and many, skewed, with ties and zeros."""
    generator = np.random.default_rng(1)
    return [
        generator.normal(0.3, 1, 7),
        generator.normal(0.1, 1, 40),
        generator.lognormal(0, 1, 25) - 1,
        np.round(generator.normal(0.3, 1, 15)),
        np.round(generator.normal(0.1, 1, 60), 1),
        np.array([0.0, 0, 0, 1, -2, 3, 3, 4]),
    ]


# The interval.


def expanded(confidence: float, n: int) -> float:
    """Return at what confidence the textbook's interval is as wide as ours."""
    return 2 * stats.norm.cdf(math.sqrt(n / (n - 1)) * stats.t.ppf(0.5 + confidence / 2, n - 1)) - 1


@pytest.mark.parametrize("values", samples())
@pytest.mark.parametrize("confidence", [0.95, 0.8, 0.999])
def test_the_interval_is_scipys_of_the_same_resamples(values, confidence) -> None:
    means = resampled_means(values[None], Strata.one(values.size), 4999, 3)[0]
    # Where resamples have the observed mean but for rounding, they are made to have it: SciPy compares bits.
    means[np.isclose(means, values.mean(), rtol=0, atol=1e-12)] = values.mean()
    theirs = stats.bootstrap(
        (values,),
        np.mean,
        confidence_level=expanded(confidence, values.size),
        n_resamples=0,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=means),
        method="BCa",
    ).confidence_interval
    ours = bca_interval(values, confidence, 4999, 3)
    np.testing.assert_allclose(ours, [theirs.low, theirs.high], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("resamples", [1, 2, 5])
def test_few_resamples_have_an_interval(resamples) -> None:
    for seed in range(20):
        low, high = bca_interval(np.array([0.0, 1.0, 5.0, 2.0]), 0.95, resamples, seed)
        assert 0.0 <= low <= high <= 5.0


def test_the_resamples_are_those_of_a_bootstrap() -> None:
    values = np.array([0.0, 1.0, 5.0])
    every = sorted(map(sum, itertools.product(values, repeat=3)))  # all 27 alike
    drawn = np.rint(3 * resampled_means(values[None], Strata.one(3), 200_000, 0)[0])
    expected = {total: every.count(total) / 27 for total in set(every)}
    for total, share in expected.items():
        assert np.mean(drawn == total) == pytest.approx(share, abs=0.005)  # 5 standard errors
    assert set(drawn.tolist()) == set(expected)


def test_kept_draws_and_drawn_ones_are_the_same(monkeypatch) -> None:
    columns = np.random.default_rng(0).normal(size=(2, 300))
    strata = Strata(np.repeat([0, 1], [100, 200]))
    kept = resampled_means(columns, strata, 999, 5)
    monkeypatch.setattr(resampling, "KEPT", 0)
    np.testing.assert_array_equal(resampled_means(columns, strata, 999, 5), kept)
    assert not np.array_equal(resampled_means(columns, strata, 999, 6), kept)


@pytest.mark.parametrize("values", samples())
def test_the_interval_moves_with_the_values(values) -> None:
    low, high = bca_interval(values, 0.95, 1999, 0)
    assert low < values.mean() < high
    mirrored = bca_interval(-values, 0.95, 1999, 0)
    # Interpolated from below and from above, the same two means weigh otherwise.
    np.testing.assert_allclose(mirrored, (-high, -low), rtol=1e-9, atol=1e-9)
    for scale in (1e-200, 1e200):
        np.testing.assert_allclose(
            bca_interval(values * scale, 0.95, 1999, 0), (low * scale, high * scale), rtol=1e-12
        )


def test_intervals_of_few_values() -> None:
    assert bca_interval(np.array([]), 0.95, 999, 0) is None
    assert bca_interval(np.array([2.0]), 0.95, 999, 0) is None
    assert bca_interval(np.array([2.0, 2.0]), 0.95, 999, 0) == (2.0, 2.0)
    low, high = bca_interval(np.array([1.0, 2.0]), 0.95, 999, 0)
    assert (low, high) == (1.0, 2.0)
    assert bca_interval(np.zeros(9), 0.95, 999, 0) == (0.0, 0.0)
    one_off = np.array([0.0] * 30 + [1.0])
    low, high = bca_interval(one_off, 1 - 1e-9, 999, 0)
    assert 0 <= low < high < 1


@pytest.mark.parametrize("values", samples())
def test_skewness_is_scipys(values) -> None:
    assert skewness_of(values) == pytest.approx(stats.skew(values), rel=1e-9)
    assert skewness_of(values * 1e-200) == pytest.approx(stats.skew(values), rel=1e-9)


# The tests.


@pytest.mark.parametrize("values", [v for v in samples() if v.size <= 15])
def test_exact_sign_flips_are_all_of_them(values) -> None:
    theirs = stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=np.inf)
    ours = sign_flip(values)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-12)
    assert ours.exact
    assert ours.smallest_p == 2.0 ** (1 - np.count_nonzero(values))


def test_sign_flips_never_give_zero() -> None:
    assert sign_flip(np.arange(1.0, 41.0)).p == 2.0**-39
    assert sign_flip(-np.arange(1.0, 41.0)).p == 2.0**-39
    assert sign_flip(np.array([1.0, -1.0] * 20)).p == 1.0
    assert sign_flip(np.ones(5000)).p > 0


@pytest.mark.parametrize("values", [[0.1, 0.2, -0.3, 0.4], [0.7, -0.1, 0.3, -0.5], [0.3, 0.6, -0.7, 0.2]])
def test_sums_that_differ_by_rounding_alone_are_equal(values) -> None:
    tenths = [round(10 * value) for value in values]
    assert sign_flip(np.array(values)).p == sign_flip(np.array(tenths, float)).p


@pytest.mark.parametrize("values", [v for v in samples() if v.size <= 15])
def test_exact_signed_ranks_are_those_of_all_signs(values) -> None:
    ranks = stats.rankdata(np.abs(values))[values != 0]
    observed = abs((ranks * np.sign(values[values != 0])).sum())
    every = [abs(np.dot(signs, ranks)) for signs in itertools.product((-1, 1), repeat=ranks.size)]
    ours, balance = signed_ranks(values)
    assert ours.p == pytest.approx(np.mean(np.array(every) >= observed - 1e-9), rel=1e-12)
    assert ours.exact
    assert abs(balance) == pytest.approx(observed / ranks.sum())


def test_signed_ranks_without_ties_are_scipys() -> None:
    values = np.random.default_rng(2).normal(0.3, 1, 45)
    theirs = stats.wilcoxon(values, zero_method="pratt", method="exact")
    assert signed_ranks(values)[0].p == pytest.approx(theirs.pvalue, rel=1e-9)


@pytest.mark.parametrize("decimals", [0, 1, 9])
def test_many_signed_ranks_are_scipys_normal_ones(decimals) -> None:
    values = np.round(np.random.default_rng(2).normal(0.1, 1, 400), decimals)
    theirs = stats.wilcoxon(values, zero_method="pratt", method="approx")
    ours = signed_ranks(values)[0]
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert not ours.exact
    assert 0 < ours.smallest_p < 1e-50


def test_zeros_are_ranked() -> None:
    # Pratt's point: the zeros take the low ranks, so that the two small losses weigh more.
    values = np.array([0.0] * 6 + [-1.0, -2.0, 3.0, 4.0, 5.0])
    ranks = np.array([-7, -8, 9, 10, 11])
    assert signed_ranks(values)[1] == pytest.approx(ranks.sum() / 45)


def test_mid_ranks_are_scipys() -> None:
    for values in samples():
        np.testing.assert_array_equal(mid_ranks(values), stats.rankdata(values))


def test_holm_by_hand() -> None:
    # statsmodels 0.15, multipletests(method="holm"), gives the same.
    given = [0.01, 0.04, 0.03, 0.005, 0.9]
    np.testing.assert_allclose(holm(given), [0.04, 0.09, 0.09, 0.025, 0.9])
    np.testing.assert_allclose(holm([0.6, 0.5]), [1.0, 1.0])
    np.testing.assert_array_equal(holm([NAN, 0.02, NAN, 0.01]), [NAN, 0.02, NAN, 0.02])
    assert holm([]).size == 0
    assert np.isnan(holm([NAN])).all()
    for wrong in ([-0.1], [1.1], [[0.5]]):
        with pytest.raises(InputError, match="from 0 to 1"):
            holm(wrong)


# Both together.


def test_a_comparison_by_hand() -> None:
    result = compared([3.0, 5.0, 4.0, 7.0, 9.0], [2.0, 5.0, 6.0, 4.0, 5.0])
    assert (result.n, result.wins, result.ties, result.losses) == (5, 3, 1, 1)
    assert result.mean == result.difference == 1.2
    assert (result.win_rate, result.tie_rate, result.loss_rate) == (0.6, 0.2, 0.2)
    assert result.sign_flip.p == 6 / 16  # of +-1 +-2 +-3 +-4 those at least 6 from zero: 10, 8, 6 and 6 minus
    assert result.sign_flip.smallest_p == result.wilcoxon.smallest_p == 0.125
    assert (result.decided_by, result.decision, result.direction) == ("sign flip", result.sign_flip, 1)


def test_five_images_cannot_reach_five_percent() -> None:
    result = compared([1.0, 2, 3, 4, 5])
    assert result.sign_flip.p == result.sign_flip.smallest_p == 0.0625
    assert result.wilcoxon.p == result.wilcoxon.smallest_p == 0.0625


def test_lower_may_be_better() -> None:
    up = compared([1.0, 2, 4], [2.0, 4, 3])
    down = compared([1.0, 2, 4], [2.0, 4, 3], higher_is_better=False)
    assert down.mean == -up.mean == pytest.approx(2 / 3)
    assert down.difference == up.difference
    assert (down.wins, down.losses) == (up.losses, up.wins) == (2, 1)
    assert (up.direction, down.direction) == (-1, 1)
    assert down.sign_flip == up.sign_flip


def test_swapping_the_methods_turns_everything_around() -> None:
    first, second = np.random.default_rng(0).normal(size=(2, 30))
    one, other = compared(first, second), compared(second, first)
    assert (other.mean, other.rank_balance) == (-one.mean, -one.rank_balance)
    np.testing.assert_allclose(other.interval, (-one.interval[1], -one.interval[0]), rtol=1e-9)
    assert (one.sign_flip, one.wilcoxon) == (other.sign_flip, other.wilcoxon)


def test_one_image_and_none() -> None:
    one = compared([2.0], [1.0])
    assert (one.n, one.mean, one.interval, one.sign_flip.p, one.wilcoxon.p) == (1, 1.0, None, 1.0, 1.0)
    none = compared([NAN], [1.0])
    assert (none.n, none.interval, none.direction) == (0, None, 0)
    for value in (none.mean, none.win_rate, none.sign_flip.p, none.wilcoxon.p, none.rank_balance):
        assert math.isnan(value)
    assert none.left_out.no_first == none.left_out.units == 1


def test_equal_scores() -> None:
    same = compared(np.arange(9.0), np.arange(9.0))
    assert (same.mean, same.interval, same.ties, same.direction) == (0.0, (0.0, 0.0), 9, 0)
    assert same.sign_flip.p == same.wilcoxon.p == 1.0
    shifted = compared(np.arange(9.0) + 0.5, np.arange(9.0))
    assert (shifted.mean, shifted.interval, shifted.wins) == (0.5, (0.5, 0.5), 9)
    assert shifted.sign_flip.p == shifted.wilcoxon.p == 2 / 512


def test_missing_scores_are_left_out_and_counted() -> None:
    result = compared([1.0, NAN, 3.0, NAN, 5.0], [0.0, 1.0, NAN, NAN, 3.0])
    left_out = result.left_out
    assert (left_out.no_first, left_out.no_second, left_out.no_either) == (1, 1, 1)
    assert (left_out.images, left_out.units) == (3, 3)
    assert (result.n, result.mean) == (2, 1.5)


def test_infinite_scores_win_without_a_size() -> None:
    result = compared([INF, INF, 31.0, 30.0, -INF], [40.0, INF, 30.0, 32.0, -INF])
    assert (result.n, result.wins, result.ties, result.losses) == (5, 2, 2, 1)
    assert (result.n_infinite, result.n_both_infinite, result.n_finite) == (1, 2, 2)
    assert result.mean == -0.5
    assert result.sign_flip.smallest_p == 0.5
    # Ranked: two zeros, 1, -2, and infinity last: 3 - 4 + 5 of 12.
    assert result.rank_balance == pytest.approx(4 / 12)
    assert (result.decided_by, result.direction) == ("wilcoxon", 1)
    only_ties = compared([INF, 2.0], [INF, 1.0])
    assert (only_ties.decided_by, only_ties.mean, only_ties.ties) == ("sign flip", 1.0, 1)
    all_infinite = compared([INF] * 8, [40.0] * 8)
    assert math.isnan(all_infinite.mean)
    assert (all_infinite.wilcoxon.p, all_infinite.interval) == (2 / 256, None)


def test_groups_count_once() -> None:
    first, second = [1.0, 2.0, 3.0, 10.0], [0.0, 0.0, 0.0, 0.0]
    result = compared(first, second, groups=["a", "a", "a", "b"])
    assert (result.n, result.mean, result.grouped) == (2, 6.0, True)
    means = compared([2.0, 10.0], [0.0, 0.0])
    assert (result.interval, result.sign_flip) == (means.interval, means.sign_flip)
    shuffled = compared(first[::-1], second, groups=np.array([7, 3, 3, 3]))
    assert shuffled.mean == 6.0


def test_groups_with_gaps_and_infinities() -> None:
    first = [1.0, NAN, NAN, INF, INF, INF, INF, 4.0, INF]
    second = [0.0, 9.0, 1.0, 3.0, 2.0, INF, 1.0, INF, INF]
    result = compared(first, second, groups=["gap", "gap", "gone", "won", "won", "tie", "odd", "odd", "tie"])
    assert (result.n, result.wins, result.ties) == (3, 2, 1)
    assert (result.n_infinite, result.n_both_infinite, result.mean) == (1, 1, 1.0)
    assert (result.left_out.images, result.left_out.opposed, result.left_out.units) == (2, 1, 2)
    groups = ["lost", "lost", "won"]
    turned = compared([3.0, 5.0, 2.0], [INF, 1.0, 1.0], groups=groups)
    assert (turned.wins, turned.losses, turned.n_infinite, turned.mean) == (1, 1, 1, 1.0)
    mixed = compared([INF, 3.0], [INF, 1.0], groups=["a", "a"])
    assert (mixed.mean, mixed.ties) == (2.0, 0)


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_any_scale(scale) -> None:
    first, second = np.random.default_rng(0).normal(size=(2, 25))
    plain, scaled = compared(first, second), compared(first * scale, second * scale)
    assert scaled.mean == pytest.approx(plain.mean * scale, rel=1e-9)
    np.testing.assert_allclose(np.array(scaled.interval) / scale, plain.interval, rtol=1e-9)
    assert (scaled.sign_flip.p, scaled.wilcoxon.p) == (plain.sign_flip.p, plain.wilcoxon.p)


def test_kinds_of_numbers() -> None:
    first, second = [3, 5, 4], [2, 5, 1]
    expected = compared(first, second)
    for kind in (np.float16, np.float32, np.int64, np.uint8):
        assert compared(np.array(first, kind), np.array(second, kind)) == expected
    spread = np.zeros((3, 2))
    spread[:, 0] = first
    assert compared(spread[:, 0], second) == expected


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second = np.random.default_rng(0).normal(size=(2, 50))
    assert compared(first, second) == compared(first, second)
    assert compared(first, second).interval != compared(first, second, seed=1).interval


def test_the_record_is_json() -> None:
    record = compared([INF, 1.0, NAN], [2.0, 0.0, 1.0]).to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["left_out"]["no_first"] == 1
    assert compared([NAN], [1.0]).to_dict()["mean"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"second": [1.0]}, "first has 2 scores and second has 1"),
        ({"first": [[1.0, 2.0]]}, "first must be one number for each image, not shape"),
        ({"first": ["a", "b"]}, "first must be one number for each image, not shape"),
        ({"first": [[1.0], [1.0, 2.0]]}, "first must be one number for each image"),
        ({"first": [], "second": []}, "first must be one number"),
        ({"first": [1j, 2]}, "complex128"),
        ({"higher_is_better": None}, "True or False, not None"),
        ({"higher_is_better": "yes"}, "True or False, not 'yes'"),
        ({"groups": ["a"]}, "groups has length 1 for 2 images"),
        ({"groups": "ab"}, "not 'ab'"),
        ({"groups": 3}, "not 3"),
        ({"groups": ["a", None]}, "image 1 has no group: None"),
        ({"groups": ["a", NAN]}, "image 1 has no group: nan"),
        ({"groups": ["a", []]}, r"the group of image 1 is \[\]"),
        ({"confidence": 95}, "between 0 and 1, such as 0.95, not 95"),
        ({"confidence": True}, "not True"),
        ({"resamples": 0}, "at least 1, not 0"),
        ({"resamples": 9.5}, "at least 1, not 9.5"),
        ({"seed": -1}, "at least 0, not -1"),
    ],
)
def test_invalid_arguments_are_errors(change, message) -> None:
    with pytest.raises(InputError, match=message):
        paired(**{"first": [1.0, 2.0], "second": [2.0, 1.0], "higher_is_better": True, **change})


def test_a_large_study_takes_well_under_seconds() -> None:
    scores = np.random.default_rng(0).normal(size=(6, 2000))
    start = time.process_time()
    for _ in range(3):
        for rival in scores[1:]:
            compared(scores[0], rival)
    assert time.process_time() - start < 4  # measured: 0.6 s
