"""The worst pairs of a run; memory does not grow with the number of pairs."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.cli._text import format_number
from difference_finder.pipeline.badness import badness_of_record
from difference_finder.pipeline.states import STATES
from difference_finder.text import count_of

if TYPE_CHECKING:
    from difference_finder.cli._pair_result import PairResult

__all__ = ["MOST", "ListedPair", "WorstPairs"]

MOST = 20
"""The greatest number of pairs that are kept."""

RANKS = {state: number for number, state in enumerate(reversed(STATES))}


@dataclass(frozen=True)
class ListedPair:
    """A pair that is not the same, as it is listed.

    Parameters
    ----------
    name
        Name of the pair.
    state
        One of :data:`~difference_finder.pipeline.states.STATES`.
    detail
        What exceeds a limit, is unequal or went wrong, in words.
    failed
        Whether the pair changes the exit code.
    image
        Path of the second image, or of the first if there is no second.
    panel
        Path of the panel, or of another picture; None if none was written.
    """

    name: str
    state: str
    detail: str
    failed: bool
    image: str
    panel: Path | None


class WorstPairs:
    """The pairs that are not the same and not allowed, of which the worst are kept.

    Attributes
    ----------
    states
        Number of pairs of each state.
    count, failed
        Number of all listed pairs, and of those that change the exit code.
    """

    def __init__(self) -> None:
        self.states = dict.fromkeys(STATES, 0)
        self.count = self.failed = 0
        self._heap: list[tuple[Any, ListedPair]] = []

    def add(self, pair: PairResult) -> None:
        """Add a pair."""
        record = pair.record
        self.states[record["state"]] += 1
        if record["state"] == "same" or pair.allowed:
            return
        self.count += 1
        self.failed += pair.failed
        # The number of the pair is different for each: of equally bad pairs the first is the worst.
        badness = badness_of_record(record) if record["ok"] else (0, 0.0)
        key = RANKS[record["state"]], *badness, -self.count
        if len(self._heap) < MOST:
            heapq.heappush(self._heap, (key, _listed(pair)))
        elif key > self._heap[0][0]:
            heapq.heapreplace(self._heap, (key, _listed(pair)))

    def worst(self) -> list[ListedPair]:
        """Return the kept pairs, worst first."""
        return [listed for _, listed in sorted(self._heap, reverse=True)]


def _listed(pair: PairResult) -> ListedPair:
    record = pair.record
    pictures = [path for path in pair.files if path.suffix == ".png"]
    panels = [path for path in pictures if path.name.endswith(".panel.png")]
    sides = [record.get(side) for side in ("second", "first")]
    image = next((side for side in sides if side is not None), "")
    return ListedPair(
        record["name"],
        record["state"],
        _detail(record),
        pair.failed,
        str(image["name"] if isinstance(image, Mapping) else image),
        next(iter([*panels, *pictures]), None),
    )


def _detail(record: Mapping[str, Any]) -> str:
    """Return what exceeds a limit, is unequal or went wrong; otherwise the score and the regions."""
    if not record["ok"]:
        return str(record["cause"])
    verdict = record.get("threshold") or {}
    told = [str(verdict["text"])] if verdict.get("score_exceeded") else []
    told += [f"unequal: {one['text']}" for one in record["unequal"] if not one["allowed"]]
    if told:
        return "; ".join(told)
    regions = count_of(len(record["regions"]), "region")
    return f"{record['metric']['name']} {format_number(record['score'])}, {regions}"
