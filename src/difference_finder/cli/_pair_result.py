"""The result of one pair: its record and the files that were written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from difference_finder.pipeline.comparison import PAIR


@dataclass(frozen=True, eq=False)
class PairResult:
    """The record of a pair after its files were written, or its error row.

    Parameters
    ----------
    record
        Record or error row of the pair, ready for JSON.
    files
        Paths of the files that were written.
    seconds
        Seconds that comparing and writing the pair took.
    digest
        SHA-256 of the record's file; None for an error row, and in a run without a JUnit file.
    allowed
        Whether a row without a pair is allowed by the option ``--allow``.
    """

    record: dict[str, Any]
    files: tuple[Path, ...] = ()
    seconds: float = 0.0
    digest: str | None = None
    allowed: bool = False

    @property
    def failed(self) -> bool:
        """Whether the pair changes the exit code."""
        return self.exceeded or not (self.record["ok"] or self.unpaired)

    @property
    def unpaired(self) -> bool:
        """Whether the record is about a file without a pair."""
        return self.record.get("stage") == PAIR

    @property
    def exceeded(self) -> bool:
        """Whether a limit is given, and the score exceeds it or something else is unequal."""
        return bool((self.record.get("threshold") or {}).get("exceeded"))

    @property
    def beyond(self) -> bool:
        """Whether the score itself lies outside the limits."""
        return bool((self.record.get("threshold") or {}).get("score_exceeded"))
