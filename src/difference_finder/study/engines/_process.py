"""A process that does tasks, seen from outside."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from difference_finder.study.engines._task import Task
from difference_finder.study.engines._worker import serve

__all__ = ["Worker", "environment", "one_thread"]

START_SECONDS = 120.0
"""How long a process may take to start: on a busy machine importing takes long."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Libraries that would take all cores in each process, and whose last digits depend on how many they have."""


class Worker:
    """A process that is started for a task, and may be given others afterwards.

    Parameters
    ----------
    task
        The first one; it is sent when the process is ready.
    parts
        The folder for part-files.
    threads
        How many threads kernels may use.
    timeout
        How many seconds one image may take.

    Attributes
    ----------
    used
        Whether it has done anything yet.
    ready
        Whether it has started.
    images
        How many images of the task it has done.
    deadline
        When it is late, by ``time.monotonic``.
    cause
        The error that it said it ends by, if it did.
    """

    def __init__(self, task: Task, parts: Path, threads: int, timeout: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.task, self.timeout = task, timeout
        self.used = self.ready = False
        self.images = 0
        self.cause: str | None = None
        self.deadline = time.monotonic() + START_SECONDS
        self.door, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, str(parts), threads), daemon=True)
        with one_thread():
            self.process.start()
        theirs.close()

    def begin(self) -> None:
        """Send the task."""
        self.ready, self.images = True, 0
        self.touch()
        with contextlib.suppress(BrokenPipeError):  # whoever listens learns that it has died
            self.door.send(self.task.order)

    def touch(self) -> None:
        """Note that something was heard of it."""
        self.deadline = time.monotonic() + self.timeout

    def messages(self) -> Iterator[tuple[str, Any]]:
        """Yield what it says, until there is nothing more for now.

        Raises
        ------
        EOFError
            If it has ended.
        """
        try:
            while self.door.poll():
                yield self.door.recv()
        except OSError as error:
            raise EOFError from error
        if not self.process.is_alive() and not self.door.poll():
            raise EOFError

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.door.close()

    def epitaph(self, late: bool) -> tuple[str, str, str]:
        """Return stage, error and cause of an error row about what it was doing when it ended."""
        if late:
            return "timeout", "TimeoutError", f"no score after {self.timeout:g} s"
        if self.cause is not None:
            return "crash", self.cause.partition(":")[0], self.cause
        code = self.process.exitcode or 0
        how = f"was ended by {_signal(-code)}" if code < 0 else f"ended with exit code {code}"
        return "crash", "ProcessDied", f"the process that scored it {how}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def one_thread() -> contextlib.AbstractContextManager[None]:
    """Let libraries in processes that are started meanwhile use one thread."""
    return environment(dict.fromkeys(ONE_THREAD, "1"))


@contextlib.contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment, and set them back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
