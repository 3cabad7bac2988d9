"""A picture as the document of the page names it; its pixels come as tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from difference_finder.text import to_jsonable

__all__ = ["Layer"]


@dataclass(frozen=True)
class Layer:
    """A picture that the page can show.

    Parameters
    ----------
    id
        What the page calls it; it tells nothing of files.
    role
        "reference", "candidate" or "method"; of three images "first", "second" and "truth"; "map", or "error"
        for that of a method.
    label
        What users read.
    width, height
        In pixels.
    kind
        "image" or "map".
    low, high
        Of an image the values shown as black and as white, in its own units; of a map those of the first and
        the last code.
    channels, depth
        How many samples a pixel has, and of how many bits they are: of a map the 16 that carry it.
    source
        Where its pixels come from.
    signed
        Whether values of a map have a meaning on both sides of 0.
    unit
        What a value of a map is a share of; "" for none.
    vmax
        The value with the last colour at first; None where the page is to choose it.
    unit_range
        The greatest possible difference, by which a gain is stated; None where there is none.
    positive
        What a value above 0 says.
    method
        Whose candidate or map it is, in a study.
    note
        What a reader should know: how values became tones, ...
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
    method: str | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = to_jsonable({**self.__dict__, "source": dict(self.source)})
        return facts
