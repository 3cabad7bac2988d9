"""The function ``draw_plot``, and the plot that it returns."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnsupportedFormatError
from difference_finder.storage.atomic import write_whole
from difference_finder.study.figure import (
    Typeface,
    check_file_name,
    check_overwritable,
    import_matplotlib,
    snippet,
)
from difference_finder.study.plots._drawing import Drawing
from difference_finder.study.plots._registry import get_plot
from difference_finder.study.plots._style import DEFAULT_FONT, FORMATS, bytes_of, style
from difference_finder.study.tables import TableOptions
from difference_finder.text import escape_controls, option

if TYPE_CHECKING:
    from difference_finder.study.results import Results

__all__ = ["Plot", "check_output", "draw_plot"]

CHOICES = ("metrics", "data_sets")
"""Options of plots that choose parts of the study by name."""


@dataclass(frozen=True, eq=False)
class Plot:
    """A plot, ready to be written.

    Parameters
    ----------
    kind
        Name of the plot, such as "box".
    figure
        Figure of matplotlib.
    caption
        Caption, without markup. It states the number of images, what is shown, and tests with their level.
    width
        Width in inches.
    """

    kind: str
    figure: Any
    caption: str
    width: float
    _face: Typeface
    _dpi: int

    def __repr__(self) -> str:
        return f"Plot(kind={self.kind!r}, width={self.width:g})"

    def to_bytes(self, format: str) -> bytes:
        """Return the plot as "pdf", "svg" or "png"; the same study gives the same bytes.

        Raises
        ------
        UnsupportedFormatError
            If there is no such format.
        """
        if format not in FORMATS:
            raise UnsupportedFormatError(f"a plot is drawn as pdf, svg or png, not {format!r}")
        return bytes_of(self.figure, format, self._dpi, self._face)

    def save(self, path: str | Path) -> list[Path]:
        """Write the plot, and next to PDF and SVG the LaTeX that includes it, with its caption.

        Parameters
        ----------
        path
            File whose suffix selects the format: ``.pdf``, ``.svg`` or ``.png``.

        Returns
        -------
        list of Path
            Files that were written atomically, the plot last.

        Raises
        ------
        InputError
            If the suffix is unknown, or a file cannot be written.
        """
        check_output(path)
        target = Path(path)
        files = {target: self.to_bytes(target.suffix.lower()[1:])}
        if target.suffix.lower() != ".png":
            latex = target.with_name(f"{target.name}.tex")
            check_overwritable(latex)
            text = snippet(target.name, self.caption, self.width, latex.name)
            files = {latex: text.encode("utf-8", "backslashreplace"), **files}
        for one, data in files.items():
            write_whole(one, data)
        return list(files)

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


def check_output(output: str | Path) -> None:
    """Raise an error if an output file is invalid.

    Raises
    ------
    InputError
        If the suffix is unknown, or LaTeX could not include the file.
    """
    check_file_name(output, [f".{name}" for name in FORMATS])


def draw_plot(
    study: Results,
    kind: str,
    output: str | Path | None = None,
    *,
    methods: str | Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    width: float = 3.5,
    height: float | None = None,
    font: str = DEFAULT_FONT,
    font_size: float = 8.0,
    dpi: int = 300,
    **options: Any,
) -> Plot:
    """Draw a plot of a study for a paper.

    Parameters
    ----------
    study
        Results of a study.
    kind
        Name of the plot: "box", "paired", "pareto", "cd", "profile", "by-difficulty" or "kinds".
    output
        File to write, as by :meth:`Plot.save`; None to write no file.
    methods
        Methods to show; empty for all.
    labels
        Displayed names of methods, metrics, data sets and numbers of one's own.
    width
        Width in inches: 3.5 for one column, 7 for two.
    height
        Height in inches; None for the height that the content needs.
    font, font_size
        Name of an installed font, and its size in points. Numbers at axes and legends are smaller by a point.
    dpi
        Resolution of PNG.
    options
        Options of the plot, the keyword-only arguments of its function: ``metrics`` of all plots but
        "pareto" and "kinds", ``data_sets`` of "box", ``x`` and ``y`` of "pareto", ``post_hoc`` of "cd".

    Returns
    -------
    Plot
        The plot with its ``caption``; ``save`` writes it.

    Raises
    ------
    UnknownNameError
        If there is no such plot, option or font, or the study has no such metric, method or data set.
    InputError
        If an option is invalid, or the study lacks what the plot shows.
    MissingDependencyError
        If matplotlib is not installed.

    Examples
    --------
    >>> from difference_finder.study.study import Study
    >>> table = {"ours": (30.1, 28.4, 33.0), "edsr": (29.8, 28.1, 33.1)}
    >>> rows = [
    ...     {"image": f"{n}.png", "method": method, "psnr": score}
    ...     for method, scores in table.items()
    ...     for n, score in enumerate(scores)
    ... ]
    >>> drawn = draw_plot(Study.from_scores(rows), "box")
    >>> drawn.caption  # doctest: +ELLIPSIS
    'PSNR (dB, higher is better) of 2 methods on 3 images...'
    """
    found = get_plot(kind)
    import_matplotlib("the plot")
    if output is not None:
        check_output(output)
    _check_numbers(width, height, dpi)
    given = {name: value for name, value in options.items() if value not in (None, (), [])}
    found.check_options(given)
    choices = {name: given[name] for name in CHOICES if name in given}
    chosen = TableOptions.checked(methods=methods, labels=labels or {}, **choices).resolved(study)
    found.check_methods(len(chosen.methods))
    given |= {name: getattr(chosen, name) for name in choices}
    face = Typeface(font, font_size)

    def drawn() -> tuple[Drawing, str]:
        with style(face):
            drawing = Drawing(study, chosen, face, width, height, _figure(width), given.get("metrics", ()))
            caption = " ".join(filter(None, found.draw(drawing, **given)))
            _lay_out(drawing)
        return drawing, caption

    drawing, caption = drawn()
    if not face.covers(_texts(drawing.figure)):
        drawing, caption = drawn()
    face.warn_of_missing(_texts(drawing.figure))
    plot = Plot(kind, drawing.figure, escape_controls(caption), float(width), face, dpi)
    if output is not None:
        plot.save(output)
    return plot


def _figure(width: float) -> Any:
    """Return a figure without pyplot, which would need a display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, width), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _lay_out(drawing: Drawing) -> None:
    """Place the axes.

    Raises
    ------
    InputError
        If they do not fit.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied")
        try:
            drawing.figure.canvas.draw()
        except UserWarning:
            width, height = drawing.figure.get_size_inches()
            raise InputError(
                f"the plot does not fit into {width:.3g} x {height:.3g} inches with text of"
                f" {drawing.face.size:g} points; choose a larger {option('width')} or {option('height')},"
                f" or a smaller {option('font_size')}"
            ) from None


def _texts(figure: Any) -> list[str]:
    """Return the texts of a figure that was drawn."""
    from matplotlib.text import Text

    return [line for text in figure.findobj(Text) for line in text.get_text().splitlines()]


def _check_numbers(width: Any, height: Any, dpi: Any) -> None:
    for name, number, least in (("width", width, 2), ("height", height, 0.5)):
        if name == "height" and number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= 40:
            raise InputError(f"{option(name)} must be a number of inches from {least} to 40, not {number!r}")
    if isinstance(dpi, bool) or not isinstance(dpi, int) or not 50 <= dpi <= 2400:
        raise InputError(f"{option('dpi')} must be a whole number from 50 to 2400, not {dpi!r}")
