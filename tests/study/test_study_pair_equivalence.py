"""Equivalence of all pairs of methods, against enumeration, the verdict, and computation by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from difference_finder.study.statistics.all_pairs import AllPairs, all_pairs
from difference_finder.study.statistics.corrections import holm
from difference_finder.study.statistics.paired import paired
from difference_finder.study.statistics.verdicts import verdict
from difference_finder.study.study import Study
from difference_finder.study.summary import format_study

NAMES = ("ours", "a", "b", "c")
MARGIN = 0.05


def scores(n: int = 12, seed: int = 0) -> np.ndarray:
    """Return scores of ours, of two rivals that are equivalent, and of one that is much worse."""
    rng = np.random.default_rng(seed)
    means = np.array([[30.5], [30.0], [30.005], [28.0]])
    return rng.normal(0, 3, n) + means + rng.normal(0, 0.02, (4, n))


def compared(table: np.ndarray, **settings: object) -> AllPairs:
    settings = {"higher_is_better": True, "resamples": 999, "relevant": MARGIN, **settings}
    return all_pairs("psnr", table, NAMES[: len(table)], **settings)


def enumerated_p(values: np.ndarray, margin: float) -> float:
    """Return the larger one-sided p over all sign assignments, half of the two-sided one."""
    signs = np.array(list(itertools.product((1, -1), repeat=values.size)))
    found = []
    for shifted in (values + margin, margin - values):
        half = (np.abs(signs @ shifted) >= abs(shifted.sum()) - 1e-9).mean() / 2
        found.append(half if shifted.mean() > 0 else 1 - half)
    return max(found)


def test_differences_intervals_and_p_of_all_pairs() -> None:
    table = scores()
    found = compared(table).equivalence
    pairs = list(itertools.combinations(range(4), 2))
    wanted = holm([enumerated_p(table[i] - table[j], MARGIN) for i, j in pairs])
    for (i, j), p in zip(pairs, wanted, strict=True):
        assert found.p[i][j] == found.p[j][i] == pytest.approx(p, rel=1e-9)
        assert found.differences[i][j] == pytest.approx((table[i] - table[j]).mean(), abs=1e-12)
        assert found.differences[j][i] == -found.differences[i][j]
        alone = paired(table[i], table[j], higher_is_better=True, resamples=999)
        assert found.intervals[i][j] == alone.interval
        assert found.intervals[j][i] == (-alone.interval[1], -alone.interval[0])


def test_rivals_are_equivalent_to_each_other() -> None:
    found = compared(scores(60))
    assert found.words[1][2] == found.words[2][1] == "equivalent"
    assert (found.words[0][3], found.words[3][0]) == ("better", "worse")
    assert [row[place] for place, row in enumerate(found.words)] == [""] * 4
    facts = found.to_dict()
    assert facts["words"][1][2] == "equivalent" and facts["equivalence"]["margin"] == MARGIN


def test_without_a_relevant_difference_no_pair_is_equivalent() -> None:
    found = compared(scores(60), relevant=None)
    assert found.equivalence is None and found.to_dict()["equivalence"] is None
    assert {word for row in found.words for word in row} == {"", "better", "worse", "no difference shown"}
    alike = compared(scores(12), relevant=1e-4)
    assert alike.words[1][2] == "undecided"


def test_a_pair_has_the_numbers_and_the_word_of_the_verdict() -> None:
    table = scores(20)[1:3]
    sets = ["x"] * 8 + ["y"] * 12
    how = {"data_sets": sets, "resamples": 999}
    judged = verdict(
        {"psnr": table}, ["ours", "a"], ours="ours", higher_is_better={"psnr": True},
        relevant={"psnr": MARGIN}, **how,
    ).outcomes[0]  # fmt: skip
    found = compared(table, **how)
    assert found.equivalence.p[0][1] == judged.equivalence_p
    assert found.equivalence.intervals[0][1] == judged.paired.interval
    assert found.equivalence.differences[0][1] == judged.paired.mean
    assert found.words[0][1] == judged.word == "equivalent"


def test_infinite_differences_and_single_images_are_not_equivalent() -> None:
    table = scores(20)[1:3]
    table[0, 3] = math.inf
    found = compared(table)
    assert math.isnan(found.equivalence.p[0][1]) and found.words[0][1] == "undecided"
    assert found.to_dict()["equivalence"]["p"][0][1] is None
    single = compared(scores(1))
    assert {word for row in single.words for word in row} == {"", "undecided"}


def test_lower_is_better_reverses_the_differences() -> None:
    table = scores(20)
    found = compared(-table, higher_is_better=False)
    assert found.words == compared(table).words
    assert found.equivalence.differences[0][3] == pytest.approx(compared(table).equivalence.differences[0][3])


def test_a_study_tells_which_rivals_are_equivalent() -> None:
    table = scores(40)
    rows = [
        {"image": f"{n}", "method": name, "psnr": score}
        for name, own in zip(NAMES, table, strict=True)
        for n, score in enumerate(own.tolist())
    ]
    study = Study.from_scores(rows, relevant={"psnr": MARGIN}, post_hoc="nemenyi", draws=999)
    facts = study.to_dict(scores=False)["all_pairs"]["psnr"]
    assert facts["words"][1] == ["worse", "", "equivalent", "better"]
    lines = format_study(study, [])
    head = next(line for line in lines if line.startswith("method  mean rank"))
    assert "equivalent to (within 0.05)" in head
    row = next(line.split() for line in lines[lines.index(head) :] if line.startswith("a "))
    assert row[2:4] == ["b", "b"]  # neither significantly different from b, nor relevantly


@pytest.mark.slow
def test_false_equivalence_is_rare_over_all_pairs() -> None:
    generator, found = np.random.default_rng(5), 0
    for _ in range(150):
        table = generator.normal(0, 0.03, (3, 20)) + MARGIN * np.arange(3)[:, None]
        words = compared(table, resamples=199).words
        found += any(word == "equivalent" for row in words for word in row)
    assert found / 150 <= 0.104  # 5 % and three standard errors
