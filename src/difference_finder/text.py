"""Text for messages, captions and JSON."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = [
    "COMMAND",
    "FILE",
    "PYTHON",
    "count_of",
    "current_door",
    "error_line",
    "escape_controls",
    "escape_formula",
    "fold_name",
    "format_decimal",
    "format_plain",
    "join_names",
    "numbered",
    "option",
    "setting",
    "shortest_tails",
    "speak_as",
    "to_jsonable",
    "to_one_line",
    "toml_key",
    "toml_value",
    "typeset_minus",
    "unescape_formula",
]

DOOR = "DIFFERENCE_FINDER_DOOR"
"""The environment variable that names the door that a user came in by. It is a variable of the environment,
and not of this module, because the processes that score the images of a study inherit it."""

PYTHON, COMMAND, FILE = "python", "command", "file"
"""Doors: keyword arguments of Python, options of the command, keys of a study file."""

COMMAND_NAMES = {
    "crop_sizes": "crop-size",
    "data_sets": "data-set",
    "labels": "label",
    "metrics": "metric",
    "places": "crop",
    "post_processor": "post",
    "pre_processor": "pre",
    "row_labels": "row-label",
    "sizes": "crop-size",
}
"""Options of the command that are not named like the keyword argument of Python."""


def option(name: str, value: Any = None) -> str:
    """Return an option as its user writes it: a keyword argument, an option of the command, or a key.

    Parameters
    ----------
    name
        Name of the keyword argument.
    value
        Value to show; None names the option alone. A list stands for an option that may be repeated.

    Examples
    --------
    >>> option("fit", "crop"), option("data_range", 255.0), option("data_range")
    ("fit='crop'", 'data_range=255', 'data_range')
    >>> with speak_as("command"):
    ...     option("fit", "crop"), option("data_range", 255.0), option("data_range")
    ('--fit crop', '--data-range 255', '--data-range')
    >>> with speak_as("command"):
    ...     option("kinds", True)
    '--kinds'
    >>> with speak_as("file"):
    ...     option("fit", "crop"), option("data_range", 255.0), option("data_range")
    ('fit = "crop"', 'data_range = 255', 'data_range')
    """
    door = current_door()
    if value is None and door != COMMAND:
        return name
    if door == FILE:
        return f"{name} = {toml_value(value)}"
    if door == PYTHON:
        return f"{name}={format_plain(value) if isinstance(value, float) else repr(value)}"
    flag = f"--{COMMAND_NAMES.get(name, name.replace('_', '-'))}"
    if value is None or value is True:
        return flag
    import shlex

    values = value if isinstance(value, list | tuple) else [value]
    return " ".join(
        f"{flag} {format_plain(v) if isinstance(v, float) else shlex.quote(str(v))}" for v in values
    )


def setting(part: str, name: str, value: Any) -> str:
    """Return a setting of a part as its user writes it: a keyword argument, or the part with the setting.

    Parameters
    ----------
    part
        Name of the part, such as a metric.
    name
        Name of the setting.
    value
        Value to show.

    Examples
    --------
    >>> setting("ssim", "window_size", 7), setting("haarpsi", "subsample", False)
    ('window_size=7', 'subsample=False')
    >>> with speak_as("command"):
    ...     setting("ssim", "window_size", 7), setting("haarpsi", "subsample", False)
    ('ssim:window_size=7', 'haarpsi:subsample=false')
    """
    if current_door() == PYTHON:
        return f"{name}={format_plain(value) if isinstance(value, float) else repr(value)}"
    word = str(value).lower() if isinstance(value, bool) else value
    return f"{part}:{name}={format_plain(word) if isinstance(word, float) else word}"


def toml_value(value: Any) -> str:
    r"""Return a number, a string, a list or a mapping as TOML writes it on one line.

    Examples
    --------
    >>> toml_value({"psnr": 0.05, "ssim:sigma=2": 1e-4})
    '{psnr = 0.05, "ssim:sigma=2" = 0.0001}'
    >>> toml_value(["a\\b", True])
    '["a\\\\b", true]'
    """
    import json

    if isinstance(value, float):
        return format_plain(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        pairs = [f"{toml_key(key)} = {toml_value(own)}" for key, own in value.items()]
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value, ensure_ascii=False)


def toml_key(key: str) -> str:
    """Return a key as TOML writes it, in quotation marks if it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_value(key)


