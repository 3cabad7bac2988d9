"""A run of two folders as a whole: what it prints, and which files it writes and removes."""

import json
import os
import shutil
from pathlib import Path

import click
import numpy as np
import pytest

from difference_finder.cli._pair_result import PairResult
from difference_finder.cli._run_printer import failure_lines
from difference_finder.cli._worst_pairs import MOST, WorstPairs
from difference_finder.kinds import ranking
from difference_finder.pipeline.run_file import RUN, RunFolders
from difference_finder.pipeline.run_manifest import JOURNAL, RunManifest, digest_of
from difference_finder.threads import worker_count
from pictures import photograph

PICTURES = {".heatmap.png", ".panel.png", ".map.npy"}
LIMIT = ("--fail-above", "0.01")


@pytest.fixture
def folders(save, tmp_path) -> tuple[Path, Path]:
    """Two folders: one pair is equal, one changes a little, one changes much."""
    for name, change in (("equal", 0), ("little", 1), ("sub/much", 60)):
        first = photograph(40, 48)
        save(first, f"a/{name}.png")
        save(np.clip(first.astype(int) + change, 0, 255).astype(np.uint8), f"b/{name}.png")
    return tmp_path / "a", tmp_path / "b"


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def files_of(folder: Path, pair: str) -> set[str]:
    return {name.removeprefix(pair) for name in names(folder) if name.startswith(f"{pair}.")}


def test_only_pairs_that_are_not_the_same_have_pictures(run, folders, tmp_path) -> None:
    out = tmp_path / "out"
    assert run("diff", *folders, *LIMIT, "-o", out)[0] == 1
    assert files_of(out, "equal") == files_of(out, "little") == {".json"}
    assert files_of(out, "sub/much") == {".json", *PICTURES}
    assert run("diff", *folders, "-o", "unlimited")[0] == 0
    assert files_of(tmp_path / "unlimited", "equal") == {".json"}
    assert files_of(tmp_path / "unlimited", "little") == {".json", *PICTURES}
    assert run("diff", *folders, *LIMIT, "-o", "all", "--write-all")[0] == 1
    assert files_of(tmp_path / "all", "equal") == files_of(tmp_path / "all", "little") == {".json", *PICTURES}
    pair = folders[0] / "equal.png", folders[1] / "equal.png"
    assert run("diff", *pair, "-o", "pair")[0] == 0
    assert files_of(tmp_path / "pair", "equal") == {".json", *PICTURES}


def test_files_of_earlier_runs_are_removed_and_nothing_else(run, folders, tmp_path) -> None:
    out = tmp_path / "out"
    assert run("diff", *folders, "-o", out)[0] == 0
    (out / "notes.txt").write_text("mine")
    (out / "little.panel.png").write_bytes(b"edited")
    for folder, name in ((folders[0], "sub/much.png"), (folders[1], "sub/much.png")):
        (folder / name).unlink()
    shutil.copy(folders[0] / "little.png", folders[1] / "little.png")
    code, text, err = run("diff", *folders, "-o", out)
    assert code == 0
    assert "  removed 6 files of earlier runs\n" in text
    assert err.startswith("warning: kept 1 file of an earlier run changed since, or cannot be removed: ")
    assert err.endswith("out/little.panel.png\n")
    written = {"equal.json", "little.json", "summary.csv", RUN}
    assert names(out) == written | {"notes.txt", "little.panel.png"}
    assert not (out / "sub").exists()
    assert run("report", out, "-o", "page.html")[0] == 0
    assert "much" not in (tmp_path / "page.html").read_text()


def test_a_run_without_a_manifest_removes_nothing(run, folders, tmp_path) -> None:
    out = tmp_path / "out"
    assert run("diff", *folders, "-o", out)[0] == 0
    (out / RUN).unlink()
    before = names(out)
    (folders[0] / "sub/much.png").unlink()
    (folders[1] / "sub/much.png").unlink()
    assert run("diff", *folders, "-o", out)[0] == 0
    assert names(out) == {*before, RUN}


def test_the_manifest_states_inputs_and_files(run, folders, tmp_path) -> None:
    assert run("diff", "a", "b", *LIMIT, "-o", "out")[0] == 1
    head, *lines = map(json.loads, (tmp_path / "out" / RUN).read_text().splitlines())
    assert (head["first"], head["second"], head["reference"]) == ("a", "b", None)
    assert head["limits"] == [{"score": "mae", "above": 0.01, "below": None}]
    assert head["options"]["strategy"]["name"] == "consensus"
    assert head["states"] == {"failed": 0, "size": 0, "changed": 1, "deleted": 0, "new": 0, "same": 2}
    assert [line["state"] for line in sorted(lines, key=lambda line: line["name"])] == [
        "same", "same", "changed",
    ]  # fmt: skip
    for line in lines:
        for image in line["inputs"].values():
            assert digest_of((tmp_path / image["path"]).read_bytes()) == image["sha256"]
        for name, digest in line["files"].items():
            assert digest_of((tmp_path / "out" / name).read_bytes()) == digest
    assert not (tmp_path / "out" / JOURNAL).exists()


