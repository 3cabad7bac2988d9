"""Tables that are wider than a page, divided into blocks that stand beneath each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

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
    _, blocks = _divided_table(replace(table, transposed=not table.transposed), room)
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
    if width_of([layout]) <= width:
        return [layout]
    found = [layout]
    for units in (_units(layout), [1] * (layout.width - layout.labels)):
        for count in range(2, len(units) + 1):
            found = _divided(layout, units, count)
            if width_of(found) <= width:
                return found
    return found


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


def _divided(layout: Layout, units: Sequence[int], count: int) -> list[Layout]:
    """Return a layout as at most ``count`` blocks of nearly equal numbers of columns."""
    ends = _ends(units, count)
    most = max(last - first for first, last in pairwise(ends))
    return [_padded(_part(layout, first, last), most) for first, last in pairwise(ends)]


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


def _part(layout: Layout, first: int, last: int) -> Layout:
    """Return the labels and some columns of a layout."""
    labels = layout.labels
    every = [tuple(_spans(spans, labels, first + labels, last + labels)) for spans in layout.headings]
    headings = tuple(spans for spans in every if any(span.text for span in spans))
    rows = tuple((*row[:labels], *row[labels + first : labels + last]) for row in layout.rows)
    return replace(layout, headings=headings, rows=rows)


def _spans(spans: Sequence[Span], labels: int, first: int, last: int) -> Iterator[Span]:
    """Yield the headings of labels, and those of some columns, cut where they end."""
    place = 0
    for span in spans:
        start, end = place, place + span.width
        width = span.width if start < labels else min(end, last) - max(start, first)
        if width > 0:
            yield replace(span, width=width)
        place = end


def _padded(layout: Layout, columns: int) -> Layout:
    """Return a layout with empty columns at its right."""
    lacking = columns - (layout.width - layout.labels)
    empty = (Span(""),) * lacking
    rows = tuple((*row, *(Entry(""),) * lacking) for row in layout.rows)
    return replace(layout, headings=tuple((*spans, *empty) for spans in layout.headings), rows=rows)
