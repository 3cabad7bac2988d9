"""The function ``figure``, which draws the crops of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.storage.atomic import write_whole
from difference_finder.study.figure._compose import Composer
from difference_finder.study.figure._fonts import DEFAULT_FONT, DEFAULT_SIZE, Typeface, import_matplotlib
from difference_finder.study.figure._latex import MARK, pgf, png_of, snippet
from difference_finder.study.figure._layout import sheet_of
from difference_finder.study.figure._options import FigureOptions
from difference_finder.study.figure._scale import ErrorScale
from difference_finder.study.figure._write import _ready, check_output, render
from difference_finder.study.images import Place
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.study.figure._sheet import Sheet
    from difference_finder.study.results import Results

__all__ = ["Figure", "check_overwritable", "figure"]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure, ready to be written.

    Parameters
    ----------
    sheet
        Layout of the figure.
    caption
        Caption as plain text.
    places, titles
        Places that the rows show, and the titles of the rows.
    scale
        Scale of the error maps.
    width
        Width in inches.
    notes
        What the author should know and the caption does not state, such as why a value is missing.
    """

    sheet: Sheet
    caption: str
    places: tuple[Place, ...]
    titles: tuple[str, ...]
    scale: ErrorScale
    width: float
    notes: tuple[str, ...]
    _face: Typeface
    _dpi: int
    _interpolation: str

    def __repr__(self) -> str:
        return f"Figure(rows={len(self.places)}, width={self.width:g}, gain={self.scale.gain:g})"

    @property
    def height(self) -> float:
        """The height in inches."""
        return self.sheet.height / 72.0

    def save(self, path: str | Path) -> list[Path]:
        """Write the figure, and next to it the LaTeX that includes it, with its caption and a label.

        Parameters
        ----------
        path
            File whose suffix selects the format: ``.pdf``, ``.svg``, ``.png``; ``.pgf`` or ``.tex`` for PGF
            commands with their images. The LaTeX for ``figure.pdf`` is ``figure.pdf.tex``, so that each
            output has its own; ``figure.tex`` itself includes ``figure.pgf``.

        Returns
        -------
        list of Path
            Files that were written atomically, the figure last. The same study gives the same bytes.

        Raises
        ------
        InputError
            If the suffix is unknown, or a file cannot be written.
        """
        return write_figure(self, path)

    def to_bytes(self, suffix: str) -> bytes:
        """Return the figure as "pdf", "svg" or "png"."""
        return render(self.sheet, self._face, suffix, self._dpi, self._interpolation)

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


