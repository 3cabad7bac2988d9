"""The data range that a user gives: its width, its two ends, or one range for each image."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

from difference_finder.errors import DataRangeError
from difference_finder.text import format_plain, option

__all__ = ["DataRange", "Given", "check_data_range", "is_separate", "ranges_of"]

Given = float | str | None
"""A checked data range: a width, a text such as "-1,1" or "255:65535", or None."""

FORMS = "a width such as 255, two ends such as -1,1, or one of these for each image, such as 255:65535"


@dataclass(frozen=True)
class DataRange:
    """The possible values of one image.

    Parameters
    ----------
    high
        Greatest possible value; the width of the range if ``low`` is unknown.
    low
        Least possible value; None if only the width is known.
    """

    high: float
    low: float | None = None

    @property
    def start(self) -> float:
        """The value that becomes 0: the least possible value, or 0 if only the width is known."""
        return self.low or 0.0

    @property
    def width(self) -> float:
        """Greatest minus least possible value."""
        return self.high - self.start

    def __str__(self) -> str:
        """Return the range as a user writes it."""
        if self.low is None:
            return format_plain(self.width)
        return f"{format_plain(self.low)},{format_plain(self.high)}"


def check_data_range(data_range: Any) -> Given:
    """Return a data range in its plain form, which JSON can hold.

    Parameters
    ----------
    data_range
        A positive number; two ends as (low, high) or "LOW,HIGH"; ranges for the first image, the second and
        perhaps the reference, separated by colons; or None.

    Raises
    ------
    DataRangeError
        If it is none of these.

    Examples
    --------
    >>> check_data_range(255), check_data_range((-1, 1)), check_data_range("255:0,4095")
    (255.0, '-1,1', '255:0,4095')
    """
    if data_range is None:
        return None
    sides = _parsed(data_range)
    if len(sides) == 1 and sides[0].low is None:
        return float(data_range) if isinstance(data_range, Real) else sides[0].width
    return ":".join(map(str, sides))


def ranges_of(data_range: Any, images: int) -> tuple[DataRange | None, ...]:
    """Return the range that was given for each image: the first, the second, and perhaps the reference.

    Parameters
    ----------
    data_range
        A data range as :func:`check_data_range` takes it, or a tuple of ranges.
    images
        Number of images, 2 or 3.

    Raises
    ------
    DataRangeError
        If ranges are given for another number of images.

    Examples
    --------
    >>> [str(side) for side in ranges_of("-1,1", 2)]
    ['-1,1', '-1,1']
    """
    if data_range is None:
        return (None,) * images
    if is_separate(data_range) and isinstance(data_range, tuple):
        return data_range
    sides = _parsed(data_range)
    if len(sides) == 1:
        return sides * images
    if len(sides) != images:
        order = "FIRST:SECOND" if images == 2 else "FIRST:SECOND:REFERENCE"
        raise DataRangeError(
            f"{option('data_range', check_data_range(data_range))} has ranges for {len(sides)} images, and"
            f" {images} are compared; pass {order}"
        )
    return sides


def is_separate(data_range: Any) -> bool:
    """Tell whether a range was given for each image."""
    if isinstance(data_range, tuple):
        return any(isinstance(side, DataRange) for side in data_range)
    return isinstance(data_range, str) and ":" in data_range


def _parsed(data_range: Any) -> tuple[DataRange, ...]:
    if isinstance(data_range, str):
        sides = tuple(_side(text.split(","), data_range) for text in data_range.split(":"))
        if len(sides) > 3:
            raise _impossible(data_range)
        return sides
    if isinstance(data_range, tuple | list):
        return (_side(data_range, data_range, both=True),)
    return (_side([data_range], data_range),)


def _side(numbers: Any, given: Any, both: bool = False) -> DataRange:
    """Return the range of a width, or of two ends."""
    values = [_number(number, given) for number in numbers]
    if len(values) not in ((2,) if both else (1, 2)):
        raise _impossible(given)
    found = DataRange(values[0]) if len(values) == 1 else DataRange(values[1], values[0])
    if not (math.isfinite(found.width) and found.width > 0):
        raise _impossible(given)
    return found


def _number(value: Any, given: Any) -> float:
    try:
        if isinstance(value, bool) or not isinstance(value, Real | str):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError) as error:
        raise _impossible(given) from error
    if not math.isfinite(number):
        raise _impossible(given)
    return number


def _impossible(given: Any) -> DataRangeError:
    return DataRangeError(
        f"{option('data_range')} must be a positive and finite number, not {given!r}; pass {FORMS}"
    )
