"""The output formats of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import UnsupportedFormatError
from difference_finder.study.figure import _render
from difference_finder.study.figure._latex import check_file_name
from difference_finder.study.figure._sheet import Item, Picture, Sheet

if TYPE_CHECKING:
    from difference_finder.study.figure._fonts import Typeface

__all__ = [
    "INTERPOLATIONS",
    "SUFFIXES",
    "check_output",
    "render",
]

SUFFIXES = (".pdf", ".png", ".svg", ".pgf", ".tex")

INTERPOLATIONS = ("none", "bilinear", "bicubic", "lanczos")

FINE = 600
"""Resolution in pixels per inch that limits whole images, and to which crops are interpolated."""


def check_output(output: str | Path) -> None:
    """Raise an error if an output file is invalid.

    Raises
    ------
    InputError
        If the suffix is unknown, or LaTeX could not include the file.
    """
    check_file_name(output, SUFFIXES)


def render(sheet: Sheet, face: Typeface, kind: str, dpi: int, interpolation: str) -> bytes:
    """Return a sheet as the bytes of a file."""
    known: Mapping[str, Any] = {"pdf": _render.pdf, "svg": _render.svg}
    if kind in known:
        content: bytes = known[kind](_ready(sheet, interpolation), face)
        return content
    if kind != "png":
        raise UnsupportedFormatError(f"a figure is drawn as pdf, svg or png, not {kind!r}")
    chosen = _render.best_dpi(sheet, dpi) if interpolation == "none" else dpi
    return _render.png(_ready(sheet, interpolation), face, chosen)


def _ready(sheet: Sheet, interpolation: str) -> Sheet:
    """Return a sheet with its images as they are embedded."""

    def ready(item: Item) -> Item:
        return _embedded(item, interpolation) if isinstance(item, Picture) else item

    return replace(sheet, items=tuple(map(ready, sheet.items)))


def _embedded(item: Picture, interpolation: str) -> Picture:
    """Return an image with the pixels of its file: crops are interpolated only on request."""
    wide, high = (max(1, round(side * FINE / 72)) for side in (item.width, item.height))
    height, width = item.pixels.shape[:2]
    if item.kind == "crop" and interpolation != "none":
        size = max(wide, width), max(high, height)
        return replace(item, pixels=_render.resized(item.pixels, size, interpolation), kind="whole")
    if item.kind == "whole" and width > wide:
        return replace(item, pixels=_render.resized(item.pixels, (wide, high), "lanczos"))
    return item
