"""Tables as CSV: one row for each mean, in full precision, for further work."""

from __future__ import annotations

import math

from difference_finder.study.table import encode_rows, escape_formula
from difference_finder.study.tables.model import Table

__all__ = ["render"]

COLUMNS = (
    "data_set", "metric", "unit", "method", "mean", "images", "rank", "verdict",
    "adjusted_p", "family", "label",
)  # fmt: skip


def render(table: Table) -> str:
    """Return one row for each mean; the verdict compares ours with the method of the row."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for number, column in enumerate(table.columns):
        for name, row in zip(table.names, table.cells, strict=True):
            cell = row[number]
            data_set = column.data_set or (column.group and "average")
            rows.append(
                (
                    escape_formula(data_set),
                    escape_formula(column.key),
                    escape_formula(column.unit),
                    escape_formula(name),
                    "" if math.isnan(cell.value) else repr(cell.value),
                    "" if cell.n is None else str(cell.n),
                    str(cell.rank or ""),
                    cell.word,
                    "" if cell.adjusted_p is None or math.isnan(cell.adjusted_p) else repr(cell.adjusted_p),
                    column.family,
                    escape_formula(column.label),
                )
            )
    return encode_rows(rows).decode("utf-8", "surrogateescape")
