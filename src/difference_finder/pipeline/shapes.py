"""Shapes of records that were read from a file: which keys they have, and of what type the values are.

A shape is a tuple of types, or one of the classes of this module. Values that the program only passes on have
the shape :data:`ANY`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from difference_finder.text import escape_controls

__all__ = [
    "ANY",
    "DAMAGE",
    "FLAG",
    "NUMBER",
    "SCORE",
    "TEXT",
    "Each",
    "Fields",
    "Keyed",
    "Maybe",
    "Shape",
    "shape_error",
]

DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
)
"""Errors with which reading a damaged file fails."""

Shape = Any

ANY: Shape = (object,)
TEXT: Shape = (str,)
FLAG: Shape = (bool,)
NUMBER: Shape = (int, float)

INFINITE = ("Infinity", "-Infinity", "NaN")
"""How JSON writes values that are not finite."""

NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    dict: "an object",
    list: "a list",
}


@dataclass(frozen=True)
class Maybe:
    """A value, or null."""

    shape: Shape


@dataclass(frozen=True)
class Each:
    """A list of values of one shape; of ``count`` values unless it is None."""

    shape: Shape
    count: int | None = None


@dataclass(frozen=True)
class Keyed:
    """An object with any keys, whose values have one shape."""

    shape: Shape


@dataclass(frozen=True)
class Fields:
    """An object with some keys, and others that may be absent; it may have further ones."""

    needed: Mapping[str, Shape]
    absent: Mapping[str, Shape] = field(default_factory=dict)


class _Score:
    """A number, the name of a value that is not finite, null, or a list of these for a batch."""


SCORE: Shape = _Score()


def shape_error(value: Any, shape: Shape, place: str = "the record") -> str:
    """Return what is wrong with a value; "" if it has the shape.

    Parameters
    ----------
    value
        Value from JSON.
    shape
        Shape that it should have.
    place
        What the message calls the value.

    Examples
    --------
    >>> shape_error({"name": "a", "boxes": [{"x": 1}]}, Fields({"boxes": Each(Fields({"x": TEXT}))}))
    'boxes[0].x is a number, not a text'
    >>> shape_error([1, 2.5], Each(NUMBER, count=2))
    ''
    """
    if isinstance(shape, Maybe):
        return "" if value is None else shape_error(value, shape.shape, place)
    if isinstance(shape, _Score):
        return _score_error(value, place)
    if isinstance(shape, Each):
        return _list_error(value, shape, place)
    if isinstance(shape, Keyed | Fields):
        return _object_error(value, shape, place)
    fits = isinstance(value, shape) and (bool in shape or object in shape or not isinstance(value, bool))
    return "" if fits else f"{place} is {_kind(value)}, not {NAMES[shape[0]]}"


def _score_error(value: Any, place: str) -> str:
    if isinstance(value, list):
        return _first_error(_score_error(one, f"{place}[{i}]") for i, one in enumerate(value))
    known = value is None or value in INFINITE or not shape_error(value, NUMBER)
    return "" if known else f"{place} is {_kind(value)}, not a number"


def _list_error(value: Any, shape: Each, place: str) -> str:
    if not isinstance(value, list):
        return f"{place} is {_kind(value)}, not a list"
    if shape.count is not None and len(value) != shape.count:
        return f"{place} has {len(value)} values, not {shape.count}"
    return _first_error(shape_error(one, shape.shape, f"{place}[{i}]") for i, one in enumerate(value))


def _object_error(value: Any, shape: Keyed | Fields, place: str) -> str:
    if not isinstance(value, dict):
        return f"{place} is {_kind(value)}, not an object"
    start = "" if place == "the record" else f"{place}."
    needed = {} if isinstance(shape, Keyed) else shape.needed
    missing = [key for key in needed if key not in value]
    if missing:
        return f"{place} has no '{missing[0]}'"
    known = dict.fromkeys(value, shape.shape) if isinstance(shape, Keyed) else {**needed, **shape.absent}
    return _first_error(
        shape_error(value[key], inner, escape_controls(f"{start}{key}"))
        for key, inner in known.items()
        if key in value
    )


def _first_error(found: Iterable[str]) -> str:
    return next(filter(None, found), "")


def _kind(value: Any) -> str:
    return "null" if value is None else NAMES.get(type(value), type(value).__name__)
