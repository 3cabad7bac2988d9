"""The tables of the page in a browser."""

from __future__ import annotations

from dataclasses import dataclass

import _machine as machine
import numpy as np
from _page_frames import Frames

BUDGET, RATE = 12, 50
"""Most milliseconds of the main thread for a frame, and least frames a second."""

INTRODUCTION = f"""\
## The page in a browser

Made by `python benchmarks/page.py`: headless Chromium without a graphics processor, a window of 1440x900,
and 60 inputs a second that do not wait for each other. The work of a frame is the processor time of the main
thread of the page from frame to frame, for frames with an input: handlers, layout, and the drawing of
canvases, which this browser does on that thread. The goal is {BUDGET} ms or less for 95 of 100 frames, and
{RATE} frames a second. Other programs on the machine do not count for the work, but they lower the rate and
lengthen the time on the clock. Pairs are opened in the viewer three times, and the fastest time is given.
"""

HEADS = (
    ("case", "work", "ms a frame, median", "95th percentile", "on the clock, median", "95th percentile",
     "goal ms", "reached", "frames a second"),
    ("case", "until", "measured", "goal", "reached"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of a table: what was done in which case, and cells with numbers."""

    case: str
    work: str
    cells: tuple[str, ...]


def frame_row(case: str, work: str, frames: Frames) -> Row:
    """Return the row of a gesture."""
    middle, most = np.percentile(frames.used, [50, 95])
    reached = "yes" if most <= BUDGET else "median only" if middle <= BUDGET else "no"
    numbers = (middle, most, *np.percentile(frames.wall, [50, 95]))
    cells = (*(f"{number:.1f}" for number in numbers), str(BUDGET), reached, f"{frames.rate:.0f}")
    return shown(Row(case, work, cells))


def time_row(case: str, work: str, measured: float, budget: float | None, unit: str = "s") -> Row:
    """Return the row of a time, or of another number that is to be small."""
    goal = "" if budget is None else f"< {budget:g} {unit}".strip()
    reached = "" if budget is None else "yes" if measured < budget else "no"
    return shown(Row(case, work, (f"{measured:.3g} {unit}".strip(), goal, reached)))


def shown(row: Row) -> Row:
    """Print a row at once."""
    print(f"{row.case}: {row.work}: {' | '.join(row.cells)}", flush=True)
    return row


def section(frames: list[Row], times: list[Row]) -> str:
    """Return the section of the results."""
    facts = [f"- {name}: {value}" for name, value in machine.facts().items()]
    facts.append(f"- load at the end: {machine.load()}")
    tables = []
    for head, rows in zip(HEADS, (frames, times), strict=True):
        lines = [head, ["---"] * len(head), *((row.case, row.work, *row.cells) for row in rows)]
        tables.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n\n".join([INTRODUCTION.rstrip(), "\n".join(facts), *tables]) + "\n"
