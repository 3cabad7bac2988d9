"""Facts about a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["MapFacts"]


@dataclass(frozen=True)
class MapFacts:
    """Facts about a map that do not need its pixels."""

    width: int
    height: int
    label: str
    low: float
    high: float
    signed: bool = False
    unit: str = ""
    vmax: float | None = None
    unit_range: float | None = None
    positive: str = ""
    errors: Mapping[str, Any] | None = None
    method: str | None = None
    note: str = ""
    role: str = "map"
