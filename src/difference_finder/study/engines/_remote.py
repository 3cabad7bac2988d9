"""Functions that workers on other machines run; a pair that crashes a process costs only its own score."""

from __future__ import annotations

import faulthandler
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from difference_finder.errors import DifferenceFinderError, UnknownNameError
from difference_finder.study.engines._loop import Report
from difference_finder.study.engines._task import Order, Task
from difference_finder.study.engines.local import run_in_processes
from difference_finder.study.run.shard import score_shard
from difference_finder.text import speak_as

__all__ = ["in_processes", "in_this_process"]


def in_this_process(order: Order, shard_folder: Path, timeout: float) -> Report:
    """Run a task: a whole shard in this process, single pairs in processes of their own.

    Parameters
    ----------
    order
        The task to run.
    shard_folder
        Folder for the result files of shards.
    timeout
        Time that one image may take, in seconds; this process ends if an image takes longer.
    """
    if order.pairs is not None:
        return in_processes([order], shard_folder, timeout)

    def work() -> None:
        with _exit_on_timeout(timeout) as step:
            score_shard(order.shard, shard_folder, 1, step)

    with speak_as(order.door):
        return Report([[]], *_run_recording(work))


def in_processes(orders: Sequence[Order], shard_folder: Path, timeout: float, workers: int = 1) -> Report:
    """Run tasks in processes of their own, as the local engine does.

    Parameters
    ----------
    orders
        The tasks to run.
    shard_folder
        Folder for the result files of shards.
    timeout
        Time that one image may take, in seconds.
    workers
        Number of processes at once.
    """
    tasks = [
        Task(shard, returns_scores=pairs is not None, pairs=None if pairs is None else deque(pairs))
        for shard, pairs, _ in orders
    ]
    count = min(workers, len(tasks))

    def work() -> None:
        run_in_processes(iter(tasks), shard_folder, timeout=timeout, count=count, threads=workers // count)

    with speak_as(orders[0].door):
        warned, stop = _run_recording(work)
    found = [
        [] if pairs is None else [(scores, task.versions) for _, scores in task.found]
        for task, (_, pairs, _) in zip(tasks, orders, strict=True)
    ]
    return Report(found, warned, stop)


def _run_recording(work: Callable[[], None]) -> tuple[list[str], str | None]:
    """Run a function; return its warnings, and the reason why the study cannot continue, or None."""
    stop = None
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("default", UserWarning)
        try:
            work()
        except UnknownNameError as error:
            stop = f"{error} (workers know the parts of installed packages)"
        except DifferenceFinderError as error:  # errors of single images are in the result file
            stop = str(error)
    return [str(one.message) for one in recorded], stop


@contextmanager
def _exit_on_timeout(seconds: float) -> Iterator[Callable[[str], None]]:
    """End this process if the yielded function is not called for ``seconds``."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  faulthandler needs the number of an open file

        def step(name: str) -> None:
            # faulthandler's thread needs no lock of Python, which a blocked kernel may hold.
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)

        step("")
        try:
            yield step
        finally:
            faulthandler.cancel_dump_traceback_later()
