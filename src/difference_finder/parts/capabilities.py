"""Capabilities of metrics that strategies and other callers require."""

from __future__ import annotations

from collections.abc import Callable

from difference_finder.errors import InputError
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics

__all__ = ["CAPABILITIES", "check_capability"]

CAPABILITIES: dict[str, tuple[str, Callable[[Metric], bool]]] = {
    "gradient": ("gradient", lambda part: part.no_gradient is None),
    "local": ("local map", lambda part: part.local_function is not None),
    "features": ("features", lambda part: part.features_function is not None),
}
"""Capabilities that a strategy may require of a metric besides its score: noun and test of each."""


def check_capability(part: Metric, required: str | None) -> None:
    """Refuse a metric without the capability that a strategy requires.

    Parameters
    ----------
    part
        The metric.
    required
        Name of the capability, a key of ``CAPABILITIES``; None where none is required.

    Raises
    ------
    InputError
        If the metric lacks the capability; the message names the metrics that have it.
    """
    if required is None or CAPABILITIES[required][1](part):
        return
    noun, has = CAPABILITIES[required]
    reason = f": {part.no_gradient}" if required == "gradient" else ""
    able = ", ".join(other.name for other in metrics.loaded() if has(other))
    raise InputError(f"metric '{part.name}' has no {noun}{reason}; those that have: {able}")
