"""A method that lacks a data set, and names that formats read as commands, in all outputs of a study."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.report import report
from difference_finder.study.study import Study
from difference_finder.study.summary import format_study
from difference_finder.study.tables import FORMATS

SETS = {"Set5": 5, "Set14": 4, "B100": 4}

HOSTILE = {
    "a&b_c%d#e$f~g^h\\i": "$x^2$ & 50 %",
    "\"q\" 'r' `s`": "<b>bold</b>",
    "=1+1|2": "*star* [1]",
    "- dash": "1. first",
    "\u6211\u4eec \u03bc": "caf\u00e9 \u2019",
}


def rows(methods=("ours", "edsr", "swin"), lacking: str = "", data_sets=tuple(SETS)) -> list[dict]:
    """Return made scores; ``lacking`` has none on the first data set."""
    rng = np.random.default_rng(1)
    return [
        {"data_set": data_set, "image": f"{name} {n}", "method": method, "psnr": 30 - place + rng.normal()}
        for data_set, name in zip(data_sets, SETS, strict=True)
        for n in range(SETS[name])
        for place, method in enumerate(methods)
        if not (method == lacking and data_set == data_sets[0])
    ]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.from_scores(rows(lacking="edsr"), draws=199, post_hoc="nemenyi")


@pytest.mark.parametrize("kind", ["box", "cd", "profile"])
def test_captions_count_the_data_sets_that_are_shown(study, kind) -> None:
    caption = study.plot(kind).caption
    assert "8 images in 2 of 3 data sets" in caption
    assert "edsr 5" in caption  # who lacks scores


def test_pairs_with_all_scores_count_all_data_sets(study) -> None:
    caption = study.plot("paired").caption
    assert "each of 8 to 13 images in 3 data sets" in caption
    assert "edsr 5" in caption


def test_tables_and_summary_tell_what_is_lacking(study) -> None:
    for format in FORMATS:
        text = study.table(format)
        assert "nan" not in text.lower()
        assert format == "csv" or "The average of PSNR leaves out Set5" in text.replace("\\", "")
    lines = format_study(study, [])
    assert "nan" not in " ".join(lines)
    row = next(line.split() for line in lines if line.startswith("Set5") and "edsr" in line)
    assert row[3:] == ["0", "-", "-", "-"]


def test_thirds_need_images_in_a_data_set() -> None:
    few = [row for row in rows() if row["image"][-1] in "01"]
    study = Study.from_scores(few, draws=199)
    content = np.arange(6.0)
    object.__setattr__(study, "high_frequency", content)
    with pytest.raises(InputError, match="formed within each data set, and none has at least 3 images"):
        study.plot("by-difficulty")


def test_hostile_names_are_drawn_and_written(tmp_path) -> None:
    methods, sets = tuple(HOSTILE), ("s_1 & 2", "<i>#", "$y$")
    study = Study.from_scores(rows(methods, data_sets=sets), draws=199, output=tmp_path / "study")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="neither the font")
        for kind in ("box", "paired", "cd", "profile"):
            for labels in ({}, HOSTILE):
                plot = study.plot(kind, tmp_path / f"{kind}.pdf", labels=labels)
                assert plot.to_bytes("svg")
    for format in FORMATS:
        assert study.table(format, labels=HOSTILE)
    report(tmp_path / "study", tmp_path / "page.html")
    assert "<i>#" not in (tmp_path / "page.html").read_text()
