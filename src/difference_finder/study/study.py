"""The class ``Study``: results with figures, plots, tables, a summary and notebook displays."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.display import mime_bundle
from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.study.figure import Figure, figure
from difference_finder.study.results import DATA_SETS, Results
from difference_finder.study.summary import format_study
from difference_finder.text import join_names, option

if TYPE_CHECKING:
    from difference_finder.study.plots import Plot

__all__ = ["Study"]

PREVIEW_DPI = 120
"""Resolution of the figure that a notebook shows and stores."""

PREVIEW_HEIGHT = 200.0
"""Maximum height of this figure in inches: a notebook has no pages."""


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

    def figure(
        self, output: str | Path | None = None, *, data_set: str | None = None, **options: Any
    ) -> Figure:
        """Draw the crops; see :func:`difference_finder.study.figure.figure`.

        Parameters
        ----------
        output
            File to write, whose suffix selects the format; None to write no file.
        data_set
            Data set whose images are shown, in a study of several data sets; None for a study without data
            sets, and for the only one.
        options
            Keyword arguments of :func:`~difference_finder.study.figure.figure`.

        Returns
        -------
        Figure
            The figure, with its caption.

        Raises
        ------
        InputError
            If the study has several data sets, and none is chosen.
        UnknownNameError
            If the study has no such data set; the message lists them.
        StudyError
            If the study has no images, or not the study of the data set.
        """
        known = list(self.record.get(DATA_SETS) or {})
        if data_set is None and len(known) > 1:
            raise InputError(
                f"a figure shows the images of one data set, and this study has {join_names(known, 8)};"
                f" choose one by {option('data_set')}"
            )
        chosen = data_set if data_set is not None or not known else known[0]
        shown = self if chosen is None else self.of_data_set(chosen)
        shown.check_images()
        return figure(shown, output, **options)

    @classmethod
    def from_scores(
        cls,
        source: Any,
        *,
        ours: str | None = None,
        metrics: str | Sequence[str] = (),
        higher_is_better: str | Sequence[str] = (),
        lower_is_better: str | Sequence[str] = (),
        group: str | None = None,
        output: str | Path | None = None,
        seed: int = 0,
        **statistics: Any,
    ) -> Study:
        """Return a study of scores that were measured elsewhere: verdicts and tables, but no images.

        Parameters
        ----------
        source
            Path of a CSV file, a DataFrame, or an iterable of rows as mappings. Columns are ``image`` and
            ``method``, optionally ``group``, ``data_set`` and ``run``, and either ``metric`` and ``score``
            (as in ``scores.csv``), or a column for each metric.
        ours
            Method that the study is about; by default the first.
        metrics
            Metrics to include, in this order; empty for all.
        higher_is_better, lower_is_better
            Metrics of which higher or lower scores are better. Metrics of this package need not be named.
        group
            Rule that gives the statistical unit of an image, if the scores have no column for it; see
            :func:`~difference_finder.study.rank.rank`.
        output
            Folder for ``scores.csv`` and ``study.json``; None to write no files.
        seed
            Seed of resampling.
        statistics
            Settings ``level``, ``draws``, ``correction``, ``primary``, ``relevant``, ``over`` and
            ``post_hoc``; see :func:`~difference_finder.study.rank.rank`.

        Raises
        ------
        InputError
            If the direction of a metric is unknown, or the scores or a setting are invalid; the message names
            the line.
        DuplicateNameError
            If a score is there twice.
        UnknownNameError
            If a method or a metric is not in the scores.
        ReadError
            If the file cannot be read.

        Examples
        --------
        >>> table = {"ours": (30.1, 28.4, 33.0), "edsr": (29.8, 28.1, 33.1)}
        >>> rows = [
        ...     {"image": f"{n}.png", "method": method, "psnr": score}
        ...     for method, scores in table.items()
        ...     for n, score in enumerate(scores)
        ... ]
        >>> study = Study.from_scores(rows)
        >>> [(mean.method, round(mean.mean, 2)) for mean in study.means]
        [('ours', 30.5), ('edsr', 30.33)]
        """
        from difference_finder.study.measured_elsewhere import results_of_scores, write_results

        results = results_of_scores(
            source,
            ours=ours,
            metrics=metrics,
            higher_is_better=higher_is_better,
            lower_is_better=lower_is_better,
            group=group,
            seed=seed,
            **statistics,
        )
        if output is not None:
            write_results(results, output, source)
        return cls.of(results)

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
        from difference_finder.study.tables import TableOptions, format_of, tabulate, write_table

        chosen = format_of(output) if format is None else format
        return write_table(tabulate(self, TableOptions.checked(**options)), chosen, output)

    def plot(self, kind: str, output: str | Path | None = None, **options: Any) -> Plot:
        """Draw a plot for a paper; see :func:`difference_finder.study.plots.draw_plot`.

        Parameters
        ----------
        kind
            "box", "paired", "pareto", "cd", "profile", "by-difficulty" or "kinds".
        output
            File to write, whose suffix selects the format; None to write no file.
        options
            Keyword arguments of :func:`~difference_finder.study.plots.draw_plot`, such as ``x="lpips"``.

        Returns
        -------
        Plot
            The plot, with its caption.
        """
        from difference_finder.study.plots import draw_plot

        return draw_plot(self, kind, output, **options)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_png_(self) -> bytes | None:
        """Return the figure of the crops; None without crops or without matplotlib."""
        if self.crops is None or find_spec("matplotlib") is None:
            return None
        try:
            return self.figure(dpi=PREVIEW_DPI, max_height=PREVIEW_HEIGHT).to_bytes("png")
        except DifferenceFinderError as error:
            warnings.warn(f"the study is shown without its figure: {error}", stacklevel=2)
            return None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return mime_bundle(self)
