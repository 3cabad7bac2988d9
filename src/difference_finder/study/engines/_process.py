"""A worker process, as the main process sees it."""

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

__all__ = ["Worker", "one_thread", "set_environment"]

START_SECONDS = 120.0
"""Time that a process may take to start, in seconds: on a busy machine imports are slow."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables that limit the threads of libraries, which would use all cores in each process, and whose last
digits depend on the number of threads."""


class Worker:
    """A process that is started for a task, and may take others afterwards.

    Parameters
    ----------
    task
        First task; it is sent when the process is ready.
    shard_folder
        Folder for the result files of shards.
    threads
        Number of threads that kernels may use.
    timeout
        Time that one image may take, in seconds.

    Attributes
    ----------
    used
        Whether the process has finished a task or a pair.
    ready
        Whether the process has started.
    images
        Number of finished images of the task.
    deadline
        Value of ``time.monotonic`` at which the process counts as blocked.
    cause
        Error that ended the process, if it reported one.
    """

    def __init__(self, task: Task, shard_folder: Path, threads: int, timeout: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.task, self.timeout = task, timeout
        self.used = self.ready = False
        self.images = 0
        self.cause: str | None = None
        self.deadline = time.monotonic() + START_SECONDS
        self.connection, child_connection = context.Pipe()
        self.process = context.Process(
            target=serve, args=(child_connection, str(shard_folder), threads), daemon=True
        )
        with one_thread():
            self.process.start()
        child_connection.close()

    def begin(self) -> None:
        """Send the task."""
        self.ready, self.images = True, 0
        self.extend_deadline()
        with contextlib.suppress(BrokenPipeError):  # the next call of messages() reports the death
            self.connection.send(self.task.order)

    def extend_deadline(self) -> None:
        """Restart the time limit, since the process has reported progress."""
        self.deadline = time.monotonic() + self.timeout

    def messages(self) -> Iterator[tuple[str, Any]]:
        """Yield the messages that have arrived.

        Raises
        ------
        EOFError
            If the process has ended.
        """
        try:
            while self.connection.poll():
                yield self.connection.recv()
        except OSError as error:
            raise EOFError from error
        if not self.process.is_alive() and not self.connection.poll():
            raise EOFError

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.connection.close()

    def failure(self, timed_out: bool) -> tuple[str, str, str]:
        """Return stage, error and cause of the error row for the pair that ended the process."""
        if timed_out:
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
    """Restrict libraries in processes that are started meanwhile to one thread."""
    return set_environment(dict.fromkeys(ONE_THREAD, "1"))


@contextlib.contextmanager
def set_environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and restore them afterwards."""
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
