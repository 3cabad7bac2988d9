"""The outcomes of checks: which are failures, and which changed a baseline."""

from __future__ import annotations

__all__ = ["BAD", "CHANGED", "PAGE", "STATE_OF_STATUS"]

BAD = {
    "differs": "different from their baseline",
    "incomparable": "not comparable",
    "unreadable": "unreadable baseline",
    "missing": "no baseline",
}
"""Outcomes that fail a test, in words."""

CHANGED = ("created", "updated")
"""Outcomes that wrote a baseline."""

STATE_OF_STATUS = {
    "passed": "same",
    "created": "same",
    "updated": "same",
    "differs": "changed",
    "missing": "new",
    "unreadable": "failed",
    "incomparable": "failed",
}
"""States of a run of the pictures by their outcomes, if the sizes are equal."""

PAGE = "index.html"
"""The page of a test run, in the folder of results."""
