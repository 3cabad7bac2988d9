"""A cache of images and maps, limited by their size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any

__all__ = ["CAPACITY", "Cache"]

CAPACITY = 2**30
"""1 GiB: an 8-bit pair of 8192x8192 pixels with all levels and a map."""


class Cache:
    """Keep the most recently used values, up to a number of bytes.

    Parameters
    ----------
    capacity
        Most bytes that are kept. The most recently used value is always kept.

    Notes
    -----
    Values have a property ``nbytes``, which may grow. A value is never computed twice at the same time:
    further callers wait for it. Errors are not kept.

    Examples
    --------
    >>> import numpy as np
    >>> cache = Cache(capacity=100)
    >>> for name in "abc":
    ...     _ = cache.get(name, lambda: np.zeros(5))
    >>> cache.nbytes, "a" in cache, "c" in cache
    (80, False, True)
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._pending: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    @property
    def nbytes(self) -> int:
        """The number of bytes that are kept."""
        with self._lock:
            return self._size()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value of a key; compute it with ``make`` if it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self._evict()
                return self._kept[key]
            pending = self._pending.get(key)
            if pending is None:
                future = self._pending[key] = Future()
        if pending is not None:
            return pending.result()
        self._compute(key, future, make)
        return future.result()

    def drop(self, key: Hashable) -> None:
        """Forget the value of a key, if it is kept."""
        with self._lock:
            self._kept.pop(key, None)

    def _compute(self, key: Hashable, future: Future[Any], make: Callable[[], Any]) -> None:
        try:
            made = make()
        except BaseException as error:  # noqa: BLE001  it is raised in the calling threads
            with self._lock:
                del self._pending[key]
            future.set_exception(error)
            return
        with self._lock:
            del self._pending[key]
            self._kept[key] = made
            self._evict()
        future.set_result(made)

    def _evict(self) -> None:
        while len(self._kept) > 1 and self._size() > self.capacity:
            self._kept.popitem(last=False)

    def _size(self) -> int:
        return sum(int(item.nbytes) for item in self._kept.values())
