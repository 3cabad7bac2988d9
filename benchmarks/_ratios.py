"""Ratios of the durations of two builds, and their verdict."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from _timing import short

LEAST_TURNS = 5


@dataclass
class Ratios:
    """Durations of a row in two builds, which took turns.

    Parameters
    ----------
    base, new
        Seconds of each turn.
    """

    base: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)

    @property
    def each(self) -> list[float]:
        """The new build's time relative to the base build's time, in each turn."""
        return [new / base for base, new in zip(self.base, self.new, strict=True)]

    @property
    def median(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.each)

    @property
    def middle_half(self) -> tuple[float, float]:
        """The range of the middle half of the ratios."""
        ordered = sorted(self.each)
        quarter = len(ordered) // 4
        return ordered[quarter], ordered[len(ordered) - 1 - quarter]

    def is_beyond(self, percent: float) -> bool:
        """Return whether the new build is slower by more than a percentage."""
        return self.median > 1 + percent / 100

    def cells(self) -> dict[str, str]:
        """Return the cells of a table."""
        low, high = self.middle_half
        return {
            "ratio": f"{self.median:.3f}",
            "middle half": f"{low:.3f}-{high:.3f}",
            "base ms": short(1000 * statistics.median(self.base)),
            "new ms": short(1000 * statistics.median(self.new)),
            "turns": str(len(self.new)),
        }


def alternate(
    base: Callable[[], float], new: Callable[[], float], seconds: float, clock: Callable[[], float]
) -> Ratios:
    """Take turns for some seconds, at least five times; each build begins every second turn."""
    ratios = Ratios()
    sides = [(base, ratios.base), (new, ratios.new)]
    end = clock() + seconds
    while len(ratios.new) < LEAST_TURNS or clock() < end:
        for turn, times in sides:
            times.append(turn())
        sides.reverse()
    return ratios


def merged(parts: list[Ratios]) -> Ratios:
    """Return the turns of several measurements as one."""
    return Ratios([t for part in parts for t in part.base], [t for part in parts for t in part.new])
