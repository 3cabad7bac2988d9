"""Limits of a score, beyond which a pair counts as failed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from difference_finder.errors import InputError
from difference_finder.images.contents import Unequal
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

    def exceeded(self, scores: dict[str, Any], unequal: Iterable[Unequal] = ()) -> bool:
        """Tell whether a limit is exceeded, or something is unequal that the score does not include.

        Parameters
        ----------
        scores
            Scores by name. A score that could not be computed exceeds a limit.
        unequal
            What the images are unequal in besides; what the user allowed does not count.
        """
        return self.given and (self.is_beyond(scores) or any(not one.allowed for one in unequal))

    def is_beyond(self, scores: dict[str, Any]) -> bool:
        """Tell whether the score itself exceeds a limit, or has no value."""
        if not self.given:
            return False
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return True
        return (self.above is not None and value > self.above) or (
            self.below is not None and value < self.below
        )

    def excess(self, scores: dict[str, Any]) -> float:
        """Return how far the score lies beyond a limit: negative within, infinite without a value."""
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return math.inf
        beyond = [] if self.above is None else [value - self.above]
        return max(beyond if self.below is None else [*beyond, self.below - value])

    def verdict(self, exceeded: bool, score_exceeded: bool | None = None) -> dict[str, Any] | None:
        """Return the limits and the verdict, ready for JSON; None without limits.

        Parameters
        ----------
        exceeded
            Whether a limit is exceeded, or something is unequal that the score does not include.
        score_exceeded
            Whether the score itself exceeds a limit; None to leave it out.
        """
        if not self.given:
            return None
        own = {} if score_exceeded is None else {"score_exceeded": score_exceeded}
        return {"score": self.score, "above": self.above, "below": self.below, "exceeded": exceeded, **own}

    def describe(self, scores: dict[str, Any]) -> str:
        """Return the score and the limit that it exceeds in words: "mae is 0.25, above 0.1"."""
        value = scores.get(self.score)
        if not isinstance(value, float) or math.isnan(value):
            return f"{self.score} has no value"
        beyond = [f"above {self.above:g}"] if self.above is not None and value > self.above else []
        beyond += [f"below {self.below:g}"] if self.below is not None and value < self.below else []
        return ", ".join([f"{self.score} is {value:.5g}", *beyond])

    def complaint(self, outside: int, total: int, unequal: int = 0) -> str:
        """Return the number of pairs that exceed a limit, in words.

        Parameters
        ----------
        outside, total
            Number of pairs whose score exceeds a limit, or has no value, and number of all pairs.
        unequal
            Number of further pairs that are unequal in something that the score does not include.
        """
        limits = [f"above {self.above:g}"] if self.above is not None else []
        limits += [f"below {self.below:g}"] if self.below is not None else []
        pairs = "the pair" if total == 1 else f"{outside} of {total} pairs"
        parts = [f"{self.score} is {' or '.join(limits)}, or has no value, in {pairs}"] if outside else []
        if unequal:
            others = "the files are" if total == 1 else f"the files of {unequal} of {total} pairs are"
            parts.append(f"{others} unequal in something that {self.score} does not include")
        return f"threshold: {'; '.join(parts)}"
