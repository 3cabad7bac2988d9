"""What was opened and may be opened again: kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any

__all__ = ["ROOM", "Memory"]

ROOM = 2**30
"""1 GiB: a pair of 8192x8192 pixels, 8 bits, with all levels and a map."""


class Memory:
    """Keep what was used last, up to a number of bytes.

    Parameters
    ----------
    room
        How many bytes are kept. What was used last is kept in any case.

    Notes
    -----
    What is kept has a property ``nbytes``, which may grow. Who asks for what is being made already waits for
    it: it is never made twice at once. An error is not kept.

    Examples
    --------
    >>> import numpy as np
    >>> memory = Memory(room=100)
    >>> for name in "abc":
    ...     _ = memory.get(name, lambda: np.zeros(5))
    >>> memory.nbytes, "a" in memory, "c" in memory
    (80, False, True)
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    @property
    def nbytes(self) -> int:
        """How many bytes are kept now."""
        with self._lock:
            return self._size()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under a key, else what ``make`` returns."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self._make_room()
                return self._kept[key]
            waiting = self._making.get(key)
            if waiting is None:
                future = self._making[key] = Future()
        if waiting is not None:
            return waiting.result()
        self._make(key, future, make)
        return future.result()

    def _make(self, key: Hashable, future: Future[Any], make: Callable[[], Any]) -> None:
        try:
            made = make()
        except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            return
        with self._lock:
            del self._making[key]
            self._kept[key] = made
            self._make_room()
        future.set_result(made)

    def _make_room(self) -> None:
        while len(self._kept) > 1 and self._size() > self.room:
            self._kept.popitem(last=False)

    def _size(self) -> int:
        return sum(int(item.nbytes) for item in self._kept.values())
