"""Executors of ``concurrent.futures``."""

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank
from difference_finder.errors import InputError, StoppedError
from difference_finder.study.engines.executor import ExecutorEngine
from difference_finder.study.study import Study
from difference_finder.text import speak_as
from folders import method_folders, tables

NAMES = [f"{number:02d}" for number in range(9)]


class Inline(Executor):
    """Does all at once, unless it is told to fail."""

    def __init__(self, fail=lambda number, work: None) -> None:
        self.fail, self.count = fail, 0

    def submit(self, work, /, *given, **named):
        future: Future = Future()
        self.count += 1
        try:
            self.fail(self.count, given)
            future.set_result(work(*given, **named))
        except Exception as error:  # noqa: BLE001  it is told to whoever waits
            future.set_exception(error)
        return future


@pytest.fixture
def folders(tmp_path):
    return method_folders(tmp_path, NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["processes", "threads"])
def test_executors_give_the_bytes_of_local_processes(tmp_path, folders, kind) -> None:
    rank(tmp_path / "GT", folders, output=tmp_path / "local", workers=1)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, spawn) if kind == "processes" else ThreadPoolExecutor(2) as executor:
        rank(tmp_path / "GT", folders, output=tmp_path / "out", engine=executor)
    found, expected = tables(tmp_path / "out"), tables(tmp_path / "local")
    if kind == "processes":
        assert found == expected
    assert found["scores.csv"] == expected["scores.csv"]


def test_a_pair_that_raises_is_an_error_row(tmp_path, folders) -> None:
    def fail(number, work):
        shard, places, _ = work[0]
        if any(image.name == "04" for image in shard.images) and places in (None, [(1, 1)]):
            raise ZeroDivisionError("kernel on fire")

    executor = Inline(fail)
    options = {"output": tmp_path / "out", "shard_size": 3}
    study = rank(tmp_path / "GT", folders, ["mse"], engine=executor, **options)
    (error,) = study.errors
    assert (error.name, error.method, error.stage) == ("04", "edsr", "crash")
    assert (error.error, error.cause) == ("ZeroDivisionError", "ZeroDivisionError: kernel on fire")
    assert executor.count == 3 + 1 + 6
    assert study.to_dict() == Study.open(tmp_path / "out").to_dict()


def test_workers_name_options_as_the_caller_does(tmp_path, folders) -> None:
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(tmp_path / "edsr" / "04.png")
    causes = {}
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        executor.submit(len, ()).result()  # the process starts before anyone speaks
        for door in ("python", "command", "file"):
            with speak_as(door):
                (error,) = rank(tmp_path / "GT", folders, "mse", engine=executor).errors
            causes[door] = error.cause
    assert "fit='crop'" in causes["python"]
    assert "--fit crop" in causes["command"]
    assert 'fit = "crop"' in causes["file"]


def test_a_single_failure_has_no_effect(tmp_path, folders) -> None:
    def fail(number, work):
        if number == 2:
            raise ConnectionError("a node went away")

    assert rank(tmp_path / "GT", folders, "mse", engine=Inline(fail)).errors == ()


def test_an_executor_that_is_shut_down_stops_the_study(tmp_path, folders) -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(
        StoppedError, match=r"accepts no more work .*; run the same call with another executor"
    ):
        rank(tmp_path / "GT", folders, "mse", engine=executor, output=tmp_path / "out")
    rank(tmp_path / "GT", folders, "mse", engine=Inline(), output=tmp_path / "out")


def test_no_more_than_asked_is_given_at_once(tmp_path, folders) -> None:
    with ThreadPoolExecutor(1) as executor:
        engine = ExecutorEngine(executor, at_once=2)
        most = 0
        submit = executor.submit

        def counted(*given):
            nonlocal most
            most = max(most, executor._work_queue.qsize() + 1)
            return submit(*given)

        executor.submit = counted
        rank(tmp_path / "GT", folders, "mse", engine=engine)
    assert 1 <= most <= 2


def test_invalid_arguments(tmp_path, folders) -> None:
    with pytest.raises(InputError, match="at_once must be a whole number"):
        ExecutorEngine(Inline(), 0)
    for name in ("workers", "timeout"):
        with pytest.raises(InputError, match=f"{name}=1 applies to engines that are chosen by name"):
            rank(tmp_path / "GT", folders, engine=Inline(), **{name: 1})
