"""The scores as a Parquet file."""

import csv
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.study import parquet
from difference_finder.study.table import COLUMNS, Scores, unescape_formula
from folders import method_folders

pq = pytest.importorskip("pyarrow.parquet")

NAMES = ("a", "ü/b", "=c", "x\udcff")


def scores(groups: tuple[str, ...] | None = None, names: tuple[str, ...] = NAMES) -> Scores:
    psnr = np.arange(2.0 * len(names)).reshape(2, -1) / 3
    psnr[0, 1], psnr[1, 0] = np.nan, np.inf
    return Scores(names, groups, ("ours", "edsr"), ("psnr", "ssim"), {"psnr": psnr, "ssim": -psnr})


@pytest.mark.parametrize("groups", [None, ("v1", "v1", "v2", "v2")])
def test_rows_are_those_of_the_table(tmp_path: Path, groups) -> None:
    table = scores(groups)
    parquet.write_parquet(table, tmp_path / "a.parquet")
    read = pq.read_table(tmp_path / "a.parquet")
    assert [str(field.type) for field in read.schema] == ["string"] * 4 + ["double"]
    assert tuple(read.column_names) == COLUMNS
    found = [tuple(row.values()) for row in read.to_pylist()]
    expected = [
        (name.replace("\udcff", "\\xff"), group, method, metric, None if math.isnan(score) else score)
        for name, group, method, metric, score in table.rows()
    ]
    assert found == expected


def test_many_rows_and_the_same_bytes(tmp_path: Path, monkeypatch) -> None:
    table = scores(names=tuple(f"{n}" for n in range(500)))
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 300)
    for name in ("a", "b"):
        parquet.write_parquet(table, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    read = pq.read_table(tmp_path / "a")
    assert read.num_rows == 2000
    assert pq.ParquetFile(tmp_path / "a").num_row_groups == 7
    last = list(table.rows())[-1]
    assert tuple(read.slice(1999).to_pylist()[0].values()) == last


def test_it_appears_whole_or_says_why(tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(InputError, match="folder does not exist"):
        parquet.write_parquet(scores(), tmp_path / "no" / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'pyarrow>=16'"):
        parquet.write_parquet(scores(), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def command(tmp_path: Path, monkeypatch, capsys):
    from difference_finder.cli import main

    folders = method_folders(tmp_path, ["v1/a", "v1/b", "v2/c"])
    monkeypatch.chdir(tmp_path)

    def run(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main(["rank", "--reference", "GT", *folders, *options])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out + captured.err

    return run


def test_the_command_writes_it_beside_the_csv(command, tmp_path: Path) -> None:
    code, output = command("--parquet", "--group", "parent", "--crops", "none")
    assert code == 0
    assert "study/scores.parquet" in output
    with (tmp_path / "study/scores.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    read = pq.read_table(tmp_path / "study/scores.parquet").to_pylist()
    assert len(read) == 3 * 2 * 2
    for row, expected in zip(read, rows, strict=True):
        assert row.pop("score") == float(expected.pop("score"))
        assert row == {key: unescape_formula(value) for key, value in expected.items()}
    first = (tmp_path / "study/scores.parquet").read_bytes()
    assert command("--parquet", "--group", "parent", "--crops", "none")[0] == 0
    assert (tmp_path / "study/scores.parquet").read_bytes() == first


def test_the_command_lists_missing_names_before_the_work(command, tmp_path: Path, monkeypatch) -> None:
    assert command("--parquet", "--json")[0] == 2
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, output = command("--parquet")
    assert code == 2
    assert "pip install 'pyarrow>=16'" in output
    assert not (tmp_path / "study").exists()
