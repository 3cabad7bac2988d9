"""Slurm, by jobs that are processes of this machine: their bytes, and jobs that fail or are stopped."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faulty_metric import EXIT, HANGS, ONCE, RAISES, WARNS, hanging_file, install, patient
from hanging import HangingClock

from difference_finder import rank
from difference_finder.errors import InputError, MissingDependencyError, StoppedError
from difference_finder.study.engines import _remote, get_engine
from difference_finder.study.engines.slurm import SlurmEngine
from folders import mark, method_folders, tables
from waiting import LONG, until

pytest.importorskip("submitit")

NAMES = [f"{number:02d}" for number in range(6)]


@pytest.fixture(autouse=True)
def package(tmp_path, monkeypatch):
    install(tmp_path / "package", monkeypatch)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    """Jobs here take less than a second, so that long pauses between queries would only be waits."""
    monkeypatch.setattr("difference_finder.study.engines.slurm.PAUSES", (0.05, 0.2))


@pytest.fixture
def folders(tmp_path):
    return method_folders(tmp_path, NAMES)


def run(root: Path, folders: dict[str, Path], name: str, engine: str, **options):
    options = {"shard_size": 1, "output": root / name, "engine": engine, **options}
    return rank(root / "GT", folders, ["psnr", "faulty"], **options)


# Submitit does not close the logs of its debug jobs.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("cluster", ["local", "debug"])
def test_jobs_give_the_bytes_of_local_processes(tmp_path, folders, cluster) -> None:
    study = run(tmp_path, folders, "jobs", f"slurm:cluster={cluster},shards_per_job=3", workers=2)
    assert study.errors == ()
    run(tmp_path, folders, "local", "local")
    assert tables(tmp_path / "jobs") == tables(tmp_path / "local")
    logs = [path.name for path in (tmp_path / "jobs" / "slurm").rglob("*.err")]
    assert len(logs) >= 2
    assert not list((tmp_path / "jobs" / "slurm").rglob("*.pkl"))
    gc.collect()


@pytest.mark.nightly
@pytest.mark.parametrize("value", [EXIT, pytest.param(HANGS, marks=pytest.mark.slow), RAISES])
def test_a_pair_that_crashes_its_process_gives_the_error_row_of_local_processes(
    tmp_path, folders, value, monkeypatch
) -> None:
    mark(folders["edsr"] / "04.png", value)
    options = {"timeout": 4 if value == HANGS else None, "shard_size": 3}
    monkeypatch.setattr(_remote, "in_processes", patient(_remote.in_processes))
    workers = 1 if value == HANGS else 2
    (error,) = run(tmp_path, folders, "jobs", "slurm:cluster=local", workers=workers, **options).errors
    assert (error.name, error.method) == ("04", "edsr")
    HangingClock(hanging_file()).keep(monkeypatch.setattr)
    run(tmp_path, folders, "local", "local", workers=1, **options)
    assert tables(tmp_path / "jobs") == tables(tmp_path / "local")


@pytest.mark.nightly
def test_a_pair_that_crashes_its_job_is_an_error_row(tmp_path, folders, monkeypatch) -> None:
    """All processes of the job end with it, as where a machine has no memory left."""
    monkeypatch.setattr("submitit.core.core.Job._results_timeout_s", 0.1)
    job = "import os, signal; os.kill(os.getppid(), signal.SIGKILL); os._exit(1)"
    script = tmp_path / "package" / "faulty_metric.py"
    script.write_text(script.read_text().replace("os._exit(7)", f"exec({job!r})"))
    mark(folders["edsr"] / "04.png", EXIT)
    engine = SlurmEngine(cluster="local", shards_per_job=2, jobs=4)
    (error,) = run(tmp_path, folders, "jobs", engine, shard_size=3).errors
    assert (error.name, error.method, error.stage, error.error) == ("04", "edsr", "crash", "ProcessDied")
    assert error.cause == "the job that scored it failed; its log is in 'slurm'"


@pytest.mark.slow
def test_a_process_that_dies_once_has_no_effect(tmp_path, folders) -> None:
    mark(folders["ours"] / "04.png", ONCE)
    assert run(tmp_path, folders, "jobs", "slurm:cluster=local").errors == ()
    assert Path(os.environ["FAULTY_LOG"]).exists()


@pytest.mark.slow
def test_warnings_of_jobs_are_heard_once(tmp_path, folders) -> None:
    for name in NAMES[1:5]:
        mark(folders["ours"] / f"{name}.png", WARNS)
    with pytest.warns(UserWarning) as heard:
        run(tmp_path, folders, "jobs", "slurm:cluster=local,shards_per_job=3")
    assert [str(one.message) for one in heard] == ["the picture is odd in 6 places"]


@pytest.mark.nightly
def test_an_interrupt_cancels_jobs_and_the_study_resumes(tmp_path) -> None:
    folders = method_folders(tmp_path, [f"{number:03d}" for number in range(60)], size=300)
    methods = [f"{name}={folder}" for name, folder in folders.items()]
    out = tmp_path / "out"
    words = [sys.executable, "-m", "difference_finder", "rank", "--reference", str(tmp_path / "GT"), *methods]
    words += ["-o", str(out), "--engine", "slurm:cluster=local,shards_per_job=2,jobs=2", "--shard-size", "3"]
    first = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    until(lambda: first.poll() is not None or len(list(out.glob("parts/0*.jsonl"))) >= 4)
    first.send_signal(signal.SIGINT)
    stderr = first.communicate(timeout=LONG)[1]
    assert first.returncode == 130, stderr
    assert "2 jobs cancelled" in stderr or "1 job cancelled" in stderr
    assert "rerun the same command to resume" in stderr
    done = len(list(out.glob("parts/0*.jsonl")))
    assert 4 <= done < 20
    second = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONG)
    assert second.returncode == 0, second.stderr
    rank(tmp_path / "GT", folders, output=tmp_path / "local")
    assert tables(out) == tables(tmp_path / "local")


def test_without_slurm_nothing_is_submitted(tmp_path, folders, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoppedError, match=r"no job can be submitted: .*srun.*; run the command on a"):
        run(tmp_path, folders, "jobs", "slurm:partition=cpu,time=1:30:00,mem=4G")


def test_invalid_settings(tmp_path, folders) -> None:
    for given in ({"shards_per_job": 0}, {"jobs": 1.5}, {"cluster": "sun"}, {"workers": 0}, {"timeout": 0}):
        with pytest.raises(InputError, match=f"{next(iter(given))} must be"):
            SlurmEngine(**given)
    with pytest.raises(InputError, match=r"cannot be set up: Unknown argument 'partitoin'.*partition"):
        run(tmp_path, folders, "jobs", "slurm:cluster=local,partitoin=cpu")


def test_without_submitit_the_command_that_installs_it_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "submitit", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'submitit<2,>=1.5'"):
        get_engine("slurm")
