"""From a study to a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.files import printable
from difference_finder.study.figure._caption import (
    caption_of,
    error_words,
    method_words,
    place_words,
    tone_words,
    value_words,
)
from difference_finder.study.figure._content import Content, Row, row_title, value_runs
from difference_finder.study.figure._fonts import DEFAULT_FONT, Typeface, matplotlib_or_error
from difference_finder.study.figure._images import REFERENCE, Shot, bench_of, shots_of
from difference_finder.study.figure._grid import ARRANGEMENTS
from difference_finder.study.figure._layout import sheet_of
from difference_finder.study.figure._places import Place, chosen_places, random_places
from difference_finder.study.figure._scale import (
    ErrorScale,
    check_colormap,
    check_gain,
    coloured,
    shared_scale,
)
from difference_finder.study.figure._tones import check_display
from difference_finder.study.figure._words import Measure, measures_of
from difference_finder.study.figure._write import INTERPOLATIONS, check_output, rendered, written

if TYPE_CHECKING:
    from difference_finder.study.figure._sheet import Sheet
    from difference_finder.study.study import Study

__all__ = ["VALUES", "Figure", "figure"]

VALUES = ("crop", "image", "none")
"""Of what the numbers beneath panels are."""

MOST_MEASURES = 3
"""How many metrics stand beneath panels where nothing else is asked for."""


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
            Its suffix says what is written: ``.pdf``, ``.svg``, ``.png``; ``.pgf`` or ``.tex`` for PGF commands
            with their pictures.

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
    study: Study,
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
        How many rows: by turns from where ours is best, where a rival is best, and the median. 0 for none; 1 is
        refused, for it would be ours at its best alone.
    random
        Add a strip of the crops that were drawn at random.
    places
        Squares chosen by hand, as "IMAGE:X,Y,SIZE" or (image, x, y, size), in rows of their own. The caption
        says so.
    metrics
        Which stand beneath panels; None for the first three of the study.
    values
        "crop": scores of the crop as an image of its own, under the protocol of the study, whose border is that
        of the image; "image": those of the whole image; "none".
    errors
        Where error maps stand: "beside" the crops, "below" them, "none", or "auto".
    gain
        How many times stronger errors are shown; None for one of 1, 2, 5, 10 and 20.
    colormap
        Of the errors: "magma", "viridis" or "grey".
    display
        The values shown as black and as white, (0, 0.6) or "0,0.6", integers being shares of their range; None
        for the range of the data, or what the values of the reference span where that does not tell.
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
    whatever metric chose the crops. Their scale is one for all panels: of 1, 2, 5, 10 and 20 the greatest gain
    at which the 99.5th percentile of what is shown is not beyond it.

    In PDF, SVG and PGF crops are embedded with the pixels that they have; in PNG each becomes a square of whole
    pixels. Whole images of more than 1200 pixels an inch are reduced to that.

    Examples
    --------
    >>> from difference_finder.study.figure import figure
    >>> figure(study, "figure.pdf", methods=["ours", "edsr"], width=3.5)  # doctest: +SKIP
    """
    matplotlib_or_error()
    if output is not None:
        check_output(output)
    _check_choices(values, errors, interpolation, dpi, width)
    check_colormap(colormap)
    check_gain(gain)
    shown = _shown(study, methods)
    names = _names(study, shown, labels or {})
    measures = _measures(study, metrics, values, labels or {})
    chosen = chosen_places(study.crops, crops, places, study.scores.names)
    drawn = random_places(study.crops) if random else []
    if not chosen and not drawn:
        raise InputError("there is nothing to show; give crops=3, or places chosen by hand")
    specs = [m.spec for m in measures] if values == "crop" else []
    shots = shots_of(study, [*chosen, *drawn], shown, specs, check_display(display))
    scale = shared_scale([plane for shot in shots[: len(chosen)] for plane in shot.errors.values()], gain)
    face = Typeface(font, font_size)
    drawer = _Drawer(study, shown, measures, values, scale, colormap, names)
    titles = [*_row_titles(row_labels, chosen), *[None] * len(drawn)]
    rows = [drawer.row(shot, given) for shot, given in zip(shots, titles, strict=True)]
    content = Content(
        rows=rows[: len(chosen)],
        strip=rows[len(chosen) :],
        roles=names,
        measures=measures,
        title=printable(title),
        strip_title="Random",
        scale=scale,
        bar=drawer.bar if errors != "none" and chosen else None,
    )
    sheet = sheet_of(content, 72.0 * width, face, errors)
    face.warn_of_missing(label.text for label in sheet.labels)
    caption = caption_of(
        [
            method_words(names, study.scores.methods),
            *place_words(content.rows, content.strip, study.crops),
            value_words(measures, values, bench_of(study.record).protocol.spec),
            error_words(scale, gain is not None) if content.bar is not None else "",
            tone_words(shots),
            f"Pixels are enlarged by {interpolation} interpolation." if interpolation != "none" else "",
        ]
    )
    done = Figure(sheet, caption, tuple(chosen), scale, float(width), face, dpi, interpolation)
    if output is not None:
        done.save(output)
    return done


