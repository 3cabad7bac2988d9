"""Processes on this machine, each of which does one shard after the other.

A process that dies or hangs costs its shard one retry. If that fails too, the pairs of the shard are scored
one by one, and the pair that brings down a process which has done nothing else is an error row.
"""

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
from difference_finder.storage.paths import refuse_private
from difference_finder.study.engines._loop import warn_once
from difference_finder.study.engines._process import Worker
from difference_finder.study.engines._task import Task
from difference_finder.study.plan.manifest import Manifest
from difference_finder.text import option
from difference_finder.threads import check_workers, worker_count

__all__ = ["TIMEOUT", "LocalEngine", "run_in_processes"]

TIMEOUT = 600.0
"""How many seconds one image may take."""

MOST_STARTS = 3
"""How many processes in a row may die before they are ready."""

Step = Callable[[str], None]


class LocalEngine:
    """Run shards in processes on this machine.

    Parameters
    ----------
    workers
        How many at once; None: one for each core.
    timeout
        How many seconds one image may take, with all methods and metrics; None for 600.

    Raises
    ------
    InputError
        If one of them is no positive number.
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

    def run(self, manifest: Manifest, numbers: Sequence[int], parts: Path, step: Step | None = None) -> None:
        """Have shards written into a folder, as :meth:`difference_finder.study.engines.Engine.run` says.

        Raises
        ------
        InputError
            If this process may not start others, or these do not see the folders.
        StoppedError
            If no process can be started, or nothing can be written.
        """
        if not numbers:
            return
        _refuse_in_a_child()
        refuse_private([*manifest.folders, parts])
        total = worker_count(self.workers)
        run_in_processes(
            (Task(manifest.shard(number)) for number in numbers),
            parts,
            step,
            timeout=self.timeout,
            count=min(total, len(numbers)),
            threads=max(1, total // len(numbers)),
        )


def run_in_processes(
    tasks: Iterator[Task],
    parts: Path,
    step: Step | None = None,
    *,
    timeout: float,
    count: int,
    threads: int = 1,
) -> None:
    """Do tasks in processes of their own.

    Parameters
    ----------
    tasks
        Those that are sent pairs keep what these gave, and write no part-file.
    parts
        The folder for part-files.
    step
        Told the name of each image that is done.
    timeout
        How many seconds one image may take.
    count
        How many processes at once.
    threads
        How many threads the kernels of each may use.

    Raises
    ------
    StoppedError
        If no process can be started, or nothing can be written.
    """
    run = _Run(tasks, parts, step, timeout, count, threads)
    try:
        run.work()
    finally:
        run.stop()


class _Run:
    """What waits, what is worked on, and by whom."""

    def __init__(
        self,
        tasks: Iterator[Task],
        parts: Path,
        step: Step | None,
        timeout: float,
        count: int,
        threads: int,
    ) -> None:
        self.tasks, self.parts, self.timeout = tasks, parts, timeout
        self.step: Step = step or (lambda name: None)
        self.again: deque[Task] = deque()
        self.count, self.threads = count, threads
        self.workers: list[Worker] = []
        self.failed_starts = 0
        self.warned: set[str] = set()

    def work(self) -> None:
        """Do all shards."""
        while True:
            while len(self.workers) < self.count and (task := self._next()):
                self._start(task)
            if not self.workers:
                return
            doors: list[Any] = [worker.door for worker in self.workers]
            until = min(worker.deadline for worker in self.workers) - time.monotonic()
            heard = set(wait([*doors, *(worker.process.sentinel for worker in self.workers)], max(0, until)))
            for worker in list(self.workers):
                if {worker.door, worker.process.sentinel} & heard:
                    self._listen(worker)
                elif time.monotonic() >= worker.deadline:
                    self._lose(worker, late=True)

    def stop(self) -> None:
        """End all processes at once; part-files are whole or not there."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def _next(self) -> Task | None:
        """Return what is to be done next, if there is anything."""
        if self.again:
            return self.again.popleft()
        return next(self.tasks, None)

    def _start(self, task: Task) -> None:
        try:
            self.workers.append(Worker(task, self.parts, self.threads, self.timeout))
        except OSError as error:
            raise StoppedError(f"no process can be started: {error.strerror or error}") from error

    def _listen(self, worker: Worker) -> None:
        """Hear what a process says, or that it has died."""
        try:
            for word, value in worker.messages():
                worker.touch()
                self._hear(worker, word, value)
        except EOFError:
            if worker in self.workers:
                self._lose(worker)

    def _hear(self, worker: Worker, word: str, value: Any) -> None:
        task = worker.task
        if word == "ready":
            self.failed_starts = 0
            worker.begin()
        elif word == "image":
            worker.images += 1
            if worker.images > task.told:  # an earlier attempt may have come further
                self._tell(task)
        elif word == "pair":
            worker.used = True
            task.scored(*value)
        elif word == "warning":
            warn_once(value, self.warned)
        elif word == "raised":
            worker.cause = value
        elif word == "stop":
            raise StoppedError(value)
        elif word == "done":
            self._finish(task)
            self._reuse(worker)

    def _tell(self, task: Task) -> None:
        self.step(task.shard.images[task.told].name)
        task.told += 1

    def _finish(self, task: Task) -> None:
        if task.pairs is not None and not task.kept:
            task.write(self.parts)
        while task.told < len(task.shard.images):
            self._tell(task)

    def _reuse(self, worker: Worker) -> None:
        """Give a process the next task; one for single pairs gets a process that has done nothing else."""
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

    def _lose(self, worker: Worker, late: bool = False) -> None:
        """Decide what becomes of the task of a process that died or hangs."""
        self.workers.remove(worker)
        worker.end()
        task, epitaph = worker.task, worker.epitaph(late)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts >= MOST_STARTS:
                raise StoppedError(
                    f"{MOST_STARTS} processes did not start, the last one {_ending(worker, late)}; a script"
                    ' must begin a study under if __name__ == "__main__":'
                )
        elif task.pairs is None:
            task.failed()
        elif not worker.used:
            task.guilty(*epitaph)
            if not task.pairs:
                self._finish(task)
                return
        self.again.append(task)


def _ending(worker: Worker, late: bool) -> str:
    return "is late" if late else f"with exit code {worker.process.exitcode}"


def _refuse_in_a_child() -> None:
    """Refuse to start processes where that must fail."""
    process = multiprocessing.current_process()
    if getattr(process, "_inheriting", False):
        raise InputError(
            "a study starts processes that import this program, which begins a study when it is imported; put"
            ' the call under if __name__ == "__main__":'
        )
    if process.daemon:
        raise InputError("a daemonic process may start no others; call rank in the main process")
