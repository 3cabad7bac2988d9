"""Waiting for something to happen, on a machine that may be busy."""

import time
from collections.abc import Callable
from typing import TypeVar

LONG = 600.0
"""Seconds after which a test gives up: no load of the machine makes anything here take so long."""

Found = TypeVar("Found")


def until(happened: Callable[[], Found], pause: Callable[[], object] = lambda: time.sleep(0.02)) -> Found:
    """Wait until something has happened; return what tells so, which is true.

    Parameters
    ----------
    happened
        Tells whether it has.
    pause
        Lets some time pass; the page of a browser must do so itself.
    """
    end = time.monotonic() + LONG
    while not (found := happened()):
        assert time.monotonic() < end, f"still not, after {LONG:g} seconds"
        pause()
    return found
