"""Threads: for the pairs of two folders, for the two images of a pair, and within kernels.

Decoders, kernels and numpy release the lock of the interpreter while they compute.
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

    If both raise an error, the error of the first function is raised.
    """
    from threading import Thread

    results: list[Any] = []
    errors: list[BaseException] = []

    def call_second() -> None:
        try:
            results.append(second())
        except BaseException as error:  # noqa: BLE001  raised below, in the calling thread
            errors.append(error)

    thread = Thread(target=call_second)
    try:
        thread.start()
    except RuntimeError:  # the system cannot start another thread
        return first(), second()
    try:
        result = first()
    finally:
        thread.join()
    if errors:
        raise errors[0]
    return result, results[0]


def map_in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order, with several items in work at once.

    At most two items per worker are started ahead of the iteration: one in work, and one with a result that
    waits for its turn. Ending the iteration early ends the work after the started items.

    Parameters
    ----------
    work
        Function of one item.
    items
        The items, which are taken one by one.
    workers
        Number of threads, at least 1.
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
    """Set the number of threads of kernels that are not given one, while several pairs share the cores."""
    token = _share.set(threads)
    try:
        yield
    finally:
        _share.reset(token)


def worker_count(workers: int | None) -> int:
    """Return the number of threads: ``workers``, or as set by :func:`share_threads`, or one for each core."""
    given = workers or _share.get()
    if given is not None:
        return given
    # In a container, for example, this process may use some of the cores only.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_workers(workers: Any) -> None:
    """Refuse a number of threads that is not an integer of at least 1.

    Parameters
    ----------
    workers
        Number of threads; None for one on each core.

    Raises
    ------
    InputError
        If it is not possible.
    """
    if workers is not None and (type(workers) is not int or workers < 1):
        raise InputError(f"{option('workers')} must be a whole number, at least 1, not {workers!r}")
