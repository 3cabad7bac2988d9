"""Limits of scores and of numbers of changed pixels, beyond which a pair counts as failed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from difference_finder.errors import InputError
from difference_finder.text import count_of, option, to_jsonable

__all__ = ["CHANGED", "Limit", "Scored", "Thresholds", "excess_of"]

CHANGED = "changed"
"""The metric whose changed pixels have limits."""

PIXELS, CLUSTER = ("changed_pixels",), ("largest_cluster", "pixels")
"""Where the facts of this metric state the number of changed pixels, and the size of the largest cluster."""


class Scored(Protocol):
    """A result with scores."""

    @property
    def scores(self) -> Mapping[str, Any]:
        """Scores by name."""

    @property
    def score_facts(self) -> Mapping[str, Mapping[str, Any]]:
        """Facts about the scores, by the name of the score."""

    @property
    def unequal(self) -> Sequence[Any]:
        """What the images are unequal in besides."""


@dataclass(frozen=True)
class Limit:
    """A limit of one number.

    Parameters
    ----------
    score
        Name of the score, as in :attr:`Comparison.scores`.
    above, below
        The greatest and the least allowed value; None for no limit.
    fact
        Where the facts of the score state the number, as keys of nested dictionaries; empty for the score.
    """

    score: str
    above: float | None = None
    below: float | None = None
    fact: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the number: the score, "changed pixels" or "largest cluster"."""
        return self.fact[0].replace("_", " ") if self.fact else self.score

    def value(self, comparison: Scored) -> float:
        """Return the number; NaN if it could not be computed."""
        found: Any = comparison.scores.get(self.score)
        if self.fact:
            found = comparison.score_facts.get(self.score, {})
            for key in self.fact:
                found = found.get(key) if isinstance(found, Mapping) else None
        known = isinstance(found, int | float) and not isinstance(found, bool)
        return found if known else math.nan

    def excess(self, comparison: Scored) -> float:
        """Return how far the number lies beyond the limit: negative within, infinite without a value."""
        return excess_of(self.value(comparison), self.above, self.below)

    def describe(self, comparison: Scored) -> str:
        """Return the number and the limit that it exceeds in words: "mae is 0.25, above 0.1"."""
        value = self.value(comparison)
        if math.isnan(value):
            return f"{self.name} has no value"
        beyond = [f"above {self.above:g}"] if self.above is not None and value > self.above else []
        beyond += [f"below {self.below:g}"] if self.below is not None and value < self.below else []
        if self.fact:
            pixels = count_of(int(value), "changed pixel")
            return ", ".join([pixels if self.fact == PIXELS else f"{self.name} of {pixels}", *beyond])
        return ", ".join([f"{self.name} is {value:.5g}", *beyond])

    def __str__(self) -> str:
        """Return the name and the values beyond the limit: "mae is above 0.1"."""
        if self.fact == PIXELS:
            return f"more than {count_of(int(self.above or 0), 'pixel')} changed"
        limits = [f"above {self.above:g}"] if self.above is not None else []
        limits += [f"below {self.below:g}"] if self.below is not None else []
        return f"{self.name} is {' or '.join(limits)}"

    def to_dict(self, comparison: Scored | None = None) -> dict[str, Any]:
        """Return the limit, and for a comparison its value and the verdict, ready for JSON."""
        limit = {"score": self.name, "above": self.above, "below": self.below}
        if comparison is None:
            return limit
        shown = to_jsonable(self.value(comparison))
        return {**limit, "value": shown, "exceeded": self.excess(comparison) > 0}


def excess_of(value: float, above: float | None, below: float | None) -> float:
    """Return how far a number lies beyond a limit: negative within, infinite for NaN.

    Parameters
    ----------
    value
        The number.
    above, below
        The greatest and the least allowed value; None for no limit.
    """
    if math.isnan(value):
        return math.inf
    beyond = [] if above is None else [value - above]
    beyond += [] if below is None else [below - value]
    return max(beyond, default=-math.inf)


