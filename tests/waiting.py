"""Waiting for something to happen, on a machine that may be busy."""

import time
from collections.abc import Callable
from typing import TypeVar

LONG = 600.0
"""Seconds after which a test gives up. No step of a test takes so long, however busy the machine is."""

Found = TypeVar("Found")


def until(happened: Callable[[], Found], pause: Callable[[], object] = lambda: time.sleep(0.02)) -> Found:
    """Wait until a condition holds; return its value.

    Parameters
    ----------
    happened
        The condition.
    pause
        A function that lets some time pass. A test of a page passes the page's own.
    """
    end = time.monotonic() + LONG
    while not (found := happened()):
        assert time.monotonic() < end, f"it did not happen within {LONG:g} seconds"
        pause()
    return found
