"""Warnings and log lines of decoders, collected instead of printed."""

from __future__ import annotations

import contextlib
import logging
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from difference_finder.text import to_one_line

__all__ = ["collect_warnings"]

_DECODERS = r"(PIL|tifffile|imagecodecs|numpy|scipy|pydicom|nibabel|h5py|pillow_heif)\b"


class _Switchboard:
    """Collect the warnings of each thread separately.

    ``warnings.catch_warnings`` changes the whole interpreter: two threads that enter and leave it in turn can
    change the filters permanently. Here, the first thread to enter changes them and the last to leave
    restores them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved = warnings.catch_warnings()
        self._local = threading.local()
        self._pass_on: Any = None

    @contextlib.contextmanager
    def listen(self) -> Iterator[list[str]]:
        """Collect the warnings of this thread."""
        heard: list[str] = []
        earlier = getattr(self._local, "heard", None)
        self._local.heard = heard
        self._enter()
        try:
            yield heard
        finally:
            self._leave()
            self._local.heard = earlier

    def _enter(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._saved = warnings.catch_warnings()
                self._saved.__enter__()
                self._pass_on = warnings.showwarning
                warnings.filterwarnings("always", module=_DECODERS)
                warnings.showwarning = self._show

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._saved.__exit__(None, None, None)

    def _show(self, message: Warning | str, *rest: Any, **named: Any) -> None:
        heard = getattr(self._local, "heard", None)
        if heard is None:
            self._pass_on(message, *rest, **named)
        else:
            heard.append(to_one_line(message))


class _LogCollector(logging.Handler):
    """Collect the log lines of one thread; without a handler, logging would print them."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.heard = heard
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.heard.append(to_one_line(record.getMessage()))


_switchboard = _Switchboard()


@contextlib.contextmanager
def collect_warnings(*loggers: str) -> Iterator[list[str]]:
    """Collect the warnings and log lines of decoders in this thread.

    Parameters
    ----------
    loggers
        Names of loggers with warnings and errors to collect as well.

    Yields
    ------
    list of str
        Collected messages, one line each, in order.
    """
    with _switchboard.listen() as heard:
        collector = _LogCollector(heard)
        for name in loggers:
            logging.getLogger(name).addHandler(collector)
        try:
            yield heard
        finally:
            for name in loggers:
                logging.getLogger(name).removeHandler(collector)
