"""A pair that was compared and written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Finished:
    """A pair of which all files are written, or its error row.

    Parameters
    ----------
    record
        As JSON holds it.
    written
        The files.
    seconds
        How long all of it took.
    digest
        The SHA-256 of the record's file; None for an error row.
    """

    record: dict[str, Any]
    written: tuple[Path, ...] = ()
    seconds: float = 0.0
    digest: str | None = None

    @property
    def exceeded(self) -> bool:
        """Whether the score lies outside the thresholds."""
        return bool((self.record.get("threshold") or {}).get("exceeded"))
