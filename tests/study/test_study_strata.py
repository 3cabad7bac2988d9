"""Verdicts over several data sets, whose means have the same weight."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import stdtrit

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.results import Results
from difference_finder.study.statistics.corrections import JointFlips
from difference_finder.study.statistics.equivalence import equivalence_p
from difference_finder.study.statistics.intervals import bca_interval, spread_of
from difference_finder.study.statistics.outcome import Verdict
from difference_finder.study.statistics.paired import paired, ranks
from difference_finder.study.statistics.paragraph import MOST_LINES, count_lines
from difference_finder.study.statistics.quantiles import combined_freedom
from difference_finder.study.statistics.resampling import resampled_means
from difference_finder.study.statistics.significance import ranked_signs, sign_flip, signed_ranks
from difference_finder.study.statistics.strata import Strata
from difference_finder.study.statistics.verdicts import verdict
from difference_finder.study.summary import format_study
from difference_finder.study.table import Scores

NAN, INF = math.nan, math.inf
NAMES, SIZES = ("Set5", "Set14", "B100", "Urban100", "Manga109"), (5, 14, 100, 60, 31)


def labels(sizes=SIZES, names=NAMES) -> list[str]:
    return [name for name, size in zip(names, sizes, strict=False) for _ in range(size)]


def strata(sizes) -> Strata:
    return Strata(np.repeat(np.arange(len(sizes)), sizes))


def judge(*rows, data_sets, **settings) -> Verdict:
    """Judge the first row against the others in PSNR."""
    names = ["ours", "edsr", "swin"][: len(rows)]
    settings = {"metric_units": {"psnr": "dB"}, "resamples": 999, **settings}
    better = {"psnr": True}
    return verdict(
        {"psnr": rows}, names, ours="ours", higher_is_better=better, data_sets=data_sets, **settings
    )


def study(table, groups=None, data_sets=None, **settings) -> Results:
    """Return a study of several data sets."""
    data_sets = tuple(labels() if data_sets is None else data_sets)
    names = tuple(f"{own}/{number}" for number, own in enumerate(data_sets))
    methods = ("ours", "edsr", "swin")[: len(table)]
    scores = Scores(names, groups, methods, ("psnr",), {"psnr": np.asarray(table)}, data_sets)
    record = {
        "ours": "ours", "seed": 0, "images": len(names), "paired_by": "name", "notes": [], "options": {},
        "metrics": [{"spec": "psnr", "higher_is_better": True, "unit": "dB"}], "notes_left_out": 0,
        "protocol": get_protocol(None).to_dict(), "methods": dict.fromkeys(methods, ""),
        "statistics": {"draws": 999, "primary": [], **settings},
    }  # fmt: skip
    return Results(scores, (), record, None, dict)


def test_the_table_and_the_verdict_agree() -> None:
    generator = np.random.default_rng(0)
    groups = tuple(f"g{n // 3}" for n in range(210))
    for own in (None, groups):
        found = study(generator.normal(30, 3, (3, 210)), own)
        means = {mean.method: mean.mean for mean in found.means}
        for outcome in found.verdicts.outcomes:
            expected = means["ours"] - means[outcome.rival]
            assert outcome.paired.mean == pytest.approx(expected, rel=1e-12, abs=1e-12)
            assert outcome.paired.data_sets == 5
    assert found.verdicts.outcomes[0].paired.n == len(set(zip(labels(), groups, strict=True)))


def test_one_data_set_changes_nothing() -> None:
    rows = np.random.default_rng(0).normal(30, 3, (3, 40))
    plain, named = (judge(*rows, data_sets=own).to_dict() for own in (None, ["Set5"] * 40))
    assert named["text"] == plain["text"].replace("on 40 images,", "on 40 images in 1 data set,")
    for ours, theirs in zip(named["outcomes"], plain["outcomes"], strict=True):
        (own,) = ours.pop("by_data_set")
        assert own["uncorrected_p"] == theirs["paired"]["sign_flip"]["p"]
        for facts in (ours["paired"], theirs["paired"]):
            del facts["data_sets"], facts["smallest_data_set"]
        assert ours == theirs


def test_five_data_sets_show_what_none_shows_alone() -> None:
    """Acceptance: data sets of 5 to 100 images, of which none is significant, are together."""
    generator = np.random.default_rng(5)
    differences = [generator.normal(0, 1, size) for size in SIZES]
    # Each data set has the same standardised advantage, which is not significant in any.
    parts = [own - own.mean() + 1.5 * own.std(ddof=1) / math.sqrt(own.size) for own in differences]
    rows = [np.concatenate(parts) + 30, np.full(sum(SIZES), 30.0)]
    outcome = judge(*rows, data_sets=labels()).outcomes[0]
    assert outcome.word == "better" and outcome.adjusted_p < 0.05
    assert [own.data_set for own in outcome.by_data_set] == list(NAMES)
    for own, part in zip(outcome.by_data_set, parts, strict=True):
        alone = judge(part + 30, np.full(part.size, 30.0), data_sets=None).outcomes[0]
        assert alone.word == "no difference shown" and alone.adjusted_p > 0.05
        assert own.paired.decision.p == alone.adjusted_p
        assert own.paired.interval[0] < 0 < own.paired.interval[1]


def test_the_p_value_is_the_share_of_all_sign_flips() -> None:
    sizes, generator = (2, 3, 6), np.random.default_rng(1)
    values = generator.normal(0.6, 1, 11)
    names = labels(sizes)
    means = []
    for signs in itertools.product((-1, 1), repeat=11):
        flipped = np.split(np.array(signs) * values, np.cumsum(sizes)[:-1])
        means.append(abs(np.mean([part.mean() for part in flipped])))
    observed = means[-1]
    found = paired(values, np.zeros(11), higher_is_better=True, data_sets=names)
    assert found.mean == pytest.approx(observed, rel=1e-12)
    assert found.sign_flip.exact
    assert found.sign_flip.p == pytest.approx(np.mean(np.array(means) >= observed - 1e-12), rel=1e-12)


def test_the_tail_of_weighted_flips_agrees_with_drawn_ones() -> None:
    sizes, generator = (5, 14, 100, 60, 31), np.random.default_rng(2)
    values = generator.normal(0.09, 1, 210)
    found = paired(values, np.zeros(210), higher_is_better=True, data_sets=labels())
    weighted = values * strata(sizes).weights / 210
    signs = 1 - 2.0 * generator.integers(0, 2, (100_000, 210))
    share = np.mean(np.abs(signs @ weighted) >= abs(weighted.sum()))
    assert not found.sign_flip.exact
    assert found.sign_flip.p == pytest.approx(share, abs=5 * math.sqrt(share / 100_000))


def test_max_t_flips_the_weighted_differences() -> None:
    generator = np.random.default_rng(3)
    rows = 30 + generator.normal(0, 1, (3, 19)) + np.array([[0.7], [0], [0]])
    judged = judge(*rows, data_sets=labels((5, 14)))
    columns = (rows[:1] - rows[1:]).T * strata((5, 14)).weights[:, None]
    ps = [sign_flip(column).p for column in columns.T]
    assert [o.paired.sign_flip.p for o in judged.outcomes] == pytest.approx(ps, rel=1e-9)
    assert [o.adjusted_p for o in judged.outcomes] == pytest.approx(JointFlips(columns, 999, 0).adjust(ps))


def test_signed_ranks_give_data_sets_the_same_weight() -> None:
    values = np.array([1.0, -2.0, 3.0, 0.5, INF, -0.1, 4.0])
    own = strata((3, 4))
    balances = [(1 - 2 + 3) / 6, (2 + 4 - 1 + 3) / 10]
    found, balance = signed_ranks(values, own)
    assert balance == pytest.approx(np.mean(balances))
    signed = np.concatenate([np.array([1, -2, 3]) / 6, np.array([2, 4, -1, 3]) / 10])
    every = np.abs(np.array(list(itertools.product((-1, 1), repeat=7))) @ np.abs(signed))
    assert found.p == pytest.approx(np.mean(every >= abs(signed.sum()) - 1e-12))
    judged = paired(values, np.zeros(7), higher_is_better=True, data_sets=labels((3, 4)))
    assert (judged.decided_by, judged.decision.p) == ("wilcoxon", found.p)
    assert signed_ranks(np.zeros(7), own)[0].p == 1.0


def test_ranks_and_friedman_are_weighted() -> None:
    generator = np.random.default_rng(4)
    table = generator.normal(0, 1, (4, 30)) + np.arange(4)[:, None] / 4
    names = labels((10, 20))
    found = ranks(table, higher_is_better=True, data_sets=names)
    placed = stats.rankdata(-table, axis=0)
    expected = (placed[:, :10].mean(axis=1) + placed[:, 10:].mean(axis=1)) / 2
    np.testing.assert_allclose(found.mean_rank, expected, rtol=1e-12)
    # Equal data sets have equal weights, for which the statistic is SciPy's.
    even = ranks(table, higher_is_better=True, data_sets=labels((15, 15)))
    assert even.friedman == pytest.approx(stats.friedmanchisquare(*table).statistic, rel=1e-12)
    assert found.friedman != pytest.approx(even.friedman)


def test_friedmans_weighted_statistic_is_chi_squared_under_the_null() -> None:
    generator, names = np.random.default_rng(5), labels((5, 20, 50))
    ps = [
        ranks(generator.normal(size=(4, 75)), higher_is_better=True, data_sets=names, resamples=1).friedman_p
        for _ in range(1500)
    ]
    assert stats.kstest(ps, "uniform").pvalue > 0.001


def test_freedom_is_satterthwaites_unless_one_small_data_set_dominates() -> None:
    variances, sizes = np.array([0.3, 0.1, 0.2]), np.array([5, 6, 9])
    satterthwaite = variances.sum() ** 2 / (variances**2 / (sizes - 1)).sum()
    assert combined_freedom(variances, sizes) == pytest.approx(satterthwaite)
    # The two values of the first data set lie close together by chance.
    variances, sizes = np.array([0.001, 0.02]), np.array([2, 50])
    shares = variances / variances.sum()
    recovered = math.sqrt((shares * stats.t.ppf(0.975, sizes - 1) ** 2).sum())
    own = stats.t.ppf(0.975, 1 / (shares**2 / (sizes - 1)).sum())
    weight = 2 * 0.5 / 0.52 - 1
    quantile = stats.t.ppf(0.975, combined_freedom(variances, sizes))
    assert quantile == pytest.approx(weight * recovered + (1 - weight) * own, rel=1e-6)
    assert combined_freedom(np.zeros(2), sizes) == 50
    assert combined_freedom(np.array([0.4]), np.array([7])) == 6


def test_intervals_cover_the_mean_of_a_pair_of_images_and_fifty() -> None:
    generator, sizes = np.random.default_rng(11), np.array([2, 50])
    found = 0
    for _ in range(4000):
        first, second = generator.normal(size=2), generator.normal(size=50)
        variances = np.array([first.var(ddof=1) / 2, second.var(ddof=1) / 50])
        reach = stdtrit(combined_freedom(variances, sizes), 0.975) * math.sqrt(variances.sum())
        found += abs(first.mean() + second.mean()) <= reach
    assert 0.94 < found / 4000 < 0.965


def test_the_spread_is_that_of_stratified_means() -> None:
    values, sizes = np.random.default_rng(6).normal(0, 1, 19) ** 3, np.array([5, 14])
    parts = np.split(values, [5])
    errors = np.array([part.var(ddof=1) / part.size for part in parts])
    found = spread_of(values, strata(sizes))
    assert found.freedom == combined_freedom(errors, sizes)
    resampled = sum(part.var() / part.size for part in parts)
    assert found.widening == pytest.approx(math.sqrt(errors.sum() / resampled))
    means = resampled_means(values[None], strata(sizes), 20_000, 0)[0]
    assert means.std() == pytest.approx(math.sqrt(resampled) / 2, rel=0.03)
    expected = np.mean([part.mean() for part in parts])
    assert means.mean() == pytest.approx(expected, abs=5 * means.std() / math.sqrt(20_000))


def test_hierarchical_resamples_draw_data_sets_and_images() -> None:
    values, sizes = np.random.default_rng(7).normal(0, 1, 30) + np.repeat([0, 1, 3], 10), (10, 10, 10)
    parts = np.split(values, 3)
    means = resampled_means(values[None], strata(sizes), 40_000, 0, "data-sets")[0]
    between = np.var([part.mean() for part in parts])
    within = np.mean([part.var() / 10 for part in parts])
    assert means.var() == pytest.approx((between + within) / 3, rel=0.04)
    wide = bca_interval(values, 0.95, 999, 0, strata(sizes), "data-sets")
    narrow = bca_interval(values, 0.95, 999, 0, strata(sizes))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_many_images_are_resampled_nearly_normally() -> None:
    sizes = (15_000, 12_000)
    values = np.random.default_rng(8).normal(0, 1, sum(sizes))
    means = resampled_means(values[None], strata(sizes), 4000, 0)[0]
    expected = math.sqrt(sum(part.var() / part.size for part in np.split(values, [15_000]))) / 2
    assert means.std() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("sizes", "over", "low"),
    [((5, 14, 60), "images", 0.93), ((3, 3, 3), "images", 0.93), ((12, 20, 20, 8, 9), "data-sets", 0.92)],
)
def test_intervals_cover_the_mean_of_means(sizes, over, low) -> None:
    generator, own, hits = np.random.default_rng(9), strata(sizes), 0
    for study in range(500):
        spread = (
            generator.normal(0, 0.5, len(sizes)) if over == "data-sets" else np.linspace(-1, 1, len(sizes))
        )
        values = generator.normal(0, 1, own.codes.size) + spread[own.codes]
        least, most = bca_interval(values, 0.95, 499, study, own, over)
        hits += least <= 0 <= most
    assert low <= hits / 500 <= 0.98  # the standard error is 1 %


@pytest.mark.nightly
def test_equal_methods_rarely_differ_over_data_sets() -> None:
    generator, found = np.random.default_rng(10), 0
    sizes, names = (5, 14, 31), labels((5, 14, 31))
    for _ in range(500):
        rows = generator.normal(0, 1, (3, sum(sizes))) * np.repeat([3.0, 1.0, 0.5], sizes)
        judged = judge(*rows, data_sets=names, resamples=199)
        found += any(outcome.shown for outcome in judged.outcomes)
    assert found / 500 <= 0.079  # 5 % and three standard errors


def test_equivalence_over_data_sets() -> None:
    generator, names = np.random.default_rng(11), labels((10, 20, 30))
    noise = generator.normal(0, 0.5, 60)
    rows = [30 + noise, np.full(60, 30.0)]
    outcome = judge(*rows, data_sets=names, relevant={"psnr": 0.5}).outcomes[0]
    assert outcome.word == "equivalent"
    assert outcome.equivalence_p == pytest.approx(equivalence_p(noise, 0.5, strata((10, 20, 30))))


@pytest.mark.nightly
def test_equivalence_at_the_margin_is_rarely_said() -> None:
    generator, names = np.random.default_rng(11), labels((10, 20, 30))
    # The data sets lie on both sides of the margin, and their mean at it.
    shifts, said = np.repeat([0.1, 0.5, 0.9], (10, 20, 30)), 0
    for _ in range(500):
        row = 30 + shifts + generator.normal(0, 0.5, 60)
        given = {"data_sets": names, "relevant": {"psnr": 0.5}, "resamples": 199}
        said += judge(row, np.full(60, 30.0), **given).outcomes[0].word == "equivalent"
    assert said / 500 <= 0.079  # 5 % and three standard errors


def test_the_paragraph_names_the_data_sets() -> None:
    generator = np.random.default_rng(12)
    rows = 30 + generator.normal(0, 0.4, (2, 210)) + [[0.5], [0.0]]
    text = judge(*rows, data_sets=labels()).text
    assert "on 210 images in 5 data sets (each data set weighs the same; sign-flip" in text
    assert "on average better in 5 of 5 data sets" in text
    assert "hierarchical" not in text
    over = judge(*rows, data_sets=labels(), over="data-sets")
    assert (
        "Intervals are those of a hierarchical bootstrap, which draws data sets and then their images: they"
        " hold for data sets like these, and p values for these data sets." in over.text
    )
    assert "rough" not in over.text
    few = judge(*rows[:, :19], data_sets=labels((5, 14)), over="data-sets").text
    assert "Confidence intervals from only 2 data sets are rough." in few
    assert count_lines(few) <= MOST_LINES
    assert over.to_dict()["over"] == "data-sets"


def test_a_data_set_of_few_images_is_told() -> None:
    names = [f"set {n}" for n, size in enumerate((2, 50)) for _ in range(size)]
    text = judge(*np.random.default_rng(1).normal(30, 1, (2, 52)), data_sets=names).text
    assert "Confidence intervals are rough, since a data set has only 2 images with finite scores" in text


@pytest.mark.parametrize("methods", [3, 9, 40])
def test_the_paragraph_has_at_most_12_lines(methods) -> None:
    rows = np.random.default_rng(0).normal(30, 1, (methods, 210))
    names = ["ours", *(f"rival{n}" for n in range(1, methods))]
    tables = {"psnr": rows, "ssim": rows**2}
    better = dict.fromkeys(tables, True)
    given = {"ours": "ours", "higher_is_better": better, "data_sets": labels(), "over": "data-sets"}
    judged = verdict(tables, names, resamples=99, **given)
    assert count_lines(judged.text) <= MOST_LINES
    assert len(judged.outcomes[0].by_data_set) == 5


def test_data_sets_without_scores_are_told() -> None:
    rows = 30 + np.random.default_rng(0).normal(0, 1, (2, 30))
    rows[0, :5] = NAN
    judged = judge(*rows, data_sets=labels((5, 10, 15)))
    assert "in 2 data sets" in judged.text
    assert "The mean leaves out 1 data set without finite scores of both methods." in judged.text
    assert judged.to_dict()["outcomes"][0]["by_data_set"][0]["mean"] is None
    single = judge(*rows, data_sets=labels((6, 9, 15)))
    assert "There is no confidence interval, since a data set has a single image with finite" in single.text
    assert single.outcomes[0].paired.interval is None
    alone = judge(*rows, data_sets=["Set5"] * 30, over="data-sets")
    assert "since data sets cannot be drawn from a single one" in alone.text
    equal = judge(30 + np.repeat([1.0, 2.0], 8), np.full(16, 30.0), data_sets=labels((8, 8))).text
    assert "All finite differences of each data set are equal, so the confidence interval has zero" in equal
    small = judge(*rows, data_sets=labels((8, 9, 13)))
    assert "since a data set has only 3 images with finite scores of both methods." in small.text


def test_the_summary_has_a_table_of_data_sets() -> None:
    found = study(30 + np.random.default_rng(0).normal(0, 1, (3, 210)))
    lines = format_study(found, [])
    assert lines[0].startswith("3 methods, 210 images each in 5 data sets (each weighs the same)")
    start = lines.index("on each data set, advantage of ours (p values are not corrected):")
    head = "data set  metric  rival  images  advantage  interval"
    assert " ".join(lines[start + 1].split()) == f"{' '.join(head.split())} p"
    assert lines[start + 2].split()[:4] == ["Set5", "psnr", "edsr", "5"]
    own = found.verdicts.outcomes[0].by_data_set[0].paired
    assert f"{own.mean:.4g}" in lines[start + 2] and f"{own.decision.p:.3g}" in lines[start + 2]
    assert len(lines) >= start + 12


def test_the_record_has_each_data_set() -> None:
    found = study(30 + np.random.default_rng(0).normal(0, 1, (2, 210)), over="data-sets")
    facts = found.to_dict(scores=False)["verdicts"]
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert (facts["over"], facts["data_sets"]) == ("data-sets", list(NAMES))
    own = facts["outcomes"][0]["by_data_set"]
    assert [(one["data_set"], one["n"]) for one in own] == list(zip(NAMES, SIZES, strict=True))
    assert set(own[0]) >= {"mean", "interval", "uncorrected_p"}


def test_simultaneous_intervals_over_data_sets() -> None:
    generator, sizes = np.random.default_rng(0), (6,) * 14
    names = [f"set{n}" for n in range(14) for _ in range(6)]
    rows = generator.normal(0, 1, (3, 84)) + np.repeat(generator.normal(0, 1, (3, 14)), 6, axis=1)
    for outcome in judge(*rows, data_sets=names, over="data-sets").outcomes:
        low, high = outcome.paired.interval
        assert outcome.simultaneous[0] < low < high < outcome.simultaneous[1]
        assert outcome.paired.freedom == 13
    assert sum(sizes) == 84


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"data_sets": ["a"]}, InputError, "data_sets has length 1 for 2 images"),
        ({"data_sets": ["a", None]}, InputError, "image 1 has no data set: None"),
        ({"data_sets": "ab"}, InputError, "data_sets must be a list with the data set of each image"),
        ({"over": "data-sets"}, InputError, "over='data-sets' needs the scores of several data sets"),
        ({"over": "groups"}, UnknownNameError, "no value of over 'groups'"),
    ],
)
def test_invalid_arguments_are_errors(settings, error, message) -> None:
    with pytest.raises(error, match=message):
        judge([1.0, 2.0], [2.0, 1.0], **{"data_sets": None, **settings})


def test_signed_ranks_of_data_sets_have_equal_shares() -> None:
    values = np.array([1.0, 0.0, 3.0, -1.0, 0.0, 0.0])
    ranks = ranked_signs(values, Strata(np.array([0, 0, 1, 1, 2, 2])))
    # Of three data sets two have a value that is not zero: each has half of the sum of the sizes.
    assert ranks == pytest.approx([1 / 2, 0, 2 / 6, -1 / 6, 0, 0])
    assert np.abs(ranks).sum() == pytest.approx(1)
