"""Tables in LaTeX, with the package booktabs."""

from __future__ import annotations

from difference_finder.study.latex import engine_note, escape_latex
from difference_finder.study.tables.blocks import ONE_COLUMN, fit_to_paper
from difference_finder.study.tables.model import Entry, Layout, Span, Table
from difference_finder.text import escape_controls

__all__ = ["render"]


def render(table: Table) -> str:
    """Return a ``table`` environment, which needs the package booktabs.

    A table that is wider than a column spans both columns of a page, and one that is wider than ``width`` is
    divided into blocks beneath each other.
    """
    fitted = fit_to_paper(table)
    table, layout = fitted.table, fitted.table.layout()
    star = "*" if fitted.width > ONE_COLUMN else ""
    columns = fitted.blocks[0].width
    texts = [table.caption, *table.notes, *(span.text for spans in layout.headings for span in spans)]
    texts += [entry.text for row in layout.rows for entry in row]
    lines = [
        f"{engine_note(escape_controls(''.join(texts)))}% needs \\usepackage{{booktabs}}",
        *(f"% {line}" for line in fitted.remarks),
        f"\\begin{{table{star}}}[t]",
        "  \\centering",
        *([f"  \\caption{{{escape_latex(table.caption)}}}"] if table.caption else []),
        *([f"  \\label{{{table.label}}}"] if table.label else []),
        *(["  \\smallskip"] if table.caption else []),
        f"  \\begin{{tabular}}{{{'l' * layout.labels}{'r' * (columns - layout.labels)}}}",
    ]
    for place, block in enumerate(fitted.blocks):
        lines.append("    \\midrule" if place else "    \\toprule")
        lines += [line for heading in block.headings for line in _heading(heading, block)]
        lines.append("    \\midrule")
        for number, row in enumerate(block.rows):
            lines += ["    \\midrule"] if number in block.rules else []
            lines.append(f"    {' & '.join(map(_cell, row))} \\\\")
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    if table.notes:
        notes = escape_latex(" ".join(table.notes))
        lines += ["", "  \\smallskip", f"  \\parbox{{\\linewidth}}{{\\footnotesize {notes}}}"]
    return "\n".join([*lines, f"\\end{{table{star}}}", ""])


def _heading(spans: tuple[Span, ...], layout: Layout) -> list[str]:
    """Return a row of headings, with rules beneath those that span several columns."""
    cells, rules, place = [], [], 1
    for span in spans:
        text = escape_latex(span.text)
        centred = place > layout.labels
        cells.append(
            f"\\multicolumn{{{span.width}}}{{c}}{{{text}}}" if centred and (text or span.width > 1) else text
        )
        if span.width > 1 and span.text:
            rules.append(f"\\cmidrule(lr){{{place}-{place + span.width - 1}}}")
        place += span.width
    rows = [f"    {' & '.join(cells)} \\\\"]
    return rows + ([f"    {' '.join(rules)}"] if rules else [])


def _cell(entry: Entry) -> str:
    text = escape_latex(entry.text)
    if entry.bold:
        text = f"\\textbf{{{text}}}"
    elif entry.underlined:
        text = f"\\underline{{{text}}}"
    return f"{text}\\rlap{{{escape_latex(entry.mark)}}}" if entry.mark else text
