"""Facts of a record for pictures, and their descriptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.error_unit import ErrorUnit, error_unit
from difference_finder.drawing.scale import MINUS, Scale, choose_scale, format_number, format_percent
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
    "read_regions",
]

Record = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class MapFacts:
    """The map of a record and facts about it.

    Parameters
    ----------
    plane
        Map of shape (H, W).
    label
        Description of a value.
    signed
        Whether values of both signs have a meaning.
    unit_range
        Greatest possible difference; None without one.
    regions
        Regions, strongest first; with the item "advantage" where one image is better in them.
    positive
        Meaning of a value above 0.
    known
        Maximum and 99.5th percentile of the absolute values from the record; None for a map that is not
        finite everywhere.
    level
        Value above which a place is significant; None if unknown.
    mask
        Mask of shape (H, W), False where pixels do not count; None if all do.
    errors
        Unit in which a map of errors is read; None for other maps.
    divisor
        Side of the squares of pixels of which the map has the strongest values; 1 for a map of all pixels.
    size
        Width and height in pixels of the map before it was reduced; None for a map of all pixels.
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
    errors: ErrorUnit | None = None
    divisor: int = 1
    size: tuple[int, int] | None = None

    @property
    def counted(self) -> NDArray[np.floating]:
        """Values of the pixels that count."""
        return self.plane if self.mask is None else self.plane[self.mask]

    def scale(self, vmax: float | None = None, gain: float | None = None) -> Scale:
        """Choose the scale of the map; see :func:`~difference_finder.drawing.scale.choose_scale`."""
        return choose_scale(
            self.counted, self.signed, self.unit_range, vmax, gain, self.known, self.level, self.errors
        )

    @property
    def title(self) -> str:
        """The label as a heading."""
        label = self.label or "difference map"
        return label[0].upper() + label[1:]


def read_map_facts(record: Record) -> MapFacts:
    """Return the map of a record with its facts.

    Parameters
    ----------
    record
        Record of a comparison with arrays.

    Raises
    ------
    InputError
        If the record has no map, the map has no pixels, or its mask does not fit.
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
        read_regions(record),
        str(facts.get("positive") or ""),
        _known(facts),
        facts.get("level"),
        _mask(record, plane),
        error_unit(record),
        record.get("arrays", {}).get("divisor", 1),
        record.get("arrays", {}).get("size"),
    )


def read_regions(record: Record) -> list[dict[str, Any]]:
    """Return the regions of a record, with the image that is better in each if the record tells."""
    regions = list(record.get("regions") or ())
    each = (record.get("advantage") or {}).get("each") or ()
    if len(each) != len(regions):  # records of older versions do not tell
        return regions
    return [{**region, "advantage": one} for region, one in zip(regions, each, strict=True)]


def _mask(record: Record, plane: NDArray[np.floating]) -> NDArray[np.bool_] | None:
    """Return the mask of the map; None if all pixels count."""
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
    low, high, percentile = (facts.get(key) for key in ("min", "max", "p99.5_abs"))
    if not (isinstance(low, float) and isinstance(high, float) and isinstance(percentile, float)):
        return None  # missing, or not finite
    return max(abs(low), abs(high)), percentile


def format_score(score: Any) -> str:
    """Return the text of a score of a record: a number, "Infinity", None or a list of these."""
    if isinstance(score, list | tuple):
        first = format_score(score[0]) if score else "none"
        return first if len(score) < 2 else f"{first} (first of {len(score)} samples)"
    if score is None:
        return "not a number"
    if score in ("Infinity", "-Infinity"):
        return "∞" if score == "Infinity" else f"{MINUS}∞"
    return format_number(float(score)) if isinstance(score, int | float) else str(score)


def describe_facts(facts: Any) -> list[str]:
    """Return the facts that a strategy reports about its map, as text."""
    if not isinstance(facts, Mapping):
        return []
    return [f"{str(name).replace('_', ' ')} {format_score(value)}" for name, value in facts.items()]


def describe_outside(outside: tuple[float, float], facts: MapFacts) -> list[str]:
    """Return the shares of pixels that are beyond the scale, masked or not a number, as text."""
    import numpy as np

    below, above = outside
    words = []
    of = "of pixels" if facts.divisor == 1 else f"of squares of {facts.divisor} pixels"
    if below and above:
        words.append(f"{format_percent(below + above)} {of} beyond the scale")
    elif below or above:
        words.append(f"{format_percent(below + above)} {of} {'above' if above else 'below'} the scale")
    if facts.mask is not None:
        words.append(f"{format_percent(1 - float(facts.mask.mean()))} of the image left out (hatched)")
    missing = int(np.count_nonzero(np.isnan(facts.counted)))
    if missing:
        words.append(f"{missing} pixels not a number (mid-grey)")
    return words


def describe_protocol(protocol: Any) -> list[str]:
    """Return the name of the protocol and the data range, where they are known."""
    if not isinstance(protocol, Mapping):
        return [f"protocol {protocol}"] if protocol else []
    settings = protocol.get("settings") or {}
    words = [f"protocol {_part({'name': protocol['name'], **settings})}"] if protocol.get("name") else []
    data_range = protocol.get("data_range")
    if isinstance(data_range, int | float) and math.isfinite(data_range):
        words.append(f"data range {format_number(data_range)}")
    return words


def describe_parts(options: Mapping[str, Any]) -> list[str]:
    """Return the specifications of the parts that made the map, without the part "identity"."""
    words = []
    for key, title in (("pre_processor", "before"), ("strategy", "strategy"), ("post_processor", "after")):
        chosen = options.get(key)
        parts = [_part(part) for part in (chosen if isinstance(chosen, list | tuple) else [chosen]) if part]
        parts = [part for part in parts if part != "identity"]
        if parts:
            words.append(f"{title} {', '.join(parts)}")
    return words


def _part(part: Any) -> str:
    """Return the specification of a part of a record, ``name:key=value,key=value``."""
    if not isinstance(part, Mapping):
        return str(part)
    given = ",".join(f"{key}={value}" for key, value in part.items() if key != "name")
    return f"{part.get('name')}:{given}" if given else str(part.get("name"))
