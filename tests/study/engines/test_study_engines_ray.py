"""Ray: the bytes of local processes, and workers that die, hang or warn."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faulty_metric import EXIT, HANGS, KILLED, ONCE, RAISES, WARNS, hanging_file, install, patient
from hanging import HangingClock

from difference_finder import rank
from difference_finder.errors import InputError, MissingDependencyError, StoppedError
from difference_finder.study.engines import _remote, get_engine
from difference_finder.study.engines.ray import RayEngine
from folders import mark, method_folders, tables
from waiting import LONG, until

ray = pytest.importorskip("ray")

NAMES = [f"{number:02d}" for number in range(9)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start Ray once, as a user might have done, with two workers that know the faulty metric."""
    with pytest.MonkeyPatch.context() as patch:
        install(tmp_path_factory.mktemp("package"), patch)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        ray.init(
            address="local",
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=100_000_000,
            log_to_driver=False,
            logging_level="ERROR",
        )
        yield
        ray.shutdown()


@pytest.fixture
def folders(tmp_path):
    return method_folders(tmp_path, NAMES)


def run(root: Path, folders: dict[str, Path], name: str, engine: str, **options):
    options = {"shard_size": 3, "output": root / name, "engine": engine, **options}
    return rank(root / "GT", folders, ["psnr", "faulty"], **options)


def test_ray_gives_the_bytes_of_local_processes_and_is_left_as_it_was(tmp_path, folders, cluster) -> None:
    study = run(tmp_path, folders, "ray", "ray")
    run(tmp_path, folders, "local", "local:workers=1")
    assert tables(tmp_path / "ray") == tables(tmp_path / "local")
    assert study.errors == ()
    assert ray.is_initialized()


@pytest.mark.nightly
@pytest.mark.parametrize("value", [EXIT, KILLED, pytest.param(HANGS, marks=pytest.mark.slow), RAISES])
def test_a_pair_that_crashes_a_worker_gives_the_error_row_of_local_processes(
    tmp_path, folders, cluster, value, monkeypatch
) -> None:
    mark(folders["edsr"] / "07.png", value)
    timeout = 4 if value == HANGS else None
    # A shard that is late is tried again, pair by pair, and there no pair may be late but the one that hangs.
    monkeypatch.setattr(_remote, "in_this_process", patient(_remote.in_this_process))
    study = run(tmp_path, folders, "ray", "ray", timeout=timeout)
    (error,) = study.errors
    assert (error.name, error.method) == ("07", "edsr")
    HangingClock(hanging_file()).keep(monkeypatch.setattr)
    run(tmp_path, folders, "local", "local", timeout=timeout, workers=1)
    assert tables(tmp_path / "ray") == tables(tmp_path / "local")


def test_a_worker_that_dies_once_has_no_effect(tmp_path, folders, cluster) -> None:
    mark(folders["ours"] / "04.png", ONCE)
    log = Path(os.environ["FAULTY_LOG"])
    log.unlink(missing_ok=True)
    assert run(tmp_path, folders, "ray", "ray").errors == ()
    assert log.exists()
    log.unlink()


def test_warnings_of_workers_are_heard_once(tmp_path, folders, cluster) -> None:
    for name in NAMES[2:8]:
        mark(folders["ours"] / f"{name}.png", WARNS)
    with pytest.warns(UserWarning) as heard:
        run(tmp_path, folders, "ray", "ray")
    assert [str(one.message) for one in heard] == ["the picture is odd in 6 places"]


def test_a_metric_that_workers_do_not_know_stops_the_study(tmp_path, folders, cluster, monkeypatch) -> None:
    from difference_finder.parts.registry import metrics

    metrics.names()
    monkeypatch.setattr(metrics, "_parts", dict(metrics._parts))
    metrics.register("only_here", higher_is_better=True)(lambda reference, candidate: 1.0)
    with pytest.raises(
        StoppedError, match=r"no metric 'only_here'.*workers know the parts of installed pack"
    ):
        rank(tmp_path / "GT", folders, "only_here", engine="ray")


def test_an_address_beside_a_connection_is_refused(tmp_path, folders, cluster) -> None:
    with pytest.raises(InputError, match=r"already connected to Ray; leave address='127.0.0.1:1' out"):
        rank(tmp_path / "GT", folders, "mse", engine="ray:address=127.0.0.1:1")


def command(root: Path, folders: dict[str, Path], *options: str) -> list[str]:
    methods = [f"{name}={folder}" for name, folder in folders.items()]
    common = ["rank", "--reference", str(root / "GT"), *methods, "--metric", "mse", "-o", str(root / "out")]
    return [sys.executable, "-m", "difference_finder", *common, *options]


def daemons() -> set[int]:
    """Return the running processes of Ray."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith((b"raylet", b"gcs_server")) or words[0].startswith(b"ray::"):
            found.add(int(folder.name))
    return found


@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_the_command_starts_and_stops_ray_and_resumes(tmp_path) -> None:
    """Stopped by Ctrl-C half-way, which reaches all processes of the terminal, and run again."""
    folders = method_folders(tmp_path, [f"{number:03d}" for number in range(120)], size=300)
    words = command(tmp_path, folders, "--engine", "ray", "--workers", "2", "--metric", "ssim")
    before = daemons()
    first = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)
    parts = tmp_path / "out" / "parts"
    until(lambda: first.poll() is not None or len(list(parts.glob("0*.jsonl"))) > 3)
    assert first.poll() is None, first.communicate()[1]
    os.killpg(first.pid, signal.SIGINT)
    stderr = first.communicate(timeout=LONG)[1]
    assert first.returncode == 130, stderr
    assert "of 120 images are done; rerun the same command to resume" in stderr
    until(lambda: daemons() <= before)
    done = len(list(parts.glob("0*.jsonl")))
    assert 3 < done < 120
    second = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONG)
    assert second.returncode == 0, second.stderr
    assert [line for line in second.stderr.splitlines() if not line.startswith("scoring")] == []
    until(lambda: daemons() <= before)
    words[words.index("ray")] = "local"
    words[words.index(str(tmp_path / "out"))] = str(tmp_path / "local")
    subprocess.run(words, capture_output=True, check=True, timeout=LONG)
    assert tables(tmp_path / "out") == tables(tmp_path / "local")


def test_an_address_where_nobody_is_stops_the_study(tmp_path) -> None:
    words = command(tmp_path, method_folders(tmp_path, NAMES[:1]), "--engine", "ray:address=127.0.0.1:1")
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 4
    assert "error: Ray cannot be reached at '127.0.0.1:1'" in done.stderr


def test_invalid_arguments() -> None:
    for given in ({"address": 7}, {"address": " "}, {"workers": 0}, {"timeout": -1}):
        with pytest.raises(InputError, match=f"{next(iter(given))} .*must be"):
            RayEngine(**given)


def test_without_ray_the_command_that_installs_it_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'ray<3,>=2.40'"):
        get_engine("ray")
