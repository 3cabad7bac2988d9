"""The outcomes of checks: which are failures, and which changed a baseline."""

from __future__ import annotations

__all__ = ["BAD", "CHANGED"]

BAD = {
    "differs": "different from their baseline",
    "incomparable": "not comparable",
    "unreadable": "unreadable baseline",
    "missing": "no baseline",
}
"""Outcomes that fail a test, in words."""

CHANGED = ("created", "updated")
"""Outcomes that wrote a baseline."""
