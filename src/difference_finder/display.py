"""How a result shows itself in a notebook.

The notebook sets its view here, so that results import nothing above them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["View", "mime_bundle", "show_with"]

View = Callable[[Any], dict[str, Any]]
"""A function that takes a result and returns its representations by MIME type."""

_views: list[View] = []


def show_with(view: View) -> None:
    """Set the function that makes the notebook's view of a result; it replaces an earlier one."""
    _views[:] = [view]


def mime_bundle(result: Any) -> dict[str, Any]:
    """Return the representations of a result by MIME type.

    Parameters
    ----------
    result
        A comparison, a failed pair or a study.

    Returns
    -------
    dict
        Empty where no view was set.
    """
    return _views[0](result) if _views else {}
