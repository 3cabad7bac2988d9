"""The values of a study file: tables, strings, lists of names, and the names of keys and folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.text import join_names

__all__ = ["check_keys", "check_name", "names_of", "table_of", "text_of"]


def table_of(key: str, value: Any) -> dict[str, Any]:
    """Return the value of a key, which must be a table."""
    if not isinstance(value, Mapping):
        raise InputError(f"{key} must be a table, not {value!r}")
    return dict(value)


def text_of(key: str, value: Any) -> str:
    """Return the value of a key, which must be a string."""
    if not isinstance(value, str):
        raise InputError(f"{key} must be a string, not {value!r}")
    return value


def names_of(key: str, value: Any) -> tuple[str, ...]:
    """Return the value of a key, which must be a string or a list of different strings."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, Sequence) or not all(isinstance(name, str) and name for name in listed):
        raise InputError(f"{key} must be a list of strings, not {value!r}")
    for place, name in enumerate(listed):
        if name in listed[:place]:
            raise DuplicateNameError(f"{key} names '{name}' twice; name it once")
    return tuple(listed)


def check_keys(prefix: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse an unknown key, with the nearest known ones."""
    for key in given:
        if key not in known:
            raise UnknownNameError.among(
                "key of study files", f"{prefix}{key}", [f"{prefix}{own}" for own in known]
            )


def check_name(key: str, name: str) -> None:
    """Refuse a name that cannot be the name of a folder."""
    wrong = [letter for letter in name if letter in '/\\:*?"<>|{}' or not letter.isprintable()]
    if wrong or not name.strip(" .") or name != name.strip():
        letters = f", which contains {join_names([repr(letter) for letter in wrong], 5)}," if wrong else ""
        raise InputError(f"{key}: '{name}'{letters} cannot be the name of a folder; choose another name")
