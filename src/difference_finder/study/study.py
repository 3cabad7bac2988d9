"""The class ``Study``: results with a figure, a summary and notebook displays."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from difference_finder.display import mime_bundle
from difference_finder.errors import DifferenceFinderError
from difference_finder.storage.atomic import write_whole
from difference_finder.study.figure import Figure, figure
from difference_finder.study.results import Results
from difference_finder.study.summary import format_study

__all__ = ["Study"]

PREVIEW_DPI = 120
"""Resolution of the figure that a notebook shows and stores."""


class Study(Results):
    """A study of N methods; see :class:`~difference_finder.study.results.Results` for its fields."""

    @classmethod
    def of(cls, results: Results) -> Study:
        """Return a study with these results, including cached means and verdicts."""
        study = object.__new__(cls)
        study.__dict__.update(results.__dict__)
        return study

    def __str__(self) -> str:
        """Return the summary of the study."""
        return "\n".join(format_study(self, []))

    def figure(self, output: str | Path | None = None, **options: Any) -> Figure:
        """Draw the crops; see :func:`difference_finder.study.figure.figure`.

        Parameters
        ----------
        output
            File to write, whose suffix selects the format; None to write no file.
        options
            Keyword arguments of :func:`~difference_finder.study.figure.figure`.

        Returns
        -------
        Figure
            The figure, with its caption.
        """
        return figure(self, output, **options)

    def table(self, format: str | None = None, output: str | Path | None = None, **options: Any) -> str:
        """Return the means as a table for a paper.

        Parameters
        ----------
        format
            "latex", "markdown", "csv", "html" or "typst"; None for the format of the suffix of ``output``, or
            else Markdown.
        output
            File to write; None to write no file.
        options
            Fields of :class:`~difference_finder.study.tables.TableOptions`.

        Returns
        -------
        str
            The table.

        Raises
        ------
        UnknownNameError
            If there is no such format, or the study has no such metric, method or data set.
        InputError
            If an option is invalid, or the file cannot be written.
        """
        from difference_finder.study.tables import TableOptions, render, tabulate
        from difference_finder.study.tables.formats import format_of

        chosen = format_of(output) if format is None else format
        text = render(tabulate(self, TableOptions.checked(**options)), chosen)
        if output is not None:
            write_whole(output, text.encode("utf-8", "surrogateescape"))
        return text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_png_(self) -> bytes | None:
        """Return the figure of the crops; None without crops or without matplotlib."""
        if self.crops is None or find_spec("matplotlib") is None:
            return None
        try:
            return self.figure(dpi=PREVIEW_DPI).to_bytes("png")
        except DifferenceFinderError as error:
            warnings.warn(f"the study is shown without its figure: {error}", stacklevel=2)
            return None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return mime_bundle(self)
