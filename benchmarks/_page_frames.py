"""The work of the main thread of a page for each frame, from a trace of Chromium."""

from __future__ import annotations

import asyncio
import json
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

CATEGORIES = ["disabled-by-default-devtools.timeline", "devtools.timeline", "blink.user_timing"]

INPUTS = ("pointermove", "wheel", "input", "scroll")
"""Events of the page that show that an input was handled."""

TASKS = """window.tasks = [];
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask", buffered: true });"""
"""A script for the start of a page: the milliseconds of its tasks of 50 ms or more, in ``window.tasks``."""

LOOP = """() => {
  window.measuring = true;
  requestAnimationFrame(function step() {
    performance.mark("frame");
    if (window.measuring) requestAnimationFrame(step);
  });
}"""


@dataclass(frozen=True)
class Frames:
    """What the frames of a gesture cost.

    Parameters
    ----------
    used
        Milliseconds of processor time that the main thread used for each frame with an input.
    wall
        Milliseconds from the beginning to the end of the same work, in which other programs may run.
    rate
        Frames a second.
    """

    used: np.ndarray
    wall: np.ndarray
    rate: float


async def record(
    chromium: Any, page: Any, give: Callable[[int], Awaitable[Any]], seconds: float = 3.0
) -> Frames:
    """Give the page 60 inputs a second and return what its frames cost.

    Parameters
    ----------
    give
        Function that sends an input by its number. An input does not wait for the one before it.
    """
    await chromium.start_tracing(page=page, categories=CATEGORIES)
    await page.evaluate(LOOP)
    begin, given = time.perf_counter(), []
    while time.perf_counter() - begin < seconds:
        given.append(asyncio.ensure_future(give(len(given))))
        await asyncio.sleep(max(0, begin + len(given) / 60 - time.perf_counter()))
    await asyncio.gather(*given)
    await page.evaluate("() => { window.measuring = false }")
    return frames_of(json.loads(await chromium.stop_tracing())["traceEvents"])


def frames_of(events: list[dict[str, Any]]) -> Frames:
    """Return the frames of a trace: each has the tasks of the main thread since the last frame.

    A frame begins with the mark that the page sets before it paints.
    """
    threads = Counter((event["pid"], event["tid"]) for event in events if event["name"] == "frame")
    [(thread, _)] = threads.most_common(1)
    own = [event for event in events if (event["pid"], event["tid"]) == thread and "ts" in event]
    begins = sorted(event["ts"] for event in own if event["name"] == "frame")
    used, wall, given = (np.zeros(len(begins) + 1) for _ in range(3))
    for event in own:
        frame = bisect_left(begins, event["ts"])
        if event["name"] == "RunTask":
            used[frame] += event.get("tdur", 0) / 1000
            wall[frame] += event.get("dur", 0) / 1000
        elif event["name"] == "EventDispatch" and event["args"]["data"]["type"] in INPUTS:
            given[frame] += 1
    seen = np.flatnonzero(given[1:-1]) + 1  # the first and the last frame are cut off
    if len(seen) < 10:
        raise RuntimeError(f"only {len(seen)} of {len(begins)} frames had an input")
    return Frames(used[seen], wall[seen], 1e6 * (len(begins) - 1) / (begins[-1] - begins[0]))
