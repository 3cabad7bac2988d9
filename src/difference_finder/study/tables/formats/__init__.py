"""Formats of tables: one module for each, with a function ``render`` that returns the table as text."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from difference_finder.errors import InputError, UnknownNameError, UnsupportedFormatError
from difference_finder.storage.atomic import write_whole
from difference_finder.storage.paths import as_path
from difference_finder.study.tables.model import Table
from difference_finder.text import option

__all__ = ["FORMATS", "FOR_PAPER", "format_of", "render", "write_table"]

FORMATS = tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))
"""Names of the formats."""

FOR_PAPER = ("latex", "typst")
"""Formats of tables that have to fit a page."""

SUFFIXES = {"tex": "latex", "md": "markdown", "htm": "html", "typ": "typst"}
"""Format of each suffix that is not the name of one."""


def format_of(path: str | Path | None) -> str:
    """Return the format of a file by its suffix; Markdown without a file.

    Raises
    ------
    UnsupportedFormatError
        If the suffix belongs to no format.
    """
    if path is None:
        return "markdown"
    suffix = str(as_path(path).suffix).removeprefix(".").lower()
    found = SUFFIXES.get(suffix, suffix)
    if found not in FORMATS:
        known = ", ".join(f".{name}" for name in sorted({*SUFFIXES, *FORMATS} - set(SUFFIXES.values())))
        raise UnsupportedFormatError(
            f"'{path}' has no suffix of a table ({known}); choose one, or name the format by"
            f" {option('format')}"
        )
    return found


def render(table: Table, format: str) -> str:
    """Return a table as text.

    Parameters
    ----------
    table
        The table.
    format
        Name of the format, one of ``FORMATS``.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    InputError
        If the table has a width, and the format is not for paper.
    """
    if format not in FORMATS:
        raise UnknownNameError.among("format of tables", format, FORMATS)
    if table.width is not None and format not in FOR_PAPER:
        raise InputError(
            f"{option('width', table.width)} is the width of a table on paper, and {format} has no pages;"
            f" leave it out, or choose one of the formats {', '.join(FOR_PAPER)}"
        )
    text: str = import_module(f"{__name__}.{format}").render(table)
    return text


def write_table(table: Table, format: str, output: str | Path | None) -> str:
    """Return a table as text, as :func:`render` does, and write it to a file unless ``output`` is None."""
    text = render(table, format)
    if output is not None:
        write_whole(output, text.encode("utf-8", "surrogateescape"))
    return text