def figure(
    study: Results,
    output: str | Path | None = None,
    *,
    methods: str | Sequence[str] | None = None,
    crops: int = 3,
    crops_kind: str | None = None,
    random: bool = False,
    places: Iterable[Any] = (),
    metrics: str | Sequence[str] | None = None,
    values: str = "crop",
    errors: str = "auto",
    gain: float | None = None,
    colormap: str = "magma",
    display: Any = None,
    interpolation: str = "none",
    width: float = 7.0,
    max_height: float | None = None,
    font_size: float = DEFAULT_SIZE,
    font: str = DEFAULT_FONT,
    dpi: int = 300,
    title: str = "",
    labels: Mapping[str, str] | None = None,
    row_labels: Sequence[str] = (),
    layout: str = "grid",
    letters: str = "none",
    caption: str = "full",
) -> Figure:
    """Draw the crops of a study: whole images, reference, methods and error maps.

    Parameters
    ----------
    study
        Study with crops; without crops, only places chosen by hand can be drawn.
    output
        File to write, as by :meth:`Figure.save`; None to write no file.
    methods
        Methods to show, in this order; None for all.
    crops
        Number of rows, taken in turn from ours best, rival best and the median. 0 for none; 1 is an error,
        since it would show only ours at its best.
    crops_kind
        First kind of the change in the crops, such as "lost_texture": rows are taken in turn from the median,
        ours best and rival best of the windows around strong regions of this kind, and 1 row shows the
        median. The study must have measured kinds. None for crops of all windows.
    random
        Whether to add a strip of random crops.
    places
        Squares chosen by hand, as "IMAGE:X,Y,SIZE" or (image, x, y, size), in rows of their own. The caption
        states that they were chosen by hand.
    metrics
        Metrics beneath panels; None for the first three of the study.
    values
        "crop": scores of the crop under the protocol of the study, whose border applies to the whole image;
        "image": scores of the whole image; "none".
    errors
        Position of error maps: "beside" the crops, "below" them, "none", or "auto", which shows them in a
        grid only.
    gain
        Factor that amplifies errors; None for one of 1, 2, 5, 10 and 20.
    colormap
        Colormap of the errors: "magma", "viridis" or "grey".
    display
        Values shown as black and as white, (0, 0.6) or "0,0.6"; for integer images, shares of their range.
        None for the data range, or for the range of the reference's values if the data range is unknown.
    interpolation
        Interpolation of enlarged crops: "bilinear", "bicubic", "lanczos", or "none" to show pixels as
        squares.
    width
        Width in inches: 3.5 for one column, 7 for two.
    max_height
        Maximum height in inches; by default 9, the text of a page of most papers, and 9/7 of a width above 7.
        A layout is arranged so that it fits, and it is an error if it cannot.
    font_size, font
        Size of the font in points, at the width of the figure, and its name. No text is smaller than 7/8 of
        the size. A font of the kind of Times that is not installed is replaced by STIXGeneral, with a
        warning.
    dpi
        Minimum resolution of PNG; a higher one is used if pixels fill the panels better.
    title
        Title above the figure.
    labels
        Displayed names of methods, metrics and "reference"; methods have those of the study file by default.
    row_labels
        Titles of the rows, from the first on.
    layout
        "grid": each row has its whole image, with a box. "overview": each image is shown once, with boxes in
        different colours, and its crops have frames of these colours. "inset": the whole images of the
        reference and of all methods, with enlarged crops beneath or beside them, joined to their boxes by
        lines.
    letters
        What the letters (a), (b), (c) name: the "rows", the "columns" or "none".
    caption
        "full": all facts about the choice of each crop. "short": one sentence on the choice of all.

    Returns
    -------
    Figure
        The figure with its ``caption``; ``save`` writes it.

    Raises
    ------
    InputError, UnknownNameError
        If an option is invalid, or the study has no crops, or no window of the kind.
    ReadError
        If an image file is missing or cannot be read.
    MissingDependencyError
        If matplotlib is not installed.

    Notes
    -----
    Errors are absolute differences, averaged over channels, as a share of the data range, whatever metric
    selected the crops. All panels share one scale: the largest gain of 1, 2, 5, 10 and 20 at which the 99.5th
    percentile of the shown errors does not exceed the scale.

    PDF, SVG and PGF embed crops with their original pixels; in PNG each pixel becomes a square of whole
    pixels. Whole images of more than 600 pixels per inch are reduced to that resolution.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> from difference_finder import rank
    >>> with TemporaryDirectory() as root:
    ...     for name, value in {"GT": 0.0, "ours": 0.1, "edsr": 0.15}.items():
    ...         Path(root, name).mkdir()
    ...         np.save(Path(root, name, "cat.npy"), np.full((64, 64), value))
    ...     study = rank(f"{root}/GT", {name: f"{root}/{name}" for name in ("ours", "edsr")}, "psnr")
    ...     drawn = figure(study, f"{root}/figure.pdf", width=3.5)
    >>> [place.kind for place in drawn.places], drawn.scale.gain
    (['best', 'rival_best', 'median'], 5)
    """
    import_matplotlib()
    if output is not None:
        check_output(output)
    options = FigureOptions(
        methods=methods,
        crops=crops,
        crops_kind=crops_kind,
        random=random,
        places=places,
        metrics=metrics,
        values=values,
        errors=errors,
        gain=gain,
        colormap=colormap,
        display=display,
        interpolation=interpolation,
        width=width,
        max_height=max_height,
        dpi=dpi,
        title=title,
        labels=labels or {},
        row_labels=row_labels,
        layout=layout,
        letters=letters,
        caption=caption,
    ).checked()
    face = Typeface(font, font_size)
    composer = Composer(study, options)
    content = composer.content()
    sheet = sheet_of(content, 72.0 * width, face, options.errors, layout, options.most_points)
    if not face.covers(label.text for label in sheet.labels):
        sheet = sheet_of(content, 72.0 * width, face, options.errors, layout, options.most_points)
    face.warn_of_missing(label.text for label in sheet.labels)
    done = Figure(
        sheet=sheet,
        caption=composer.caption(content),
        places=tuple(composer.places),
        titles=tuple(row.head for row in content.rows),
        scale=composer.scale,
        width=float(width),
        notes=composer.notes(content),
        _face=face,
        _dpi=dpi,
        _interpolation=interpolation,
    )
    if output is not None:
        done.save(output)
    return done


def write_figure(figure: Figure, output: str | Path) -> list[Path]:
    """Write the files of a figure, the figure itself last."""
    check_output(output)
    path = Path(output)
    files: dict[Path, bytes] = {}
    latex = path.with_name(f"{path.name}.tex")
    if path.suffix.lower() in (".pgf", ".tex"):
        if path.suffix.lower() == ".tex":
            path, latex = path.with_suffix(".pgf"), path
        sheet = _ready(figure.sheet, figure._interpolation)
        names = [f"{path.stem}-{number}.png" for number in range(len(sheet.pictures))]
        for name, item in zip(names, sheet.pictures, strict=True):
            files[path.with_name(name)] = png_of(item.pixels)
        content = pgf(sheet, names).encode()
    else:
        content = figure.to_bytes(path.suffix.lower()[1:])
    check_overwritable(latex)
    words = snippet(path.name, figure.caption, figure.width, latex.name)
    files[latex] = words.encode("utf-8", "backslashreplace")
    files[path] = content
    for target, data in files.items():
        write_whole(target, data)
    return list(files)


def check_overwritable(latex: Path) -> None:
    """Raise an error if the LaTeX file was not written by this module, such as the paper itself."""
    if not latex.is_file():
        return
    with latex.open("rb") as file:
        if file.read(len(MARK)) != MARK.encode():
            name = escape_controls(str(latex))
            raise InputError(f"'{name}' exists and was not written by difference-finder; choose another name")
