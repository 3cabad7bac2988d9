"""Any executor of ``concurrent.futures``: threads, processes, a cluster.

A shard that raises an error which nobody expected is tried once more; then its pairs are scored one by one,
and the guilty pair is an error row. A process that dies breaks most executors: then the study stops, and the
same call with another executor goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from pathlib import Path
from typing import Any

from difference_finder.engines._task import Place, Task
from difference_finder.errors import DifferenceFinderError, InputError, StoppedError
from difference_finder.provenance import versions
from difference_finder.study.manifest import Manifest, Shard
from difference_finder.study.scores import ImageScores, Scorer
from difference_finder.study.shard import score_shard

__all__ = ["ExecutorEngine"]


class ExecutorEngine:
    """Run shards by an executor.

    Parameters
    ----------
    executor
        It is not shut down. Its workers need this package, the images and the folder of the study under the
        same paths.
    at_once
        How many shards it is given at once, at least 1.

    Raises
    ------
    InputError
        If ``at_once`` is no such number.
    """

    def __init__(self, executor: Executor, at_once: int = 64) -> None:
        if type(at_once) is not int or at_once < 1:
            raise InputError(f"at_once must be a whole number, at least 1, not {at_once!r}")
        self.executor = executor
        self.at_once = at_once

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        parts: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Have shards written into a folder, as :meth:`difference_finder.engines.Engine.run` says."""
        waiting, again = deque(numbers), deque[Task]()
        running: dict[Future[Any], Task] = {}
        try:
            while waiting or again or running:
                while len(running) < self.at_once and (waiting or again):
                    task = again.popleft() if again else Task(manifest.shard(waiting.popleft()))
                    running[self._submit(task, parts)] = task
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    if not _settle(task, future, parts):
                        again.append(task)
                    elif step is not None:
                        for image in task.shard.images:
                            step(image.name)
        finally:
            for future in running:
                future.cancel()

    def _submit(self, task: Task, parts: Path) -> Future[Any]:
        try:
            if task.pairs is None:
                return self.executor.submit(score_shard, task.shard, parts)
            return self.executor.submit(_score_pair, task.shard, task.pairs[0])
        except RuntimeError as error:  # it was shut down, or a process of it died
            raise _broken(error) from error


def _settle(task: Task, future: Future[Any], parts: Path) -> bool:
    """Take what became of a shard or of the next pair of it; tell whether the shard is done."""
    try:
        found = future.result()
    except (BrokenExecutor, CancelledError) as error:
        raise _broken(error) from error
    except DifferenceFinderError as error:  # what concerns single images is in the part-file
        raise StoppedError(str(error)) from error
    except Exception as error:  # noqa: BLE001  whatever the executor or a worker raises
        cause = " ".join(str(error).split()) or "no message"
        if task.pairs is None:
            task.failed()
            return False
        task.guilty("crash", type(error).__name__, f"{type(error).__name__}: {cause}")
    else:
        if task.pairs is None:
            return True
        task.scored(*found)
    if task.pairs:
        return False
    try:
        task.write(parts)
    except InputError as error:
        raise StoppedError(str(error)) from error
    return True


def _score_pair(shard: Shard, place: Place) -> tuple[ImageScores, dict[str, str]]:
    """Score one pair; this runs wherever the executor has it run."""
    return Scorer(shard).score(shard.images[place[0]], [place[1]]), versions()


def _broken(error: BaseException) -> StoppedError:
    cause = " ".join(str(error).split()) or type(error).__name__
    return StoppedError(f"the executor takes no more work ({cause}); go on with another one")
