"""Grey levels: the unit in which people read maps that compare the errors of two images."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ErrorUnit", "error_unit"]

LEVELS = 255
"""Number of levels of the data range."""

POWERS = {"mae": 1, "mse": 2, "psnr": 2, "rmse": 2}
"""Powers of the errors in local maps, by the names of the metrics."""

KEPT = ("smoothed ", "clamped", "absolute", "thresholded ")
"""Starts of the labels of post-processors that keep the unit of a map."""


@dataclass(frozen=True)
class ErrorUnit:
    """Levels as the unit of a map whose values are differences of errors, or of squared errors.

    Parameters
    ----------
    power
        Power of the errors in the map: 1 or 2.
    size
        Error of one level: the data range divided by 255.
    name
        Name of the unit.
    """

    power: int
    size: float
    name: str = "levels"

    def levels_of(self, value: float) -> float:
        """Return the error that a value of the map stands for, in levels."""
        return math.copysign(abs(value) ** (1 / self.power) / self.size, value)

    def value_of(self, levels: float) -> float:
        """Return the value of the map that stands for an error in levels."""
        return math.copysign((abs(levels) * self.size) ** self.power, levels)

    def describe(self) -> str:
        """Return what a level of this map is."""
        return f"levels of {LEVELS}{', roots of squared errors' if self.power == 2 else ''}"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


def error_unit(record: Mapping[str, Any]) -> ErrorUnit | None:
    """Return the unit of the map of a record.

    Parameters
    ----------
    record
        Record of a comparison, of which "map", "metric" and "protocol" are read.

    Returns
    -------
    ErrorUnit or None
        None for maps of other strategies than ``advantage``, of metrics that do not measure errors, without a
        data range, and after post-processors that change the unit.
    """
    facts, protocol = record.get("map") or {}, record.get("protocol")
    power = POWERS.get(str((record.get("metric") or {}).get("name")).removesuffix(" gap"))
    data_range = protocol.get("data_range") if isinstance(protocol, Mapping) else None
    if facts.get("positive") != "the first is better" or power is None or not _keeps_unit(facts):
        return None
    known = isinstance(data_range, int | float) and 0 < data_range < math.inf
    return ErrorUnit(power, float(data_range) / LEVELS) if known else None  # type: ignore[arg-type]


def _keeps_unit(facts: Mapping[str, Any]) -> bool:
    """Tell whether the values of a map are those of its strategy."""
    _, *changes = str(facts.get("label") or "").split(", ")
    return facts.get("unit_range") is None and all(change.startswith(KEPT) for change in changes)
