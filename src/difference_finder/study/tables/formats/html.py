"""Tables in HTML, with headings that screen readers relate to their cells."""

from __future__ import annotations

import re
from html import escape

from difference_finder.study.tables.model import Entry, Layout, Span, Table
from difference_finder.text import escape_controls

__all__ = ["render"]

STYLE = (
    "border-collapse:collapse;font-variant-numeric:tabular-nums;"
    "border-top:2px solid currentColor;border-bottom:2px solid currentColor"
)
RULE = "border-top:1px solid currentColor"


def render(table: Table, styled: bool = True) -> str:
    """Return a ``table`` element, followed by a paragraph of notes.

    Without ``styled`` there are no style attributes, which pages may forbid.
    """
    if not styled:
        return re.sub(r' style="[^"<>]*"', "", render(table))
    layout = table.layout()
    lines = [f'<table style="{STYLE}">']
    lines += [f"<caption>{_text(table.caption)}</caption>"] if table.caption else []
    lines += ["<thead>", *(_heading(spans, layout) for spans in layout.headings), "</thead>", "<tbody>"]
    for number, row in enumerate(layout.rows):
        ruled = number == 0 or number in layout.rules
        lines.append(_row(row, layout.labels, RULE if ruled else ""))
    notes = [f"<p><small>{_text(' '.join(table.notes))}</small></p>"] if table.notes else []
    return "\n".join([*lines, "</tbody>", "</table>", *notes, ""])


def _heading(spans: tuple[Span, ...], layout: Layout) -> str:
    cells, place = [], 0
    for span in spans:
        scope = "colgroup" if span.width > 1 else "col"
        wide = f' colspan="{span.width}"' if span.width > 1 else ""
        align = "left" if place < layout.labels else "center"
        style = f' style="text-align:{align};padding:2px 8px;white-space:nowrap"'
        if span.text:
            cells.append(f'<th scope="{scope}"{wide}{style}>{_text(span.text)}</th>')
        else:
            cells.append(f"<td{wide}></td>")
        place += span.width
    return f"<tr>{''.join(cells)}</tr>"


def _row(row: tuple[Entry, ...], labels: int, style: str) -> str:
    cells = []
    for place, entry in enumerate(row):
        if place < labels and entry.text:
            cells.append(
                f'<th scope="row" style="text-align:left;font-weight:normal;padding:2px 8px">'
                f"{_text(entry.text)}</th>"
            )
        else:
            cells.append(f'<td style="text-align:right;padding:2px 8px">{_cell(entry)}</td>')
    return f"<tr{f' style={chr(34)}{style}{chr(34)}' if style else ''}>{''.join(cells)}</tr>"


def _cell(entry: Entry) -> str:
    text = _text(entry.text)
    if entry.bold:
        text = f"<b>{text}</b>"
    elif entry.underlined:
        text = f"<u>{text}</u>"
    # Beside the column, so that the digits stay aligned.
    return f'{text}<sup style="position:absolute">{entry.mark}</sup>' if entry.mark else text


def _text(text: str) -> str:
    return escape(escape_controls(text))
