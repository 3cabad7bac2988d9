"""The loop of engines that send tasks away: what is sent when, and what becomes of that which fails.

A shard that fails costs one retry. If that fails too, its pairs are scored apart from each other, and a pair
that fails alone is an error row.
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
from difference_finder.study.run.shard import part_path

__all__ = ["Crew", "LostError", "Report", "run_tasks", "warn_once"]

Found = tuple[ImageScores, dict[str, str]]
"""The scores of a pair, and the versions of what computed them."""


class LostError(Exception):
    """Whoever worked on a task is gone, and nobody knows why."""


@dataclass(frozen=True)
class Report:
    """What comes back when tasks are done.

    Parameters
    ----------
    found
        For each task the scores of its pairs, in order, if it was sent pairs; else nothing, for the part-file
        is written.
    warnings
        What was warned of.
    stop
        Why the study cannot go on, if it cannot.
    """

    found: list[list[Found]]
    warnings: list[str] = field(default_factory=list)
    stop: str | None = None


class Crew(Protocol):
    """Where tasks are sent.

    Attributes
    ----------
    at_once
        How much is on its way at once.
    size
        How many shards that nobody has tried yet are sent as one.
    isolates
        Whether a pair that brings down or holds up a process is found by those who do the work; else pairs
        are sent one at a time.
    """

    at_once: int
    size: int
    isolates: bool

    def send(self, batches: list[list[Task]], parts: Path) -> Iterator[Any]:
        """Send tasks away; yield something for each batch that stands for it."""

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        """Return what has ended, once there is any."""

    def result(self, one: Any) -> Report:
        """Return what came of a batch.

        Raises
        ------
        StoppedError
            If there is nobody to send tasks to any more.
        Exception
            Whatever else went wrong; it costs the tasks of the batch one attempt.
        """

    def drop(self, sent: Collection[Any]) -> None:
        """Give up what is on its way."""


Step = Callable[[str], None]


def run_tasks(
    crew: Crew, manifest: Manifest, numbers: Sequence[int], parts: Path, step: Step | None = None
) -> None:
    """Have shards written into a folder, as :meth:`difference_finder.study.engines.Engine.run` says."""
    fresh, again = deque(numbers), deque[Task]()
    running: dict[Any, list[Task]] = {}
    warned: set[str] = set()
    try:
        while fresh or again or running:
            batches = list(_batches(crew, manifest, fresh, again, crew.at_once - len(running)))
            if batches:
                running.update(zip(crew.send(batches, parts), batches, strict=True))
            for one in crew.wait(list(running)):
                tasks = running.pop(one)
                _settle(crew, one, tasks, parts, warned)
                again += [task for task in tasks if not task.done]
                for image in [image for task in tasks if task.done for image in task.shard.images]:
                    if step is not None:
                        step(image.name)
    finally:
        crew.drop(list(running))


def _batches(
    crew: Crew, manifest: Manifest, fresh: deque[int], again: deque[Task], most: int
) -> Iterator[list[Task]]:
    """Yield what is to be sent next; what failed before goes alone."""
    for _ in range(most):
        if again:
            yield [again.popleft()]
        elif fresh:
            numbers = [fresh.popleft() for _ in range(min(crew.size, len(fresh)))]
            yield [Task(manifest.shard(number), alone=not crew.isolates) for number in numbers]


def _settle(crew: Crew, one: Any, tasks: list[Task], parts: Path, warned: set[str]) -> None:
    """Take what became of a batch."""
    try:
        report = crew.result(one)
    except DifferenceFinderError as error:  # what concerns single images is in the part-file
        raise StoppedError(str(error)) from error
    except Exception as error:  # noqa: BLE001  whatever those who do the work raise
        for task in tasks:
            _lose(task, error, parts)
        return
    for text in report.warnings:
        warn_once(text, warned)
    if report.stop is not None:
        raise StoppedError(report.stop)
    for task, found in zip(tasks, report.found, strict=True):
        for scores, versions in found:
            task.scored(scores, versions)
        _finish(task, parts)


def _lose(task: Task, error: Exception, parts: Path) -> None:
    """Note that a task failed, unless it was done by then."""
    if task.pairs is None and part_path(parts, task.shard.number).exists():
        task.done = True
    elif task.pairs is None:
        task.failed()
    elif not task.alone:
        task.alone = True
    else:
        gone = isinstance(error, LostError)
        kind = "ProcessDied" if gone else type(error).__name__
        said = " ".join(str(error).split()) or "no message"
        task.guilty("crash", kind, said if gone else f"{kind}: {said}")
        _finish(task, parts)


def _finish(task: Task, parts: Path) -> None:
    """Write the part-file of a task whose pairs have all been scored; that of others is there."""
    if task.pairs is None:
        task.done = True
    elif not task.pairs:
        task.write(parts)
        task.done = True


def warn_once(text: str, warned: set[str]) -> None:
    """Warn once of what differs only in its numbers from image to image."""
    kind = re.sub(r"[-+]?\d[\d.e+-]*", "#", text)
    if kind not in warned:
        warned.add(kind)
        warnings.warn(text, UserWarning, stacklevel=2)