def test_the_next_run_knows_the_files_of_an_interrupted_one(run, folders, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(RunManifest, "close", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        for _ in range(2):
            assert run("diff", *folders, "-o", out)[0] == 130
    with (out / JOURNAL).open("ab") as file:
        file.write(b'{"name": "cut o')
    (folders[0] / "sub/much.png").unlink()
    (folders[1] / "sub/much.png").unlink()
    assert run("diff", *folders, "-o", out)[0] == 0
    pictures = {f"little{suffix}" for suffix in PICTURES}
    assert names(out) == {"equal.json", "little.json", "summary.csv", RUN, *pictures}


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "link/outside.txt", "", ".", "a/../../x"]
)
def test_a_hostile_manifest_removes_nothing_outside(tmp_path, name: str) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside.txt"
    out.mkdir()
    outside.write_text("mine")
    (out / "link").symlink_to(tmp_path, target_is_directory=True)
    (out / "file.png").symlink_to(outside)
    digest = digest_of(b"mine")
    lines = [{"files": {name: digest, "file.png": digest}}, {"files": [1]}, {"files": {"x": None}}, 3, "text"]
    (out / RUN).write_text("\n".join(map(json.dumps, lines)) + "\n[[[[\n")
    with RunManifest(out, RunFolders("a", "b"), {}) as manifest:
        manifest.close({})
    assert manifest.removed == []
    assert outside.read_text() == "mine"
    assert (out / "file.png").is_symlink()


def test_a_file_that_the_file_system_takes_for_a_new_one_is_kept(tmp_path) -> None:
    """As on file systems that ignore case; here a hard link takes the place of the other name."""
    content = b"new"
    (tmp_path / RUN).write_text(json.dumps({"files": {"A.json": digest_of(content)}}) + "\n")
    record = {"name": "a", "state": "same", "ok": True}
    with RunManifest(tmp_path, RunFolders("a", "b"), {}) as manifest:
        manifest.add(record, {tmp_path / "a.json": content})
        (tmp_path / "a.json").write_bytes(content)
        os.link(tmp_path / "a.json", tmp_path / "A.json")
        manifest.close({})
    assert names(tmp_path) == {"A.json", "a.json", RUN}


def test_names_of_any_letters_are_removed(run, save, tmp_path) -> None:
    given = ("new\nline", "esc\x1b[31mred", "日本 🐈", os.fsdecode(b"\xff\xfe"), "-o", "$(touch x)")
    for number, name in enumerate(given):
        save(photograph(20, 24, number), f"p/{name}.png")
        save(photograph(20, 24, number + 9), f"q/{name}.png")
    assert run("diff", "p", "q", "-o", "out")[0] == 0
    for folder in ("p", "q"):
        shutil.rmtree(tmp_path / folder)
        save(photograph(20, 24), f"{folder}/one.png")
    assert run("diff", "p", "q", "-o", "out")[0] == 0
    assert names(tmp_path / "out") == {"one.json", "summary.csv", RUN}


def test_the_files_of_a_pair_that_fails_now_are_removed(run, folders, tmp_path) -> None:
    assert run("diff", *folders, "-o", "out")[0] == 0
    (folders[1] / "sub/much.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    assert run("diff", *folders, "-o", "out")[0] == 3
    assert not files_of(tmp_path / "out", "sub/much")


def test_failures_are_listed_by_name_worst_first(run, folders) -> None:
    (folders[1] / "little.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    code, out, err = run("diff", *folders, *LIMIT, "-o", "out")
    assert code == 3
    lines = out.splitlines()
    assert lines[0] == "2 not the same, worst first:"
    assert lines[1].startswith("  failed  little:")
    changed = next(line for line in lines if line.startswith("  changed sub/much: mae is 0."))
    assert changed.endswith(", above 0.01")
    assert lines[-1] == "states: 1 failed, 1 changed, 1 same"
    assert all(len(line) <= 80 for line in lines[: lines.index(changed) + 1])
    assert err == "threshold: mae is above 0.01, or has no value, in 1 of 3 pairs\n"
    assert "\x1b" not in out


def test_colour(run, folders, monkeypatch) -> None:
    red, end = "\x1b[33m", "\x1b[0m"
    _, out, _ = run("diff", *folders, *LIMIT, "-o", "out", "--color")
    assert f"  {red}changed {end}sub/much: " in out
    assert "\x1b" not in run("diff", *folders, *LIMIT, "-o", "out", "--no-color")[1]
    from difference_finder.cli._run_printer import color_allowed

    assert color_allowed(None) is None
    monkeypatch.setenv("NO_COLOR", "1")
    assert color_allowed(None) is False
    assert color_allowed(True) is True


def result(name: str, state: str = "changed", value: float = 2.0, cause: str = "") -> PairResult:
    """Return the result of a pair with a limit of 1."""
    record = {"name": name, "state": state, "ok": not cause, "cause": cause, "first": "a", "second": "b"}
    if not cause:
        limit = {"score": "mae", "above": 1.0, "below": None, "value": value, "exceeded": value > 1}
        verdict = {"limits": [limit], "exceeded": True, "score_exceeded": True, "text": f"mae is {value}"}
        record |= {"threshold": verdict, "unequal": [], "first": {"name": "a"}, "second": {"name": "b"}}
    return PairResult(record)


def test_the_worst_pairs_are_kept_in_constant_memory() -> None:
    worst = WorstPairs()
    for number in range(1000):
        worst.add(result(f"p{number}", value=2.0 + (number * 7919) % 1000))
        worst.add(result(f"s{number}", "same"))
    worst.add(result("torn", "failed", cause="broken"))
    assert len(worst._heap) == MOST
    values = sorted(((number * 7919) % 1000 for number in range(1000)), reverse=True)[: MOST - 1]
    assert [pair.detail for pair in worst.worst()] == [
        "broken",
        *(f"mae is {value + 2.0}" for value in values),
    ]
    lines = failure_lines(worst)
    assert lines[0] == "1001 not the same, worst first:"
    assert lines[-1] == "  and 981 more"
    assert len(lines) == 22


def test_equally_bad_pairs_keep_their_order() -> None:
    worst = WorstPairs()
    for number in range(30):
        worst.add(result(f"p{number:02}"))
    assert [pair.name for pair in worst.worst()] == [f"p{number:02}" for number in range(20)]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("n" * 300, ""),
        ("日" * 200, ""),
        ("short", "a cause of many words " * 40),
        ("l" * 60, "a cause of many words " * 4),
        ("long/" * 30, "/path" * 90),
    ],
)
def test_lines_fit_in_80_columns(name: str, cause: str) -> None:
    from rich.cells import cell_len

    worst = WorstPairs()
    for _ in range(20):
        worst.add(result(name, "failed" if cause else "changed", cause=cause))
    lines = failure_lines(worst)
    assert all(cell_len(click.unstyle(line)) <= 80 for line in lines)
    assert len(lines) <= 22
    assert ("more" in lines[-1]) == bool(cause)


