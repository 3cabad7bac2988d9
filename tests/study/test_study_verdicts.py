"""Verdicts: the word for each comparison, and the paragraph."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.study.statistics.outcome import Verdict
from difference_finder.study.statistics.paired import holm, paired, ranks
from difference_finder.study.statistics.paragraph import format_amounts, format_p
from difference_finder.study.statistics.verdicts import verdict

INF, NAN = math.inf, math.nan
BASE = np.random.default_rng(0).normal(30, 3, 60)
NOISE = np.random.default_rng(1).normal(0, 0.4, (3, 60))


def judge(*rows, metric="psnr", higher_is_better=True, **settings) -> Verdict:
    """Judge the first row against the others in one metric."""
    names = ["ours", "edsr", "swin", "bicubic"][: len(rows)]
    settings = {"metric_units": {"psnr": "dB"}, **settings}
    return verdict(
        {metric: rows}, names, ours="ours", higher_is_better={metric: higher_is_better}, **settings
    )


def test_words_follow_the_corrected_p_values() -> None:
    tables = {
        "psnr": [BASE + 0.3, BASE + NOISE[0], BASE + 0.3 + NOISE[1]],
        "lpips": [BASE, BASE - 0.2 + NOISE[2], BASE + 9 + NOISE[1]],
    }
    better = {"psnr": True, "lpips": False}
    judged = verdict(tables, ["ours", "a", "b"], ours="ours", higher_is_better=better)
    own = [
        paired(tables[metric][0], tables[metric][rival], higher_is_better=better[metric])
        for metric in tables
        for rival in (1, 2)
    ]
    assert [outcome.paired for outcome in judged.outcomes] == own
    assert [(outcome.metric, outcome.rival) for outcome in judged.outcomes] == [
        ("psnr", "a"), ("psnr", "b"), ("lpips", "a"), ("lpips", "b")
    ]  # fmt: skip
    np.testing.assert_array_equal(
        [outcome.adjusted_p for outcome in judged.outcomes], holm([one.sign_flip.p for one in own])
    )
    words = [outcome.word for outcome in judged.outcomes]
    assert words == ["better", "no difference shown", "worse", "better"]
    assert judged.ranks["lpips"] == ranks(tables["lpips"], higher_is_better=False)


def test_the_correction_can_take_a_difference_away() -> None:
    rows = [BASE[:7], BASE[:7] - np.arange(1.0, 8.0)]
    assert judge(*rows).outcomes[0].word == "better"  # p = 2 / 128
    four = [f"rival {number}" for number in range(4)]
    tables = {"psnr": [rows[0], *[rows[1]] * 4]}
    given = {"ours": "ours", "higher_is_better": {"psnr": True}}
    judged = verdict(tables, ["ours", *four], correction="holm", **given)
    assert [outcome.word for outcome in judged.outcomes] == ["no difference shown"] * 4
    # Equal rivals are one comparison of the max-T correction.
    judged = verdict(tables, ["ours", *four], **given)
    assert [(outcome.word, outcome.adjusted_p) for outcome in judged.outcomes] == [("better", 2 / 128)] * 4


def test_ours_may_be_any_row() -> None:
    tables = {"psnr": [BASE, BASE + 1, BASE + 2]}
    judged = verdict(tables, ["a", "b", "c"], ours="b", higher_is_better={"psnr": True})
    assert [(outcome.rival, outcome.word) for outcome in judged.outcomes] == [("a", "better"), ("c", "worse")]


def test_the_paragraph_of_a_win() -> None:
    judged = judge(BASE + 0.3, BASE + NOISE[0])
    facts = judged.outcomes[0].paired
    low, high = (f"{end:.3f}" for end in facts.interval)
    assert judged.text == (
        "ours was compared with edsr on 60 images (sign-flip permutation test of the mean difference,"
        " significance level 0.05)."
        f" In psnr (higher is better), ours was significantly better than edsr by {facts.mean:.3f} dB on"
        f" average"
        f" (95 % CI {low} to {high} dB, {format_p(facts.sign_flip.p)}, better on {facts.wins} of 60 images,"
        f" {100 * facts.wins / 60:.0f} %). The results apply to images from the same population, and assume"
        f" that"
        " they are independent."
    )
    assert str(judged) == judged.text


def test_the_paragraph_of_a_loss_tells_sizes_above_zero() -> None:
    win, loss = judge(BASE + 0.3, BASE + NOISE[0]).text, judge(BASE + NOISE[0], BASE + 0.3).text
    size = win[win.index("by 0.") : win.index(", p < ")]
    assert f"ours was significantly worse than edsr {size[:8]}" in loss
    assert "-" not in loss.replace("sign-flip", "")


def test_no_difference_is_not_called_equal() -> None:
    text = judge(BASE, BASE + NOISE[0]).text
    assert "the difference between ours and edsr was not significant: ours scored " in text
    assert "A difference that is not significant does not imply equality" in text


def test_five_images_cannot_show_anything() -> None:
    text = judge(BASE[:5] + np.arange(1.0, 6.0), BASE[:5]).text
    assert "With 5 images the smallest attainable p is 0.0625, so no difference can be significant" in text
    assert "at least 6 images are required for a significant difference" in text
    assert "The confidence interval excludes zero although the test is not significant" in text
    assert "Confidence intervals from fewer than 10 images understate the uncertainty." in text
    assert "smallest attainable" not in judge(BASE[:6] + np.arange(1.0, 7.0), BASE[:6]).text


def test_a_smallest_p_at_the_level_can_be_significant() -> None:
    shift = np.arange(1.0, 6.0)
    assert "smallest attainable" not in judge(BASE[:5] + shift, BASE[:5], level=0.0625).text
    assert "smallest attainable" in judge(BASE[:5] + shift, BASE[:5], level=0.0624).text


def test_ties_do_not_help() -> None:
    text = judge([2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [2.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0]).text
    assert "With 3 images that differ the smallest attainable p is 0.25" in text
    assert "better on 3 of 7 images, 43 %, equal on 4" in text


def test_many_comparisons_of_few_images() -> None:
    shift = np.arange(1.0, 8.0)
    text = judge(BASE[:7] + shift, BASE[:7], BASE[:7] - 1, BASE[:7] - 2).text
    assert "smallest attainable" not in text  # 3 times 0.0156 is below 0.05
    six = (BASE[:6] + shift[:6], BASE[:6], BASE[:6] - 1, BASE[:6] - 2)
    assert "smallest attainable" not in judge(*six).text  # 0.0312 by common sign flips
    text = judge(*six, correction="holm").text
    assert "With 6 images the smallest attainable p is 0.0312 (0.0938 corrected for 3 comparisons)" in text
    assert "at least 7 images are required" in text
    few = judge([*shift[:4], NAN, NAN, NAN], [0.0] * 7)
    assert "With 4 images" in few.text and "Excluded because a score is missing: 3 images." in few.text


def test_few_draws_do_not_limit_p() -> None:
    judged = judge(BASE + 1, BASE + NOISE[0], BASE + NOISE[1], resamples=99)
    assert max(outcome.adjusted_p for outcome in judged.outcomes) < 1e-9
    assert "smallest attainable" not in judged.text


def test_one_image() -> None:
    judged = judge([32.90], [32.73])
    assert judged.outcomes[0].word == "no difference shown"
    assert judged.text == (
        "ours was compared with edsr on 1 image. In psnr (higher is better), ours scored better than edsr by"
        " 0.17"
        " dB on the only image. One image does not support a conclusion about others; at least 6 images are"
        " required for a significant difference."
    )
    assert "ours scored worse than edsr by 0.17 dB on the only image" in judge([32.73], [32.90]).text
    assert "ours scored better than edsr on the only image" in judge([INF], [32.90]).text
    assert "had equal scores on the only image" in judge([30.0], [30.0]).text


def test_nothing_in_common() -> None:
    judged = judge([NAN, 1.0], [1.0, NAN], [0.0, 0.5])
    assert [outcome.word for outcome in judged.outcomes] == ["no difference shown"] * 2
    assert math.isnan(judged.outcomes[0].adjusted_p)
    assert judged.outcomes[1].adjusted_p == 1.0
    assert "no image has scores of both ours and edsr" in judged.text
    assert json.dumps(judged.to_dict(), allow_nan=False)
    assert judge([NAN], [1.0]).text.startswith(
        "In psnr (higher is better), no image has scores of both ours and edsr."
    )


def test_equal_scores_look_like_the_same_files() -> None:
    text = judge(BASE, BASE).text
    assert "ours and edsr had equal scores on all 60 images" in text
    assert "may come from identical files" in text
    assert "does not imply equality" not in text
    assert "the confidence interval has zero width" in judge(BASE + 1, BASE).text


def test_infinite_scores_are_a_caveat() -> None:
    judged = judge([INF] * 8 + [INF, 30.0, 31.0], [40.0] * 8 + [INF, 31.0, 32.0])
    assert judged.outcomes[0].word == "better"
    assert "(Wilcoxon signed-rank test, significance level 0.05)" in judged.text
    assert (
        "better on 8 of 11 images, 73 %, equal on 1; among finite differences, ours scored worse by 1 dB"
        in judged.text
    )
    assert "On 8 images exactly one score is infinite" in judged.text
    assert "On 1 image both scores are infinite" in judged.text
    assert (
        "better than edsr (p = 0.00391, better on 9 of 9 images, 100 %)" in judge([INF] * 9, [1.0] * 9).text
    )
    opposed = judge([INF, 1.0, 3.0, 2.0], [1.0, INF, 1.0, 1.0], groups=list("aabc"), unit="scene").text
    assert "Excluded because each method has an infinite score where the other has none: 1 scene" in opposed


def test_a_minority_can_carry_the_mean() -> None:
    # Eight losses of 1 and seven wins of about 50: p is near 0.02, by wins alone nothing.
    rows = [[-1.0] * 8 + [50.0, 51.0, 52.0, 53.0, 54.0, 55.0, 56.0], [0.0] * 15]
    judged = judge(*rows)
    assert judged.outcomes[0].word == "better"
    assert "The better method scores worse on most images: a minority of images determines the result." in (
        judged.text
    )
    assert "The tests disagree before correction: the Wilcoxon signed-rank test" in judged.text


def test_outliers_are_a_caveat() -> None:
    text = judge(np.append(NOISE[0], 40.0), np.zeros(61)).text
    assert (
        "A few images differ far more than the others: the confidence interval may be too narrow and p too"
        " small." in text
    )
    assert "far more than the others" not in judge(NOISE[0], np.zeros(60)).text


def test_a_caveat_names_its_comparisons() -> None:
    rows = [BASE + 1, BASE, np.append(BASE[:50], [NAN] * 10), BASE - NOISE[0]]
    text = judge(*rows).text
    assert "Excluded because a score is missing: 10 images (swin in psnr)." in text
    assert text.startswith(
        "Of 3 comparisons on 50 to 60 images, ours was significantly better in 3 (sign-flip"
    )
    assert "max-T correction for 3 comparisons, family-wise significance level 0.05)." in text


def test_ranks_are_reported_for_three_methods() -> None:
    text = judge(BASE, BASE - 1, BASE - 2 + NOISE[0]).text
    assert (
        "By mean rank in psnr, ours ranked first of 3 methods; ours had mean rank 1.00 and ranked first in"
        " 100 % of" in text
    )
    assert "(Friedman test on 60 images: p < 0.0001)." in text
    assert "By mean rank" not in judge(BASE, BASE - 1).text
    assert "edsr and swin ranked first of 3" in judge(BASE, BASE + 1, BASE + 1).text


def test_groups_are_the_unit() -> None:
    judged = judge(BASE + 1 + NOISE[0], BASE, groups=[i // 4 for i in range(60)], unit="volume")
    assert judged.outcomes[0].paired.n == judged.ranks["psnr"].n == 15
    assert "compared with edsr on 15 volumes" in judged.text and "of 15 volumes" in judged.text
    assert judge(BASE + 1, BASE, groups=[i // 4 for i in range(60)]).unit == "group"


def test_lower_may_be_better() -> None:
    text = judge(BASE - 0.3, BASE + NOISE[0], metric="lpips", higher_is_better=False).text
    assert "In lpips (lower is better), ours was significantly better than edsr by 0." in text
    assert "dB" not in text


def test_level_and_confidence() -> None:
    judged = judge(BASE + 0.3, BASE + NOISE[0], level=1e-10, confidence=0.9)
    assert judged.outcomes[0].word == "no difference shown"
    assert "90 % CI" in judged.text and "level 1e-10" in judged.text


def test_the_record_is_json() -> None:
    judged = judge(BASE, BASE + NOISE[0], BASE - 1)
    record = judged.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["text"] == judged.text
    assert record["outcomes"][1]["paired"]["interval"] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("values", "interval", "written"),
    [
        ([0.31234], (0.22, 0.40), ["0.312"]),
        ([0.31234], (0.1, 0.5), ["0.31"]),
        ([-0.0004], (-0.2, 0.2), ["0.00"]),
        ([1234.5], (1000.0, 1500.0), ["1230"]),
        ([3.14159e-9], (2e-9, 4e-9), ["3.1e-09"]),
        ([0.0387971], (0.0387496, 0.0388444), ["0.03880"]),
        ([12.3456], (-12.3, 12.4), ["12"]),
        ([0.012345], None, ["0.0123"]),
        ([1.0], (1.0, 1.0), ["1"]),
    ],
)
def test_amounts_have_the_digits_that_their_interval_bears(values, interval, written) -> None:
    assert format_amounts(values, interval) == written


def test_p_values_in_words() -> None:
    written = {0.00001: "< 0.0001", 0.0001: "= 0.0001", 0.00042: "= 0.0004", 0.00123: "= 0.00123"}
    written |= {0.0496: "= 0.0496", 0.0625: "= 0.0625", 0.25: "= 0.25", 1.0: "= 1"}
    for p, words in written.items():
        assert format_p(p) == f"p {words}"


TABLES = {"psnr": [[1.0, 2.0], [2.0, 1.0]]}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"ours": "uors"}, UnknownNameError, "no method 'uors'; did you mean 'ours'"),
        ({"methods": ["ours", "ours"]}, DuplicateNameError, "two methods are called 'ours'"),
        ({"methods": ["ours"]}, InputError, "at least two methods"),
        ({"methods": "ab", "ours": "a"}, InputError, "at least two methods"),
        ({"methods": ["ours", "b", "c"]}, InputError, "has 2 rows for 3 methods"),
        ({"tables": {}}, InputError, "no metric"),
        ({"tables": {"psnr": [1.0, 2.0]}}, InputError, "the table of 'psnr' must be a table"),
        ({"tables": TABLES | {"ssim": [[1.0], [2.0]]}}, InputError, "'psnr': 2, 'ssim': 1"),
        ({"higher_is_better": {}}, InputError, "True or False for 'psnr', not None"),
        ({"level": 5}, InputError, "level must be a number between 0 and 1"),
        ({"confidence": 0}, InputError, "confidence"),
        ({"groups": ["a"]}, InputError, "groups has length 1 for 2 images"),
    ],
)
def test_invalid_arguments_are_errors(change, error, message) -> None:
    given = {"tables": TABLES, "methods": ["ours", "b"], "ours": "ours"}
    given |= {"higher_is_better": {"psnr": True, "ssim": True}} | change
    with pytest.raises(error, match=message):
        verdict(given.pop("tables"), given.pop("methods"), **given)


def test_the_record_has_the_caveats_that_the_paragraph_leaves_out() -> None:
    missing = np.append(BASE[:50], [NAN] * 10)
    judged = judge(BASE + 1, BASE, missing, BASE - NOISE[0])
    caveats = judged.to_dict()["caveats"]
    assert "Excluded because a score is missing: 10 images (swin in psnr)." in caveats
    assert caveats[-1].startswith("The results apply to images from the same population")
