"""From a study to a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.storage.atomic import write_whole
from difference_finder.study.figure._choices import Choices
from difference_finder.study.figure._compose import Composer
from difference_finder.study.figure._fonts import DEFAULT_FONT, Typeface, matplotlib_or_error
from difference_finder.study.figure._latex import MARK, pgf, png_of, snippet
from difference_finder.study.figure._layout import sheet_of
from difference_finder.study.figure._scale import ErrorScale
from difference_finder.study.figure._write import _ready, check_output, rendered
from difference_finder.study.images import Place
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.study.figure._sheet import Sheet
    from difference_finder.study.results import Results

__all__ = ["Figure", "figure"]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure that was laid out.

    Parameters
    ----------
    sheet
        What is on it, and where.
    caption
        What is seen, and how it was chosen, in plain words.
    places
        What the rows show.
    scale
        How errors are shown.
    width
        In inches.
    """

    sheet: Sheet
    caption: str
    places: tuple[Place, ...]
    scale: ErrorScale
    width: float
    _face: Typeface
    _dpi: int
    _interpolation: str

    def save(self, path: str | Path) -> list[Path]:
        """Write the figure, and beside it the LaTeX that puts it into a paper, with its caption.

        Parameters
        ----------
        path
            Its suffix says what is written: ``.pdf``, ``.svg``, ``.png``; ``.pgf`` or ``.tex`` for PGF
            commands with their pictures.

        Returns
        -------
        list of Path
            The files: each appears whole or not at all, the figure last. They are the same bytes for the same
            study.

        Raises
        ------
        InputError
            If the suffix is another, or a file cannot be written.
        """
        return written(self, path)

    def to_bytes(self, suffix: str) -> bytes:
        """Return the figure as "pdf", "svg" or "png"."""
        return rendered(self.sheet, self._face, suffix, self._dpi, self._interpolation)

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


def figure(
    study: Results,
    output: str | Path | None = None,
    *,
    methods: str | Sequence[str] | None = None,
    crops: int = 3,
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
    font_size: float = 7.0,
    font: str = DEFAULT_FONT,
    dpi: int = 300,
    title: str = "",
    labels: Mapping[str, str] | None = None,
    row_labels: Sequence[str] = (),
) -> Figure:
    """Draw the crops of a study: the whole image, the reference, the methods and their errors.

    Parameters
    ----------
    study
        One that was run with crops; without, only places chosen by hand can be drawn.
    output
        Where it is written, as by :meth:`Figure.save`; None for nowhere.
    methods
        Which are shown, in this order; None for all.
    crops
        How many rows: by turns from where ours is best, where a rival is best, and the median. 0 for none; 1
        is refused, for it would be ours at its best alone.
    random
        Add a strip of the crops that were drawn at random.
    places
        Squares chosen by hand, as "IMAGE:X,Y,SIZE" or (image, x, y, size), in rows of their own. The caption
        says so.
    metrics
        Which stand beneath panels; None for the first three of the study.
    values
        "crop": scores of the crop as an image of its own, under the protocol of the study, whose border is
        that of the image; "image": those of the whole image; "none".
    errors
        Where error maps stand: "beside" the crops, "below" them, "none", or "auto".
    gain
        How many times stronger errors are shown; None for one of 1, 2, 5, 10 and 20.
    colormap
        Of the errors: "magma", "viridis" or "grey".
    display
        The values shown as black and as white, (0, 0.6) or "0,0.6", integers being shares of their range;
        None for the range of the data, or what the values of the reference span where that does not tell.
    interpolation
        "none": pixels are squares; "bilinear", "bicubic" or "lanczos": crops are enlarged by it.
    width
        In inches: 3.5 for a column, 7 for two.
    font_size, font
        In points, and its name.
    dpi
        Of PNG: the least; a greater one is taken where pixels fill the panels better.
    title
        Above the figure.
    labels
        Other names for methods, metrics and "reference".
    row_labels
        Other names for the rows, from the first on.

    Returns
    -------
    Figure
        With its ``caption``; ``save`` writes it.

    Raises
    ------
    InputError, UnknownNameError
        If an option cannot be, or the study has no crops.
    ReadError
        If a file of the images is gone or cannot be read.
    MissingDependencyError
        If matplotlib is not installed.

    Notes
    -----
    Errors are the absolute difference of the values, the mean of the channels, as a share of the data range,
    whatever metric chose the crops. Their scale is one for all panels: of 1, 2, 5, 10 and 20 the greatest
    gain at which the 99.5th percentile of what is shown is not beyond it.

    In PDF, SVG and PGF crops are embedded with the pixels that they have; in PNG each becomes a square of
    whole pixels. Whole images of more than 600 pixels an inch are reduced to that.

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
    matplotlib_or_error()
    if output is not None:
        check_output(output)
    choices = Choices(
        methods=methods,
        crops=crops,
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
        dpi=dpi,
        title=title,
        labels=labels or {},
        row_labels=row_labels,
    ).checked()
    face = Typeface(font, font_size)
    composer = Composer(study, choices)
    content = composer.content()
    sheet = sheet_of(content, 72.0 * width, face, errors)
    face.warn_of_missing(label.text for label in sheet.labels)
    places_shown = tuple(composer.places)
    caption = composer.caption(content)
    done = Figure(sheet, caption, places_shown, composer.scale, float(width), face, dpi, interpolation)
    if output is not None:
        done.save(output)
    return done


def written(figure: Figure, output: str | Path) -> list[Path]:
    """Write a figure and its LaTeX; the figure comes last."""
    check_output(output)
    path = Path(output)
    files: dict[Path, bytes] = {}
    if path.suffix.lower() in (".pgf", ".tex"):
        path = path.with_suffix(".pgf")
        sheet = _ready(figure.sheet, figure._interpolation)
        names = [f"{path.stem}-{number}.png" for number in range(len(sheet.pictures))]
        for name, item in zip(names, sheet.pictures, strict=True):
            files[path.with_name(name)] = png_of(item.pixels)
        content = pgf(sheet, names).encode()
    else:
        content = figure.to_bytes(path.suffix.lower()[1:])
    latex = path.with_suffix(".tex")
    _check_ours(latex)
    files[latex] = snippet(path.name, figure.caption, figure.width).encode("utf-8", "backslashreplace")
    files[path] = content
    for target, data in files.items():
        write_whole(target, data)
    return list(files)


def _check_ours(latex: Path) -> None:
    """Refuse to write over LaTeX of the user, such as the paper itself."""
    if not latex.is_file():
        return
    with latex.open("rb") as file:
        if file.read(len(MARK)) != MARK.encode():
            name = escape_controls(str(latex))
            raise InputError(
                f"'{name}' is there, and no figure's LaTeX: it would be lost; choose another name"
            )
