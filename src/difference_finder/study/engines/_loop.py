"""The main loop of engines that send tasks elsewhere, and its handling of failures.

A shard that fails is retried once. If it fails again, its pairs are scored one by one, and a pair that fails
alone becomes an error row.
"""

from __future__ import annotations

import re
import warnings
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from difference_finder.errors import DifferenceFinderError, StoppedError
from difference_finder.study.engines._task import Task
from difference_finder.study.image_scores import ImageScores
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.run.shard import shard_path

__all__ = ["Dispatcher", "LostError", "Report", "run_tasks", "warn_once"]

Found = tuple[ImageScores, dict[str, str]]
"""The scores of a pair, and the versions of the libraries that computed them."""


class LostError(Exception):
    """The worker of a task was lost for an unknown reason."""


@dataclass(frozen=True)
class Report:
    """The results of a batch of tasks.

    Parameters
    ----------
    found
        For each task the scores of its pairs, in order; empty for a whole shard, whose result file is
        written.
    warnings
        Texts of the warnings.
    stop
        Reason why the study cannot continue; None if it can.
    """

    found: list[list[Found]]
    warnings: list[str] = field(default_factory=list)
    stop: str | None = None


class Dispatcher(Protocol):
    """What sends tasks to workers and collects their results.

    Attributes
    ----------
    at_once
        Number of batches in flight at once.
    size
        Number of untried shards in one batch.
    isolates
        Whether workers themselves find the pair that crashes or blocks a process; if not, pairs are sent one
        at a time.
    """

    at_once: int
    size: int
    isolates: bool

    def send(self, batches: list[list[Task]], shard_folder: Path) -> Iterator[Any]:
        """Send batches of tasks; yield a handle for each batch."""

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        """Wait until a batch has ended; return the handles of all that have."""

    def result(self, handle: Any) -> Report:
        """Return the results of a batch.

        Raises
        ------
        StoppedError
            If no worker is left to send tasks to.
        Exception
            Any other failure, which counts as one attempt for the tasks of the batch.
        """

    def drop(self, sent: Collection[Any]) -> None:
        """Cancel the batches in flight."""


Step = Callable[[str], None]


def run_tasks(
    dispatcher: Dispatcher,
    manifest: Manifest,
    numbers: Sequence[int],
    shard_folder: Path,
    step: Step | None = None,
) -> None:
    """Score shards and write their result files; see :class:`difference_finder.study.engines.Engine`."""
    fresh, again = deque(numbers), deque[Task]()
    running: dict[Any, list[Task]] = {}
    warned: set[str] = set()
    try:
        while fresh or again or running:
            batches = list(_batches(dispatcher, manifest, fresh, again, dispatcher.at_once - len(running)))
            if batches:
                running.update(zip(dispatcher.send(batches, shard_folder), batches, strict=True))
            for handle in dispatcher.wait(list(running)):
                tasks = running.pop(handle)
                _collect(dispatcher, handle, tasks, shard_folder, warned)
                again += [task for task in tasks if not task.done]
                for image in [image for task in tasks if task.done for image in task.shard.images]:
                    if step is not None:
                        step(image.name)
    finally:
        dispatcher.drop(list(running))


def _batches(
    dispatcher: Dispatcher, manifest: Manifest, fresh: deque[int], again: deque[Task], most: int
) -> Iterator[list[Task]]:
    """Yield the next batches; a task that failed before is a batch of its own."""
    for _ in range(most):
        if again:
            yield [again.popleft()]
        elif fresh:
            numbers = [fresh.popleft() for _ in range(min(dispatcher.size, len(fresh)))]
            yield [Task(manifest.shard(number), one_by_one=not dispatcher.isolates) for number in numbers]


def _collect(
    dispatcher: Dispatcher, handle: Any, tasks: list[Task], shard_folder: Path, warned: set[str]
) -> None:
    """Handle the result or the failure of a batch."""
    try:
        report = dispatcher.result(handle)
    except DifferenceFinderError as error:  # errors of single images are in the result file
        raise StoppedError(str(error)) from error
    except Exception as error:  # noqa: BLE001  any error of a worker
        for task in tasks:
            _record_loss(task, error, shard_folder)
        return
    for text in report.warnings:
        warn_once(text, warned)
    if report.stop is not None:
        raise StoppedError(report.stop)
    for task, found in zip(tasks, report.found, strict=True):
        for scores, versions in found:
            task.record_scores(scores, versions)
        _finish(task, shard_folder)


def _record_loss(task: Task, error: Exception, shard_folder: Path) -> None:
    """Record that a task failed, unless its result file exists."""
    if task.pairs is None and shard_path(shard_folder, task.shard.number).exists():
        task.done = True
    elif task.pairs is None:
        task.record_attempt()
    elif not task.one_by_one:
        task.one_by_one = True
    else:
        lost = isinstance(error, LostError)
        kind = "ProcessDied" if lost else type(error).__name__
        message = " ".join(str(error).split()) or "no message"
        task.record_failure("crash", kind, message if lost else f"{kind}: {message}")
        _finish(task, shard_folder)


def _finish(task: Task, shard_folder: Path) -> None:
    """Write the result file of a task if its pairs have all been scored; workers write whole shards."""
    if task.pairs is None:
        task.done = True
    elif not task.pairs:
        task.write(shard_folder)
        task.done = True


def warn_once(text: str, warned: set[str]) -> None:
    """Warn once about texts that differ only in their numbers."""
    kind = re.sub(r"[-+]?\d[\d.e+-]*", "#", text)
    if kind not in warned:
        warned.add(kind)
        warnings.warn(text, UserWarning, stacklevel=2)
