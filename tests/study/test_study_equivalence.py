"""Equivalence within a margin, primary metrics and simultaneous intervals."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.statistics.equivalence import equivalence_p
from difference_finder.study.statistics.outcome import Verdict
from difference_finder.study.statistics.paragraph import MOST_LINES, count_lines
from difference_finder.study.statistics.significance import sign_flip
from difference_finder.study.statistics.verdicts import verdict

BASE = np.random.default_rng(0).normal(30, 3, 60)
NOISE = np.random.default_rng(1).normal(0, 0.4, (4, 60))


def judge(tables: dict, **settings) -> Verdict:
    methods = ["ours", *(f"rival{n}" for n in range(1, len(next(iter(tables.values())))))]
    better = dict.fromkeys(tables, True)
    return verdict(tables, methods, ours="ours", higher_is_better=better, **settings)


def word(gap: float, margin: float | None = 1.0, spread: float = 1.0) -> str:
    table = [BASE + gap, BASE + spread * NOISE[0] - spread * NOISE[0].mean()]
    judged = judge({"psnr": table}, relevant=None if margin is None else {"psnr": margin})
    return judged.outcomes[0].word


def test_the_four_words() -> None:
    assert [word(0.0), word(0.3), word(2.0), word(-2.0)] == ["equivalent", "equivalent", "better", "worse"]
    assert word(0.0, spread=20) == "undecided"
    assert [word(0.3, None), word(0.0, None)] == ["better", "no difference shown"]


def test_equivalence_is_told_in_words() -> None:
    table = [BASE, BASE + NOISE[0] - NOISE[0].mean()]
    judged = judge({"psnr": table}, relevant={"psnr": 1}, metric_units={"psnr": "dB"})
    assert "ours and rival1 were equivalent within 1 dB (" in judged.text
    assert "two one-sided tests: p < 0.0001)" in judged.text
    record = judged.to_dict()["outcomes"][0]
    assert (record["word"], record["margin"]) == ("equivalent", 1.0)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    wide = [BASE, BASE + 30 * (NOISE[0] - NOISE[0].mean())]
    undecided = judge({"psnr": wide}, relevant={"psnr": 1}).text
    assert "was not significant, and equivalence within 1 was not shown: " in undecided


def test_the_p_of_equivalence_is_the_larger_of_two_tests() -> None:
    values = np.random.default_rng(2).normal(0.1, 0.3, 12)
    expected = max(sign_flip(values + 0.4).p, sign_flip(0.4 - values).p) / 2
    assert equivalence_p(values, 0.4) == expected
    assert equivalence_p(values + 5, 0.4) > 0.99
    assert math.isnan(equivalence_p(values[:1], 0.4))


def test_infinite_differences_are_not_equivalent() -> None:
    judged = judge({"psnr": [[math.inf, *BASE[1:]], BASE]}, relevant={"psnr": 100})
    assert (judged.outcomes[0].word, judged.outcomes[0].equivalence_p) == ("undecided", None)


@pytest.mark.slow
@pytest.mark.parametrize(("gap", "low", "high"), [(0.2, 0.90, 1.0), (1.0, 0.0, 0.05)])
def test_equivalence_holds_its_level_and_has_power(gap, low, high) -> None:
    generator, n, studies = np.random.default_rng(3), 40, 200
    first = generator.normal(gap, 1.2, (studies, n))
    words = [
        judge({"psnr": [row, np.zeros(n)]}, relevant={"psnr": 1}, resamples=499).outcomes[0].word
        for row in first
    ]
    assert low <= words.count("equivalent") / studies <= high


def test_primary_metrics_are_tested_first() -> None:
    strong, weak = BASE + 1, BASE + 0.02
    tables = {"psnr": [weak, BASE + NOISE[0]], "ssim": [strong, BASE + NOISE[1]]}
    plain = judge(tables)
    assert [outcome.word for outcome in plain.outcomes] == ["no difference shown", "better"]
    gated = judge(tables, primary="psnr")
    assert [outcome.word for outcome in gated.outcomes] == ["no difference shown"] * 2
    assert [outcome.primary for outcome in gated.outcomes] == [True, False]
    assert gated.outcomes[0].adjusted_p == gated.outcomes[1].adjusted_p == plain.outcomes[0].paired.decision.p
    assert "Primary: psnr; the other metrics are secondary" in gated.text
    other = judge(tables, primary=["ssim"])
    assert [outcome.word for outcome in other.outcomes] == ["no difference shown", "better"]
    # The primary family is corrected for its own comparisons only.
    assert other.outcomes[1].adjusted_p == other.outcomes[1].paired.decision.p


@pytest.mark.parametrize("correction", ["max-t", "holm"])
def test_simultaneous_intervals_are_wider(correction) -> None:
    tables = {"psnr": [BASE, *(BASE + NOISE)], "ssim": [BASE, *(BASE + NOISE[::-1] ** 3)]}
    for outcome in judge(tables, correction=correction).outcomes:
        low, high = outcome.paired.interval
        assert outcome.simultaneous[0] < low < high < outcome.simultaneous[1]
    alone = judge({"psnr": tables["psnr"][:2]}).outcomes[0]
    assert alone.simultaneous == pytest.approx(alone.paired.interval, rel=1e-12)


def test_a_copy_of_a_metric_changes_no_verdict() -> None:
    table = [BASE + 0.13, *(BASE + NOISE)]
    before = judge({"psnr": table, "ssim": [BASE, *(BASE + NOISE**3)]})
    after = judge({"psnr": table, "ssim": [BASE, *(BASE + NOISE**3)], "copy": table})
    assert after.outcomes[:8] == before.outcomes
    assert [o.word for o in after.outcomes[8:]] == [o.word for o in before.outcomes[:4]]


@pytest.mark.parametrize(("methods", "metrics", "images"), [(3, 2, 8), (5, 3, 20), (30, 6, 15), (300, 1, 3)])
def test_the_paragraph_has_at_most_12_lines(methods, metrics, images) -> None:
    scores = np.random.default_rng(0).normal(30, 1, (metrics, methods, images))
    scores[:, 0] += 1.0
    judged = judge({f"metric{n}": table for n, table in enumerate(scores)}, resamples=199)
    assert count_lines(judged.text) <= MOST_LINES == 12
    assert judged.text.startswith(f"Of {metrics * (methods - 1)} comparisons on {images} images, ")


def test_many_methods_with_large_gaps() -> None:
    generator = np.random.default_rng(0)
    tables = {f"m{n}": BASE[:40] + generator.normal(0, 1, (60, 40)) for n in range(10)}
    for table in tables.values():
        table[0] += 5
    judged = judge(tables, resamples=999)
    assert {outcome.word for outcome in judged.outcomes} == {"better"}
    assert len(judged.outcomes) == 590


def test_many_units_with_a_small_gap() -> None:
    generator = np.random.default_rng(0)
    tables = {f"m{n}": generator.normal(0, 30, (4, 50_000)) for n in range(2)}
    for table in tables.values():
        table[0] += 1
    judged = judge(tables)
    assert {outcome.word for outcome in judged.outcomes} == {"better"}
    low, high = judged.outcomes[0].paired.interval
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(1800 / 50_000), rel=0.05)


def test_invalid_settings_are_errors() -> None:
    tables = {"psnr": [[1.0, 2.0], [2.0, 1.0]]}
    for settings in ({"primary": "ssim"}, {"relevant": {"ssim": 1}}, {"correction": "none"}):
        with pytest.raises(UnknownNameError):
            judge(tables, **settings)
    for size in (0, -1, math.inf, True, "1"):
        with pytest.raises(InputError, match="above 0 for 'psnr'"):
            judge(tables, relevant={"psnr": size})
