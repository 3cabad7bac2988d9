"""What a score may be before the command says that it is exceeded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True)
class Thresholds:
    """Which score is measured, and between what values it may lie."""

    score: str
    above: float | None
    below: float | None

    @classmethod
    def checked(
        cls, score: str, higher_is_better: bool | None, above: float | None, below: float | None
    ) -> Thresholds:
        """Refuse limits that are no numbers, or on the good side of a score."""
        for option, limit in (("--fail-above", above), ("--fail-below", below)):
            if limit is not None and not math.isfinite(limit):
                raise click.UsageError(f"{option} must be a finite number, not {limit}")
        if above is not None and higher_is_better is True:
            raise click.UsageError(
                f"{score} is better when it is higher; use --fail-below instead of --fail-above"
            )
        if below is not None and higher_is_better is False:
            raise click.UsageError(
                f"{score} is better when it is lower; use --fail-above instead of --fail-below"
            )
        return cls(score, above, below)

    def exceeded(self, scores: dict[str, Any]) -> bool:
        """Tell whether a score lies outside; one that could not be computed does."""
        if self.above is None and self.below is None:
            return False
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return True
        return (self.above is not None and value > self.above) or (
            self.below is not None and value < self.below
        )

    def verdict(self, exceeded: bool) -> dict[str, Any] | None:
        """Return what JSON says of the thresholds; None where there are none."""
        if self.above is None and self.below is None:
            return None
        return {"score": self.score, "above": self.above, "below": self.below, "exceeded": exceeded}

    def complaint(self, outside: int, total: int) -> str:
        """Say in how many pairs the score lies outside."""
        limits = [f"above {self.above:g}"] if self.above is not None else []
        limits += [f"below {self.below:g}"] if self.below is not None else []
        pairs = "the pair" if total == 1 else f"{outside} of {total} pairs"
        return f"threshold: {self.score} is {' or '.join(limits)}, or has no value, in {pairs}"
