"""Contests: rows of the tables that compare us with a peer."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from _rows import Goal, Result, Settings
from _timing import in_turns, milliseconds, use_threads


@dataclass(frozen=True)
class Sides:
    """Two implementations of the same work, ready to run.

    Parameters
    ----------
    ours, peer
        Do the work once and return the answer.
    check
        Takes both answers; returns how well they agree, or raises Disagreement.
    threads
        How many threads each side uses, in words.
    close
        Called at the end.
    """

    ours: Callable[[], Any]
    peer: Callable[[], Any]
    check: Callable[[Any, Any], str]
    threads: str
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Contest:
    """Compare our time for a work with the time of a peer.

    Parameters
    ----------
    group, work, size, against
        As in Result.
    build
        Takes the settings and the size in pixels (height, width); raises Missing.
    shape
        The size in pixels.
    goal
        Goal for the ratio.
    slow
        Whether a quick run leaves the row out.
    memory
        Whether peak memory is measured as well.
    process
        Whether each side is a separate process.
    one_thread
        Whether both sides use one thread, regardless of the settings.
    """

    group: str
    work: str
    size: str
    against: str
    build: Callable[[Settings, tuple[int, int]], Sides]
    shape: tuple[int, int]
    goal: Goal | None = None
    slow: bool = False
    memory: bool = False
    process: bool = False
    one_thread: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        work = self.work + (", one thread" if self.one_thread else "")
        return Result(self.group, work, self.size, self.against, goal=self.goal)

    def measure(self, settings: Settings) -> Result:
        """Check that the answers agree, then time both sides in turns."""

        return measure_contest(self, settings)


def measure_contest(contest: Contest, settings: Settings) -> Result:
    """Check, time and compare.

    Raises
    ------
    Missing, Disagreement
        If a side is not installed, or the answers differ.
    """
    if contest.one_thread:
        settings = replace(settings, threads=1)
    result = contest.blank()
    sides = contest.build(settings, contest.shape)
    try:
        use_threads(settings.threads)
        result.agreement = sides.check(sides.ours(), sides.peer())
        ours, peer = in_turns([sides.ours, sides.peer], settings)
    finally:
        sides.close()
    result.number = statistics.median(peer) / statistics.median(ours)
    result.aside = {
        "of the fastest": f"{min(peer) / min(ours):.3g}",
        "ours ms": milliseconds(ours),
        "other ms": milliseconds(peer),
        "turns": str(len(ours)),
        "threads": sides.threads,
    }
    return result
