"""Specifications of parts: ``name:key=value,key=value``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from difference_finder.errors import InputError
from difference_finder.text import fold_name

__all__ = ["parse_spec"]


def parse_spec(spec: str, prefixes: Collection[str] = ()) -> tuple[str, dict[str, Any]]:
    """Split ``name:key=value,key=value`` into the name and its settings.

    Parameters
    ----------
    spec
        The specification.
    prefixes
        Prefixes of names that contain a colon, such as "piq" of "piq:ssim"; their case does not matter.

    Returns
    -------
    tuple
        Name and settings; values that read as a number, true, false or none have that type, others are text.

    Raises
    ------
    InputError
        If a setting has no value, or is given twice.

    Examples
    --------
    >>> parse_spec("highpass_filter:factor=0.2")
    ('highpass_filter', {'factor': 0.2})
    >>> parse_spec("piq:ssim:k1=0.02", prefixes=["piq"])
    ('piq:ssim', {'k1': 0.02})
    """
    name, colon, rest = spec.partition(":")
    prefix = fold_name(name.strip())
    if prefix in prefixes:
        inner, colon, rest = rest.partition(":")
        name = f"{prefix}:{inner.strip()}"
    settings: dict[str, Any] = {}
    for item in rest.split(",") if colon else ():
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise InputError(f"'{spec}': settings are written name:key=value,key=value; '{item}' is not")
        if key.strip() in settings:
            raise InputError(f"'{spec}' gives '{key.strip()}' twice")
        settings[key.strip()] = _literal(value.strip())
    return name.strip(), settings


def _literal(text: str) -> Any:
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
