"""Layers of the document with tiles as their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from difference_finder.text import to_jsonable

__all__ = ["Layer"]


@dataclass(frozen=True)
class Layer:
    """A layer of the document.

    Parameters
    ----------
    id
        Id of the layer, which reveals nothing about files.
    role
        "first", "second", "reference", "method", "map", or "error" for an error map.
    label
        Label on the page.
    width, height
        Size in pixels.
    kind
        "image" or "map".
    low, high
        Values shown as black and as white, in the units of the image; for a map the values of the first and
        the last code.
    channels, depth
        Number of channels, and bits per channel; a map has one channel of 16 bits.
    source
        Source of the pixels.
    signed
        Whether a map has positive and negative values.
    unit
        Unit of the values of a map; "" for none.
    vmax
        Initial value of the last colour; None if the page chooses it.
    unit_range
        Greatest possible difference, relative to which gains are stated; None if unknown.
    positive
        Meaning of values above 0.
    errors
        Unit of a map of errors: its name, its power and its size; None to read the values of the map.
    method
        Method of an image or map of a study.
    note
        Remark for the reader, for example about tone mapping.
    light
        Whether values are linear, and shown with the curve of sRGB.
    stored
        Description of the stored values, with their source; None if the picture holds them.
    """

    id: str
    role: str
    label: str
    width: int
    height: int
    kind: str
    low: float
    high: float
    channels: int
    depth: int
    source: Mapping[str, Any]
    signed: bool = False
    unit: str = ""
    vmax: float | None = None
    unit_range: float | None = None
    positive: str = ""
    errors: Mapping[str, Any] | None = None
    method: str | None = None
    note: str = ""
    light: bool = False
    stored: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = to_jsonable({**self.__dict__, "source": dict(self.source)})
        return facts
