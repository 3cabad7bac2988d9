"""Small pieces of text: control characters, lists, numbers, and values for JSON."""

from __future__ import annotations

import math
from typing import Any

__all__ = [
    "escape_controls",
    "fold_name",
    "format_decimal",
    "join_names",
    "to_jsonable",
    "to_one_line",
    "typeset_minus",
]


def escape_controls(text: str) -> str:
    """Return a text with its control characters escaped, so that it stays on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def join_names(names: list[str], most: int = 20) -> str:
    """Return the first names for a message, and the number of the others.

    Examples
    --------
    >>> join_names(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def to_one_line(text: object) -> str:
    r"""Return a text on one line, without control characters and at most 200 characters long.

    Examples
    --------
    >>> one_line("bad header\n  at byte 7")
    'bad header at byte 7'
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in str(text))
    words = " ".join(printable.split())
    return words if len(words) <= 200 else words[:199] + "…"


def fold_name(name: str) -> str:
    """Return a name in the form in which names are compared: in lower case, with ``_`` for ``-``.

    Examples
    --------
    >>> fold_name("MS-SSIM")
    'ms_ssim'
    """
    return name.casefold().replace("-", "_")


def to_jsonable(value: Any) -> Any:
    """Return ``value`` with its infinities as "Infinity" and its not-a-numbers as None."""
    if isinstance(value, list | tuple):
        return [to_jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: to_jsonable(item) for key, item in value.items()}
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
    return value


def format_decimal(value: float, digits: int = 3) -> str:
    """Return a number with a few significant digits.

    Examples
    --------
    >>> decimal(0.2), decimal(0.0001234), decimal(1e-9)
    ('0.2', '0.000123', '1e-9')
    """
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, _, exponent = text.partition("e")
        plain = -5 <= int(exponent) < 7
        text = f"{value:.{max(0, digits - 1 - int(exponent))}f}" if plain else f"{mantissa}e{int(exponent)}"
    return typeset_minus(text)


def typeset_minus(text: str) -> str:
    """Return a number with a typographic minus sign."""
    return text.replace("-", "\u2212", text.startswith("-"))
