"""All pairs of methods, against published tables and examples, SciPy, and computation by hand."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from scipy import stats

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.results import Results
from difference_finder.study.statistics.all_pairs import AllPairs, all_pairs
from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.post_hoc import (
    conover,
    critical_difference,
    nemenyi,
    range_quantile,
    range_tail,
)
from difference_finder.study.statistics.profiles import profile
from difference_finder.study.statistics.ranks import friedman
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.summary import format_study
from difference_finder.study.table import Scores

NAN, INF = math.nan, math.inf

# Demsar (2006), table 6: AUC of four variants of C4.5 on 14 data sets. The ranks of the paper decide the tie
# of the last two variants on the data set "voting" (0.975) by a digit that the table does not show.
AUC = np.array(
    [
        [0.763, 0.599, 0.954, 0.628, 0.882, 0.936, 0.661, 0.583, 0.775, 1.0, 0.940, 0.619, 0.972, 0.957],
        [0.768, 0.591, 0.971, 0.661, 0.888, 0.931, 0.668, 0.583, 0.838, 1.0, 0.962, 0.666, 0.981, 0.978],
        [0.771, 0.590, 0.968, 0.654, 0.886, 0.916, 0.609, 0.563, 0.866, 1.0, 0.965, 0.614, 0.9751, 0.946],
        [0.798, 0.569, 0.967, 0.657, 0.898, 0.931, 0.685, 0.625, 0.875, 1.0, 0.962, 0.669, 0.975, 0.970],
    ]
)
VARIANTS = ("C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf")

# Conover (1999), section 5.8: ranks of four grasses by 12 home owners.
GRASSES = np.array(
    [
        [4, 4, 3, 3, 4, 2, 1, 2, 3.5, 4, 4, 3.5],
        [3, 2, 1.5, 1, 2, 2, 3, 4, 1, 1, 2, 1],
        [2, 3, 1.5, 2, 1, 2, 2, 1, 2, 3, 3, 2],
        [1, 1, 4, 4, 3, 4, 4, 3, 3.5, 2, 1, 3.5],
    ]
)


def compared(table, names=None, **settings) -> AllPairs:
    names = names or [f"m{n}" for n in range(len(table))]
    settings = {"higher_is_better": True, "resamples": 999, **settings}
    return all_pairs("auc", table, names, **settings)


def test_critical_values_are_the_published_ones() -> None:
    # Demsar (2006), table 5: the quantile divided by the square root of 2, for 2 to 10 methods.
    published = {
        0.05: [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164],
        0.10: [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920],
    }
    for level, values in published.items():
        found = [range_quantile(level, count) / math.sqrt(2) for count in range(2, 11)]
        np.testing.assert_allclose(found, values, atol=1.1e-3)


@pytest.mark.parametrize("count", [2, 3, 10, 60])
def test_the_range_has_scipys_tail(count) -> None:
    quantiles = np.array([0.0, 0.5, 2.0, 3.6, 5.0, 8.0])
    expected = [stats.studentized_range.sf(quantile, count, np.inf) for quantile in quantiles]
    np.testing.assert_allclose(range_tail(quantiles, count), expected, rtol=1e-7, atol=1e-13)


def test_the_example_of_demsar() -> None:
    found = compared(AUC, VARIANTS)
    np.testing.assert_allclose(found.mean_ranks, [3.143, 2.000, 2.893, 1.964], atol=5e-4)
    assert found.critical_difference == pytest.approx(1.25, abs=0.005)
    wide = compared(AUC, VARIANTS, level=0.1)
    assert wide.critical_difference == pytest.approx(1.12, abs=0.005)
    # At 0.10 C4.5 differs from the variants with m, and nothing else differs; at 0.05 nothing does.
    assert found.cliques == (("C4.5+m+cf", "C4.5+m", "C4.5+cf", "C4.5"),)
    significant = {
        frozenset((a, b)) for a, b in itertools.combinations(VARIANTS, 2) if wide.of(a, b)[0] <= 0.1
    }
    assert significant == {frozenset(("C4.5", "C4.5+m")), frozenset(("C4.5", "C4.5+m+cf"))}
    assert wide.cliques == (("C4.5+m+cf", "C4.5+m", "C4.5+cf"), ("C4.5+cf", "C4.5"))


def test_nemenyis_p_is_scipys() -> None:
    table = np.random.default_rng(0).normal(0, 1, (5, 40)) + np.arange(5)[:, None] / 4
    found = compared(table)
    ranks = stats.rankdata(-table, axis=0).mean(axis=1)
    error = math.sqrt(5 * 6 / (6 * 40))
    for i, j in itertools.product(range(5), repeat=2):
        quantile = abs(ranks[i] - ranks[j]) / error * math.sqrt(2)
        expected = stats.studentized_range.sf(quantile, 5, np.inf)
        assert found.p[i][j] == pytest.approx(expected, rel=1e-7, abs=1e-12)
    assert found.friedman == pytest.approx(stats.friedmanchisquare(*table).statistic, rel=1e-12)


def test_the_example_of_conover() -> None:
    sums = GRASSES.sum(axis=1)
    assert sums.tolist() == [38, 23.5, 24.5, 34]
    # Rank sums that differ by more than 11.49 are significant at 0.05 without correction.
    variance = 2 * (12 * (GRASSES**2).sum() - (sums**2).sum()) / (11 * 3)
    assert stats.t.ppf(0.975, 33) * math.sqrt(variance) == pytest.approx(11.48, abs=0.01)
    pairs = list(itertools.combinations(range(4), 2))
    raw = [2 * stats.t.sf(abs(sums[i] - sums[j]) / math.sqrt(variance), 33) for i, j in pairs]
    ps = conover(GRASSES, Strata.one(12))
    np.testing.assert_allclose([ps[i, j] for i, j in pairs], holm(raw), rtol=1e-12)
    np.testing.assert_array_equal(ps, ps.T)
    assert (np.diag(ps) == 1).all()
    found = compared(-GRASSES, post_hoc="conover")
    assert found.p == tuple(map(tuple, ps.tolist()))
    assert found.critical_difference is None


@pytest.mark.parametrize("test", [nemenyi, conover])
@pytest.mark.parametrize("sizes", [(40,), (5, 10, 25)])
def test_equal_methods_rarely_differ(test, sizes) -> None:
    generator, found, strata = np.random.default_rng(1), 0, Strata(np.repeat(np.arange(len(sizes)), sizes))
    for _ in range(400):
        placed = stats.rankdata(generator.normal(0, 1, (5, 40)), axis=0)
        # Conover's test is meant for a significant Friedman test.
        found += friedman(placed, strata)[1] <= 0.05 and test(placed, strata).min() <= 0.05
    assert found / 400 <= 0.083  # 5 % and three standard errors


def test_data_sets_have_the_same_weight() -> None:
    generator = np.random.default_rng(2)
    table = generator.normal(0, 1, (4, 30)) + np.arange(4)[:, None] / 3
    names = ["a"] * 10 + ["b"] * 20
    found = compared(table, data_sets=names)
    placed = stats.rankdata(-table, axis=0)
    np.testing.assert_allclose(
        found.mean_ranks, (placed[:, :10].mean(axis=1) + placed[:, 10:].mean(axis=1)) / 2
    )
    # The variance of the mean of both mean ranks, by hand.
    error = math.sqrt(4 * 5 / 6 * (1 / 10 + 1 / 20) / 4)
    expected = stats.studentized_range.ppf(0.95, 4, np.inf) / math.sqrt(2) * error
    assert found.critical_difference == pytest.approx(expected, rel=1e-6)
    wins = (table[0] > table[1]).astype(float)
    assert found.improvement[0][1] == pytest.approx((wins[:10].mean() + wins[10:].mean()) / 2)
    assert found.data_sets == 2


def test_equal_weights_are_no_weights() -> None:
    table = np.random.default_rng(3).normal(0, 1, (3, 20))
    plain, named = compared(table), compared(table, data_sets=["a", "b"] * 10)
    assert named.critical_difference == pytest.approx(plain.critical_difference, rel=1e-12)
    np.testing.assert_allclose(named.p, plain.p, rtol=1e-12)


def test_the_probability_of_improvement() -> None:
    table = [[3.0, 1.0, 5.0, 2.0, 0.0], [2.0, 1.0, 6.0, 1.0, NAN], [4.0, 4.0, 7.0, INF, 1.0]]
    found = compared(table)
    assert found.n == 4
    assert found.of("m0", "m1")[1] == (1 + 0.5 + 0 + 1) / 4
    assert found.of("m1", "m0")[1] == 1 - found.of("m0", "m1")[1]
    assert found.of("m2", "m0")[1] == 1.0 and found.of("m0", "m0")[1] == 0.5
    low, high = found.of("m0", "m1")[2]
    assert found.of("m1", "m0")[2] == (1 - high, 1 - low)
    assert 0 <= low < 0.625 < high <= 1
    lower = compared(table, higher_is_better=False)
    assert lower.of("m0", "m1")[1] == 1 - found.of("m0", "m1")[1]


@pytest.mark.slow
def test_the_interval_of_the_probability_covers_it() -> None:
    generator, hits = np.random.default_rng(4), 0
    truth = stats.norm.cdf(0.5 / math.sqrt(2))
    for seed in range(200):
        table = generator.normal(0, 1, (2, 40)) + np.array([[0.5], [0.0]])
        low, high = compared(table, seed=seed, resamples=499).of("m0", "m1")[2]
        hits += low <= truth <= high
    assert 0.90 <= hits / 200 <= 0.99


def test_few_units_and_methods() -> None:
    one = compared([[1.0], [2.0], [3.0]])
    assert math.isnan(one.p[0][1]) and one.critical_difference is None
    assert one.improvement_intervals[0][1] is None
    assert json.dumps(one.to_dict(), allow_nan=False)
    two = compared([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]])
    assert math.isnan(two.friedman_p) and two.p[0][1] == pytest.approx(2 * stats.norm.sf(math.sqrt(3)))
    ties = compared(np.ones((3, 5)), post_hoc="conover")
    assert np.min(ties.p) == 1.0 and ties.cliques == (("m0", "m1", "m2"),)
    none = compared([[NAN, 1.0], [1.0, NAN]])
    assert none.n == 0 and math.isnan(none.improvement[0][1])


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"post_hoc": "tukey"}, UnknownNameError, "no post-hoc test 'tukey'"),
        ({"higher_is_better": None}, InputError, "True or False"),
        ({"over": "data-sets"}, InputError, "needs the scores of several data sets"),
    ],
)
def test_invalid_settings_are_errors(settings, error, message) -> None:
    with pytest.raises(error, match=message):
        compared(np.ones((3, 5)), **settings)


def test_too_many_methods_are_an_error() -> None:
    with pytest.raises(InputError, match="all pairs of 101 methods are 5050 comparisons; choose at most 100"):
        compared(np.ones((101, 5)))
    with pytest.raises(InputError, match="at least 2 methods, not 1"):
        compared(np.ones((1, 5)))
    with pytest.raises(UnknownNameError, match="no method of these pairs 'nobody'"):
        compared(np.ones((2, 5))).of("m0", "nobody")


def test_critical_difference_of_equal_units() -> None:
    assert critical_difference(4, Strata.one(14), 0.05) == pytest.approx(2.569 * math.sqrt(20 / 84), rel=1e-3)


def test_profiles_count_the_images_within_a_distance_of_the_best() -> None:
    generator = np.random.default_rng(5)
    table = generator.normal(30, 1, (3, 25))
    names = ["a"] * 5 + ["b"] * 20
    found = profile("psnr", table, "xyz", higher_is_better=True, data_sets=names, resamples=199, points=11)
    gaps = table.max(axis=0) - table
    assert found.distances[-1] == pytest.approx(np.quantile(gaps, 0.95))
    for row, shares, band in zip(gaps, found.shares, found.bands, strict=True):
        for distance, share, (low, high) in zip(found.distances, shares, band, strict=True):
            within = row <= distance
            assert share == pytest.approx((within[:5].mean() + within[5:].mean()) / 2)
            assert low <= share <= high
    assert sum(shares[0] for shares in found.shares) == pytest.approx(1.0)
    lower = profile("mse", -table, "xyz", higher_is_better=False, resamples=9, points=11)
    assert lower.distances == pytest.approx(found.distances)
    assert json.dumps(found.to_dict(), allow_nan=False)


def test_profiles_of_infinite_and_equal_scores() -> None:
    found = profile("psnr", [[INF, INF, 1.0], [INF, 5.0, 1.0]], "xy", higher_is_better=True, points=2)
    assert found.shares == ((1.0, 1.0), (2 / 3, 2 / 3))
    assert found.distances == (0.0, 1.0)
    one = profile("psnr", [[1.0], [2.0]], "xy", higher_is_better=True, points=2)
    assert one.bands is None and one.shares == ((0.0, 0.0), (1.0, 1.0))


def study(post_hoc=None) -> Results:
    """Return a study of three methods in two metrics, one of which has no direction."""
    table = 30 + np.random.default_rng(0).normal(0, 1, (3, 20)) + np.array([[1.5], [0.0], [0.1]])
    names, methods = tuple(f"{n:02}" for n in range(20)), ("ours", "edsr", "swin")
    scores = Scores(names, None, methods, ("psnr", "mean"), {"psnr": table, "mean": table})
    metrics = [
        {"spec": spec, "higher_is_better": better, "unit": ""}
        for spec, better in (("psnr", True), ("mean", None))
    ]
    record = {
        "ours": "ours", "seed": 0, "images": 20, "paired_by": "name", "notes": [], "options": {},
        "metrics": metrics, "notes_left_out": 0, "protocol": get_protocol(None).to_dict(),
        "methods": dict.fromkeys(methods, ""),
        "statistics": {"draws": 999, "primary": [], "post_hoc": post_hoc},
    }  # fmt: skip
    return Results(scores, (), record, None, dict)


def test_a_study_compares_all_pairs() -> None:
    found = study()
    assert list(found.all_pairs()) == ["psnr"]
    assert found.all_pairs()["psnr"].post_hoc == "nemenyi"
    two = found.all_pairs(["swin", "ours"], "conover")["psnr"]
    assert (two.methods, two.post_hoc) == (("swin", "ours"), "conover")
    assert two.of("ours", "swin")[1] > 0.7
    with pytest.raises(UnknownNameError, match="no method in this study 'nobody'"):
        found.all_pairs(["nobody", "ours"])
    assert found.profiles(points=5)["psnr"].methods == ("ours", "edsr", "swin")
    assert found.to_dict()["all_pairs"] is None
    assert "all pairs" not in "\n".join(format_study(found, []))


@pytest.mark.parametrize("post_hoc", ["nemenyi", "conover"])
def test_summary_and_record_have_all_pairs_if_asked(post_hoc) -> None:
    found = study(post_hoc)
    record = found.to_dict()["all_pairs"]
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    pairs = found.all_pairs()["psnr"]
    assert record["psnr"]["post_hoc"] == post_hoc and record["psnr"]["p"][0][1] == pairs.p[0][1]
    lines = format_study(found, [])
    text = " ".join(" ".join(lines).split())
    assert "all pairs in psnr, mean ranks (Friedman test: p" in text
    limit = f", critical difference {pairs.critical_difference:.3g}" if post_hoc == "nemenyi" else ""
    assert f"{post_hoc.capitalize()} test at level 0.05{limit}):" in text
    heads = [place for place, line in enumerate(lines) if line.endswith("probability of improvement of ours")]
    rows = [line.split() for line in lines[heads[0] + 1 : heads[0] + 4]]
    assert next(row for row in rows if row[0] == "ours") == ["ours", "-"]
    row = next(line for line in lines if line.startswith("ours") and f"{pairs.mean_ranks[0]:.3g}" in line)
    assert row.split()[-1] == "-"
    assert any(line.startswith("edsr") and "swin" in line for line in lines)
