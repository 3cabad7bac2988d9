"""How bad the result of a pair is, by which pairs and pages are put in order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from difference_finder.pipeline.thresholds import excess_of

__all__ = ["badness_of_record", "badness_of_score"]


def badness_of_record(record: Mapping[str, Any]) -> tuple[int, float]:
    """Return the number of exceeded limits and the greatest excess; without limits, how bad the score is.

    If the score has no direction, the area of the regions stands for it.

    Parameters
    ----------
    record
        Record of a comparison.
    """
    limits = (record.get("threshold") or {}).get("limits")
    if limits:
        excesses = [
            excess_of(_number(limit.get("value")), limit["above"], limit["below"]) for limit in limits
        ]
        return sum(excess > 0 for excess in excesses), max(excesses)
    facts = record.get("metric") or {}
    if facts.get("higher_is_better") is None and not facts.get("gap"):
        return 0, float(sum(region.get("area") or 0 for region in record.get("regions") or ()))
    return 0, badness_of_score(_number(record.get("score")), facts)


def badness_of_score(score: float, facts: Mapping[str, Any]) -> float:
    """Return how bad a score is: greater for worse scores, infinite for a score that is not a number.

    Parameters
    ----------
    score
        The score.
    facts
        Facts about the score: ``higher_is_better``, and whether it is a ``gap``, of which both signs are bad.
    """
    if math.isnan(score):
        return math.inf
    if facts.get("gap"):
        return abs(score)
    return -score if facts.get("higher_is_better") else score


def _number(value: Any) -> float:
    """Return a number of a record; of several the greatest, and NaN for one without a value."""
    if isinstance(value, list):
        return max((_number(item) for item in value), default=math.nan)
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
