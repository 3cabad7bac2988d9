"""Timing: both sides in turns, so that other load on the machine affects both."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from _rows import Settings

WARM = 0.05
"""Seconds for which a side runs before a run of it counts. Threads of torch and of OpenBLAS keep their
cores busy for some milliseconds after their work, waiting for more, which the other side must not pay
for; and to wake them costs milliseconds, which their own side must not pay for."""

LONG = 0.3
"""Seconds from which on a run needs none of that."""


def seconds_of(function: Callable[[], Any]) -> float:
    """Return the duration of one run; its result is freed after the clock has stopped."""
    start = time.perf_counter()
    answer = function()
    taken = time.perf_counter() - start
    del answer
    return taken


def in_turns(functions: list[Callable[[], Any]], settings: Settings) -> list[list[float]]:
    """Run A, B, A, B, ... and return the seconds of each.

    The first turn determines how many turns fit into the time (at least three); it counts only if it is long.
    """
    gc.collect()
    gc.disable()
    try:
        first = [seconds_of(function) for function in functions]
        turns = max(3, min(settings.most, int(settings.seconds / max(sum(first), 1e-9))))
        taken = [[seconds] if seconds > LONG else [] for seconds in first]
        for _ in range(turns):
            for times, function, seconds in zip(taken, functions, first, strict=True):
                if len(times) == turns:
                    continue
                if seconds < LONG:
                    warm(function)
                times.append(seconds_of(function))
    finally:
        gc.enable()
    return taken


def warm(function: Callable[[], Any]) -> None:
    """Run one side until the threads of the other side are idle."""
    end = time.perf_counter() + WARM
    while time.perf_counter() < end:
        function()


def use_threads(number: int) -> None:
    """Set the number of threads of torch, if it is installed."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(number)


def milliseconds(times: list[float]) -> str:
    """Return the median, and the range of the middle half."""
    ordered = sorted(1000 * t for t in times)
    quarter = len(ordered) // 4
    low, high = ordered[quarter], ordered[len(ordered) - 1 - quarter]
    return f"{short(statistics.median(ordered))} ({short(low)}-{short(high)})"


def short(number: float) -> str:
    """Return a number with about three digits."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
