"""The sources of tables of scores: CSV files, DataFrames and lists of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, ReadError
from difference_finder.storage.paths import as_path
from difference_finder.study.table import COLUMNS, DATA_SET, unescape_formula

__all__ = ["rows_of"]


def rows_of(source: Any) -> tuple[list[str], Iterable[tuple[int, Mapping[str, Any]]], str]:
    """Return the columns of a table of scores, its numbered rows, and what a row is called.

    Parameters
    ----------
    source
        Path of a CSV file, a DataFrame, or an iterable of rows as mappings.

    Raises
    ------
    InputError
        If it is none of these, or a line of the file has too few or too many cells.
    ReadError
        If the file cannot be read.
    """
    if isinstance(source, str | Path):
        return _rows_of_file(source)
    if hasattr(source, "to_dict") and hasattr(source, "columns"):
        return [str(name) for name in source.columns], _rows_of_frame(source), "row"
    if isinstance(source, Mapping) or not isinstance(source, Iterable):
        kind = type(source).__name__
        raise InputError(f"scores must be the path of a CSV file, a DataFrame, or a list of rows, not {kind}")
    listed = list(source)
    for number, row in enumerate(listed, 1):
        if not isinstance(row, Mapping):
            raise InputError(f"row {number} must map columns to values, not {type(row).__name__}")
    columns = list(dict.fromkeys(str(name) for row in listed for name in row))
    return columns, enumerate(listed, 1), "row"


def _rows_of_frame(frame: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the numbered rows of a DataFrame, whose columns are checked before."""
    yield from enumerate(frame.to_dict("records"), 1)


def _rows_of_file(path: str | Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]], str]:
    """Read a CSV file whose columns are divided by commas, semicolons or tabs."""
    try:
        text = as_path(path).read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise ReadError(f"cannot read the scores '{path}': {error}") from error
    lines = text.splitlines(keepends=True)
    head = lines[0] if lines else ""
    reader = csv.reader(lines, delimiter=max(",;\t", key=head.count))
    columns = [name.strip() for name in next(reader, [])]
    if not columns:
        raise InputError(f"'{path}' is empty; pass a file with a line of columns and a row for each score")
    ours = tuple(columns) in (COLUMNS, (DATA_SET, *COLUMNS))

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                raise InputError(
                    f"line {reader.line_num} has {len(row)} cells for {len(columns)} columns; correct it"
                )
            cells = map(unescape_formula, row) if ours else row
            yield reader.line_num, dict(zip(columns, cells, strict=True))

    return columns, rows(), "line"
