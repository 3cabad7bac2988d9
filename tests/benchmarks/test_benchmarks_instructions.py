"""Counts of instructions: their comparison, the files of callgrind, and the exit codes."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import instructions
import pytest
from instructions import NotCompared, Table, differences, read_counts

RECORDED = Table("GNU 12", "v3", {"SSIM": 1000, "blur": 2000})

SOURCES = Path(__file__).parents[2] / "native" / "checks"


def table(**counts: int) -> Table:
    return Table("GNU 12", "v3", counts)


def test_a_count_may_differ_by_three_percent() -> None:
    assert differences(RECORDED, table(SSIM=1030, blur=1940)) == []


@pytest.mark.parametrize(("count", "share"), [(1031, "+3.1%"), (969, "-3.1%")])
def test_more_is_a_difference_in_both_directions(count: int, share: str) -> None:
    (line,) = differences(RECORDED, table(SSIM=count, blur=2000))
    assert line == f"SSIM: {count:,} instructions, recorded 1,000 ({share})"


def test_new_and_missing_kernels_are_differences() -> None:
    lines = differences(RECORDED, table(SSIM=1000, extent=5))
    assert lines == ["blur: recorded, but no longer measured", "extent: not recorded"]


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (Table("GNU 14", "v3", {}), "the compiler is GNU 14, but the instructions were recorded with GNU 12"),
        (Table("GNU 12", "v2", {}), "the level is v2, but the instructions were recorded with v3"),
    ],
)
def test_other_compilers_are_not_compared(measured: Table, said: str) -> None:
    with pytest.raises(NotCompared, match=said):
        differences(RECORDED, measured)


def test_files_of_callgrind_are_read_in_their_order(tmp_path: Path) -> None:
    for number, name, total in ((10, "blur", 7), (2, "SSIM, map", 5)):
        text = f"part: {number}\ndesc: Trigger: Client Request: {name}\nevents: Ir\n+2 9\n\ntotals: {total}\n"
        (tmp_path / f"counts.{number}").write_text(text)
    (tmp_path / "counts").write_text("desc: Trigger: Program termination\ntotals: 11\n")
    assert list(read_counts(tmp_path).items()) == [("SSIM, map", 5), ("blur", 7)]


def run_with(counts: dict[str, int], monkeypatch: pytest.MonkeyPatch, path: Path, command: str) -> int:
    """Run a command on counts that were measured before, with a table of this test."""
    monkeypatch.setattr(instructions, "TABLE", path / "instructions.json")
    monkeypatch.setattr(instructions, "_measured", lambda build, jobs: table(**counts))
    return instructions.main([command])


def test_what_was_recorded_agrees_and_a_change_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with({"SSIM": 1000}, monkeypatch, tmp_path, "record") == 0
    assert json.loads((tmp_path / "instructions.json").read_text()) == asdict(table(SSIM=1000))
    assert run_with({"SSIM": 1000}, monkeypatch, tmp_path, "check") == 0
    capsys.readouterr()
    assert run_with({"SSIM": 1100}, monkeypatch, tmp_path, "check") == 1
    said = capsys.readouterr().out
    assert "SSIM: 1,100 instructions, recorded 1,000 (+10.0%)" in said
    assert "python benchmarks/instructions.py record" in said


@pytest.mark.parametrize("command", ["check", "arm64"])
def test_missing_programs_are_named(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    assert instructions.main([command, "--build", str(tmp_path)]) == 77
    assert "NOT COMPARED: not installed: cmake, ninja" in capsys.readouterr().err


def test_the_table_names_the_kernels_of_the_program() -> None:
    recorded = Table(**json.loads(instructions.TABLE.read_text()))
    sources = "".join(path.read_text() for path in SOURCES.glob("*.cpp"))
    assert len(recorded.instructions) > 40
    assert [name for name in recorded.instructions if f'"{name}"' not in sources] == []
