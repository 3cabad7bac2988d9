"""Tables of a study for a paper: a model of rows and columns, and one module for each format."""

from difference_finder.study.tables.formats import FORMATS, render
from difference_finder.study.tables.model import Cell, Column, Table
from difference_finder.study.tables.options import TableOptions
from difference_finder.study.tables.tabulate import tabulate

__all__ = ["FORMATS", "Cell", "Column", "Table", "TableOptions", "render", "tabulate"]
