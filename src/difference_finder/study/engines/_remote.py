"""What runs on other machines: tasks, which survive whatever a pair does to the process that scores it."""

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

__all__ = ["in_processes", "in_this_process"]


def in_this_process(order: Order, parts: Path, timeout: float) -> Report:
    """Do a task here if it is a whole shard, and in a process of its own if it is pairs.

    Parameters
    ----------
    order
        The task.
    parts
        The folder for part-files.
    timeout
        How many seconds one image may take; this process ends where one takes longer.
    """
    shard, places = order
    if places is not None:
        return in_processes([order], parts, timeout)

    def work() -> None:
        with _ending_when_late(timeout) as step:
            score_shard(shard, parts, 1, step)

    return Report([[]], *_heard(work))


def in_processes(orders: Sequence[Order], parts: Path, timeout: float, workers: int = 1) -> Report:
    """Do tasks in processes of their own, as it is done on the machine of the user.

    Parameters
    ----------
    orders
        The tasks.
    parts
        The folder for part-files.
    timeout
        How many seconds one image may take.
    workers
        How many processes at once.
    """
    tasks = [
        Task(shard, kept=places is not None, pairs=None if places is None else deque(places))
        for shard, places in orders
    ]
    count = min(workers, len(tasks))

    def work() -> None:
        run_in_processes(iter(tasks), parts, timeout=timeout, count=count, threads=workers // count)

    warned, stop = _heard(work)
    found = [
        [] if places is None else [(scores, task.versions) for _, scores in task.found]
        for task, (_, places) in zip(tasks, orders, strict=True)
    ]
    return Report(found, warned, stop)


def _heard(work: Callable[[], None]) -> tuple[list[str], str | None]:
    """Return what is warned of meanwhile, and why the study cannot go on, if it cannot."""
    stop = None
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("default", UserWarning)
        try:
            work()
        except UnknownNameError as error:
            stop = f"{error} (workers know the parts of installed packages)"
        except DifferenceFinderError as error:  # what concerns single images is in the part-file
            stop = str(error)
    return [str(one.message) for one in heard], stop


@contextmanager
def _ending_when_late(seconds: float) -> Iterator[Callable[[str], None]]:
    """End this process if what is yielded is not called for so long."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  faulthandler needs the number of an open file

        def step(name: str) -> None:
            # A thread that needs no lock of Python, which a kernel that hangs may hold.
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)

        step("")
        try:
            yield step
        finally:
            faulthandler.cancel_dump_traceback_later()
