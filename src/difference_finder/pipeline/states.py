"""The states of the pairs of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["STATES", "is_same", "state_of"]

STATES = {
    "failed": "could not be compared",
    "size": "the images have different sizes",
    "changed": "beyond the limits; without limits, not identical",
    "deleted": "only among the first images",
    "new": "only among the second images",
    "same": "within the limits; without limits, identical",
}
"""All states and their meanings, worst first."""

UNPAIRED = {"deleted": "deleted", "new": "new", "unread": "changed"}
"""States of rows without a pair, by the type of the error."""


def state_of(record: Mapping[str, Any]) -> str:
    """Return the state of a pair.

    Parameters
    ----------
    record
        Record of a comparison with its verdict under "threshold", or an error row.

    Examples
    --------
    >>> state_of({"ok": False, "error": "ShapeMismatchError"})
    'size'
    """
    if not record["ok"]:
        if record["error"] == "ShapeMismatchError":
            return "size"
        return UNPAIRED.get(record["error"], "failed")
    if is_same(record["identical"], record.get("threshold")):
        return "same"
    sizes = [(record[side]["width"], record[side]["height"]) for side in ("first", "second")]
    return "changed" if sizes[0] == sizes[1] else "size"


def is_same(identical: bool, verdict: Mapping[str, Any] | None) -> bool:
    """Tell whether a compared pair is within the limits; without limits, identical.

    Parameters
    ----------
    identical
        Whether nothing differs.
    verdict
        Verdict of the limits; None without limits.
    """
    return identical if verdict is None else not verdict["exceeded"]
