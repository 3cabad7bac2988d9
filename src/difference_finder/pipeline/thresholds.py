"""Limits of a score, beyond which a pair counts as failed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["Thresholds"]


@dataclass(frozen=True)
class Thresholds:
    """Limits of one score.

    Parameters
    ----------
    score
        The name of the score, as in :attr:`Comparison.scores`.
    above, below
        The greatest and the least allowed value; None for no limit.
    """

    score: str
    above: float | None
    below: float | None

    @classmethod
    def checked(
        cls,
        score: str,
        higher_is_better: bool | None,
        above: float | None,
        below: float | None,
    ) -> Thresholds:
        """Check limits, and refuse one on the good side of a score.

        Parameters
        ----------
        score, above, below
            Fields of the class.
        higher_is_better
            The direction of the score; None if both limits make sense.

        Raises
        ------
        InputError
            If a limit is not a finite number, or a better score would exceed it.

        Examples
        --------
        >>> Thresholds.checked("ssim", True, None, 0.95).exceeded({"ssim": 0.9})
        True
        """
        names = option("fail_above"), option("fail_below")
        for name, limit in zip(names, (above, below), strict=True):
            if limit is None:
                continue
            if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
                raise InputError(f"{name} must be a finite number, not {limit}")
        if above is not None and higher_is_better is True:
            raise InputError(f"{score} is better when it is higher; use {names[1]} instead of {names[0]}")
        if below is not None and higher_is_better is False:
            raise InputError(f"{score} is better when it is lower; use {names[0]} instead of {names[1]}")
        return cls(score, above, below)

    @property
    def given(self) -> bool:
        """Whether there is a limit."""
        return self.above is not None or self.below is not None

    def exceeded(self, scores: dict[str, Any]) -> bool:
        """Tell whether a score exceeds a limit; a score that could not be computed does."""
        if not self.given:
            return False
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return True
        return (self.above is not None and value > self.above) or (
            self.below is not None and value < self.below
        )

    def verdict(self, exceeded: bool) -> dict[str, Any] | None:
        """Return the limits and the verdict, ready for JSON; None without limits."""
        if not self.given:
            return None
        return {"score": self.score, "above": self.above, "below": self.below, "exceeded": exceeded}

    def describe(self, scores: dict[str, Any]) -> str:
        """Return the score and the limit that it exceeds in words: "mae is 0.25, above 0.1"."""
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return f"{self.score} has no value"
        beyond = [f"above {self.above:g}"] if self.above is not None and value > self.above else []
        beyond += [f"below {self.below:g}"] if self.below is not None and value < self.below else []
        return ", ".join([f"{self.score} is {value:.5g}", *beyond])

    def complaint(self, outside: int, total: int) -> str:
        """Return the number of pairs whose score exceeds a limit, in words."""
        limits = [f"above {self.above:g}"] if self.above is not None else []
        limits += [f"below {self.below:g}"] if self.below is not None else []
        pairs = "the pair" if total == 1 else f"{outside} of {total} pairs"
        return f"threshold: {self.score} is {' or '.join(limits)}, or has no value, in {pairs}"
