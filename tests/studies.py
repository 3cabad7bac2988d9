"""Studies with one worker, which score in the process of the test.

Each process of a study imports numpy and this package again, which takes longer than most tests. Tests in
``study/engines``, with several workers, or with the fixture ``processes`` show that processes give the same
bytes, and what happens when they fail.
"""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from difference_finder.errors import DifferenceFinderError, StoppedError
from difference_finder.study.engines import local
from difference_finder.study.engines._loop import warn_once

STUDY = Path(__file__).parent / "study"
ENGINES = STUDY / "engines"

in_processes = local.run_in_processes


def in_this_process(
    tasks: Iterator[Any],
    shard_folder: Path,
    step: Callable[[str], None] | None = None,
    *,
    timeout: float,
    count: int,
    threads: int = 1,
) -> None:
    """Run tasks as :func:`~difference_finder.study.engines.local.run_in_processes` does, if one at a time."""
    from difference_finder.study.run.shard import score_shard

    if count > 1:
        in_processes(tasks, shard_folder, step, timeout=timeout, count=count, threads=threads)
        return
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
    """Score the shards of studies with one worker in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "run_in_processes", in_this_process)
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_process(request: pytest.FixtureRequest) -> None:
    """Use ``one_process`` in the tests of studies, except those of engines."""
    if STUDY in request.path.parents and ENGINES not in request.path.parents:
        request.getfixturevalue("one_process")


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Score all shards in processes of their own, where other tests do not."""
    monkeypatch.setattr(local, "run_in_processes", in_processes)
