"""The engine that uses an executor of ``concurrent.futures``: threads, processes, a cluster.

A shard that raises an unexpected error is retried once; then its pairs are scored one by one, and the pair
that raises the error becomes an error row. A process that dies breaks most executors: the study then stops,
and the same call with another executor resumes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from pathlib import Path

from difference_finder.errors import InputError, StoppedError
from difference_finder.pipeline.provenance import versions
from difference_finder.storage.paths import check_shared
from difference_finder.study.engines._loop import Report, run_tasks
from difference_finder.study.engines._task import Order, Task
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.run.shard import score_shard
from difference_finder.text import error_line, speak_as

__all__ = ["ExecutorEngine"]


class ExecutorEngine:
    """Run shards on an executor.

    Parameters
    ----------
    executor
        Executor to use; it is not shut down. Its workers need this package, and the images and the folder of
        the study under the same paths.
    at_once
        Number of shards submitted at once, at least 1.

    Raises
    ------
    InputError
        If ``at_once`` is not a positive whole number.
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
        shard_folder: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Score shards and write their result files; see :class:`difference_finder.study.engines.Engine`."""
        if isinstance(self.executor, ProcessPoolExecutor):
            check_shared([*manifest.folders, shard_folder])
        run_tasks(_Dispatcher(self.executor, self.at_once), manifest, numbers, shard_folder, step)


class _Dispatcher:
    """Sends each task to an executor; see :class:`difference_finder.study.engines._loop.Dispatcher`."""

    size, isolates = 1, False

    def __init__(self, executor: Executor, at_once: int) -> None:
        self.executor, self.at_once = executor, at_once

    def send(self, batches: list[list[Task]], shard_folder: Path) -> Iterator[Future[Report]]:
        try:
            for (task,) in batches:
                yield self.executor.submit(_run_task, task.order, shard_folder)
        except RuntimeError as error:  # it was shut down, or one of its processes died
            raise _broken(error) from error

    def wait(self, sent: Collection[Future[Report]]) -> Iterable[Future[Report]]:
        return wait(sent, return_when=FIRST_COMPLETED).done

    def result(self, handle: Future[Report]) -> Report:
        try:
            return handle.result()
        except (BrokenExecutor, CancelledError) as error:
            raise _broken(error) from error

    def drop(self, sent: Collection[Future[Report]]) -> None:
        for future in sent:
            future.cancel()


def _run_task(order: Order, shard_folder: Path) -> Report:
    """Run a task, in a worker of the executor."""
    shard, pairs, door = order
    with speak_as(door):
        if pairs is None:
            score_shard(shard, shard_folder)
            return Report([[]])
        scorer = Scorer(shard)
        scored = [scorer.score(shard.images[image], [method]) for image, method in pairs]
        return Report([[(scores, versions()) for scores in scored]])


def _broken(error: BaseException) -> StoppedError:
    return StoppedError(
        f"the executor accepts no more work ({error_line(error)}); run the same call with another executor to"
        " resume"
    )
