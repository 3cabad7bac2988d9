"""What the pictures take from a record, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.scale import MINUS, format_number, format_percent
from difference_finder.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "MapFacts",
    "describe_facts",
    "describe_outside",
    "describe_parts",
    "describe_protocol",
    "format_score",
    "read_map_facts",
]

Record = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class MapFacts:
    """The map of a record and what is known of it.

    Parameters
    ----------
    plane
        Shape (H, W).
    label
        What a value is.
    signed
        Whether values of both signs have a meaning.
    unit_range
        The greatest possible difference, where there is one.
    regions
        The regions, strongest first.
    positive
        What a value above 0 says.
    known
        The greatest and the typical absolute value, as the record states them for a map that is finite
        everywhere; else None.
    level
        The value from which on a place is no chance, where one is known.
    mask
        Shape (H, W), False where pixels do not count; None where all do.
    """

    plane: NDArray[np.floating]
    label: str
    signed: bool
    unit_range: float | None
    regions: list[dict[str, Any]]
    positive: str = ""
    known: tuple[float, float] | None = None
    level: float | None = None
    mask: NDArray[np.bool_] | None = None

    @property
    def counted(self) -> NDArray[np.floating]:
        """The values that count."""
        return self.plane if self.mask is None else self.plane[self.mask]

    @property
    def title(self) -> str:
        """The label as a heading."""
        label = self.label or "difference map"
        return label[0].upper() + label[1:]


def read_map_facts(record: Record) -> MapFacts:
    """Return the map of a record.

    Raises
    ------
    InputError
        If the record has no map, or one without pixels.
    """
    import numpy as np

    plane = record.get("arrays", {}).get("map")
    if plane is None:
        raise InputError("the record has no map; make it with to_dict(arrays=True)")
    plane = np.asarray(plane)
    if plane.ndim != 2 or plane.size == 0:
        raise InputError(
            f"the map has the shape {plane.shape}; a picture needs (height, width), both above 0"
        )
    if plane.dtype.kind != "f":
        plane = plane.astype(np.float32)
    facts = record.get("map", {})
    return MapFacts(
        plane,
        str(facts.get("label") or ""),
        bool(facts.get("signed")),
        facts.get("unit_range"),
        list(record.get("regions") or ()),
        str(facts.get("positive") or ""),
        _known(facts),
        facts.get("level"),
        _mask(record, plane),
    )


def _mask(record: Record, plane: NDArray[np.floating]) -> NDArray[np.bool_] | None:
    """Return where the map counts, None for everywhere."""
    import numpy as np

    mask = record.get("arrays", {}).get("mask")
    if mask is None:
        return None
    mask = np.asarray(mask, dtype=bool)
    if mask.shape != plane.shape or not mask.any():
        raise InputError(
            f"the mask has the shape {mask.shape} and {np.count_nonzero(mask)} pixels that count; a map of"
            f" {plane.shape} needs one of its shape, with one pixel at least"
        )
    return mask


def _known(facts: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high, usual = (facts.get(key) for key in ("min", "max", "p99.5_abs"))
    if not (isinstance(low, float) and isinstance(high, float) and isinstance(usual, float)):
        return None  # not stated, or not finite
    return max(abs(low), abs(high)), usual


def format_score(score: Any) -> str:
    """Return a score as the record holds it: a number, "Infinity", None or a list of these."""
    if isinstance(score, list | tuple):
        first = format_score(score[0]) if score else "none"
        return first if len(score) < 2 else f"{first} (first of {len(score)} samples)"
    if score is None:
        return "not a number"
    if score in ("Infinity", "-Infinity"):
        return "∞" if score == "Infinity" else f"{MINUS}∞"
    return format_number(float(score)) if isinstance(score, int | float) else str(score)


def describe_facts(facts: Any) -> list[str]:
    """Return what a strategy reports of its map."""
    if not isinstance(facts, Mapping):
        return []
    return [f"{str(name).replace('_', ' ')} {format_score(value)}" for name, value in facts.items()]


def describe_outside(outside: tuple[float, float], facts: MapFacts) -> list[str]:
    """Return which parts of the pixels the colours do not tell apart; nothing if there are none."""
    import numpy as np

    below, above = outside
    words = []
    if below and above:
        words.append(f"{format_percent(below + above)} of pixels beyond the scale")
    elif below or above:
        words.append(f"{format_percent(below + above)} of pixels {'above' if above else 'below'} the scale")
    if facts.mask is not None:
        words.append(f"{format_percent(1 - float(facts.mask.mean()))} of the image left out (hatched)")
    missing = int(np.count_nonzero(np.isnan(facts.counted)))
    if missing:
        words.append(f"{missing} pixels not a number (mid-grey)")
    return words


def describe_protocol(protocol: Any) -> list[str]:
    """Return the name of the measuring convention and the data range, where they are known."""
    if not isinstance(protocol, Mapping):
        return [f"protocol {protocol}"] if protocol else []
    settings = protocol.get("settings") or {}
    words = [f"protocol {_part({'name': protocol['name'], **settings})}"] if protocol.get("name") else []
    data_range = protocol.get("data_range")
    if isinstance(data_range, int | float) and math.isfinite(data_range):
        words.append(f"data range {format_number(data_range)}")
    return words


def describe_parts(options: Mapping[str, Any]) -> list[str]:
    """Return the parts that made the map, as one would write them; those that change nothing are left out."""
    words = []
    for key, title in (("pre_processor", "before"), ("strategy", "strategy"), ("post_processor", "after")):
        chosen = options.get(key)
        parts = [_part(part) for part in (chosen if isinstance(chosen, list | tuple) else [chosen]) if part]
        parts = [part for part in parts if part != "identity"]
        if parts:
            words.append(f"{title} {', '.join(parts)}")
    return words


def _part(part: Any) -> str:
    """Return ``name:key=value,key=value`` for a part that the record holds as a dict, or its name."""
    if not isinstance(part, Mapping):
        return str(part)
    given = ",".join(f"{key}={value}" for key, value in part.items() if key != "name")
    return f"{part.get('name')}:{given}" if given else str(part.get("name"))
