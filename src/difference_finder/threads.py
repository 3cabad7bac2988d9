"""Work done side by side, in threads: the pairs of two folders, the two images of a pair.

Decoders, kernels and numpy let go of the interpreter's lock while they work.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["check_workers", "map_in_order", "run_both", "share_threads", "worker_count"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_both(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Call two functions at the same time and return both results.

    If both fail, the error of the first is raised, as if they had been called one after the other.
    """
    from threading import Thread

    results: list[Any] = []
    errors: list[BaseException] = []

    def call_second() -> None:
        try:
            results.append(second())
        except BaseException as error:  # noqa: BLE001  it is raised below, in the thread that asked
            errors.append(error)

    thread = Thread(target=call_second)
    try:
        thread.start()
    except RuntimeError:  # the system gives no more threads
        return first(), second()
    try:
        result = first()
    finally:
        thread.join()
    if errors:
        raise errors[0]
    return result, results[0]


def map_in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order, working on several at once.

    No more results are kept, nor items begun, than two for each worker: one that is worked on, one that waits
    for its turn. Whoever stops the iteration stops the work after the items that are begun.
    """
    if workers == 1:
        yield from map(work, items)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


_share: ContextVar[int | None] = ContextVar("_share", default=None)


@contextmanager
def share_threads(threads: int) -> Iterator[None]:
    """Let kernels that are not told otherwise use so many threads: several pairs share the cores."""
    token = _share.set(threads)
    try:
        yield
    finally:
        _share.reset(token)


def worker_count(workers: int | None) -> int:
    """Return how many threads to use: those asked for, else those of :func:`sharing`, else one per core."""
    asked = workers or _share.get()
    if asked is not None:
        return asked
    # Not all cores of a machine are for this program, in a container for example.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_workers(workers: Any) -> None:
    """Refuse a number of threads that is no whole number of at least 1.

    Raises
    ------
    InputError
        If it is none; None stands for as many as there are cores.
    """
    if workers is not None and (type(workers) is not int or workers < 1):
        raise InputError(f"{option('workers')} must be a whole number, at least 1, not {workers!r}")
