"""Tables in Markdown, as GitHub shows it."""

from __future__ import annotations

from difference_finder.study.tables.model import Entry, Layout, Table
from difference_finder.text import escape_controls

__all__ = ["render"]

SPECIAL = "\\`*_{}[]<>#|~$&!"
"""Characters that Markdown may read as formatting."""


def render(table: Table) -> str:
    """Return a table; headings of data sets stand in the headings of their columns."""
    layout = table.layout()
    rows = [_headings(layout), *([_cell(entry) for entry in row] for row in layout.rows)]
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    aligned = [
        [
            cell.ljust(width) if place < layout.labels else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    ]
    dashes = [
        "-" * width if place < layout.labels else f"{'-' * (width - 1)}:"
        for place, width in enumerate(widths)
    ]
    lines = [f"| {' | '.join(row)} |" for row in (aligned[0], dashes, *aligned[1:])]
    caption = [f"**{_escape(table.caption)}**", ""] if table.caption else []
    notes = ["", _escape(" ".join(table.notes))] if table.notes else []
    return "\n".join([*caption, *lines, *notes, ""])


def _headings(layout: Layout) -> list[str]:
    """Return one row of headings, since Markdown has no cells that span columns."""
    texts = [[span.text for span in spans for _ in range(span.width)] for spans in layout.headings]
    return [_escape(" ".join(filter(None, column))) for column in zip(*texts, strict=True)]


def _cell(entry: Entry) -> str:
    text = _escape(entry.text)
    if entry.bold:
        text = f"**{text}**"
    elif entry.underlined:
        text = f"<u>{text}</u>"
    return text + entry.mark


def _escape(text: str) -> str:
    return "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in escape_controls(text))
