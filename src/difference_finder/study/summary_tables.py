"""Tables and lines of the printed summary of a study, which fit a width."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from textwrap import wrap

__all__ = ["columns_of", "fit_line", "fit_table"]

GAP = "  "
"""What separates two columns."""

LONGEST = 20
"""Length of names beyond which they have a line of their own, in a table that is too wide."""

MOST_OF_NUMBERS, MOST_OF_WORDS = 6, 3
"""Maximum number of tables among which the columns of one are divided."""


def columns_of(text: str) -> int:
    """Return the number of columns of a terminal that a text fills.

    Examples
    --------
    >>> columns_of("ours"), columns_of("\u6211\u4eec")
    (4, 4)
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def fit_line(line: str, width: int) -> list[str]:
    """Return a line of text as lines that fit a width, the further ones indented.

    Paths are not broken, so that they can be copied.

    Examples
    --------
    >>> fit_line("note: values of R, G and B are measured", 24)
    ['note: values of R, G and', '  B are measured']
    """
    if columns_of(line) <= width:
        return [line]
    start = " " * (len(line) - len(line.lstrip()))
    room = max(1, width - (columns_of(line) - len(line)))  # letters of two columns are rare
    return wrap(
        line,
        max(room, 2 * width // 3),
        initial_indent=start,
        subsequent_indent=f"{start}  ",
        break_on_hyphens=False,
        break_long_words=not line.startswith("wrote "),
        replace_whitespace=False,
    )


def fit_table(rows: Sequence[Sequence[str]], width: int, keys: int = 1, numbers: bool = False) -> list[str]:
    """Return rows as lines of text that fit a width.

    Parameters
    ----------
    rows
        Rows with the same number of cells, the first of them the heading.
    width
        Width in columns of a terminal.
    keys
        Number of columns at the left that name a row. Names that are much too long have a line of their own.
    numbers
        Whether the other columns are numbers, aligned at the right.

    Returns
    -------
    list of str
        Lines. The columns of a table that is too wide are divided among several tables, each with the names.
        Where that makes too many tables, each row is an entry: its names, and beneath them its cells with
        their headings.

    Examples
    --------
    >>> rows = [["method", "psnr", "ssim"], ["ours", "31.2", "0.9"]]
    >>> fit_table(rows, 40, numbers=True)
    ['method  psnr  ssim', 'ours    31.2   0.9']
    >>> fit_table(rows, 13, numbers=True)
    ['method  psnr', 'ours    31.2', '', 'method  ssim', 'ours     0.9']
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(columns_of, column)) for column in columns]
    if sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widths[:keys] = [_usual(column) for column in columns[:keys]]
    blocks = _blocks(widths, width, keys)
    if not blocks or len(blocks) > (MOST_OF_NUMBERS if numbers else MOST_OF_WORDS):
        return _entries(rows, width, keys)
    lines: list[str] = []
    for block in blocks:
        lines += [""] * bool(lines)
        for row in rows:
            lines += _aligned(row, block, widths, keys, numbers, width)
    return lines


def _usual(column: Sequence[str]) -> int:
    """Return the width of the names of a column without those that are much too long."""
    lengths = [columns_of(name) for name in column]
    return max((length for length in lengths if length <= max(LONGEST, lengths[0])), default=lengths[0])


def _blocks(widths: Sequence[int], width: int, keys: int) -> list[list[int]]:
    """Return the columns of each table; none if a column does not fit beside the names."""
    names = sum(widths[:keys]) + len(GAP) * (keys - 1)
    blocks: list[list[int]] = []
    used = width
    for place, own in enumerate(widths[keys:], keys):
        used += len(GAP) + own
        if used > width:
            blocks.append([])
            used = names + len(GAP) + own
        if used > width:
            return []
        blocks[-1].append(place)
    return blocks


def _aligned(
    row: Sequence[str], block: Sequence[int], widths: Sequence[int], keys: int, numbers: bool, width: int
) -> list[str]:
    """Return the names of a row and some of its cells, aligned; too long names on lines of their own."""
    names = [cell + " " * (widths[place] - columns_of(cell)) for place, cell in enumerate(row[:keys])]
    lines = []
    if any(columns_of(cell) > widths[place] for place, cell in enumerate(row[:keys])):
        lines = fit_line(GAP.join(row[:keys]), width)
        names = [" " * own for own in widths[:keys]]
    cells = []
    for place in block:
        space = " " * (widths[place] - columns_of(row[place]))
        cells.append(space + row[place] if numbers else row[place] + space)
    return [*lines, GAP.join([*names, *cells]).rstrip()]


def _entries(rows: Sequence[Sequence[str]], width: int, keys: int) -> list[str]:
    """Return each row as an entry: its names, and beneath them its cells with their headings."""
    heading, *body = rows
    lines = []
    for row in body:
        lines += fit_line(", ".join(row[:keys]), width)
        cells = zip(heading[keys:], row[keys:], strict=True)
        lines += _joined([f"{name} {cell.strip()}" for name, cell in cells], width)
    return lines


def _joined(pieces: Sequence[str], width: int) -> list[str]:
    """Return pieces in lines, none of them broken that fits into a line."""
    lines: list[str] = []
    for number, piece in enumerate(pieces):
        text = f"{piece}," if number < len(pieces) - 1 else piece
        if lines and columns_of(f"{lines[-1]} {text}") <= width:
            lines[-1] = f"{lines[-1]} {text}"
        else:
            lines += fit_line(f"  {text}", width)
    return lines
