"""Rows of a run: their order, their reasons, and the records that belong to them."""

import json
import shutil
from pathlib import Path

import pytest

from difference_finder.errors import InputError
from difference_finder.pipeline.run_file import RunFolders, read_run_folders, write_run_folders
from difference_finder.report.acceptance import acceptance_of, command_of
from difference_finder.report.output_folder import OutputFolder
from difference_finder.report.run_rows import RunRow, read_rows, sorted_rows, write_rows
from run_of_pairs import BROKEN, CHANGED, STATES, name_of

FOLDERS = RunFolders("before", "after")


def scored(name: str, score: object, higher: bool | None, area: int = 0) -> RunRow:
    record = {"score": score, "metric": {"higher_is_better": higher}, "regions": [{"area": area}]}
    return RunRow(name, "changed", "a", "b", record=record)


def test_the_worst_pair_of_a_state_comes_first() -> None:
    higher = [scored("b", 30.0, True), scored("a", "Infinity", True), scored("c", 20.0, True)]
    assert [row.name for row in sorted_rows(higher)] == ["c", "b", "a"]
    lower = [
        scored("b", 0.1, False),
        scored("a", 0.0, False),
        scored("c", None, False),
        scored("d", 0.3, False),
    ]
    assert [row.name for row in sorted_rows(lower)] == ["c", "d", "b", "a"]
    without = [scored("b", 5.0, None, 4), scored("a", 9.0, None, 2), scored("c", 1.0, None, 8)]
    assert [row.name for row in sorted_rows(without)] == ["c", "b", "a"]
    states = [
        RunRow(state, state, "a", "b") for state in ("same", "new", "failed", "deleted", "size", "changed")
    ]
    assert [row.name for row in sorted_rows(states)] == list(STATES)


def test_rows_survive_their_table(tmp_path) -> None:
    rows = [
        RunRow('=a,"b"\n', "changed", "+x.png", "ü.png", True, "mae is 1,\n2", test="test_a.py::test_x[1]"),
        RunRow("b", "new", "", "@y.png", False, "there is no baseline", target="-z.png"),
        RunRow("c", "changed", "x.png", "y.png", transform="=the second looks like the first with gain 0.9"),
    ]
    write_rows(tmp_path, rows)
    assert read_rows(tmp_path, {}) == rows


def test_a_damaged_table_is_an_error_with_a_remedy(tmp_path) -> None:
    (tmp_path / "summary.csv").write_bytes(b"name,ok\n" + b"x" * 200_000 + b",True\n")
    with pytest.raises(InputError, match="run diff again"):
        OutputFolder(tmp_path)


def test_only_records_of_the_run_are_shown(run_folder) -> None:
    old = json.loads(Path("out", f"{name_of(7)}.json").read_text())
    Path("out/old.json").write_text(json.dumps({**old, "name": "old"}))
    Path("out/broken.json").write_text("{")
    shutil.copy(Path("out", f"{name_of(7)}.json"), Path("out", f"{name_of(BROKEN)}.json"))
    output = OutputFolder(Path("out"))
    assert "old" not in {row.name for row in output.rows}
    assert "broken" not in {failure["name"] for failure in output.failures}
    assert [row.record for row in output.rows if row.state == "failed"] == [None]
    assert {record["name"] for record in output.records.values()} >= {name_of(number) for number in CHANGED}


def test_the_reason_names_the_limit_that_is_exceeded(run_folder) -> None:
    reasons = {row.name: row.reason() for row in OutputFolder(Path("out")).rows}
    assert reasons[name_of(7)].startswith("mae is ")
    assert reasons[name_of(7)].endswith("above 0")
    assert reasons[name_of(1)] == ""
    assert "truncated or damaged PNG" in reasons[name_of(BROKEN)]


def test_the_change_of_the_whole_image_comes_from_the_table_or_else_from_the_record(tmp_path) -> None:
    words = "the second looks like the first with gain 0.9"
    record = {"name": "a", "regions": [{}, {}], "transform": {"text": words}, "scores": {"psnr": 30.0}}
    table = tmp_path / "summary.csv"
    table.write_text(f"name,ok,state,first,second,error,transform,psnr\na,True,changed,x,y,,{words},30.0\n")
    [alone] = read_rows(tmp_path, {})
    assert (alone.transform, alone.scores) == (words, {"psnr": 30.0})
    table.write_text("name,ok,state,first,second,error\na,True,changed,x,y,\n")  # of an older version
    [row] = read_rows(tmp_path, {tmp_path / "a.json": record})
    assert (row.transform, row.reason()) == (words, f"{words}; 2 regions")
    [row] = read_rows(tmp_path, {tmp_path / "a.json": {**record, "transform": None}})
    assert (row.transform, row.reason()) == ("", "2 regions")


@pytest.mark.parametrize(
    ("row", "command"),
    [
        (RunRow("x", "changed", "before/it's.png", "after/it's.png"),
         """cp -- 'after/it'"'"'s.png' 'before/it'"'"'s.png'"""),
        (RunRow("x", "size", "before/-x.png", "after/x.jpg"),
         "cp -- after/x.jpg before/-x.jpg && rm -- before/-x.png"),
        (RunRow("x", "new", "", "after/a b/x.png"),
         "mkdir -p -- 'before/a b' && cp -- 'after/a b/x.png' 'before/a b/x.png'"),
        (RunRow("x", "deleted", "before/$(x).png", ""), "rm -- 'before/$(x).png'"),
        (RunRow("x", "changed", "a/x.png", "b/x.png", test="t.py::t[a b]"),
         "pytest 't.py::t[a b]' --image-update"),
        (RunRow("x", "same", "before/x.png", "after/x.png"), ""),
        (RunRow("x", "new", "", "elsewhere/x.png"), ""),
        (RunRow("x", "failed", "before/x.png", ""), ""),
        (RunRow("x", "failed", "", ""), ""),
        (RunRow("x", "changed", "before/x.txt", "after/x.txt"), ""),
        (RunRow("x", "changed", "s3://bucket/x.png", "after/x.png"), ""),
    ],
)  # fmt: skip
def test_commands(row, command) -> None:
    assert command_of(row, FOLDERS) == command
    assert command_of(row, None) == ""
    assert acceptance_of(row, RunFolders("before", "after", "GT")) is None


def test_the_folders_of_a_run_survive_their_file(tmp_path) -> None:
    for folders in (FOLDERS, RunFolders("a", "b\udcff", "ü", ("--image-baselines", "x y"))):
        write_run_folders(tmp_path, folders)
        assert read_run_folders(tmp_path) == folders
