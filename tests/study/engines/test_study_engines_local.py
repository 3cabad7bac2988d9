"""Processes that die, hang or cannot start."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank
from difference_finder.errors import InputError, StoppedError
from difference_finder.parts.registry import metrics
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.study import Study
from folders import mark, method_folders, tables
from waiting import LONG

SCRIPT = Path(__file__).with_name("faulty_study.py")
NAMES = [f"{number:02d}" for number in range(9)]


def run_script(root: Path, folders: dict[str, Path]) -> tuple[Study, list[str]]:
    """Run the study with the faulty metric; return it and the log of failures, which it continues."""
    log = root / "log.txt"
    methods = [f"{name}={folder}" for name, folder in folders.items()]
    words = [sys.executable, SCRIPT, root / "GT", root / "out", log, *methods]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 0, done.stderr
    study = Study.open(root / "out")
    assert int(done.stdout) == len(study.errors)
    return study, log.read_text().splitlines() if log.exists() else []


CRASHES = {
    1: "the process that scored it ended with exit code 7",
    2: "the process that scored it was ended by SIGKILL",
    3: "the process that scored it was ended by SIGSEGV",
    5: "ZeroDivisionError: kernel on fire",
}
CRASHING = {1: "01", 2: "04", 3: "07", 5: "10"}
"""Images whose scoring crashes, each in a shard of its own."""


@pytest.fixture(scope="module")
def crashed(tmp_path_factory) -> tuple[Path, Study, list[str]]:
    """Run a study in which four pairs crash; return its folder, the study, and the log of failures."""
    root: Path = tmp_path_factory.mktemp("crashes")
    folders = method_folders(root, [f"{number:02d}" for number in range(12)])
    for value, name in CRASHING.items():
        mark(folders["edsr"] / f"{name}.png", value)
    return root, *run_script(root, folders)


@pytest.mark.parametrize("value", CRASHES)
def test_a_pair_that_crashes_a_process_is_an_error_row(crashed, value) -> None:
    root, study, log = crashed
    name = CRASHING[value]
    (error,) = [error for error in study.errors if error.name == name]
    assert (error.method, error.metric, error.stage) == ("edsr", None, "crash")
    assert error.cause == CRASHES[value]
    for metric in study.scores.metrics:
        lost = np.isnan(study.scores.tables[metric])
        assert lost.sum() == len(CRASHES)
        assert lost[1, int(name)]
    # Twice as a shard, and once or twice by itself.
    assert value == 5 or 3 <= sum(line.startswith(f"{value} ") for line in log) <= 4
    assert f"{name},edsr,".encode() in (root / "out" / "inputs.csv").read_bytes()
    assert b",\n" not in (root / "out" / "inputs.csv").read_bytes(), "a file without its digest"


@pytest.mark.slow
def test_a_pair_that_hangs_is_an_error_row(tmp_path) -> None:
    folders = method_folders(tmp_path, NAMES[:4])
    mark(folders["ours"] / "02.png", 4)
    study, _ = run_script(tmp_path, folders)
    (error,) = study.errors
    assert (error.name, error.method, error.stage) == ("02", "ours", "timeout")
    assert error.cause == "no score after 4 s"


@pytest.mark.slow
def test_several_crashing_pairs_in_one_shard(tmp_path) -> None:
    folders = method_folders(tmp_path, NAMES)
    for place in ("ours/02", "edsr/02", "ours/03"):
        mark(tmp_path / f"{place}.png", 1)
    study, _ = run_script(tmp_path, folders)
    assert [(e.name, e.method) for e in study.errors] == [("02", "ours"), ("02", "edsr"), ("03", "ours")]
    assert np.isnan(study.scores.tables["mse"]).sum() == 3


def test_a_process_that_dies_once_has_no_effect(tmp_path) -> None:
    folders = method_folders(tmp_path, NAMES)
    mark(folders["ours"] / "07.png", 6)
    study, log = run_script(tmp_path, folders)
    assert study.errors == ()
    assert len(log) == 2
    before = tables(tmp_path / "out")
    for path in (tmp_path / "out" / "parts").iterdir():
        path.unlink()
    _, log = run_script(tmp_path, folders)  # no process dies: this metric crashes only once
    assert len(log) == 3
    assert tables(tmp_path / "out") == before


@pytest.mark.slow
def test_a_script_without_a_main_guard_is_an_error(tmp_path) -> None:
    folders = method_folders(tmp_path, NAMES[:2])
    script = tmp_path / "script.py"
    script.write_text(f"import difference_finder\ndifference_finder.rank('GT', {{'a': '{folders['ours']}'}})")
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=LONG
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("difference_finder.errors.StoppedError: 3 processes")
    assert 'if __name__ == "__main__":' in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "options", [{"timeout": 0}, {"timeout": float("nan")}, {"timeout": "1"}, {"workers": 0}]
)
def test_invalid_settings(options) -> None:
    with pytest.raises(InputError, match=f"{next(iter(options))} must be a"):
        LocalEngine(**options)


def test_a_metric_that_processes_do_not_know_stops_the_study(tmp_path, monkeypatch) -> None:
    folders = method_folders(tmp_path, NAMES[:2])
    metrics.names()
    monkeypatch.setattr(metrics, "_parts", dict(metrics._parts))
    metrics.register("only_here", higher_is_better=True)(lambda reference, candidate: 1.0)
    with pytest.raises(StoppedError, match=r"no metric 'only_here'.* installed packages and of the script"):
        rank(tmp_path / "GT", folders, "only_here")


def test_warnings_of_processes_are_heard_once(tmp_path) -> None:
    for folder in ("GT", "ours"):
        (tmp_path / folder).mkdir()
        for number in range(6):
            np.save(tmp_path / folder / f"{number}.npy", np.zeros((3, 8, 3), np.uint8))
    np.save(tmp_path / "mask.npy", np.ones((3, 8, 3), np.uint8))
    with pytest.warns(UserWarning) as heard:
        study = rank(
            tmp_path / "GT", {"ours": tmp_path / "ours"}, "mse", workers=2, mask=tmp_path / "mask.npy"
        )
    decided, of_mask = (str(warning.message) for warning in heard)
    assert "6 of 6 of 'reference', 6 of 6 of 'ours' as CHW; pass axes if that is wrong" in decided
    assert "transpose the array if that is wrong" in of_mask
    assert study.record["options"]["data_set"]["notes"] == [decided]
    assert f"note: {decided}" in " ".join(str(study).split())


def test_no_study_within_a_daemonic_process(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    with pytest.raises(InputError, match="daemonic"):
        rank(tmp_path / "GT", method_folders(tmp_path, NAMES[:1]), "mse")


def test_the_environment_is_left_as_it_was(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    rank(tmp_path / "GT", method_folders(tmp_path, NAMES[:1]), "mse")
    assert os.environ["OMP_NUM_THREADS"] == "5"
    assert "MKL_NUM_THREADS" not in os.environ
