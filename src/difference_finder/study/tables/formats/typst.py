"""Tables in Typst."""

from __future__ import annotations

import re

from difference_finder.study.tables.model import Entry, Layout, Span, Table
from difference_finder.text import escape_controls

__all__ = ["render"]

SPECIAL = "\\`*_#$@<>[]~/'\"=-+"
"""Characters that Typst may read as formatting."""


def render(table: Table) -> str:
    """Return a ``figure`` that holds the table."""
    layout = table.layout()
    numbers = layout.width - layout.labels
    aligned = ", ".join(["left"] * layout.labels + ["right"] * numbers)
    lines = [
        "#figure(",
        "  [",
        "    #table(",
        f"      columns: {layout.width},",
        "      stroke: none,",
        f"      align: ({aligned}),",
        "      table.hline(stroke: 0.8pt),",
        *(line for spans in layout.headings for line in _heading(spans, layout)),
        "      table.hline(stroke: 0.5pt),",
    ]
    for number, row in enumerate(layout.rows):
        lines += ["      table.hline(stroke: 0.5pt),"] if number in layout.rules else []
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
    return f"[{text}{f'#super[{entry.mark}]' if entry.mark else ''}]"


def _escape(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in escape_controls(text))
    return re.sub(r"^(\d+)\.(?!\d)", r"\1\\.", escaped)  # no item of an enumeration
