"""Engines that are chosen by name, with their settings."""

import subprocess
import sys

import pytest

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.engines import ENGINES, get_engine
from difference_finder.study.engines.local import LocalEngine
from folders import method_folders


def test_names_and_settings() -> None:
    for choice in (None, "local"):
        assert isinstance(get_engine(choice), LocalEngine)
    engine = get_engine("local:timeout=2.5", workers=3)
    assert (engine.workers, engine.timeout) == (3, 2.5)


def test_settings_of_ray() -> None:
    pytest.importorskip("ray")
    engine = get_engine("ray:address=10.0.0.1:6379", workers=3, timeout=9)
    assert (engine.address, engine.workers, engine.timeout) == ("10.0.0.1:6379", 3, 9)


def test_settings_of_slurm() -> None:
    pytest.importorskip("submitit")
    engine = get_engine("slurm:partition=cpu,time=1:30:00,shards_per_job=7", workers=2)
    assert (engine.shards_per_job, engine.workers) == (7, 2)
    assert engine.options == {"partition": "cpu", "time": "1:30:00"}


@pytest.mark.parametrize(
    ("choice", "kind", "complaint"),
    [
        ("rya", UnknownNameError, "no engine 'rya'; did you mean 'ray'"),
        ("", UnknownNameError, "no engine ''; there are: local, ray, slurm"),
        ("ray:adress=x", UnknownNameError, "no setting of engine 'ray' 'adress'; did you mean 'address'"),
        ("local:partition=x", UnknownNameError, "no setting of engine 'local' 'partition'"),
        ("local:2", InputError, "settings are written name:key=value"),
        ("local:workers=2", InputError, "'local:workers=2' and workers=3 both set workers; pass one of them"),
        ("local:timeout=soon", InputError, "timeout must be a positive and finite number"),
        (7, InputError, "workers=3 applies to engines that are chosen by name"),
    ],
)
def test_invalid_choices(choice, kind, complaint) -> None:
    with pytest.raises(kind, match=complaint):
        get_engine(choice, workers=3)


def test_objects_that_are_not_engines() -> None:
    for choice in (7, LocalEngine, object()):
        with pytest.raises(InputError, match="engine must be a name, an engine, a concurrent"):
            get_engine(choice)


def test_the_command_names_the_nearest_engine(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a"])
    words = [sys.executable, "-m", "difference_finder", "rank", "--reference", str(tmp_path / "GT")]
    words += [f"ours={folders['ours']}", "--engine", "slrum", "-o", str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: no engine 'slrum'; did you mean 'slurm'?\n"
    assert not (tmp_path / "out").exists()


def test_every_engine_has_its_module() -> None:
    for name in ENGINES:
        pytest.importorskip({"ray": "ray", "slurm": "submitit"}.get(name, "numpy"))
        assert callable(get_engine(name).run)
