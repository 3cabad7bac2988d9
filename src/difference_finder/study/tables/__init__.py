"""Tables of a study for a paper: a model of rows and columns, and one module for each format."""

from difference_finder.study.tables.blocks import fit_to_paper
from difference_finder.study.tables.formats import FOR_PAPER, FORMATS, format_of, render, write_table
from difference_finder.study.tables.model import Cell, Column, Table
from difference_finder.study.tables.options import TableOptions
from difference_finder.study.tables.tabulate import tabulate

__all__ = [
    "FORMATS", "FOR_PAPER", "Cell", "Column", "Table", "TableOptions", "fit_to_paper", "format_of", "render",
    "tabulate", "write_table",
]  # fmt: skip
