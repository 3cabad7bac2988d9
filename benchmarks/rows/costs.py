"""What a further result of a comparison costs, relative to the comparison."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import _ours as ours
from _pictures import SIZES, changed_pair, enlarged_pair
from _rows import Disagreement, Goal, Result, Row, Settings
from _timing import in_turns, milliseconds

REGIONS = 10


@dataclass(frozen=True)
class Cost:
    """The time with a further result, relative to the time without it.

    Parameters
    ----------
    work
        The work with the further result.
    pair
        Function of a size that returns the two pictures.
    further
        Function of a comparison that returns the further result in words, or raises Disagreement.
    goal
        Goal for the ratio.
    """

    work: str
    pair: Callable[[tuple[int, int]], tuple[Any, Any]]
    further: Callable[[Any], Any]
    goal: Goal | None = None
    size: str = "1080p"
    group: str = "Further results"
    slow: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        return Result(self.group, self.work, self.size, "consensus", goal=self.goal)

    def measure(self, settings: Settings) -> Result:
        """Check the further result, then time both in turns."""
        result = self.blank()
        finder = ours.public("Finder")(
            strategy="consensus", post_processor="regions", workers=settings.threads
        )
        first, second = self.pair(SIZES[self.size])

        def whole() -> Any:
            return self.further(finder.compare(first, second))

        result.agreement = whole()
        taken, plain = in_turns([whole, lambda: finder.compare(first, second)], settings)
        result.number = statistics.median(taken) / statistics.median(plain)
        result.aside = {
            "of the fastest": f"{min(taken) / min(plain):.3g}",
            "ours ms": milliseconds(taken),
            "other ms": milliseconds(plain),
            "turns": str(len(taken)),
            "threads": str(settings.threads),
        }
        return result


def _kinds(comparison: Any) -> str:
    """Name the kinds of change in the regions."""
    regions = comparison.regions
    if len(regions) != REGIONS or not all(region.kinds for region in regions):
        raise Disagreement(f"{len(regions)} regions instead of {REGIONS}, or a region without a kind")
    return f"{REGIONS} regions, all named"


def _noise(comparison: Any) -> str:
    """Find the noise of the whole image."""
    if comparison.transform is None or comparison.transform.name != "noise":
        raise Disagreement(f"{comparison.transform} instead of noise")
    return "noise is named"


def _nothing(comparison: Any) -> str:
    """Find no change of the whole image."""
    if comparison.transform is not None:
        raise Disagreement(f"{comparison.transform} instead of nothing")
    return "nothing is named"


def rows() -> list[Row]:
    """Return the further results."""
    return [
        Cost("consensus and the kinds of change in 10 regions", changed_pair, _kinds, Goal(at_most=1.2)),
        Cost("consensus and the search for a change of the whole image: noise", changed_pair, _noise),
        Cost("consensus and the search for a change of the whole image: none", enlarged_pair, _nothing),
    ]
