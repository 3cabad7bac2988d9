"""Any executor of ``concurrent.futures``: threads, processes, a cluster.

A shard that raises an error which nobody expected is tried once more; then its pairs are scored one by one,
and the guilty pair is an error row. A process that dies breaks most executors: then the study stops, and the
same call with another executor goes on.
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
from difference_finder.storage.paths import refuse_private
from difference_finder.study.engines._loop import Report, run_tasks
from difference_finder.study.engines._task import Order, Task
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.run.shard import score_shard

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
        """Have shards written into a folder, as :meth:`difference_finder.study.engines.Engine.run` says."""
        if isinstance(self.executor, ProcessPoolExecutor):
            refuse_private([*manifest.folders, parts])
        run_tasks(_Executor(self.executor, self.at_once), manifest, numbers, parts, step)


class _Executor:
    """Sends each task to an executor, as :class:`difference_finder.study.engines._loop.Crew` says."""

    size, isolates = 1, False

    def __init__(self, executor: Executor, at_once: int) -> None:
        self.executor, self.at_once = executor, at_once

    def send(self, batches: list[list[Task]], parts: Path) -> Iterator[Future[Report]]:
        try:
            for (task,) in batches:
                yield self.executor.submit(_work, task.order, parts)
        except RuntimeError as error:  # it was shut down, or a process of it died
            raise _broken(error) from error

    def wait(self, sent: Collection[Future[Report]]) -> Iterable[Future[Report]]:
        return wait(sent, return_when=FIRST_COMPLETED).done

    def result(self, one: Future[Report]) -> Report:
        try:
            return one.result()
        except (BrokenExecutor, CancelledError) as error:
            raise _broken(error) from error

    def drop(self, sent: Collection[Future[Report]]) -> None:
        for future in sent:
            future.cancel()


def _work(order: Order, parts: Path) -> Report:
    """Do a task; this runs wherever the executor has it run."""
    shard, places = order
    if places is None:
        score_shard(shard, parts)
        return Report([[]])
    scorer = Scorer(shard)
    return Report([[(scorer.score(shard.images[image], [method]), versions()) for image, method in places]])


def _broken(error: BaseException) -> StoppedError:
    cause = " ".join(str(error).split()) or type(error).__name__
    return StoppedError(f"the executor takes no more work ({cause}); go on with another one")
