"""What runs in a process of its own: shards, or single pairs, one after the other."""

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
from difference_finder.storage.paths import place
from difference_finder.study.plan.manifest import Shard
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.run.shard import score_shard

__all__ = ["serve"]

Place = tuple[int, int]
"""An image of a shard and a method, by number."""


def serve(door: Connection, parts: str, threads: int) -> None:
    """Do what comes through a pipe, until it is closed.

    Parameters
    ----------
    door
        Takes shards, each with None for all of it, or with a list of pairs. Gives ``(word, value)``: "ready";
        "image" with the name of one that is done; "pair" with its scores and the versions of what computed
        them; "done"; "warning"; "stop" with why the study cannot go on; "raised" with an error that nobody
        expected, before the process ends by it.
    parts
        The folder for part-files.
    threads
        How many threads kernels may use.
    """
    _set_up(door)
    door.send(("ready", None))
    while True:
        try:
            shard, pairs = door.recv()
        except EOFError:
            return
        try:
            if pairs is None:
                _run_whole(door, shard, place(parts), threads)
            else:
                _run_pairs(door, shard, pairs, threads)
        except Exception as error:
            cause = " ".join(str(error).split())
            door.send(("raised", f"{type(error).__name__}: {cause}" if cause else type(error).__name__))
            raise
        door.send(("done", None))


def _run_whole(door: Connection, shard: Shard, parts: Path, threads: int) -> None:
    def step(name: str) -> None:
        door.send(("image", name))

    try:
        score_shard(shard, parts, threads, step)
    except UnknownNameError as error:
        door.send(("stop", f"{error} (processes know the parts of installed packages and of the script)"))
    except DifferenceFinderError as error:  # what concerns single images is in the part-file
        door.send(("stop", str(error)))


def _run_pairs(door: Connection, shard: Shard, pairs: Iterable[Place], threads: int) -> None:
    scorer = Scorer(shard, threads)
    for image, method in pairs:
        scores = scorer.score(shard.images[image], [method])
        door.send(("pair", (scores, versions())))


def _set_up(door: Connection) -> None:
    """Leave signals and warnings to the process that started this one, and end with it."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        door.send(("warning", str(message)))

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
