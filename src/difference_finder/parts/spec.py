"""Specifications of parts: ``name:key=value,key=value``."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from difference_finder.errors import InputError
from difference_finder.text import fold_name

__all__ = ["parse_spec", "split_protocol"]

WITH_PROTOCOL = re.compile(r"(.+)@\s*([\w.-]*(?::.*)?)", re.DOTALL)
"""A metric, and its protocol after the last ``@`` that a name follows. Paths of files may contain others."""


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


def split_protocol(spec: str) -> tuple[str, str | None]:
    """Split ``METRIC@PROTOCOL`` into the metric and its protocol; None without a protocol.

    Raises
    ------
    InputError
        If no protocol follows the ``@``.

    Examples
    --------
    >>> split_protocol("psnr@basicsr-y:crop_border=4")
    ('psnr', 'basicsr-y:crop_border=4')
    >>> split_protocol("lpips:weights=/home/me@here/vgg.pth")
    ('lpips:weights=/home/me@here/vgg.pth', None)
    """
    found = WITH_PROTOCOL.fullmatch(spec.strip())
    if found is None:
        return spec, None
    metric, protocol = (part.strip() for part in found.groups())
    if not protocol.partition(":")[0]:
        raise InputError(f"'{spec}' names no protocol after @; write METRIC@PROTOCOL, or the metric alone")
    return metric, protocol


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