def format_plain(value: float) -> str:
    """Return a number without the zeros that it does not need, but with all its digits."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def current_door() -> str:
    """Return the door that the user came in by, in whose words messages name options."""
    return os.environ.get(DOOR, PYTHON)


@contextmanager
def speak_as(door: str) -> Iterator[None]:
    """Let messages name options in the words of a door, also those of processes that are started meanwhile.

    Parameters
    ----------
    door
        "python", "command" or "file".
    """
    before = os.environ.get(DOOR)
    if (before or PYTHON) == door:  # threads that speak alike do not restore what others need
        yield
        return
    os.environ[DOOR] = door
    try:
        yield
    finally:
        if before is None:
            del os.environ[DOOR]
        else:
            os.environ[DOOR] = before


def escape_controls(text: str) -> str:
    """Return a text with its control characters escaped, so that it fits on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1.

    Examples
    --------
    >>> count_of(1, "pixel"), count_of(1200, "pixel")
    ('1 pixel', '1200 pixels')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def numbered(unit: str, numbers: Sequence[int]) -> str:
    """Return numbers with the plural of what they count, runs of numbers as ranges.

    Examples
    --------
    >>> numbered("pages", [3]), numbered("pages", [2, 3, 4, 7])
    ('page 3', 'pages 2 to 4, 7')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return f"{unit if len(numbers) > 1 else unit.removesuffix('s')} {', '.join(texts)}"


def join_names(names: Sequence[str], most: int = 20) -> str:
    """Return the first names for a message, and the number of the others.

    Examples
    --------
    >>> join_names(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def shortest_tails(paths: Sequence[str]) -> list[str]:
    """Return the shortest end of each path that differs from the ends of all other paths.

    Examples
    --------
    >>> shortest_tails(["/data/sr/RCAN/butterfly.png", "/data/sr/RDN/butterfly.png"])
    ['RCAN/butterfly.png', 'RDN/butterfly.png']
    >>> shortest_tails(["/data/HR/bird.png", "/data/sr/RDN/bird_x4.png"])
    ['bird.png', 'bird_x4.png']
    """
    split = [[part for part in re.split(r"[/\\\\]", path) if part] or [path] for path in paths]
    tails = []
    for parts in split:
        others = [other for other in split if other != parts]
        lengths = range(1, len(parts) + 1)
        differing = (n for n in lengths if all(other[-n:] != parts[-n:] for other in others))
        tails.append("/".join(parts[-next(differing, len(parts)) :]))
    return tails


def to_one_line(text: object) -> str:
    r"""Return a text on one line, without control characters and at most 200 characters long.

    Examples
    --------
    >>> to_one_line("bad header\n  at byte 7")
    'bad header at byte 7'
    """
    visible = "".join(letter if letter.isprintable() else " " for letter in str(text))
    words = " ".join(visible.split())
    return words if len(words) <= 200 else words[:199] + "…"


def fold_name(name: str) -> str:
    """Return a name for comparison: in lower case, with ``_`` in place of ``-``.

    Examples
    --------
    >>> fold_name("MS-SSIM")
    'ms_ssim'
    """
    return name.casefold().replace("-", "_")


def error_line(error: BaseException) -> str:
    """Return the message of an error on one line, or the name of its type if it has none."""
    return " ".join(str(error).split()) or type(error).__name__


def to_jsonable(value: Any) -> Any:
    """Return ``value`` with infinities as "Infinity" or "-Infinity" and not-a-numbers as None."""
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


FORMULA = ("=", "+", "-", "@")
"""Characters with which a spreadsheet begins a formula."""


def escape_formula(text: str) -> str:
    """Return the text of a table with a quote before it, if a spreadsheet would take it for a formula.

    Examples
    --------
    >>> escape_formula("=a.png"), escape_formula("a.png")
    ("'=a.png", 'a.png')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def unescape_formula(text: str) -> str:
    """Return a text as it was before :func:`escape_formula`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def format_decimal(value: float, digits: int = 3) -> str:
    """Return a number with a few significant digits.

    Examples
    --------
    >>> format_decimal(0.2), format_decimal(0.0001234), format_decimal(1e-9)
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
