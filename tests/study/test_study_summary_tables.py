"""The printed summary of a study fits 80 columns, and a terminal of 40."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from difference_finder.study import summary
from difference_finder.study.study import Study
from difference_finder.study.summary import format_study
from difference_finder.study.summary_tables import columns_of, fit_line, fit_table

METRICS = ("psnr", "ssim", "lpips", "ms_ssim", "haarpsi")
LONG = "RealESRGAN_x4plus_with_a_name_that_is_longer_than_a_line_of_a_terminal_of_eighty_columns_iter_400000"


def write_scores(path: Path, methods: list[str], data_sets: tuple[str, ...] = ()) -> Path:
    """Write made scores of 12 images."""
    rng = np.random.default_rng(0)
    head = ["image", *(["data_set"] if data_sets else []), "method", *METRICS]
    rows = [",".join(head)]
    for data_set in data_sets or ("",):
        for image in range(12):
            for place, method in enumerate(methods):
                values = rng.normal(30 - place, 1, len(METRICS)) / (1, 40, 40, 40, 40)
                cells = [
                    f"{data_set}im{image}",
                    *([data_set] if data_sets else []),
                    method,
                    *map(str, values),
                ]
                rows.append(",".join(cells))
    path.write_text("\n".join(rows))
    return path


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """A study of 12 methods, one of a long name, in 5 metrics, on 2 data sets, with all pairs."""
    folder = tmp_path_factory.mktemp("wide")
    methods = [*(f"method-{number}" for number in range(10)), "\u6211\u4eec\u7684\u65b9\u6cd5", LONG]
    path = write_scores(folder / "scores.csv", methods, ("Set5", "Set14"))
    return Study.from_scores(path, post_hoc="nemenyi", draws=99)


@pytest.mark.parametrize("width", [80, 40])
def test_all_lines_fit(study, monkeypatch, width) -> None:
    monkeypatch.setattr(summary, "WIDTH", width)
    lines = format_study(study, [], by_difficulty=True)
    assert max(map(columns_of, lines)) <= width
    text = "".join(line.strip() for line in lines)
    assert LONG in text
    for mean in study.means:  # nothing is lost
        assert f"{mean.mean:#.5g}" in text
    assert len(re.findall(r"-0\.0|\d", text)) > 1000


def test_a_summary_fits_its_terminal(monkeypatch) -> None:
    assert summary.width_of_lines() == 80
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for columns, width in ((40, 40), (20, 40), (80, 80), (90, 90), (200, 100)):
        monkeypatch.setattr(summary, "get_terminal_size", lambda columns=columns: (columns, 24))
        monkeypatch.setattr(summary, "get_terminal_size", lambda own=columns: type("S", (), {"columns": own}))
        assert summary.width_of_lines() == width


ROWS = [["method", "psnr", "ssim"], ["ours", "31.2", "0.9"], ["a_long_name_of_a_method", "30.1", "0.8"]]


def test_columns_are_divided_and_names_repeated() -> None:
    assert fit_table(ROWS, 80, numbers=True)[2] == "a_long_name_of_a_method  30.1   0.8"
    lines = fit_table(ROWS, 24, numbers=True)
    assert lines == [
        "method  psnr  ssim",
        "ours    31.2   0.9",
        "a_long_name_of_a_method",
        "        30.1   0.8",
    ]
    lines = fit_table(ROWS, 13, numbers=True)
    assert lines[:2] == ["method  psnr", "ours    31.2"]
    assert [line for line in lines if "ssim" in line] == ["method  ssim"]


def test_a_row_is_an_entry_where_no_table_fits() -> None:
    assert fit_table(ROWS[:2], 11) == ["ours", "    psnr", "    31.2,", "  ssim 0.9"]
    rows = [["metric", *"abcd"], ["psnr", *("wide cell" for _ in range(4))]]
    assert fit_table(rows, 24) == [
        "psnr",
        "  a wide cell,",
        "  b wide cell,",
        "  c wide cell,",
        "  d wide cell",
    ]


def test_letters_of_two_columns_are_aligned() -> None:
    lines = fit_table([["method", "psnr"], ["\u6211\u4eec", "1"], ["ours", "2"]], 80, numbers=True)
    assert lines[1:] == ["\u6211\u4eec       1", "ours       2"]


def test_paths_are_not_broken() -> None:
    path = "results/" + "long" * 20 + "/scores.csv"
    assert fit_line(f"wrote {path}", 40) == ["wrote", f"  {path}"]
