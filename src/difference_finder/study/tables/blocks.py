"""Tables that are wider than a page, divided into blocks that stand beneath each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise, zip_longest

from difference_finder.study.tables.model import Entry, Layout, Span, Table
from difference_finder.study.tables.widths import INCH, column_widths
from difference_finder.text import option

__all__ = ["ONE_COLUMN", "Fitted", "fit_to_paper"]

ONE_COLUMN, PAGE = 3.25, 6.75
"""Widths in inches of a column of two, and of both columns, on a page of most papers."""

PAGE_ROWS = 50
"""Number of rows that fit a page of 9 inches."""


@dataclass(frozen=True)
class Fitted:
    """A table for paper.

    Parameters
    ----------
    table
        The table. If it needs more blocks otherwise, the units of metrics and the numbers of images are in
        its notes, not in headings.
    blocks
        Its layout as blocks that stand beneath each other. They have the same number of columns: a block with
        fewer has empty ones at its right.
    remarks
        What the author should know about its size, such as the number of blocks.
    """

    table: Table
    blocks: tuple[Layout, ...]
    remarks: tuple[str, ...]

    @property
    def width(self) -> float:
        """The estimated width in inches."""
        return width_of(self.blocks)


@lru_cache(1)  # the text of a table and what is told about it need it one after the other
def fit_to_paper(table: Table) -> Fitted:
    """Divide a table into blocks that fit its width, if it is wider.

    Headings are shortened where this saves blocks: the notes then state the units of metrics, and the numbers
    of images. The columns of a data set stay together if they fit.
    """
    natural, room = width_of([table.layout()]), PAGE if table.width is None else table.width
    found, blocks = _divided_table(table, room)
    remarks = [*_remarks(natural, room, blocks), *_other_way(table, room, len(blocks))]
    return Fitted(found, tuple(blocks), tuple(remarks))


def _divided_table(table: Table, room: float) -> tuple[Table, list[Layout]]:
    """Return a table with the headings that need fewest blocks, and its blocks."""
    if width_of([table.layout()]) <= room:
        return table, [table.layout()]
    plain = _without_units(table)
    ways = [
        (way, _blocks(way.layout(), room))
        for way in (table, plain, _without_counts(table), _without_counts(plain))
    ]
    return min(ways, key=lambda way: (width_of(way[1]) > room, len(way[1])))


def _other_way(table: Table, room: float, count: int) -> Iterator[str]:
    """Yield that a table would need fewer blocks if its columns were rows, or its rows columns."""
    if count == 1:
        return
    other = replace(table, transposed=not table.transposed)
    if width_of([other.layout()]) >= count * room:
        return
    _, blocks = _divided_table(other, room)
    if len(blocks) < count and width_of(blocks) <= room:
        how = f"{'without' if table.transposed else 'with'} {option('transpose', True)}"
        yield f"{how}, {'1 block is' if len(blocks) == 1 else f'{len(blocks)} blocks are'} enough"


def width_of(blocks: Sequence[Layout]) -> float:
    """Return the estimated width in inches of blocks that share their columns."""
    widths = zip(*map(column_widths, blocks), strict=True)
    return float(sum(map(max, widths))) / INCH


def _without_units(table: Table) -> Table:
    """Return a table whose notes state the units of metrics."""
    units = {column.label: column.unit for column in table.columns if column.unit and not column.own}
    columns = tuple(column if column.own else replace(column, unit="") for column in table.columns)
    told = [f"{label} in {unit}" for label, unit in units.items()]
    return _told(replace(table, columns=columns), told)


def _without_counts(table: Table) -> Table:
    """Return a table whose notes state the numbers of images of data sets."""
    counts = {column.group: None for column in table.columns if column.group != column.name}
    columns = tuple(replace(column, group=column.name) for column in table.columns)
    return _told(replace(table, columns=columns), list(counts))


def _told(table: Table, facts: Sequence[str]) -> Table:
    """Return a table with one more note, if there are facts."""
    return replace(table, notes=(*table.notes, f"{', '.join(facts)}.")) if facts else table


def _blocks(layout: Layout, width: float) -> list[Layout]:
    """Return a layout as the smallest number of blocks that fit a width in inches."""
    every = column_widths(layout)
    labels, room = sum(every[: layout.labels]), width * INCH
    if sum(every) <= room:
        return [layout]
    numbers = sum(every) - labels
    least = min(math.ceil(numbers / (room - labels)), len(every) - layout.labels) if labels < room else 2
    ends = [0, layout.width - layout.labels]
    for units in (_units(layout), [1] * (layout.width - layout.labels)):
        for count in range(max(2, least), len(units) + 1):
            ends = _ends(units, count)
            if _joint_width(layout, every, ends) <= room:
                return _divided(layout, ends)
    return _divided(layout, ends)


def _joint_width(layout: Layout, every: Sequence[float], ends: Sequence[int]) -> float:
    """Return the estimated width in points of a layout in blocks, of which the columns have known widths."""
    if len(layout.headings) > 1:  # headings over several columns are cut, which changes the widths beneath
        return INCH * width_of(_divided(layout, ends))
    labels = layout.labels
    blocks = (every[labels + first : labels + last] for first, last in pairwise(ends))
    return sum(every[:labels]) + sum(map(max, zip_longest(*blocks, fillvalue=0.0)))


def _remarks(natural: float, room: float, blocks: Sequence[Layout]) -> Iterator[str]:
    """Yield what happened to a table of a natural width, for which there is room, both in inches."""
    width, given = width_of(blocks), f"{room:g} inches ({option('width')})"
    if len(blocks) > 1:
        yield (
            f"the table is about {natural:.1f} inches wide in text of 10 points, more than {given}, and is"
            f" divided into {len(blocks)} blocks of about {width:.1f} inches"
        )
    if width > room:
        yield (
            f"blocks of one column are still about {width:.1f} inches wide, more than {given}; shorten names"
            f" by {option('labels')}"
        )
    rows = sum(len(block.rows) + len(block.headings) for block in blocks)
    if rows > PAGE_ROWS:
        yield (
            f"the table has {rows} rows, more than fit a page; choose fewer {option('methods')},"
            f" {option('data_sets')} or {option('metrics')}"
        )


def _units(layout: Layout) -> list[int]:
    """Return the numbers of columns that stay together: those of a data set, or single ones."""
    if len(layout.headings) == 1:
        return [1] * (layout.width - layout.labels)
    found: list[int] = []
    place = 0
    for span in layout.headings[0]:
        if place >= layout.labels:
            found += [span.width] if span.text else [1] * span.width
        place += span.width
    return found


def _divided(layout: Layout, ends: Sequence[int]) -> list[Layout]:
    """Return a layout as blocks of equal numbers of columns, of which the last ones may be empty."""
    if len(ends) == 2:
        return [layout]
    most = max(last - first for first, last in pairwise(ends))
    headings = [_by_column(spans) for spans in layout.headings]
    return [_padded(_part(layout, headings, first, last), most) for first, last in pairwise(ends)]


def _ends(units: Sequence[int], count: int) -> list[int]:
    """Return where blocks begin and end, for the smallest possible number of columns of the widest block.

    Examples
    --------
    >>> _ends([3, 3, 3, 3, 3], 3)
    [0, 6, 12, 15]
    """
    low, high = max(units), sum(units)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(units, middle)) <= count else (middle + 1, high)
    return [0, *accumulate(_filled(units, low))]


def _filled(units: Sequence[int], room: int) -> list[int]:
    """Return the numbers of columns of blocks, each of which takes as many units as have room."""
    found: list[int] = []
    for unit in units:
        if found and found[-1] + unit <= room:
            found[-1] += unit
        else:
            found.append(unit)
    return found


def _part(layout: Layout, headings: Sequence[Sequence[tuple[int, str]]], first: int, last: int) -> Layout:
    """Return the labels and some columns of a layout, without rows of headings that have no text there."""
    labels = layout.labels
    kept = [*range(labels), *range(labels + first, labels + last)]
    every = [_spans(by_column, kept) for by_column in headings]
    shown = tuple(spans for spans in every if any(span.text for span in spans))
    rows = tuple((*row[:labels], *row[labels + first : labels + last]) for row in layout.rows)
    return replace(layout, headings=shown, rows=rows)


def _by_column(spans: tuple[Span, ...]) -> tuple[tuple[int, str], ...]:
    """Return number and text of the heading of each column."""
    return tuple((number, span.text) for number, span in enumerate(spans) for _ in range(span.width))


def _spans(by_column: Sequence[tuple[int, str]], kept: Sequence[int]) -> tuple[Span, ...]:
    """Return the headings of some columns, cut where these end."""
    parts = groupby(by_column[column] for column in kept)
    return tuple(Span(text, sum(1 for _ in part)) for (_, text), part in parts)


def _padded(layout: Layout, columns: int) -> Layout:
    """Return a layout with empty columns at its right."""
    lacking = columns - (layout.width - layout.labels)
    empty = (Span(""),) * lacking
    rows = tuple((*row, *(Entry(""),) * lacking) for row in layout.rows)
    return replace(layout, headings=tuple((*spans, *empty) for spans in layout.headings), rows=rows)
