"""The main function of a worker process, which scores shards or single pairs."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterable
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, UnknownNameError
from difference_finder.pipeline.provenance import versions
from difference_finder.storage.paths import as_path
from difference_finder.study.engines._task import PairIndex
from difference_finder.study.plan.manifest import Shard
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.run.shard import score_shard

__all__ = ["serve"]


def serve(connection: Connection, shard_folder: str, threads: int) -> None:
    """Run the tasks that come through a pipe, until the pipe is closed.

    Parameters
    ----------
    connection
        Receives orders. Sends ``(word, value)``:
        "ready"; "image" with the name of a finished image; "pair" with its scores and the versions of the
        libraries that computed them; "done"; "warning"; "stop" with the reason why the study cannot continue;
        "raised" with an unexpected error, before the process ends.
    shard_folder
        Folder for the result files of shards.
    threads
        Number of threads that kernels may use.
    """
    _set_up(connection)
    connection.send(("ready", None))
    while True:
        try:
            shard, pairs, _ = connection.recv()  # this process has inherited how messages name options
        except EOFError:
            return
        try:
            if pairs is None:
                _run_whole(connection, shard, as_path(shard_folder), threads)
            else:
                _run_pairs(connection, shard, pairs, threads)
        except Exception as error:
            cause = " ".join(str(error).split())
            connection.send(("raised", f"{type(error).__name__}: {cause}" if cause else type(error).__name__))
            raise
        connection.send(("done", None))


def _run_whole(connection: Connection, shard: Shard, shard_folder: Path, threads: int) -> None:
    def step(name: str) -> None:
        connection.send(("image", name))

    try:
        score_shard(shard, shard_folder, threads, step)
    except UnknownNameError as error:
        connection.send(
            ("stop", f"{error} (processes know the parts of installed packages and of the script)")
        )
    except DifferenceFinderError as error:  # errors of single images are in the result file
        connection.send(("stop", str(error)))


def _run_pairs(connection: Connection, shard: Shard, pairs: Iterable[PairIndex], threads: int) -> None:
    scorer = Scorer(shard, threads)
    for image, method in pairs:
        scores = scorer.score(shard.images[image], [method])
        connection.send(("pair", (scores, versions())))


def _set_up(connection: Connection) -> None:
    """Leave signals and warnings to the parent process, and end when it ends."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        connection.send(("warning", str(message)))

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    warnings.simplefilter("default", UserWarning)
    warnings.showwarning = show
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)