@dataclass(frozen=True)
class Thresholds:
    """All limits of a run.

    Parameters
    ----------
    limits
        The limits; a pair that exceeds any of them counts as failed.
    """

    limits: tuple[Limit, ...] = ()

    @classmethod
    def of_score(
        cls, score: str, higher_is_better: bool | None, above: float | None, below: float | None
    ) -> Thresholds:
        """Check the limits of a score, and refuse one on the good side of the score.

        Parameters
        ----------
        score
            Name of the score.
        higher_is_better
            The direction of the score; None if both limits make sense.
        above, below
            The greatest and the least allowed value; None for no limit.

        Raises
        ------
        InputError
            If a limit is not a finite number, or a better score would exceed it.

        Examples
        --------
        >>> str(Thresholds.of_score("ssim", True, None, 0.95).limits[0])
        'ssim is below 0.95'
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
        return cls((Limit(score, above, below),) if above is not None or below is not None else ())

    def with_changed(self, score: str, pixels: Any, cluster: Any) -> Thresholds:
        """Add limits of the changed pixels.

        Parameters
        ----------
        score
            Name of the score of the metric ``changed``, with its settings.
        pixels
            The greatest allowed number of changed pixels, or their share as a text: "0.1%". None for no
            limit.
        cluster
            The greatest allowed number of pixels of the largest cluster; None for no limit.

        Raises
        ------
        InputError
            If a limit is neither a whole number nor a share.

        Examples
        --------
        >>> [str(limit) for limit in Thresholds().with_changed("changed", "0.1%", 5).limits]
        ['changed is above 0.001', 'largest cluster is above 5']
        """
        limits = list(self.limits)
        if pixels is not None:
            limits.append(_limit_of_changed(score, pixels))
        if cluster is not None:
            limits.append(Limit(score, _whole("max_cluster", cluster), fact=CLUSTER))
        return Thresholds(tuple(limits))

    @property
    def given(self) -> bool:
        """Whether there is a limit."""
        return bool(self.limits)

    def exceeded(self, comparison: Scored) -> bool:
        """Tell whether a limit is exceeded, or something is unequal that the scores do not include.

        What the user allowed does not count. A number that could not be computed exceeds a limit.
        """
        return self.given and (
            self.is_beyond(comparison) or any(not one.allowed for one in comparison.unequal)
        )

    def is_beyond(self, comparison: Scored) -> bool:
        """Tell whether a number exceeds its limit, or has no value."""
        return any(limit.excess(comparison) > 0 for limit in self.limits)

    def excess(self, comparison: Scored) -> tuple[int, float]:
        """Return how bad a comparison is: the number of exceeded limits, and the greatest excess."""
        excesses = [limit.excess(comparison) for limit in self.limits]
        return sum(excess > 0 for excess in excesses), max(excesses, default=-math.inf)

    def verdict(self, comparison: Scored) -> dict[str, Any] | None:
        """Return the limits and the verdict on a comparison, ready for JSON; None without limits."""
        if not self.given:
            return None
        return {
            "limits": [limit.to_dict(comparison) for limit in self.limits],
            "exceeded": self.exceeded(comparison),
            "score_exceeded": self.is_beyond(comparison),
            "text": self.describe(comparison),
        }

    def verdict_without_scores(self, exceeded: bool) -> dict[str, Any] | None:
        """Return the limits and a verdict that does not follow from scores; None without limits."""
        if not self.given:
            return None
        return {"limits": [limit.to_dict() for limit in self.limits], "exceeded": exceeded}

    def describe(self, comparison: Scored) -> str:
        """Return in words the numbers that exceed their limits; if none does, all numbers."""
        beyond = [limit for limit in self.limits if limit.excess(comparison) > 0]
        return "; ".join(limit.describe(comparison) for limit in beyond or self.limits)

    def complaint(self, outside: int, total: int, unequal: int = 0, alone: str = "") -> str:
        """Return the number of pairs that exceed a limit, in words.

        Parameters
        ----------
        outside, total
            Number of pairs that exceed a limit, or in which a number has no value, and number of all pairs.
        unequal
            Number of further pairs that are unequal in something that the scores do not include.
        alone
            What exceeds a limit, in words, if there is one pair only.
        """
        limits = ", or ".join(str(limit) for limit in self.limits)
        parts = [alone or f"{limits}, or has no value, in {outside} of {total} pairs"] if outside else []
        if unequal:
            others = "the files are" if alone else f"the files of {unequal} of {total} pairs are"
            scores = list(dict.fromkeys(limit.score for limit in self.limits))
            names, include = " and ".join(scores), "does" if len(scores) == 1 else "do"
            parts.append(f"{others} unequal in something that {names} {include} not include")
        return f"threshold: {'; '.join(parts)}"


def _limit_of_changed(score: str, given: Any) -> Limit:
    """Return the limit of the number of changed pixels, or of their share."""
    if isinstance(given, str) and given.strip().endswith("%"):
        try:
            share = float(given.strip()[:-1]) / 100
        except ValueError:
            share = math.nan
        if 0 <= share <= 1:
            return Limit(score, share)
        raise InputError(f"{option('max_changed')} must be a share from 0% to 100%, not '{given}'")
    return Limit(score, _whole("max_changed", given), fact=PIXELS)


def _whole(name: str, given: Any) -> int:
    """Return a number of pixels."""
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(given, bool) or not 0 <= number < math.inf or number != int(number):
        share = " or a share such as 0.1%" if name == "max_changed" else ""
        raise InputError(f"{option(name)} must be a whole number of pixels{share}, not '{given}'")
    return int(number)
