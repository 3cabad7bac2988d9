"""Groups: the table of means and the verdict count each group once, and say where images rank otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.remarks import list_order_remarks
from difference_finder.study.results import Results
from difference_finder.study.summary import format_study
from difference_finder.study.table import Scores

GROUPS = ["large"] * 30 + [f"small {number}" for number in range(7) for _ in range(2)]


def study(groups=GROUPS, higher_is_better=True) -> Results:
    """Return a study in which a is better in the large group, and b in the seven small ones."""
    noise = np.random.default_rng(0).normal(0, 0.01, (2, 44))
    table = 30 + noise + np.array([[1.0] * 30 + [0.0] * 14, [0.0] * 30 + [1.0] * 14])
    table = table if higher_is_better else -table
    names = tuple(f"{number:02}" for number in range(44))
    scores = Scores(names, None if groups is None else tuple(groups), ("a", "b"), ("psnr",), {"psnr": table})
    metric = {"spec": "psnr", "higher_is_better": higher_is_better, "unit": "dB"}
    record = {
        "ours": "a", "seed": 0, "images": 44, "paired_by": "name", "metrics": [metric], "notes": [],
        "protocol": get_protocol(None).to_dict(),
        "options": {}, "notes_left_out": 0, "methods": {"a": "", "b": ""},
    }  # fmt: skip
    return Results(scores, (), record, None, dict)


@pytest.mark.parametrize("higher_is_better", [True, False])
def test_the_table_and_the_verdict_agree(higher_is_better) -> None:
    found = study(higher_is_better=higher_is_better)
    a, b = found.means
    assert (a.best, b.best, a.groups, a.n) == (False, True, 8, 44)
    outcome = found.verdicts.outcomes[0]
    assert outcome.paired.mean < 0
    assert a.mean - b.mean == pytest.approx(outcome.paired.difference, rel=1e-12)
    assert outcome.paired.n == 8


def test_a_line_says_that_images_rank_otherwise() -> None:
    found = study()
    line = "Means over images would rank the methods otherwise in psnr: a (30.6"
    assert line in found.verdicts.text
    text = " ".join(" ".join(format_study(found, [])).split())
    assert f"note: {line}" in text
    assert "2 methods, 44 images each in 8 groups (means of group means)" in text


def test_no_line_where_the_order_is_the_same() -> None:
    assert list_order_remarks(study(None).scores, {"psnr": True}) == []
    assert list_order_remarks(study(GROUPS).scores, {"psnr": None}) == []
    assert list_order_remarks(study([f"g{n // 2}" for n in range(44)]).scores, {"psnr": True}) == []
    assert study(None).means[0].groups is None
    assert "would rank" not in study(None).verdicts.text


def test_images_without_all_scores_leave_the_means_of_their_group() -> None:
    table = np.array([[1.0, 3.0, 5.0, np.nan], [1.0, 5.0, 9.0, 2.0]])
    scores = Scores(tuple("wxyz"), ("g", "g", "h", "i"), ("a", "b"), ("mae",), {"mae": table})
    assert [(m.mean, m.n, m.groups) for m in scores.means({"mae": False})] == [(3.5, 3, 2), (6.0, 3, 2)]
