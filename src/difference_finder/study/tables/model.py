"""The model of a table: methods, columns of means, and cells; and its layout in rows and headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

__all__ = ["DAGGERS", "Cell", "Column", "Entry", "Layout", "Span", "Table"]

DAGGERS = {"better": "\u2020", "worse": "\u2021", "equivalent": "\u2248"}
"""Mark of a rival for each outcome of ours against it."""


@dataclass(frozen=True)
class Cell:
    """The mean of a method in a column.

    Parameters
    ----------
    value
        The mean, in full precision; NaN if there is none.
    text
        The displayed number.
    rank
        1 for the best mean of the column, 2 for the second best; 0 otherwise.
    word
        Outcome of ours against this method: "better", "worse", "equivalent", or another word without a mark;
        "" without a test.
    adjusted_p
        Corrected p value of that comparison; None without a test.
    n
        Number of images that the mean covers; None for a number that was not measured on images.
    """

    value: float
    text: str
    rank: int = 0
    word: str = ""
    adjusted_p: float | None = None
    n: int | None = None

    @property
    def mark(self) -> str:
        """The dagger of the outcome; "" if it has none."""
        return DAGGERS.get(self.word, "")


@dataclass(frozen=True)
class Column:
    """A column of means.

    Parameters
    ----------
    key
        Spec of the metric, or name of a number of one's own.
    label
        Displayed name of the metric, such as "PSNR-Y".
    arrow
        Direction of better values as an arrow; "" if there is none.
    unit
        Unit of the values; "" if they have none.
    data_set
        Name of the data set; "" for the mean over data sets, for a study without data sets, and for numbers
        of one's own.
    group
        Heading above the columns of a data set; "" for none.
    name
        Displayed name of the data set, which the heading has without the number of its images.
    family
        "primary" or "secondary" for a metric that is tested first or only then; "" if the study has no
        primary metrics.
    own
        Whether it holds numbers of one's own, which belong to a method and to no data set.
    """

    key: str
    label: str
    arrow: str = ""
    unit: str = ""
    data_set: str = ""
    group: str = ""
    name: str = ""
    family: str = ""
    own: bool = False

    @property
    def heading(self) -> str:
        """Name, unit and direction."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.label}{unit}{f' {self.arrow}' if self.arrow else ''}"


@dataclass(frozen=True)
class Span:
    """A heading over one or more columns of a layout.

    Parameters
    ----------
    text
        The heading.
    width
        Number of columns.
    """

    text: str
    width: int = 1


@dataclass(frozen=True)
class Entry:
    """A cell of a layout.

    Parameters
    ----------
    text
        Displayed text.
    bold, underlined
        Whether it is the best or the second best.
    mark
        Mark after the text; "" for none.
    """

    text: str
    bold: bool = False
    underlined: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Layout:
    """The rows and headings of a table.

    Parameters
    ----------
    headings
        Rows of headings. The widths of each row add up to the number of columns.
    rows
        Rows of entries, each with one entry for each column.
    labels
        Number of columns at the left that hold labels.
    rules
        Numbers of the rows that a thin rule separates from the row before.
    """

    headings: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[Entry, ...], ...]
    labels: int
    rules: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return sum(span.width for span in self.headings[0])


@dataclass(frozen=True)
class Table:
    """A table of means for a paper.

    Parameters
    ----------
    methods
        Displayed names of the methods.
    columns
        Columns of means.
    cells
        Cells, one row for each method and one cell for each column.
    notes
        Sentences beneath the table: what is averaged, what the marks mean, what is missing.
    caption
        Caption; "" for none.
    label
        Label for cross-references in LaTeX and Typst; "" for none.
    transposed
        Whether methods are columns and metrics are rows.
    names
        Names of the methods in the study, in the order of ``methods``.
    width
        Width in inches that the table has on paper; formats for paper divide a wider one into blocks. None
        for both columns of a page.
    """

    methods: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    caption: str = ""
    label: str = ""
    transposed: bool = False
    names: tuple[str, ...] = ()
    width: float | None = None

    @property
    def grouped(self) -> bool:
        """Whether columns have headings of data sets above them."""
        return any(column.group for column in self.columns)

    def layout(self) -> Layout:
        """Return the rows and headings of the table."""
        return self._by_metric() if self.transposed else self._by_method()

    def _by_method(self) -> Layout:
        headings = [(Span("Method"), *(Span(column.heading) for column in self.columns))]
        if self.grouped:
            spans = (Span(group, len(columns)) for group, columns in self._groups())
            headings.insert(0, (Span(""), *spans))
        rows = tuple(
            (Entry(method), *map(_entry, cells))
            for method, cells in zip(self.methods, self.cells, strict=True)
        )
        return Layout(tuple(headings), rows, 1)

    def _by_metric(self) -> Layout:
        labels = ("Data set", "Metric") if self.grouped else ("Metric",)
        headings = (tuple(map(Span, (*labels, *self.methods))),)
        rows: list[tuple[Entry, ...]] = []
        rules = []
        for group, columns in self._groups():
            rules.append(len(rows))
            for place, number in enumerate(columns):
                column = self.columns[number]
                stub = [Entry(column.heading)]
                if self.grouped:  # numbers of one's own are no metrics of a data set
                    stub = [*stub, Entry("")] if column.own else [Entry(group if place == 0 else ""), *stub]
                rows.append((*stub, *(_entry(row[number]) for row in self.cells)))
        return Layout(headings, tuple(rows), len(labels), tuple(rules[1:]) if self.grouped else ())

    def _groups(self) -> Iterator[tuple[str, list[int]]]:
        """Yield each heading of a data set with the numbers of its columns."""
        for group, numbers in groupby(range(len(self.columns)), lambda number: self.columns[number].group):
            yield group, list(numbers)


def _entry(cell: Cell) -> Entry:
    return Entry(cell.text, cell.rank == 1, cell.rank == 2, cell.mark)
