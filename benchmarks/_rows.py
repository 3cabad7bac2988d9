"""Rows of the benchmarks: settings, goals and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Missing(Exception):
    """A requirement of a row is not installed; the message says how to install it."""


class Disagreement(Exception):
    """The answers of the two sides differ by more than the row allows."""


@dataclass(frozen=True)
class Settings:
    """Settings of a measurement.

    Parameters
    ----------
    threads
        Number of threads that each side may use.
    seconds
        Approximate total duration of the turns of one row.
    most
        The greatest number of turns.
    quick
        Whether to leave out slow rows.
    """

    threads: int
    seconds: float = 6.0
    most: int = 15
    quick: bool = False


@dataclass(frozen=True)
class Goal:
    """A limit for a number: a minimum or a maximum."""

    at_least: float | None = None
    at_most: float | None = None
    stretch: float | None = None

    def __str__(self) -> str:
        if self.at_most is not None:
            return f"< {self.at_most:g}"
        return f"{self.at_least:g}" + (f" (stretch {self.stretch:g})" if self.stretch else "")

    def verdict(self, number: float) -> str:
        """Return "yes", "no" or "stretch"."""
        if self.at_most is not None:
            return "yes" if number < self.at_most else "no"
        if self.stretch is not None and number >= self.stretch:
            return "stretch"
        return "yes" if number >= (self.at_least or 0) else "no"


@dataclass
class Result:
    """One line of a table.

    Parameters
    ----------
    group
        The table.
    work, size, against
        The work, its input, and the peer.
    number
        The measured number; None if the row was not measured.
    unit
        Unit of the number; empty for a ratio.
    goal
        Goal for the number.
    status
        "ok"; "missing" if a requirement is not installed; "FAILED" if the answers differ or an error
        occurred.
    agreement
        How the answers were compared and how well they agree; the reason if the row was not measured.
    aside
        Further cells by the name of their column.
    """

    group: str
    work: str
    size: str = ""
    against: str = ""
    number: float | None = None
    unit: str = ""
    goal: Goal | None = None
    status: str = "ok"
    agreement: str = ""
    aside: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the line is about."""
        return ", ".join(part for part in (self.work, self.size, self.against) if part)

    @property
    def reached(self) -> str:
        """Tell whether the goal is reached; empty without a goal."""
        if self.goal is None:
            return ""
        return "" if self.number is None else self.goal.verdict(self.number)

    @property
    def shown(self) -> str:
        """Return the number as text for the table."""
        if self.number is None:
            return self.status
        number = f"{self.number:.1e}" if 0 < self.number < 1e-3 else f"{self.number:.3g}"
        if self.number >= 1000:
            number = f"{self.number:.0f}"
        return f"{number} {self.unit}".strip()


class Row(Protocol):
    """A row that can be measured.

    ``--only`` matches ``name``; a quick run leaves out a ``slow`` row.
    """

    @property
    def name(self) -> str: ...

    @property
    def slow(self) -> bool: ...

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""

    def measure(self, settings: Settings) -> Result:
        """Return the line.

        Raises
        ------
        Missing, Disagreement
            If it cannot be measured, or the answers differ.
        """


def measured(row: Row, settings: Settings) -> Result:
    """Measure a row; an error becomes its status, so that other rows are still measured."""
    status, reason = "FAILED", ""
    try:
        return row.measure(settings)
    except Missing as error:
        status, reason = "missing", str(error)
    except Disagreement as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001  a row that breaks must not end the others
        reason = f"{type(error).__name__}: {error}"
    result = row.blank()
    result.status, result.agreement = status, " ".join(reason.split())
    return result