def test_json_lines_are_one_pair_each_and_a_summary(run, folders) -> None:
    code, out, _ = run("diff", *folders, *LIMIT, "--json=lines")
    assert code == 1
    *pairs, last = map(json.loads, out.splitlines())
    document = json.loads(run("diff", *folders, *LIMIT, "--json")[1])
    assert pairs == document["pairs"]
    assert last == {"schema": 2, "summary": document["summary"]}
    assert last["summary"]["states"]["same"] == 2
    pair = folders[0] / "equal.png", folders[1] / "equal.png"
    record, last = map(json.loads, run("diff", "--json=lines", *pair)[1].splitlines())
    assert record["state"] == "same"
    assert last["summary"]["states"]["same"] == last["summary"]["pairs"] == 1
    assert run("diff", "--json=document", *pair)[1] == run("diff", "--json", *pair)[1]


def test_json_of_another_form_is_refused(run, folders) -> None:
    code, _, err = run("diff", *folders, "--json=csv")
    assert code == 2
    assert "'--json=csv' is unknown; use --json or --json=lines" in err
    assert run("diff", *folders, "--json", "--quiet")[0] == 2


def test_quiet_prints_only_failures(run, folders) -> None:
    assert run("diff", *folders, "--fail-above", "0.9", "-o", "out", "--quiet") == (0, "", "")
    code, out, err = run("diff", *folders, *LIMIT, "-o", "out", "-q")
    assert code == 1
    assert out.splitlines()[0] == "1 not the same:"
    assert len(out.splitlines()) == 2
    assert err.startswith("threshold: ")
    pair = [folder / "equal.png" for folder in folders]
    assert run("diff", *pair, "--quiet") == (0, "", "")
    pair = [folder / "sub" / "much.png" for folder in folders]
    assert run("diff", *pair, "--quiet")[1].startswith("much: mae ")


def test_a_report_does_not_draw_inputs_that_changed(run, folders, save, tmp_path) -> None:
    assert run("diff", *folders, "-o", "out")[0] == 0
    code, _, err = run("report", "out", "-o", "before.html")
    assert (code, err) == (0, "")
    save(photograph(40, 48, 5), "b/little.png")
    code, _, err = run("report", "out", "-o", "after.html")
    assert code == 0
    assert err.count("warning: ") == 1
    assert "b/little.png' changed since diff compared it; run diff again" in err
    page = (tmp_path / "after.html").read_text()
    assert "changed since diff compared it" in page
    assert "changed since diff compared it" not in (tmp_path / "before.html").read_text()


@pytest.mark.parametrize("workers", [1, 3])
def test_naming_a_change_takes_the_threads_that_were_asked_for(run, save, monkeypatch, workers) -> None:
    first = photograph(96, 120)
    second = first.copy()
    second[20:60, 30:80] = second[20:60, 30:80] // 2
    paths = save(first, "first.png"), save(second, "second.png")
    threads = []
    monkeypatch.setattr(ranking, "measure_together", lambda places: threads.append(worker_count(None)))
    assert run("diff", *paths, "--workers", workers)[0] == 0
    assert threads == [workers]
