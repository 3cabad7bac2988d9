"""Work done side by side, in threads: the pairs of two folders, the two images of a pair.

Decoders, kernels and numpy let go of the interpreter's lock while they work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

__all__ = ["both", "in_order"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def both(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
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


def in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
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
