"""Studies whose shards are scored in the process of the test.

Each process of a study imports numpy and this package again, which takes longer than most tests. Tests in
``study/engines``, and those with the fixture ``processes``, show that processes give the same bytes, and what
happens when they fail.
"""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from difference_finder.errors import DifferenceFinderError, StoppedError
from difference_finder.study.engines import local
from difference_finder.study.engines._loop import warn_once

in_processes = local.run_in_processes


def in_this_process(
    tasks: Iterator[Any],
    shard_folder: Path,
    step: Callable[[str], None] | None = None,
    *,
    threads: int = 1,
    **_: Any,
) -> None:
    """Run tasks as :func:`~difference_finder.study.engines.local.run_in_processes` does."""
    from difference_finder.study.run.shard import score_shard

    warned: set[str] = set()
    for task in tasks:
        with warnings.catch_warnings(record=True) as recorded:
            warnings.simplefilter("default", UserWarning)
            try:
                score_shard(task.shard, shard_folder, threads, step)
            except DifferenceFinderError as error:  # errors of single images are in the result file
                raise StoppedError(str(error)) from error
        for one in recorded:
            warn_once(str(one.message), warned)


@pytest.fixture(scope="module")
def one_process() -> Iterator[None]:
    """Score shards in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "run_in_processes", in_this_process)
        yield


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Score shards in processes of their own, also where the other tests of a file do not."""
    monkeypatch.setattr(local, "run_in_processes", in_processes)