@dataclass(frozen=True)
class _Drawer:
    """What makes rows of shots."""

    study: Study
    methods: Sequence[str]
    measures: Sequence[Measure]
    values: str
    scale: ErrorScale
    colormap: str
    names: Mapping[str, str]

    def row(self, shot: Shot, title: str | None) -> Row:
        scores = shot.scores if self.values == "crop" else self._of_image(shot.place.image)
        crops = self.study.crops
        ours = crops.settings.ours if crops is not None else ""
        return Row(
            title=printable(title) if title else row_title(shot.place, self.names.get(ours, ours)),
            place=shot.place,
            whole=shot.whole,
            crops=shot.crops,
            errors={name: coloured(plane, self.scale, self.colormap) for name, plane in shot.errors.items()},
            values=value_runs(self.measures, scores, self.methods),
        )

    def _of_image(self, image: str) -> dict[str, dict[str, float | None]]:
        scores = self.study.scores
        number = scores.names.index(image)
        return {
            measure.spec: {method: float(scores.of(measure.spec, method)[number]) for method in self.methods}
            for measure in self.measures
        }

    @property
    def bar(self) -> Any:
        import numpy as np

        return coloured(np.linspace(0, self.scale.vmax, 256)[None], self.scale, self.colormap)


def _check_choices(values: Any, errors: Any, interpolation: Any, dpi: Any, width: Any) -> None:
    known = {
        "values": (values, VALUES),
        "errors": (errors, ARRANGEMENTS),
        "interpolation": (interpolation, INTERPOLATIONS),
    }
    for what, (given, choices) in known.items():
        if given not in choices:
            raise InputError(f"{what} must be one of {', '.join(choices)}, not {given!r}")
    if isinstance(dpi, bool) or not isinstance(dpi, int) or not 50 <= dpi <= 2400:
        raise InputError(f"dpi must be a whole number from 50 to 2400, not {dpi!r}")
    if isinstance(width, bool) or not isinstance(width, int | float) or not 1 <= width <= 40:
        raise InputError(f"width must be a number of inches from 1 to 40, not {width!r}")


def _shown(study: Study, methods: str | Sequence[str] | None) -> list[str]:
    """Return the methods that are shown: of all of them ours first."""
    every = list(study.scores.methods)
    if methods is None:
        crops = study.crops
        return every if crops is None else sorted(every, key=lambda name: name != crops.settings.ours)
    shown = list(dict.fromkeys([methods] if isinstance(methods, str) else methods))
    for name in shown:
        if name not in every:
            raise UnknownNameError.among("method in this study", str(name), every)
    if not shown:
        raise InputError(f"methods is empty; give some of {', '.join(every)}")
    return shown


def _names(study: Study, shown: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return the roles that are shown with their names."""
    known = [REFERENCE, *study.scores.methods, *study.scores.metrics]
    for name in labels:
        if name not in known:
            raise UnknownNameError.among("method or metric to label", str(name), known)
    plain = {REFERENCE: "Reference", **{name: name for name in shown}}
    return {role: printable(str(labels.get(role, name))) for role, name in plain.items()}


def _measures(
    study: Study, metrics: str | Sequence[str] | None, values: str, labels: Mapping[str, str]
) -> list[Measure]:
    if values == "none":
        if metrics is not None:
            raise InputError("metrics are given, and values='none' shows none of them; leave one out")
        return []
    known = {measure.spec: measure for measure in measures_of(study.record["metrics"], labels)}
    if metrics is None:
        return list(known.values())[:MOST_MEASURES]
    chosen = list(dict.fromkeys([metrics] if isinstance(metrics, str) else metrics))
    for spec in chosen:
        if spec not in known:
            raise UnknownNameError.among("metric in this study", str(spec), known)
    return [known[spec] for spec in chosen]


def _row_titles(labels: Sequence[str], places: Sequence[Place]) -> list[str | None]:
    given = [labels] if isinstance(labels, str) else list(labels)
    if len(given) > len(places):
        raise InputError(
            f"{len(given)} row labels are given, and there are {len(places)} rows; leave some out"
        )
    return [*given, *[None] * (len(places) - len(given))]
