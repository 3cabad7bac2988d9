"""A strict parser of the tables in LaTeX that studies write."""

from __future__ import annotations

import re


def cells_of_latex(written: str) -> list[list[tuple[str, int]]]:
    """Parse a tabular strictly: return text and width of each cell, row by row."""
    depth = 0
    for place, letter in enumerate(written):
        escaped = len(re.search(r"\\*$", written[:place])[0]) % 2
        depth += 0 if escaped else {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0, written[:place]
        assert escaped or letter not in "#^" or letter == "%", written[place - 9 : place + 9]
    assert depth == 0
    assert written.count("\\begin{") == written.count("\\end{")
    body = re.search(r"\\begin\{tabular\}\{[lr]+\}(.*)\\end\{tabular\}", written, re.DOTALL)[1]
    rows = []
    for line in body.splitlines():
        row = re.sub(r"\\(toprule|midrule|bottomrule|cmidrule\(lr\)\{\d+-\d+\})", "", line).strip()
        if row:
            assert row.endswith("\\\\"), row
            cells = re.split(r"(?<!\\)&", row[:-2])
            found = [re.match(r"\s*\\multicolumn\{(\d+)\}\{c\}\{(.*)\}\s*$", cell) for cell in cells]
            rows.append(
                [
                    (own[2], int(own[1])) if own else (cell.strip(), 1)
                    for cell, own in zip(cells, found, strict=True)
                ]
            )
    return rows
