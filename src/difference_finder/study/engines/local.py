"""The engine that uses processes on this machine, each of which scores one shard after the other.

A shard whose process dies or hangs is retried once. If it fails again, its pairs are scored one by one, and a
pair that crashes or blocks a fresh process becomes an error row.
"""

# loky 3.7 and Pebble 5.2 were tried in place of these processes. When one of two loky workers dies, all
# pending pairs fail (4 of 4), not only the one that it scored. Pebble limits a whole shard, not an image:
# with a limit of 4 s and shards of 3 images a pair that hangs was found after 35 s, here after 20 s; with
# shards of 32 and the default limit it would take hours. It also reports progress only for whole shards, and
# is licensed under the LGPL.

from __future__ import annotations

import math
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, StoppedError
from difference_finder.storage.paths import check_shared
from difference_finder.study.engines._loop import warn_once
from difference_finder.study.engines._process import Worker
from difference_finder.study.engines._task import Task
from difference_finder.study.plan.manifest import Manifest
from difference_finder.text import option
from difference_finder.threads import check_workers, worker_count

__all__ = ["TIMEOUT", "LocalEngine", "run_in_processes"]

TIMEOUT = 600.0
"""Time that one image may take by default, in seconds."""

MOST_STARTS = 3
"""Number of successive processes that may die before they are ready."""

Step = Callable[[str], None]


