"""Tables in Typst."""

from __future__ import annotations

import re

from difference_finder.study.tables.blocks import fit_to_paper
from difference_finder.study.tables.model import Entry, Layout, Span, Table
from difference_finder.text import escape_controls

__all__ = ["render"]

SPECIAL = "\\`*_#$@<>[]~/'\"=-+"
"""Characters that Typst may read as formatting."""


def render(table: Table) -> str:
    """Return a ``figure`` that holds the table."""
    fitted = fit_to_paper(table)
    table, blocks = fitted.table, fitted.blocks
    labels, columns = blocks[0].labels, blocks[0].width
    aligned = ", ".join(["left"] * labels + ["right"] * (columns - labels))
    lines = [
        *(f"// {line}" for line in fitted.remarks),
        "#figure(",
        "  [",
        "    #table(",
        f"      columns: {columns},",
        "      stroke: none,",
        f"      align: ({aligned}),",
    ]
    for place, block in enumerate(blocks):
        lines.append(f"      table.hline(stroke: {'0.5pt' if place else '0.8pt'}),")
        lines += [line for spans in block.headings for line in _heading(spans, block)]
        lines.append("      table.hline(stroke: 0.5pt),")
        for number, row in enumerate(block.rows):
            lines += ["      table.hline(stroke: 0.5pt),"] if number in block.rules else []
            lines.append(f"      {', '.join(map(_cell, row))},")
    lines += ["      table.hline(stroke: 0.8pt),", "    )"]
    lines += [f"    #text(size: 0.8em)[{_escape(' '.join(table.notes))}]"] if table.notes else []
    lines += ["  ],", "  kind: table,"]
    lines += [f"  caption: [{_escape(table.caption)}],"] if table.caption else []
    label = f" <{table.label}>" if table.label else ""
    return "\n".join([*lines, f"){label}", ""])


def _heading(spans: tuple[Span, ...], layout: Layout) -> list[str]:
    cells, rules, place = [], [], 0
    for span in spans:
        text = f"[{_escape(span.text)}]"
        centred = place >= layout.labels
        cells.append(f"table.cell(colspan: {span.width}, align: center){text}" if centred else text)
        if span.width > 1 and span.text:
            rules.append(f"      table.hline(start: {place}, end: {place + span.width}, stroke: 0.4pt),")
        place += span.width
    return [f"      {', '.join(cells)},", *rules]


def _cell(entry: Entry) -> str:
    text = _escape(entry.text)
    if entry.bold:
        text = f"#strong[{text}]"
    elif entry.underlined:
        text = f"#underline[{text}]"
    # In a box without width, so that the digits stay aligned.
    return f"[{text}{f'#box(width: 0pt, align(left, super[{entry.mark}]))' if entry.mark else ''}]"


def _escape(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in escape_controls(text))
    return re.sub(r"^(\d+)\.(?!\d)", r"\1\\.", escaped)  # no item of an enumeration