class LocalEngine:
    """Run shards in processes on this machine.

    Parameters
    ----------
    workers
        Number of processes; None for one for each core.
    timeout
        Time that one image may take with all methods and metrics, in seconds; None for 600.

    Raises
    ------
    InputError
        If an argument is not a positive number.
    """

    def __init__(self, workers: int | None = None, timeout: float | None = None) -> None:
        check_workers(workers)
        seconds = TIMEOUT if timeout is None else timeout
        number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not (number and math.isfinite(seconds) and seconds > 0):
            raise InputError(
                f"{option('timeout')} must be a positive and finite number of seconds, not {timeout!r}"
            )
        self.workers = workers
        self.timeout = float(seconds)

    def run(
        self, manifest: Manifest, numbers: Sequence[int], shard_folder: Path, step: Step | None = None
    ) -> None:
        """Score shards and write their result files; see :class:`difference_finder.study.engines.Engine`.

        Raises
        ------
        InputError
            If this process may not start others, or they would not see the folders.
        StoppedError
            If no process can be started, or a result file cannot be written.
        """
        if not numbers:
            return
        _check_may_start_processes()
        check_shared([*manifest.folders, shard_folder])
        total = worker_count(self.workers)
        run_in_processes(
            (Task(manifest.shard(number)) for number in numbers),
            shard_folder,
            step,
            timeout=self.timeout,
            count=min(total, len(numbers)),
            threads=max(1, total // len(numbers)),
        )


def run_in_processes(
    tasks: Iterator[Task],
    shard_folder: Path,
    step: Step | None = None,
    *,
    timeout: float,
    count: int,
    threads: int = 1,
) -> None:
    """Run tasks in processes of their own.

    Parameters
    ----------
    tasks
        Tasks to run. A task with ``returns_scores`` keeps the scores of its pairs, and writes no result file.
    shard_folder
        Folder for the result files of shards.
    step
        Function called with the name of each finished image.
    timeout
        Time that one image may take, in seconds.
    count
        Number of processes at once.
    threads
        Number of threads that the kernels of each process may use.

    Raises
    ------
    StoppedError
        If no process can be started, or a result file cannot be written.
    """
    run = _Run(tasks, shard_folder, step, timeout, count, threads)
    try:
        run.work()
    finally:
        run.stop()


class _Run:
    """The state of a run: tasks that wait, and workers with the tasks that they run."""

    def __init__(
        self,
        tasks: Iterator[Task],
        shard_folder: Path,
        step: Step | None,
        timeout: float,
        count: int,
        threads: int,
    ) -> None:
        self.tasks, self.shard_folder, self.timeout = tasks, shard_folder, timeout
        self.step: Step = step or (lambda name: None)
        self.again: deque[Task] = deque()
        self.count, self.threads = count, threads
        self.workers: list[Worker] = []
        self.failed_starts = 0
        self.warned: set[str] = set()

    def work(self) -> None:
        """Run all tasks."""
        while True:
            while len(self.workers) < self.count and (task := self._next()):
                self._start(task)
            if not self.workers:
                return
            connections: list[Any] = [worker.connection for worker in self.workers]
            until = min(worker.deadline for worker in self.workers) - time.monotonic()
            active = set(
                wait([*connections, *(worker.process.sentinel for worker in self.workers)], max(0, until))
            )
            for worker in list(self.workers):
                if {worker.connection, worker.process.sentinel} & active:
                    self._receive(worker)
                elif time.monotonic() >= worker.deadline:
                    self._replace(worker, timed_out=True)

    def stop(self) -> None:
        """End all processes at once; result files are complete or absent."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def _next(self) -> Task | None:
        """Return the next task; None if there is none."""
        if self.again:
            return self.again.popleft()
        return next(self.tasks, None)

    def _start(self, task: Task) -> None:
        try:
            self.workers.append(Worker(task, self.shard_folder, self.threads, self.timeout))
        except OSError as error:
            raise StoppedError(f"no process can be started: {error.strerror or error}") from error

    def _receive(self, worker: Worker) -> None:
        """Handle the messages of a process, or its death."""
        try:
            for word, value in worker.messages():
                worker.extend_deadline()
                self._handle(worker, word, value)
        except EOFError:
            if worker in self.workers:
                self._replace(worker)

    def _handle(self, worker: Worker, word: str, value: Any) -> None:
        task = worker.task
        if word == "ready":
            self.failed_starts = 0
            worker.begin()
        elif word == "image":
            worker.images += 1
            if worker.images > task.reported:  # an earlier attempt may have finished more
                self._report_image(task)
        elif word == "pair":
            worker.used = True
            task.record_scores(*value)
        elif word == "warning":
            warn_once(value, self.warned)
        elif word == "raised":
            worker.cause = value
        elif word == "stop":
            raise StoppedError(value)
        elif word == "done":
            self._finish(task)
            self._reuse(worker)

    def _report_image(self, task: Task) -> None:
        self.step(task.shard.images[task.reported].name)
        task.reported += 1

    def _finish(self, task: Task) -> None:
        if task.pairs is not None and not task.returns_scores:
            task.write(self.shard_folder)
        while task.reported < len(task.shard.images):
            self._report_image(task)

    def _reuse(self, worker: Worker) -> None:
        """Give a process the next task, or start a fresh process if the task is single pairs."""
        worker.used = True
        task = self._next()
        if task is not None and task.pairs is None:
            worker.task = task
            worker.begin()
            return
        self.workers.remove(worker)
        worker.end()
        if task is not None:
            self._start(task)

    def _replace(self, worker: Worker, timed_out: bool = False) -> None:
        """End a process that died or hangs, and record the failure of its task."""
        self.workers.remove(worker)
        worker.end()
        task, failure = worker.task, worker.failure(timed_out)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts >= MOST_STARTS:
                raise StoppedError(
                    f"{MOST_STARTS} processes did not start, the last one {_ending(worker, timed_out)}; in a"
                    ' script, call rank under if __name__ == "__main__":'
                )
        elif task.pairs is None:
            task.record_attempt()
        elif not worker.used:
            task.record_failure(*failure)
            if not task.pairs:
                self._finish(task)
                return
        self.again.append(task)


def _ending(worker: Worker, timed_out: bool) -> str:
    return "after a timeout" if timed_out else f"with exit code {worker.process.exitcode}"


def _check_may_start_processes() -> None:
    """Raise an error in a process that cannot start others."""
    process = multiprocessing.current_process()
    if getattr(process, "_inheriting", False):
        raise InputError(
            "a study starts processes that import this program, and importing it starts a study; put the"
            ' call under if __name__ == "__main__":'
        )
    if process.daemon:
        raise InputError("a daemonic process cannot start others; call rank in the main process")
